//! Signatures at the end of the report: the drawing above a line; label, name and time below it.

use super::{
    Sheet,
    page::{Area, GREY, INK, MEASURE, Mark, RULE},
    picture::{fitted, image},
    structure::Role,
    text::{TextAlignment, TextStyle, height},
};
use crate::domain::report::ReportSignature;

const LABEL: TextStyle = TextStyle { size: 9.0, bold: true, colour: INK };
const NAME: TextStyle = TextStyle { size: 10.0, bold: false, colour: INK };
const TIME: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const GAP: f32 = 28.0;
const WIDTH: f32 = (MEASURE - GAP) / 2.0;
/// Height for the drawing above the line.
const DRAWN: f32 = 66.0;
/// Height for label, name and time, each on up to two lines.
const BELOW: f32 = 66.0;
const ROW: f32 = DRAWN + BELOW + 6.0;
const ACROSS: usize = 2;

impl Sheet<'_> {
    pub fn signatures(&mut self, title: &str) {
        // The heading stays on the same page as the first row.
        self.heading(title, DRAWN + BELOW);
        let doc = self.doc;
        for row in doc.signatures.chunks(ACROSS) {
            self.pages.ensure(DRAWN + BELOW);
            self.row_of_signatures(row.iter());
        }
    }

    /// The signatures that were given, as many rows as this height has room for.
    pub fn signed(&mut self, room: f32) {
        let doc = self.doc;
        let signed: Vec<&ReportSignature> =
            doc.signatures.iter().filter(|one| one.drawn.is_some() || one.name.is_some()).collect();
        let rows = (room / ROW).max(0.0) as usize;
        for row in signed.chunks(ACROSS).take(rows) {
            self.row_of_signatures(row.iter().copied());
        }
    }

    fn row_of_signatures<'s>(&mut self, signatures: impl Iterator<Item = &'s ReportSignature>) {
        for (at, signature) in signatures.enumerate() {
            let start = at as f32 * (WIDTH + GAP);
            self.element(Role::Section, |sheet| sheet.signature(signature, start));
        }
        self.pages.y += ROW;
    }

    fn signature(&mut self, signature: &ReportSignature, start: f32) {
        let not_signed = self.texts.t("report-not-signed");
        let area = self.pages.area(start, self.pages.y, WIDTH, DRAWN);
        let drawn = signature.drawn.as_ref().and_then(|picture| Some((image(picture)?, picture)));
        let signed = drawn.is_some() || signature.name.is_some();
        match drawn {
            Some((image, picture)) => {
                let (width, height) = fitted(picture, WIDTH * 0.85, DRAWN - 8.0);
                let left = area.left + (WIDTH - width) / 2.0;
                let top = area.top + DRAWN - 4.0 - height;
                let label = signature.label.as_str();
                let description = self.texts.with("report-signature-of", &[("label", label.into())]);
                self.element(Role::Figure(description), |sheet| {
                    sheet.pages.push(Mark::Picture { image, area: Area { left, top, width, height } });
                });
            }
            None => {
                let note = match (&signature.name, &signature.lost) {
                    (_, Some(why)) => why.as_str(),
                    (None, None) => not_signed,
                    (Some(name), None) => name,
                };
                let mut note = self.set.lines(note, NAME, WIDTH, TextAlignment::Middle);
                note.truncate(3);
                let top = area.top + DRAWN - 6.0 - height(&note);
                self.pages.draw_as(Role::Paragraph, &note, start, top, WIDTH);
            }
        }
        self.pages.fill(Area { top: area.top + DRAWN, height: 0.8, ..area }, RULE, 0.0);
        let mut top = area.top + DRAWN + 5.0;
        let time = signed.then(|| self.texts.moment(signature.signed_at).text);
        for (text, look) in
            [(Some(signature.label.as_str()), LABEL), (signature.name.as_deref(), NAME), (time.as_deref(), TIME)]
        {
            let mut lines = self.set.lines(text.unwrap_or_default(), look, WIDTH, TextAlignment::Start);
            lines.truncate(2);
            if text.is_some() {
                self.pages.draw_as(Role::Paragraph, &lines, start, top, WIDTH);
            }
            top += height(&lines);
        }
    }
}
