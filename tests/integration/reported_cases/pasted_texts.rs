//! Texts as they are pasted from other programs, sent with a form.

use super::assert_all_right;
use crate::support::app::{TestApp, hvac};
use rocket::http::Status;

enum Right {
    Stored(&'static str),
    /// Refused at the field with a sentence that contains this.
    Refused(&'static str),
}

use Right::{Refused, Stored};

const COMMENTS: &str = "items.0.comments";
const SITE: &str = "site_name";

/// The field, what is sent, and the right answer.
const ROWS: &[(&str, &str, Right)] = &[
    // Of the report.
    (
        COMMENTS,
        "Pump is leaking\u{b}Seal must be replaced\u{3} soon",
        Stored("Pump is leaking\nSeal must be replaced soon"),
    ),
    // What can change how a text reads is kept.
    (COMMENTS, "soon \u{200f}\u{202b}برج\u{202c}\u{a0}!", Stored("soon \u{200f}\u{202b}برج\u{202c}\u{a0}!")),
    // Hyphens at the end of a line of a PDF.
    (COMMENTS, "main\u{2}tenance and re\u{1f}pair", Stored("maintenance and repair")),
    (COMMENTS, "main\u{ad}tenance", Stored("main\u{ad}tenance")),
    // Page breaks, and the separators of lines and paragraphs.
    (COMMENTS, "one\u{c}two\u{2028}three\u{2029}four", Stored("one\ntwo\nthree\nfour")),
    // Bullets of Word in a private font, and the end of a table cell.
    (COMMENTS, "\u{f0b7} one\u{7}", Stored("\u{f0b7} one")),
    // Control characters of Windows-1252 that was taken for Latin-1.
    (COMMENTS, "it\u{92}s \u{93}new\u{94}", Stored("its new")),
    (COMMENTS, "\u{1}\u{4}\u{5}\u{6}\u{8}\u{e}\u{1c}\u{1d}\u{1e}\u{7f}x", Stored("x")),
    // Cells of a spreadsheet.
    (COMMENTS, "A\tB\r\nC\tD", Stored("A\tB\nC\tD")),
    (COMMENTS, "مضخة\u{b}صمام\u{3}", Stored("مضخة\nصمام")),
    (SITE, "Marina\u{b}Tower\u{3}", Stored("Marina Tower")),
    (SITE, "\u{2}Marina Tower\u{1f}", Stored("Marina Tower")),
    (SITE, "Marina Tower\u{c}", Stored("Marina Tower")),
    (SITE, "Marina\u{2028}Tower", Stored("Marina Tower")),
    ("tech_signature_typed", "Omar\u{b}Haddad\u{3}", Stored("Omar Haddad")),
    // Signs of something else than text.
    (COMMENTS, "nul\0", Refused("")),
    (COMMENTS, "\u{1b}[31mred", Refused("")),
];

#[rocket::async_test]
async fn a_pasted_text_is_stored_without_control_characters() {
    let test = TestApp::new().await;
    let mut wrong = Vec::new();
    for (number, (field, sent, right)) in ROWS.iter().enumerate() {
        let form = hvac(&format!("reported-b21-{number:02}")).without(field).text(field, sent);
        let (status, answer) = test.post_json("/forms/hvac_mep", &form).await;
        let is_right = match right {
            Stored(text) if status == Status::Created => {
                let stored = test.stored(&answer).await;
                let found = match *field {
                    COMMENTS => &stored["items"][0]["comments"],
                    SITE => &stored["site_name"],
                    _ => &stored["tech_signature"]["name"],
                };
                if found != text {
                    wrong.push(format!("b21: {field}, {sent:?}: {found}"));
                }
                true
            }
            Refused(word) if status == Status::UnprocessableEntity => answer["fields"].as_array().is_some_and(|all| {
                all.iter().any(|one| one["name"] == *field && one["message"].as_str().is_some_and(|m| m.contains(word)))
            }),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("b21: {field}, {sent:?}: {status} {answer}"));
        }
    }
    assert_all_right(&wrong);
}
