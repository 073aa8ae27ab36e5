//! The cells of a row that is written.

use super::headings::language;
use crate::domain::lang::{Label, Lang};

/// The values of one row with the headings of their columns.
pub(super) type Cells = Vec<(String, String)>;

pub(super) fn cell(heading: &str, text: impl Into<String>) -> (String, String) {
    (heading.to_owned(), text.into())
}

/// A text in a column for each language.
pub(super) fn texts(heading: &str, label: &Label) -> Cells {
    [(Lang::EN, &label.en), (Lang::AR, &label.ar)]
        .map(|(lang, text)| cell(&format!("{heading}::{}", language(lang)), text.as_str()))
        .to_vec()
}

pub(super) fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}
