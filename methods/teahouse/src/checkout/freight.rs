//! The freight of a parcel: the lines of one store to one area.

use std::collections::BTreeMap;

use crate::tables::transports::TransportRule;

/// A line of a parcel, without gifts, which weigh nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    /// The template of its freight; 0 for none.
    pub(crate) transport_id: i64,
    /// Its freight in fen if there is no template, once for all pieces.
    pub(crate) freight: i64,
    /// The number of pieces.
    pub(crate) pieces: i64,
}

/// The rules that hold for an area, by template.
#[derive(Clone, Debug, Default)]
pub(crate) struct AreaRules(BTreeMap<i64, TransportRule>);

impl AreaRules {
    /// Chooses the rule of each template for an area: the one that names the city, else the province, else the default. `areas` are the
    /// templates, codes and rules where one of the two codes is named.
    pub(crate) fn choose(
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

    /// Returns the freight of a parcel in fen; `None` if a template has no rule for the area. Lines of one template count together.
    pub(crate) fn freight(&self, parcel: &[Weighed]) -> Option<i64> {
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

/// Returns the fee of so many pieces: that of the first ones, and that of each begun number of further ones.
fn fee(rule: &TransportRule, pieces: i64) -> Option<i64> {
    let further = (pieces - rule.first_num).max(0);
    let step = rule.next_num.max(1);
    let begun = further.checked_add(step - 1)? / step;
    rule.first_fee
        .checked_add(begun.checked_mul(rule.next_fee)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: i64, transport_id: i64, fees: [i64; 4], is_default: bool) -> TransportRule {
        let [first_num, first_fee, next_num, next_fee] = fees;
        TransportRule {
            id,
            transport_id,
            is_default,
            first_num,
            first_fee,
            next_num,
            next_fee,
        }
    }

    fn of_template(transport_id: i64, pieces: i64) -> Weighed {
        Weighed {
            transport_id,
            freight: 0,
            pieces,
        }
    }

    /// The templates of the demo: in Guangdong 8.00 and 2.00 for each more piece, elsewhere 12.00 and 5.00; and 6.00 for 2, then 4.00 for
    /// each begun 3, in Guangdong alone.
    fn rules(city: i64, province: i64) -> AreaRules {
        let rules = [
            rule(1, 7, [1, 800, 1, 200], false),
            rule(2, 7, [1, 1200, 1, 500], true),
            rule(3, 8, [2, 600, 3, 400], false),
        ];
        let areas = [(7, 440_000, 1), (8, 440_000, 3)];
        AreaRules::choose(&rules, &areas, city, province)
    }

    #[test]
    fn further_pieces_cost_by_begun_steps() {
        let rules = rules(440_300, 440_000);
        let fees = [1, 2, 3, 5, 6].map(|pieces| rules.freight(&[of_template(8, pieces)]));
        assert_eq!(fees, [600, 600, 1000, 1000, 1400].map(Some));
        let two_lines = [of_template(8, 1), of_template(8, 1)];
        assert_eq!(rules.freight(&two_lines), Some(600));
    }

    #[test]
    fn lines_without_a_template_cost_their_own_freight_once() {
        let fixed = Weighed {
            transport_id: 0,
            freight: 500,
            pieces: 3,
        };
        let rules = rules(440_300, 440_000);
        assert_eq!(rules.freight(&[of_template(7, 2), fixed]), Some(1500));
        assert_eq!(rules.freight(&[]), Some(0));
    }

    #[test]
    fn an_area_without_a_rule_gets_the_default_or_nothing() {
        let rules = rules(420_100, 420_000);
        assert_eq!(rules.freight(&[of_template(7, 2)]), Some(1700));
        assert_eq!(rules.freight(&[of_template(8, 1)]), None);
        assert_eq!(rules.freight(&[of_template(7, 1), of_template(9, 1)]), None);
    }

    #[test]
    fn the_rule_of_a_city_comes_before_that_of_its_province() {
        let rules = [
            rule(1, 7, [1, 800, 1, 200], false),
            rule(2, 7, [1, 100, 1, 100], false),
        ];
        let areas = [(7, 440_000, 1), (7, 440_300, 2)];
        let fee =
            |city| AreaRules::choose(&rules, &areas, city, 440_000).freight(&[of_template(7, 1)]);
        assert_eq!((fee(440_300), fee(440_100)), (Some(100), Some(800)));
    }
}
