//! A note at the end of the report about letters that no font has, which are printed as empty boxes.

use super::{
    Sheet,
    page::{GREY, MEASURE},
    structure::Role,
    text::{TextAlignment, TextStyle, height},
};
use crate::reports::letters::named;

const NOTE: TextStyle = TextStyle { size: 9.0, bold: false, colour: GREY };

impl Sheet<'_> {
    pub fn missing_letters(&mut self) {
        if self.set.missing.is_empty() {
            return;
        }
        let count = self.set.missing.len();
        let text = self.texts.with(
            "report-missing-letters",
            &[
                ("count", count.into()),
                ("letters", named(&self.set.missing).into()),
                ("reference", self.doc.reference.to_string().into()),
            ],
        );
        let lines = self.set.lines(&text, NOTE, MEASURE, TextAlignment::Start);
        self.pages.space(14.0);
        self.pages.ensure(height(&lines));
        self.pages.flow_as(Role::Paragraph, &lines, 0.0, MEASURE);
    }
}
