use signet_store::Error;
use signet_store::districts::{self, District};
use signet_testkit::Scratch;

use crate::NOW;

fn district(code: i64) -> District {
    District {
        code,
        name: format!("第{code}区"),
    }
}

#[test]
fn districts_are_replaced_whole() {
    let db = Scratch::new();
    let all: Vec<_> = (440_000..441_200).map(district).collect();
    db.transaction_blocking(NOW, |tx| districts::replace_all(tx, &all))
        .unwrap();
    let twice = [district(1), district(1)];
    let twice = db.transaction_blocking(NOW, |tx| districts::replace_all(tx, &twice));
    assert!(matches!(twice, Err(Error::Duplicate)), "{twice:?}");
    let found = db.read(|c| districts::by_codes(c, &[441_199, 440_000, 1, 441_199]));
    assert_eq!(found, [district(440_000), district(441_199)]);
    assert!(db.read(|c| districts::any_between(c, 441_199, 441_299)));
    assert!(!db.read(|c| districts::any_between(c, 441_200, 441_299)));
    db.transaction_blocking(NOW, |tx| districts::replace_all(tx, &[district(110_000)]))
        .unwrap();
    assert_eq!(db.read(|c| districts::by_codes(c, &[440_000])), []);
    assert_eq!(db.read(|c| districts::by_codes(c, &[])), []);
}
