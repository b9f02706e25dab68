//! The specs of articles: such as package and weight, each with its values. Specs and values are numbered from 1 inside of an article.

use serde::{Deserialize, Serialize};
use signet_call::MapOrList;

/// A spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spec {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

/// The specs of an article, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Specs(Vec<Spec>);

impl Specs {
    /// Returns specs in their order.
    pub(crate) fn new(specs: Vec<Spec>) -> Specs {
        Specs(specs)
    }

    /// Returns the specs of a column.
    pub(crate) fn read(stored: &str) -> Specs {
        Specs(serde_json::from_str(stored).unwrap_or_default())
    }

    /// Returns the specs as a column holds them.
    pub(crate) fn stored(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Returns the names by number.
    pub(crate) fn names(&self) -> MapOrList<String> {
        let names = (1..).zip(&self.0);
        map(names.map(|(number, spec): (i64, &Spec)| (number, spec.name.clone())))
    }

    /// Returns the values of each spec by number.
    pub(crate) fn values(&self) -> MapOrList<MapOrList<String>> {
        let mut first = 1_i64;
        let mut of_specs = Vec::new();
        for (number, spec) in (1_i64..).zip(&self.0) {
            let values = map((first..).zip(spec.values.iter().cloned()));
            first += i64::try_from(spec.values.len()).unwrap_or(i64::MAX);
            of_specs.push((number, values));
        }
        map(of_specs.into_iter())
    }

    /// Returns the values of a variant by number.
    pub(crate) fn of_variant(&self, spec: &str) -> MapOrList<String> {
        let all: Vec<&String> = self.0.iter().flat_map(|spec| &spec.values).collect();
        let value = |number: i64| {
            let place = usize::try_from(number.checked_sub(1)?).ok()?;
            Some((number, (*all.get(place)?).clone()))
        };
        map(numbers(spec).filter_map(value))
    }

    /// Returns the column of a variant that has one value of each spec, in their order; `None` if these are no such values.
    pub(crate) fn variant(&self, values: &[String]) -> Option<String> {
        if values.len() != self.0.len() {
            return None;
        }
        let mut first = 1;
        let mut numbers = Vec::with_capacity(values.len());
        for (spec, value) in self.0.iter().zip(values) {
            let place = spec.values.iter().position(|other| other == value)?;
            numbers.push((first + place).to_string());
            first += spec.values.len();
        }
        Some(numbers.join("|"))
    }

    /// Returns the specs in their order.
    pub(crate) fn into_vec(self) -> Vec<Spec> {
        self.0
    }

    /// Returns the numbers of the values of the first spec.
    pub(crate) fn first_values(&self) -> impl Iterator<Item = i64> {
        (1..).take(self.0.first().map_or(0, |spec| spec.values.len()))
    }
}

/// Returns the numbers in the column of a variant.
pub(crate) fn numbers(spec: &str) -> impl Iterator<Item = i64> {
    spec.split('|').filter_map(|number| number.parse().ok())
}

fn map<T>(entries: impl Iterator<Item = (i64, T)>) -> MapOrList<T> {
    MapOrList(
        entries
            .map(|(key, value)| (key.to_string(), value))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
