//! Names and numbers that the pages of the migration share.

use crate::{domain::lang::Lang, forms::Forms, i18n::Texts};

/// The path of the overview.
pub const ADDRESS: &str = "/admin/migration";
/// The path of the review queue, and the rows that its service returns at once.
pub const REVIEW: &str = "/admin/migration/review";
pub const REVIEW_ROWS: usize = 50;

/// The title of a form; the short name of one that is not offered any more.
pub fn title(forms: &Forms, slug: &str, lang: Lang) -> String {
    let def = forms.all().iter().find(|def| def.module.as_str() == slug);
    def.map_or_else(|| slug.to_owned(), |def| def.title.get(lang).to_owned())
}

/// A count with its thousands separators.
pub fn count(texts: Texts, value: u64) -> String {
    texts.number(i64::try_from(value).unwrap_or(i64::MAX))
}
