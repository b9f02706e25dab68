//! The specs of articles, such as package and weight, each with its values. Within an article, specs and values are numbered from 1.

use serde::{Deserialize, Serialize};
use signet_call::MapOrList;

/// A spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// Its name, such as 包装.
    pub name: String,
    /// Its values in their order, such as 罐装.
    pub values: Vec<String>,
}

/// The specs of an article, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Specs(Vec<Spec>);

impl Specs {
    /// Returns specs in their order.
    pub fn new(specs: Vec<Spec>) -> Specs {
        Specs(specs)
    }

    /// Returns the specs that the text of a column contains.
    pub fn read(stored: &str) -> Specs {
        Specs(serde_json::from_str(stored).unwrap_or_default())
    }

    /// Returns the text for the column of the specs.
    pub fn stored(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Returns the names of the specs by number.
    pub fn names(&self) -> MapOrList<String> {
        let names = (1..).zip(&self.0);
        map(names.map(|(number, spec): (i64, &Spec)| (number, spec.name.clone())))
    }

    /// Returns the values of each spec by number.
    pub fn values(&self) -> MapOrList<MapOrList<String>> {
        let mut first = 1_i64;
        let mut of_specs = Vec::new();
        for (number, spec) in (1_i64..).zip(&self.0) {
            let values = map((first..).zip(spec.values.iter().cloned()));
            first += i64::try_from(spec.values.len()).unwrap_or(i64::MAX);
            of_specs.push((number, values));
        }
        map(of_specs.into_iter())
    }

    /// Returns the values of a variant by number. `spec` is the text of its column: the numbers, separated by `|`.
    pub fn of_variant(&self, spec: &str) -> MapOrList<String> {
        let all: Vec<&String> = self.0.iter().flat_map(|spec| &spec.values).collect();
        let value = |number: i64| {
            let place = usize::try_from(number.checked_sub(1)?).ok()?;
            Some((number, (*all.get(place)?).clone()))
        };
        map(numbers(spec).filter_map(value))
    }

    /// Returns the text for the column of a variant. `values` must be one value of each spec, in the order of the specs; otherwise the
    /// result is `None`.
    pub fn variant(&self, values: &[String]) -> Option<String> {
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
    pub fn into_vec(self) -> Vec<Spec> {
        self.0
    }

    /// Returns the numbers of the values of the first spec.
    pub fn first_values(&self) -> impl Iterator<Item = i64> {
        (1..).take(self.0.first().map_or(0, |spec| spec.values.len()))
    }
}

/// Returns the numbers in the column of a variant.
pub fn numbers(spec: &str) -> impl Iterator<Item = i64> {
    spec.split('|').filter_map(|number| number.parse().ok())
}

fn map<T>(entries: impl Iterator<Item = (i64, T)>) -> MapOrList<T> {
    MapOrList(
        entries
            .map(|(key, value)| (key.to_string(), value))
            .collect(),
    )
}
