//! Personal data as it may be shown.

/// A mobile with its middle hidden: `139****1111`. What is no mobile is hidden whole.
pub fn mobile(mobile: &str) -> String {
    match (mobile.get(..3), mobile.get(7..)) {
        (Some(head), Some(tail)) if mobile.len() == 11 => format!("{head}****{tail}"),
        _ => "****".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn hides_the_middle() {
        assert_eq!(super::mobile("13912341111"), "139****1111");
        assert_eq!(super::mobile("1391234"), "****");
        assert_eq!(super::mobile("一二三四"), "****");
    }
}
