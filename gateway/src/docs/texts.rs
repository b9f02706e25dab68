use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;

use super::Lang;
use crate::packs::PACKS;

/// The texts of the documentation in one language, looked up by the Chinese ones.
pub(super) struct Texts {
    lang: Lang,
    catalogue: BTreeMap<String, String>,
    /// What was asked for.
    used: Mutex<BTreeSet<String>>,
}

impl Texts {
    pub(super) fn new(lang: Lang) -> anyhow::Result<Texts> {
        let catalogue = match lang {
            Lang::Zh => BTreeMap::new(),
            Lang::En => english()?,
        };
        Ok(Texts {
            lang,
            catalogue,
            used: Mutex::default(),
        })
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// A text, each paragraph by itself; as it is where it has no translation.
    pub(super) fn get(&self, chinese: &str) -> String {
        let paragraphs = chinese.split("\n\n").map(|paragraph| {
            let line = one_line(paragraph);
            // What is all ASCII, such as `success`, is no Chinese.
            if self.lang == Lang::Zh || line.is_ascii() {
                return line;
            }
            let found = self.catalogue.get(&line).cloned();
            self.used().insert(line.clone());
            found.unwrap_or(line)
        });
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }

    /// A text with a part that varies, which stands as `{}`.
    pub(super) fn format(&self, chinese: &str, value: &str) -> String {
        self.get(chinese).replace("{}", value)
    }

    fn used(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was asked for and is not in the catalogue.
    #[cfg(test)]
    pub(super) fn missing(&self) -> Vec<String> {
        let used = self.used();
        let missing = used
            .iter()
            .filter(|text| !self.catalogue.contains_key(*text));
        missing.cloned().collect()
    }

    /// What is in the catalogue and was not asked for.
    #[cfg(test)]
    pub(super) fn unused(&self) -> Vec<String> {
        let used = self.used();
        let unused = self.catalogue.keys().filter(|text| !used.contains(*text));
        unused.cloned().collect()
    }
}

/// The Chinese texts of all packs, and each one in English.
fn english() -> anyhow::Result<BTreeMap<String, String>> {
    let mut catalogue = BTreeMap::new();
    for pack in PACKS {
        let file = || format!("english.toml of pack {}", pack.name);
        let texts: BTreeMap<String, String> = toml::from_str(pack.english).with_context(file)?;
        catalogue.extend(texts);
    }
    Ok(catalogue)
}

/// A paragraph of a doc comment without its line breaks: they are spaces beside Latin words, and nothing in Chinese.
fn one_line(paragraph: &str) -> String {
    let mut line = String::with_capacity(paragraph.len());
    for part in paragraph.lines().map(str::trim) {
        let sides = (line.chars().next_back(), part.chars().next());
        if let (Some(left), Some(right)) = sides {
            let latin = left.is_ascii() || right.is_ascii();
            let words = left.is_alphanumeric() && right.is_alphanumeric();
            if (left.is_ascii() && right.is_ascii()) || (latin && words) {
                line.push(' ');
            }
        }
        line.push_str(part);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_paragraph_are_joined() {
        assert_eq!(
            one_line("失效的令牌，\n由 token_status 说明。"),
            "失效的令牌，由 token_status 说明。"
        );
        assert_eq!(one_line("one\ntwo"), "one two");
        assert_eq!(one_line("参数 a\n的值"), "参数 a 的值");
    }

    #[test]
    fn a_text_without_a_translation_stays_and_is_told() {
        let texts = Texts::new(Lang::En).unwrap();
        assert_eq!(
            texts.get("没有这样的文字\n\nsuccess"),
            "没有这样的文字\n\nsuccess"
        );
        assert_eq!(texts.missing(), ["没有这样的文字"]);
        assert!(!texts.unused().is_empty());
    }
}
