//! The freight of a parcel.

use signet_methods_teahouse::checkout::freight::{AreaRules, Weighed};
use signet_methods_teahouse::tables::transports::TransportRule;

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

/// Returns the rules of the templates of the demo. With the first template, the first piece costs 8.00 and each further piece
/// 2.00 in Guangdong, and 12.00 and 5.00 elsewhere. The second template is only for Guangdong: 2 pieces cost 6.00, and each
/// further group of up to 3 pieces costs 4.00.
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
    let fee = |city| AreaRules::choose(&rules, &areas, city, 440_000).freight(&[of_template(7, 1)]);
    assert_eq!((fee(440_300), fee(440_100)), (Some(100), Some(800)));
}
