//! Scripts and styles without their comments and indentation: about a quarter of what a phone would load.
//!
//! Input: a file of `static` that is ours. Invariant: only whole lines are removed, so no string or expression changes;
//! a line of a template literal must not begin like a comment.

/// The text without lines that are comments, and without the spaces before each line.
pub fn remove(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut in_block = false;
    for line in text.lines().map(str::trim) {
        if in_block {
            in_block = !line.contains("*/");
        } else if line.starts_with("/*") && (line.ends_with("*/") || !line.contains("*/")) {
            in_block = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_of_comments_go() {
        let text = "// purpose\n\n/** What it does.\n * More. */\nexport const a = \"https://x\"; // why\n  /* short */\n  b(/* arg */ 1);\n/* a */ c();\n";
        assert_eq!(remove(text), "export const a = \"https://x\"; // why\nb(/* arg */ 1);\n/* a */ c();\n");
        assert_eq!(remove(":root {\n  /* Colours. */\n  --a: 1;\n}\n"), ":root {\n--a: 1;\n}\n");
    }
}
