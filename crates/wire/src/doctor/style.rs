//! The forms in which the JSON writers of common languages serialise the same data.

use std::fmt::Write;

use crate::json::Value;

/// The form in which a library writes JSON.
#[derive(Clone, Copy)]
pub(super) struct Style {
    after_comma: &'static str,
    colon: &'static str,
    indent: &'static str,
    /// The characters that are written as `\uXXXX`.
    escaped: &'static str,
    /// Whether all non-ASCII characters are escaped, too.
    ascii: bool,
    /// Whether the digits of `\uXXXX` are in upper case.
    upper: bool,
    slash: Slash,
    numbers: Numbers,
}

/// The form of `/`.
#[derive(Clone, Copy, PartialEq)]
enum Slash {
    Plain,
    Escaped,
    /// Escaped only in `</`, so that the JSON cannot end a script of a page.
    InTags,
}

/// The form of integers.
#[derive(Clone, Copy)]
enum Numbers {
    Plain,
    /// As Java writes a double: Gson reads numbers of unknown type as doubles.
    Doubles,
    /// As strings, for values that came from a form.
    Texts,
}

const COMPACT: Style = Style {
    after_comma: "",
    colon: ":",
    indent: "",
    escaped: "",
    ascii: false,
    upper: false,
    slash: Slash::Plain,
    numbers: Numbers::Plain,
};

const ASCII: Style = Style {
    ascii: true,
    ..COMPACT
};
const SLASHES: Style = Style {
    slash: Slash::Escaped,
    ..COMPACT
};
const PHP: Style = Style {
    ascii: true,
    ..SLASHES
};
const SPACED: Style = Style {
    after_comma: " ",
    colon: ": ",
    ..COMPACT
};
const GO: Style = Style {
    escaped: "<>&\u{2028}\u{2029}",
    ..COMPACT
};
const GSON: Style = Style {
    escaped: "<>&='\u{2028}\u{2029}",
    ..COMPACT
};
const DOT_NET: Style = Style {
    escaped: "\"&'+<>`\u{7f}",
    ascii: true,
    upper: true,
    ..COMPACT
};
const INDENTED: Style = Style {
    colon: ": ",
    indent: "  ",
    ..COMPACT
};

/// The forms that common libraries write by default, or with an option that is often set.
pub(super) const STYLES: &[Style] = &[
    // JavaScript, Rust, Dart, Jackson, fastjson, Newtonsoft, Jason of Elixir, nlohmann.
    COMPACT,
    // PHP; with JSON_UNESCAPED_UNICODE, Android, Apple and cjson of Lua; with JSON_UNESCAPED_SLASHES, jsx of Erlang.
    PHP,
    SLASHES,
    ASCII,
    // Python, and with ensure_ascii=False.
    Style {
        ascii: true,
        ..SPACED
    },
    SPACED,
    // Go and Rails; Gson; System.Text.Json.
    GO,
    GSON,
    DOT_NET,
    // Jackson with ESCAPE_NON_ASCII; fastjson with BrowserCompatible.
    Style {
        upper: true,
        ..ASCII
    },
    Style { upper: true, ..PHP },
    // JavaScriptSerializer, Newtonsoft with EscapeHtml.
    Style {
        escaped: "<>&'\u{85}\u{2028}\u{2029}",
        ..COMPACT
    },
    // Symfony's JsonResponse, whose hexadecimal escapes are PHP's JSON_HEX_*.
    Style {
        escaped: "\"&'<>",
        ..PHP
    },
    // JSON that is also valid in a script of old browsers; org.json.
    Style {
        escaped: "\u{2028}\u{2029}",
        ..SLASHES
    },
    Style {
        escaped: "\u{2028}\u{2029}",
        ..COMPACT
    },
    Style {
        slash: Slash::InTags,
        ..COMPACT
    },
    // Numbers of another type.
    Style {
        numbers: Numbers::Doubles,
        ..GSON
    },
    Style {
        numbers: Numbers::Texts,
        ..COMPACT
    },
    Style {
        numbers: Numbers::Texts,
        ..PHP
    },
    // Indented: JavaScript, Go, PHP, Apple, Jackson.
    INDENTED,
    Style {
        indent: "    ",
        ..INDENTED
    },
    Style {
        escaped: GO.escaped,
        ..INDENTED
    },
    Style {
        indent: "    ",
        ascii: true,
        slash: Slash::Escaped,
        ..INDENTED
    },
    Style {
        colon: " : ",
        slash: Slash::Escaped,
        ..INDENTED
    },
    Style {
        colon: " : ",
        ..INDENTED
    },
];

