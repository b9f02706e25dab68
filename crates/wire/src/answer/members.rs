/// Returns the members of a JSON object in their order: the text of each key without its quotes, and its value. The object must have
/// no spaces, as [`Style::write`](crate::Style::write) writes it. Returns no members if the bytes are not an object.
///
/// With it, a wire that sends some members beside the data can copy the other members unchanged.
pub fn members(object: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let inside = object
        .strip_prefix(b"{")
        .and_then(|object| object.strip_suffix(b"}"));
    let mut rest = inside.unwrap_or_default();
    std::iter::from_fn(move || {
        let (member, after) = split(rest, b',');
        rest = after;
        let (key, value) = split(member, b':');
        let key = key.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        Some((key, value))
    })
}

/// Returns the bytes before and after the first separator that is not inside a text, a list or an object.
fn split(json: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    let is_end = |byte: &u8| {
        match (*byte, in_text) {
            (_, true) if is_escaped => is_escaped = false,
            (b'\\', true) => is_escaped = true,
            (b'"', _) => in_text = !in_text,
            (b'{' | b'[', false) => depth += 1,
            (b'}' | b']', false) => depth = depth.saturating_sub(1),
            (byte, false) => return byte == separator && depth == 0,
            (_, true) => {}
        }
        false
    };
    let at = json.iter().position(is_end).unwrap_or(json.len());
    let (before, after) = json.split_at_checked(at).unwrap_or((json, &[]));
    (before, after.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    fn read(object: &[u8]) -> Vec<(String, Value)> {
        let member = |(key, value): (&[u8], &[u8])| {
            let key = [b"\"", key, b"\""].concat();
            let key = serde_json::from_slice(&key).unwrap();
            (key, serde_json::from_slice(value).unwrap())
        };
        members(object).map(member).collect()
    }

    #[test]
    fn an_object_is_split_at_its_own_commas() {
        let object = json!({
            "list": [{"a": 1, "b": "},\"x\":"}, []], "text": "a\\\",\"b\":{", "none": null, "key\",": 1.5, "hasmore": true
        });
        let expected: Vec<_> = object.as_object().unwrap().clone().into_iter().collect();
        assert_eq!(read(object.to_string().as_bytes()), expected);
        for none in ["{}", "[]", "\"1\"", "", "null"] {
            assert_eq!(read(none.as_bytes()), [], "{none}");
        }
    }

    proptest! {
        #[test]
        fn every_object_is_its_members(members in proptest::collection::vec((".*", ".*", any::<i64>()), 0..5)) {
            let mut object = Map::new();
            for (key, text, number) in members {
                object.insert(key.clone(), json!([text, {key: number}]));
            }
            let expected: Vec<_> = object.clone().into_iter().collect();
            prop_assert_eq!(read(Value::Object(object).to_string().as_bytes()), expected);
        }
    }
}
