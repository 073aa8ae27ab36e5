//! Judges what was sent: a [`RawForm`] becomes [`Answers`], or a list of all complaints at once.

use super::{answers::Answers, form::FormDef, lang::Lang, raw::RawForm, upload::Refusal};
use time::Date;

/// One complaint at one field, by the name that the field has in the post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `site_name`, `items.0.asset`.
    pub name: String,
    /// The field's own label in each language, with the item's number if it is in one.
    pub label: super::lang::Label,
    pub complaint: Complaint,
}

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    Missing,
    File(Refusal),
}

impl FieldError {
    pub fn message(&self, _lang: Lang) -> String {
        String::new()
    }
}

/// Checks a post against its form. `latest_day` is the last day that is not in the future anywhere on Earth.
pub fn validate(_def: &FormDef, _raw: &RawForm, _latest_day: Date) -> Result<Answers, Vec<FieldError>> {
    Err(Vec::new())
}
