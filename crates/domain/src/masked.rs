//! Personal data in the form in which it may be shown.

/// Returns a mobile with its middle hidden: `139****1111`. A text of another length is hidden completely.
pub fn mobile(mobile: &str) -> String {
    match (mobile.get(..3), mobile.get(7..)) {
        (Some(head), Some(tail)) if mobile.len() == 11 => format!("{head}****{tail}"),
        _ => "****".to_owned(),
    }
}

/// Returns an id of a third party with its middle hidden: `o6_b****fL2M`. An id that is too short or not ASCII is hidden completely.
pub fn id(id: &str) -> String {
    match (id.get(..4), id.get(id.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if id.len() >= 12 => format!("{head}****{tail}"),
        _ => "****".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn hides_the_middle_of_an_id() {
        assert_eq!(super::id("o6_bmjrPTlm6_2sgVt7hMZOPfL2M"), "o6_b****fL2M");
        assert_eq!(super::id("o6_bmjrPTlm"), "****");
        assert_eq!(super::id("一二三四五六"), "****");
        assert_eq!(super::id(""), "****");
    }

    #[test]
    fn hides_the_middle() {
        assert_eq!(super::mobile("13912341111"), "139****1111");
        assert_eq!(super::mobile("1391234"), "****");
        assert_eq!(super::mobile("一二三四"), "****");
    }
}
