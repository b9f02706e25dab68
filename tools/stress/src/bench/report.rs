//! The results as a table in Markdown.

use std::fmt;

use super::load::Round;
use super::memory::Memory;
use super::rounds::Cell;
use super::scale::Step;
use super::trips::Trips;

/// All figures of a run.
pub(super) struct Report {
    pub(super) rows: Vec<Row>,
    pub(super) memory: Option<Memory>,
    pub(super) scale: Vec<Step>,
}

/// The results of one kind of call on one server: medians, and ratios to the first server with the same kind of call.
pub(super) struct Row {
    pub(super) call: &'static str,
    pub(super) server: &'static str,
    pub(super) micros: f64,
    pub(super) per_second: f64,
    p99: f64,
    against: &'static str,
    processor_ratio: f64,
    rate_ratio: f64,
    redis: f64,
    mariadb: f64,
}

impl Report {
    pub(super) fn of(cells: &[Cell], trips: &[Trips]) -> Report {
        let rows = cells.iter().zip(trips).map(|(cell, trips)| {
            let is_yardstick = |other: &&Cell| match cell.call {
                // A forged call is compared with a good one on the same server, since it must not cost more.
                "forged" => other.call == "A" && other.server == cell.server,
                call => other.call == call,
            };
            let other = cells.iter().find(is_yardstick).unwrap_or(cell);
            Row {
                call: cell.call,
                server: cell.server,
                micros: cell.median(|round| round.micros),
                per_second: cell.median(|round| round.per_second),
                p99: cell.median(|round| round.p99),
                against: other.server,
                processor_ratio: cell.ratio(other, |round: &Round| round.micros),
                rate_ratio: cell.ratio(other, |round| round.per_second),
                redis: trips.redis,
                mariadb: trips.mariadb,
            }
        });
        Report {
            rows: rows.collect(),
            memory: None,
            scale: Vec::new(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| call | server | CPU, µs | calls/s | p99, ms | against | CPU | calls/s | Redis | MariaDB |\n\
             | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |"
        )?;
        for row in &self.rows {
            writeln!(
                f,
                "| {} | {} | {:.1} | {:.0} | {:.1} | {} | {:.2} | {:.2} | {:.2} | {:.2} |",
                row.call,
                row.server,
                row.micros,
                row.per_second,
                row.p99 / 1000.0,
                row.against,
                row.processor_ratio,
                row.rate_ratio,
                row.redis,
                row.mariadb
            )?;
        }
        if let Some(memory) = &self.memory {
            writeln!(f, "\n| memory of the gateway | KiB |\n| --- | ---: |")?;
            writeln!(f, "| idle | {} |", memory.idle)?;
            writeln!(
                f,
                "| for each open connection | {:.1} |",
                memory.for_connection
            )?;
            writeln!(f, "| after ten seconds of C | {} |", memory.after_load)?;
        }
        if !self.scale.is_empty() {
            writeln!(
                f,
                "\n| beside | call | CPU, against few |\n| --- | --- | ---: |"
            )?;
        }
        for step in &self.scale {
            writeln!(
                f,
                "| {} | {} | {:.2} |",
                step.what, step.call, step.processor
            )?;
        }
        Ok(())
    }
}
