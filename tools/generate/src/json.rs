use serde_json::{Map, Value};

/// Returns JSON in few lines, so that a changed member of a schema shows as a changed line. An object or array that fits into `width`
/// characters is one line. In larger ones, plain members share lines of at most this width.
pub(crate) fn compact(value: &Value, width: usize) -> String {
    let mut text = Lines { width }.of(value, 0).join("\n");
    text.push('\n');
    text
}

/// Returns an object as JSON with a line for each member of its members. Deeper levels stay on that line.
pub(crate) fn by_member(members: &Map<String, Value>) -> String {
    let member =
        |(name, value): (&String, &Value)| format!("    {}: {value}", Value::from(name.as_str()));
    let parts = members.iter().map(|(name, value)| {
        let inside = value.as_object().into_iter().flatten().map(member);
        let inside = inside.collect::<Vec<_>>().join(",\n");
        format!("  {}: {{\n{inside}\n  }}", Value::from(name.as_str()))
    });
    format!("{{\n{}\n}}\n", parts.collect::<Vec<_>>().join(",\n"))
}

/// A writer of JSON in lines.
struct Lines {
    /// The maximum length of a line with several members.
    width: usize,
}

impl Lines {
    fn of(&self, value: &Value, indent: usize) -> Vec<String> {
        let line = value.to_string();
        let (parts, [open, close]) = match value {
            _ if 2 * indent + length(&line) <= self.width => return vec![line],
            Value::Object(members) => (members.iter().map(named).collect(), ["{", "}"]),
            Value::Array(items) => (items.iter().map(unnamed).collect(), ["[", "]"]),
            _ => return vec![line],
        };
        let mut lines = vec![open.to_owned()];
        lines.extend(self.inside(parts, indent + 1));
        lines.push(format!("{}{close}", "  ".repeat(indent)));
        lines
    }

    /// Returns the lines of the parts of an object or array, separated by commas.
    fn inside(&self, parts: Vec<Part<'_>>, indent: usize) -> Vec<String> {
        let margin = "  ".repeat(indent);
        let mut all: Vec<String> = Vec::new();
        let mut last_is_plain = false;
        for part in parts {
            let mut own = self.of(part.value, indent);
            let is_plain = part.is_plain() && own.len() == 1;
            if let Some(first) = own.first_mut() {
                first.insert_str(0, &part.start);
            }
            if let Some(last) = all.last_mut() {
                last.push(',');
                let added = own.first().map_or(0, |line| length(line) + 1);
                if is_plain && last_is_plain && length(last) + added <= self.width {
                    last.push(' ');
                    last.push_str(&own.concat());
                    continue;
                }
            }
            if let Some(first) = own.first_mut() {
                first.insert_str(0, &margin);
            }
            all.extend(own);
            last_is_plain = is_plain;
        }
        all
    }
}

/// A member or an item: the text before its value, and the value.
struct Part<'a> {
    start: String,
    value: &'a Value,
}

fn named<'a>((name, value): (&String, &'a Value)) -> Part<'a> {
    Part {
        start: format!("{}: ", Value::from(name.as_str())),
        value,
    }
}

fn unnamed(value: &Value) -> Part<'_> {
    Part {
        start: String::new(),
        value,
    }
}

impl Part<'_> {
    fn is_plain(&self) -> bool {
        let is_plain = |value: &Value| !value.is_object() && !value.is_array();
        match self.value {
            Value::Array(items) => items.iter().all(is_plain),
            value => is_plain(value),
        }
    }
}

fn length(line: &str) -> usize {
    line.chars().count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const WIDTH: usize = 160;

    #[test]
    fn what_fits_on_a_line_is_on_one() {
        let long = "x".repeat(WIDTH);
        let value = json!({
            "name": "a", "classes": ["app", "h5"], "long": long,
            "fields": {"a": {"type": "string"}, "b": {"text": long}}, "last": 1
        });
        let expected = format!(
            r#"{{
  "name": "a", "classes": ["app","h5"],
  "long": "{long}",
  "fields": {{
    "a": {{"type":"string"}},
    "b": {{
      "text": "{long}"
    }}
  }},
  "last": 1
}}
"#
        );
        let text = compact(&value, WIDTH);
        assert_eq!(text, expected);
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, value);
    }

    #[test]
    fn an_object_by_member_is_the_same_object() {
        let value = json!({"a 1": {"data": {"x": 1}, "reply": []}, "b 1": {"data": 2}});
        let text = by_member(value.as_object().unwrap());
        assert_eq!(
            text,
            "{\n  \"a 1\": {\n    \"data\": {\"x\":1},\n    \"reply\": []\n  },\n  \"b 1\": {\n    \"data\": 2\n  }\n}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