impl Style {
    pub(super) fn write(&self, value: &Value<'_>) -> String {
        let mut out = String::new();
        self.value(&mut out, value, 0);
        out
    }

    fn value(&self, out: &mut String, value: &Value<'_>, depth: usize) {
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Value::Unsigned(number) => self.integer(out, &number.to_string()),
            Value::Negative(number) => self.integer(out, &number.to_string()),
            Value::Float(number) => put(out, format_args!("{number:?}")),
            Value::Text(text) => self.text(out, text),
            Value::List(items) => {
                let items = items.iter().map(|item| (None, item));
                self.members(out, ('[', ']'), items, depth);
            }
            Value::Object(object) => {
                let members = object.iter().map(|(key, value)| (Some(key), value));
                self.members(out, ('{', '}'), members, depth);
            }
        }
    }

    fn integer(&self, out: &mut String, digits: &str) {
        match self.numbers {
            Numbers::Plain => out.push_str(digits),
            Numbers::Texts => put(out, format_args!("\"{digits}\"")),
            Numbers::Doubles => out.push_str(&java_double(digits)),
        }
    }

    fn members<'v>(
        &self,
        out: &mut String,
        (open, close): (char, char),
        members: impl Iterator<Item = (Option<&'v str>, &'v Value<'v>)>,
        depth: usize,
    ) {
        out.push(open);
        let mut empty = true;
        for (key, value) in members {
            if !empty {
                out.push(',');
                if self.indent.is_empty() {
                    out.push_str(self.after_comma);
                }
            }
            empty = false;
            self.line(out, depth + 1);
            if let Some(key) = key {
                self.text(out, key);
                out.push_str(self.colon);
            }
            self.value(out, value, depth + 1);
        }
        if !empty {
            self.line(out, depth);
        }
        out.push(close);
    }

    fn line(&self, out: &mut String, depth: usize) {
        if !self.indent.is_empty() {
            out.push('\n');
            out.extend(std::iter::repeat_n(self.indent, depth));
        }
    }

    fn text(&self, out: &mut String, text: &str) {
        out.push('"');
        let mut before = ' ';
        for character in text.chars() {
            let in_tag = self.slash == Slash::InTags && before == '<';
            match character {
                _ if self.escaped.contains(character) || (self.ascii && !character.is_ascii()) => {
                    self.escape(out, character);
                }
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '/' if self.slash == Slash::Escaped || in_tag => out.push_str("\\/"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                _ if character < ' ' => self.escape(out, character),
                _ => out.push(character),
            }
            before = character;
        }
        out.push('"');
    }

    fn escape(&self, out: &mut String, character: char) {
        // PHP writes the escapes of ASCII in upper case, and others in lower case.
        let of_php = self.slash == Slash::Escaped && character.is_ascii_graphic();
        for unit in character.encode_utf16(&mut [0; 2]) {
            match self.upper || of_php {
                true => put(out, format_args!("\\u{unit:04X}")),
                false => put(out, format_args!("\\u{unit:04x}")),
            }
        }
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = out.write_fmt(text);
}

/// Returns an integer as Java writes it when it is a double: `1.0`, or `1.79584E9` for ten million and more.
fn java_double(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    match digits.split_at_checked(1) {
        Some((first, rest)) if digits.len() > 7 => {
            let fraction = rest.trim_end_matches('0');
            let fraction = if fraction.is_empty() { "0" } else { fraction };
            format!("{sign}{first}.{fraction}E{}", rest.len())
        }
        _ => format!("{sign}{digits}.0"),
    }
}
