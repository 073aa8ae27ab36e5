//! A third language for tests: English with every text between ⟦ and ⟧. Whatever a page, a report or an e-mail shows
//! outside of these marks is not in `locales/`, or was entered by a user.
//!
//! The language is a folder `en-XA` that the setting `INJAAZ_LOCALES` names, so it also proves that a language is one
//! folder.

use fluent_syntax::{
    ast::{Entry, PatternElement},
    parser, serializer,
};
use std::{fs, path::Path};
use tempfile::TempDir;

/// The tag of the language: English with the region of pseudo-English.
pub const TAG: &str = "en-XA";

pub const OPEN: char = '⟦';
pub const CLOSE: char = '⟧';

/// A folder with the language, for `INJAAZ_LOCALES`.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let english = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en");
    let language = folder.path().join(TAG);
    fs::create_dir(&language).expect("a folder");
    for entry in fs::read_dir(english).expect("English") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("readable");
        // The program reads the facts of the language itself, so they stay unmarked.
        let text = if name == "language.ftl" { text.replace("= English", "= ⟦English⟧") } else { wrapped(&text) };
        fs::write(language.join(name), text).expect("writable");
    }
    folder
}

/// The same file with each text between the marks.
fn wrapped(source: &str) -> String {
    let mut resource = parser::parse(source.to_owned()).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    for entry in &mut resource.body {
        let Entry::Message(message) = entry else { continue };
        let pattern = message.value.as_mut().expect("a text");
        pattern.elements.insert(0, PatternElement::TextElement { value: OPEN.to_string() });
        pattern.elements.push(PatternElement::TextElement { value: CLOSE.to_string() });
    }
    serializer::serialize(&resource)
}

/// The pieces of text outside of the marks, which may be nested.
pub fn outside(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            OPEN => {
                depth += 1;
                pieces.push(String::new());
            }
            CLOSE => depth = depth.saturating_sub(1),
            _ if depth == 0 => pieces.last_mut().expect("a piece").push(c),
            _ => {}
        }
    }
    pieces.into_iter().map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

#[test]
fn every_text_is_wrapped_and_what_is_outside_is_found() {
    let text = wrapped("a = Hello { $name }\nb =\n    { $count ->\n        [one] One\n       *[other] Many\n    }\n");
    assert_eq!(text.matches(OPEN).count(), 2, "{text}");
    assert_eq!(text.matches(CLOSE).count(), 2, "{text}");
    assert_eq!(outside("⟦Saved ⟦14 March⟧⟧ by Sara ⟦·⟧ now"), ["by Sara", "now"]);
    assert_eq!(outside("⟦all⟧ "), Vec::<String>::new());
}
