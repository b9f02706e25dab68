use anyhow::{Context, Result};

/// Returns a Markdown text in which `content` replaces the text between the lines `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
///
/// # Errors
/// If the text has no such lines.
pub(crate) fn replace(text: &str, name: &str, content: &str) -> Result<String> {
    let (start, end) = (
        format!("<!-- generated: {name} -->\n"),
        format!("<!-- end: {name} -->\n"),
    );
    let (before, rest) = text
        .split_once(&start)
        .with_context(|| format!("there is no line {start}"))?;
    let (_, after) = rest
        .split_once(&end)
        .with_context(|| format!("there is no line {end}"))?;
    Ok(format!("{before}{start}\n{content}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_around_a_region_stays() {
        let text = "# Codes\n<!-- generated: codes -->\nold\n<!-- end: codes -->\nafter\n";
        let replaced = "# Codes\n<!-- generated: codes -->\n\nnew\n<!-- end: codes -->\nafter\n";
        assert_eq!(
            replace(text, "codes", "new").ok().as_deref(),
            Some(replaced)
        );
        assert!(replace("# Codes\n", "codes", "new").is_err());
    }
}
