use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use signet_call::Pack;

use crate::{Error, Lang};

/// The Chinese texts that all packs share, and their English translations.
const ENGLISH: &str = include_str!("english.toml");

/// The texts of the documentation in one language, looked up by the Chinese texts.
pub(crate) struct Texts {
    lang: Lang,
    catalogue: BTreeMap<String, String>,
    /// The Chinese texts that were looked up.
    used: Mutex<BTreeSet<String>>,
}

impl Texts {
    /// Returns the texts of packs, and the texts that all packs share.
    pub(crate) fn new(packs: &[&Pack], lang: Lang) -> Result<Arc<Texts>, Error> {
        let mut texts = Texts::chinese();
        texts.lang = lang;
        if lang == Lang::En {
            texts.add("the documentation", ENGLISH)?;
            for pack in packs {
                texts.add(pack.name, pack.english)?;
            }
        }
        Ok(Arc::new(texts))
    }

    /// Returns the texts as they are in the doc comments.
    pub(crate) fn chinese() -> Texts {
        Texts {
            lang: Lang::Zh,
            catalogue: BTreeMap::new(),
            used: Mutex::default(),
        }
    }

    fn add(&mut self, pack: &'static str, catalogue: &str) -> Result<(), Error> {
        let broken = |source| Error::English {
            pack,
            source: Box::new(source),
        };
        let own: BTreeMap<String, String> = toml::from_str(catalogue).map_err(broken)?;
        self.catalogue.extend(own);
        Ok(())
    }

    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns a text in the language, paragraph by paragraph. A paragraph without a translation is not changed.
    pub(crate) fn get(&self, chinese: &str) -> String {
        let paragraphs = chinese.split("\n\n").map(|paragraph| {
            let line = one_line(paragraph);
            // A text in ASCII, such as `success`, is not Chinese.
            if self.lang == Lang::Zh || line.is_ascii() {
                return line;
            }
            let found = self.catalogue.get(&line).cloned();
            self.used().insert(line.clone());
            found.unwrap_or(line)
        });
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }

    /// Returns a text in the language, with a value in the place of `{}`.
    pub(crate) fn format(&self, chinese: &str, value: &str) -> String {
        self.get(chinese).replace("{}", value)
    }

    fn used(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn translations(&self) -> Translations {
        let used = self.used();
        let missing = used
            .iter()
            .filter(|text| !self.catalogue.contains_key(*text));
        let unused = self.catalogue.keys().filter(|text| !used.contains(*text));
        Translations {
            missing: missing.cloned().collect(),
            unused: unused.cloned().collect(),
        }
    }
}

/// The differences between a catalogue of English texts and the documentation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Translations {
    /// The Chinese texts without a translation.
    pub missing: Vec<String>,
    /// The texts of the catalogue that the documentation does not use.
    pub unused: Vec<String>,
}

/// Returns a paragraph of a doc comment without its line breaks. Line breaks beside Latin words become spaces; those in Chinese text
/// are removed.
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
    fn a_text_without_a_translation_stays_and_is_reported() {
        let texts = Texts::new(&[], Lang::En).unwrap();
        assert_eq!(
            texts.get("没有这样的文字\n\nsuccess"),
            "没有这样的文字\n\nsuccess"
        );
        let translations = texts.translations();
        assert_eq!(translations.missing, ["没有这样的文字"]);
        assert!(!translations.unused.is_empty());
    }
}
