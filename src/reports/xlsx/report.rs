//! The input of every sheet: document, formats and texts.

use super::style::Style;
use crate::{domain::report::ReportDoc, i18n::Texts};

pub(super) struct Report<'a> {
    pub doc: &'a ReportDoc,
    pub style: &'a Style,
    pub texts: Texts,
}
