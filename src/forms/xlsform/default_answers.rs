//! The column `default`: a text, or an expression such as `today()`, which XLSForm tells by its look.

use super::{
    kinds::QuestionType,
    messages::{CellPlace, Messages},
    rows::{Row, flag},
    toml_text::{TomlText, list, quoted},
};
use crate::domain::message::Message;

/// A list of several defaults, one in a line, where their values have spaces.
pub const SEVERAL: &str = "injaaz::default";

/// `text` or `expression`, where the look would say the other.
pub const KIND: &str = "injaaz::default_kind";

/// What a ticked box has in XLSForm.
pub const TICKED: &str = "OK";

/// Whether Kobo and ODK would evaluate it.
pub fn looks_like_expression(text: &str) -> bool {
    let is_call = |(at, _): (usize, &str)| {
        text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(|c| c.is_ascii_lowercase())
    };
    text.contains("${") || (text.ends_with(')') && text.match_indices('(').any(is_call))
}

pub fn write(row: &Row, kind: &QuestionType, out: &mut TomlText, messages: &mut Messages) {
    if let (QuestionType::SelectMultiple(_), Some((lines, place))) = (kind, row.text(SEVERAL)) {
        let values: Vec<String> = lines.lines().map(|line| line.trim().to_owned()).collect();
        out.optional("default", &list(&values), place);
        // The same, as other programs read it.
        row.text("default");
        return;
    }
    let Some((text, place)) = row.text("default") else { return };
    match kind {
        QuestionType::SelectMultiple(_) => {
            let values: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            out.optional("default", &list(&values), place);
        }
        QuestionType::Acknowledge => match flag(text).or((text == TICKED).then_some(true)) {
            Some(is_ticked) => out.optional("default", &is_ticked.to_string(), place),
            None => {
                let text = format!("{text:?}");
                let message = Message::new("spreadsheet-default-of-box").with("text", text).with("ticked", TICKED);
                messages.mistake(place, message);
            }
        },
        QuestionType::SelectOne(_) => out.optional("default", &quoted(text), place),
        _ => {
            let is_expression = match row.text(KIND) {
                Some(("expression", _)) => true,
                Some(("text", _)) => false,
                Some((other, place)) => {
                    tell_kind(other, place, messages);
                    false
                }
                None => looks_like_expression(text),
            };
            let text = quoted(text);
            let value = if is_expression { format!("{{ calculate = {text} }}") } else { text };
            out.optional("default", &value, place);
        }
    }
}

fn tell_kind(other: &str, place: CellPlace, messages: &mut Messages) {
    messages.mistake(place, Message::new("spreadsheet-default-kind").with("text", format!("{other:?}")));
}
