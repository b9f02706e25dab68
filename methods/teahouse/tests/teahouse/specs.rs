//! The specs of articles, and the values of their variants.

use serde::Serialize;
use signet_methods_teahouse::goods::specs::{Spec, Specs, numbers};

fn specs() -> Specs {
    let spec = |name: &str, values: &[&str]| Spec {
        name: name.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    Specs::new(vec![
        spec("包装", &["罐装", "盒装"]),
        spec("重量", &["100g", "250g"]),
    ])
}

fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn specs_and_values_are_numbered_inside_of_their_article() {
    let specs = Specs::read(&specs().stored());
    assert_eq!(text(&specs.names()), r#"{"1":"包装","2":"重量"}"#);
    assert_eq!(
        text(&specs.values()),
        r#"{"1":{"1":"罐装","2":"盒装"},"2":{"3":"100g","4":"250g"}}"#
    );
    assert_eq!(text(&specs.of_variant("2|3")), r#"{"2":"盒装","3":"100g"}"#);
    assert_eq!(text(&specs.of_variant("0|9|x")), "[]");
    assert_eq!(specs.first_values().collect::<Vec<_>>(), [1, 2]);
    let variant = |values: &[&str]| {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        specs.variant(&values)
    };
    assert_eq!(variant(&["盒装", "100g"]).as_deref(), Some("2|3"));
    for other in [&["100g", "盒装"][..], &["盒装"], &["盒装", "x"], &[]] {
        assert_eq!(variant(other), None, "{other:?}");
    }
    assert_eq!(Specs::default().variant(&[]).as_deref(), Some(""));
}

#[test]
fn an_article_without_specs_has_empty_lists() {
    for none in [Specs::read(""), Specs::read("[]")] {
        assert_eq!(text(&none.names()), "[]");
        assert_eq!(text(&none.values()), "[]");
        assert_eq!(none.first_values().count(), 0);
    }
    assert_eq!(numbers("").count(), 0);
}
