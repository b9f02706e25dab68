//! The freight of a parcel: the lines of one store to one area.

use std::collections::BTreeMap;

use crate::tables::transports::TransportRule;

/// A line of a parcel that counts for the freight. Gifts do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Its freight template; 0 for none.
    pub transport_id: i64,
    /// Its freight in fen if there is no template: one amount for all pieces.
    pub freight: i64,
    /// The number of pieces.
    pub pieces: i64,
}

/// The rules that apply to an area, by template.
#[derive(Clone, Debug, Default)]
pub struct AreaRules(BTreeMap<i64, TransportRule>);

impl AreaRules {
    /// Chooses the rule of each template for an area: the rule that names the city, else the rule that names the province, else the default
    /// rule. `areas` lists where rules name one of the two codes: the template, the code and the rule.
    pub fn choose(
        rules: &[TransportRule],
        areas: &[(i64, i64, i64)],
        city: i64,
        province: i64,
    ) -> AreaRules {
        let mut chosen = BTreeMap::new();
        for rule in rules {
            let template = rule.transport_id;
            let names = |code: i64| areas.contains(&(template, code, rule.id));
            let rank = match () {
                () if names(city) => 0,
                () if names(province) => 1,
                () if rule.is_default => 2,
                () => continue,
            };
            let best = chosen.entry(template).or_insert((rank, rule));
            if rank < best.0 {
                *best = (rank, rule);
            }
        }
        let rules = chosen.into_iter();
        AreaRules(
            rules
                .map(|(template, (_, rule))| (template, rule.clone()))
                .collect(),
        )
    }

    /// Returns the freight of a parcel in fen; `None` if a template has no rule for the area. The pieces of lines with the same template
    /// are counted together.
    pub fn freight(&self, parcel: &[Weighed]) -> Option<i64> {
        let mut fixed = 0_i64;
        let mut pieces: BTreeMap<i64, i64> = BTreeMap::new();
        for line in parcel {
            match line.transport_id {
                0 => fixed = fixed.checked_add(line.freight)?,
                template => *pieces.entry(template).or_default() += line.pieces,
            }
        }
        let fees = pieces.into_iter();
        let mut fees = fees.map(|(template, pieces)| fee(self.0.get(&template)?, pieces));
        fees.try_fold(fixed, |sum, fee| sum.checked_add(fee?))
    }
}

/// Returns the fee of a number of pieces: the fee of the first pieces, plus the fee of each group of further pieces. An incomplete group
/// costs as much as a full one.
fn fee(rule: &TransportRule, pieces: i64) -> Option<i64> {
    let further = (pieces - rule.first_num).max(0);
    let step = rule.next_num.max(1);
    let begun = further.checked_add(step - 1)? / step;
    rule.first_fee
        .checked_add(begun.checked_mul(rule.next_fee)?)
}
