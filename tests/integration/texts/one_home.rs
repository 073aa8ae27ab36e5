//! The code contains no Arabic text: all texts for people are in `locales/` or in form definitions.

use super::sources::{Source, sources};

/// Files with Arabic letters outside of their tests, and why.
const ALLOWED: &[(&str, &str)] = &[
    ("src/domain/fold.rs", "folds variants of letters for search"),
    ("src/legacy/when/calendar.rs", "reads the names of months"),
    ("src/legacy/when/moment.rs", "reads the halves of a day"),
    ("src/i18n/locale.rs", "names the separators of digits"),
    ("src/i18n/validation.rs", "knows the question mark"),
    ("src/services/factors/code.rs", "reads digits of any script"),
    ("src/services/demo/actions.rs", "made-up actions of the demonstration"),
    ("src/services/demo/content.rs", "made-up answers of the demonstration"),
];

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// The lines with Arabic, except for comments and the tests at the end of a file.
fn arabic_lines(source: &Source) -> Vec<usize> {
    let code = source.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.filter(|(_, line)| line.contains(is_arabic)).map(|(number, _)| number + 1).collect()
}

#[test]
fn arabic_is_written_in_language_files_only() {
    let (mut wrong, mut allowed) = (Vec::new(), Vec::new());
    for source in sources("src", "rs") {
        if source.path.contains("/tests/") || source.path.ends_with("/tests.rs") {
            continue;
        }
        let lines = arabic_lines(&source);
        match ALLOWED.iter().find(|(path, _)| *path == source.path) {
            Some((path, _)) if !lines.is_empty() => allowed.push(*path),
            _ => wrong.extend(lines.iter().map(|line| format!("{}:{line}", source.path))),
        }
    }
    assert!(wrong.is_empty(), "Arabic in the code; move it to locales/:\n{}", wrong.join("\n"));
    let mut expected: Vec<&str> = ALLOWED.iter().map(|(path, _)| *path).collect();
    expected.sort_unstable();
    allowed.sort_unstable();
    assert_eq!(allowed, expected, "a listed file has no Arabic");
}

#[test]
fn arabic_in_code_is_found_and_in_tests_and_comments_not() {
    let code = "// يقرأ\nlet label = \"السبب\";\n#[cfg(test)]\nmod tests {\n let x = \"السبب\";\n}\n";
    assert_eq!(arabic_lines(&Source { path: "src/x.rs".into(), code: code.into() }), [2]);
}
