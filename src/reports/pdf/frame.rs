//! Header and footer of every page: organisation and title above; reference, page number and verification URL below.

use super::{
    Sheet,
    page::{Area, BOTTOM, GREEN, GREY, HEIGHT, MEASURE, Mark, Pages},
    text::{Line, TextAlignment, TextStyle},
};
use crate::domain::bidi;

const ORGANISATION: TextStyle = TextStyle { size: 9.5, bold: true, colour: GREEN };
const SMALL: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const PROOF: TextStyle = TextStyle { size: 7.0, bold: false, colour: GREY };
const LOGO: f32 = 20.0;
const ABOVE: f32 = 30.0;
/// Below the reference and the page number.
const PROOF_TOP: f32 = HEIGHT - 27.0;
const HALF: f32 = MEASURE / 2.0;

impl Sheet<'_> {
    /// Adds header and footer to all pages. Called last, because the footer contains the number of pages.
    pub fn frame(&mut self) {
        self.pages.next_page();
        let beside = LOGO + 8.0;
        let organisation = self.one_line(&self.doc.organisation, ORGANISATION, HALF - beside, TextAlignment::Start);
        let title = self.one_line(&self.doc.title, SMALL, HALF - 10.0, TextAlignment::End);
        let reference = match self.doc.site_name.trim() {
            "" => self.doc.reference.to_string(),
            site => format!("{} · {site}", self.doc.reference),
        };
        let reference = self.one_line(&reference, SMALL, HALF, TextAlignment::Start);
        let genuine = self.doc.genuine.clone();
        let proof = genuine
            .as_ref()
            .map(|url| self.texts.with("report-verify-at", &[("url", bidi::left_to_right(url).into())]));
        let proof = proof.map(|proof| self.one_line(&proof, PROOF, MEASURE, TextAlignment::Start));
        let count = self.pages.done.len();
        for number in 1..=count {
            let args = [("page", number.to_string().into()), ("pages", count.to_string().into())];
            let page = self.texts.with("report-page", &args);
            let page = self.one_line(&page, SMALL, HALF, TextAlignment::End);
            let pages = &mut self.pages;
            let logo = Area { left: pages.left(0.0, LOGO), top: ABOVE, width: LOGO, height: LOGO };
            pages.current.push(Mark::Logo { area: logo });
            centred(pages, &organisation, beside, HALF - beside);
            centred(pages, &title, HALF + 10.0, HALF - 10.0);
            pages.rule(ABOVE + LOGO + 9.0);
            pages.rule(BOTTOM + 16.0);
            pages.draw_lines(&reference, 0.0, HEIGHT - 39.0, HALF);
            pages.draw_lines(&page, HALF, HEIGHT - 39.0, HALF);
            if let (Some(proof), Some(url)) = (&proof, &genuine) {
                pages.draw_lines(proof, 0.0, PROOF_TOP, MEASURE);
                let area = pages.area(0.0, PROOF_TOP, MEASURE, PROOF.size * 1.4);
                pages.current.push(Mark::Link { area, url: url.clone() });
            }
            let frame = std::mem::take(&mut pages.current);
            if let Some(page) = pages.done.get_mut(number - 1) {
                page.extend(frame);
            }
        }
    }

    /// Lays out a text in exactly one line; a longer text is truncated.
    fn one_line(&mut self, text: &str, look: TextStyle, width: f32, side: TextAlignment) -> Vec<Line> {
        let mut lines = self.set.lines(text, look, width, side);
        if lines.len() > 1 {
            let kept: String = text.chars().take((width / look.size * 1.6) as usize).collect();
            lines = self.set.lines(&format!("{}…", kept.trim_end()), look, width, side);
            lines.truncate(1);
        }
        lines
    }
}

/// Places lines vertically centred on the logo.
fn centred(pages: &mut Pages, lines: &[Line], start: f32, width: f32) {
    let tall: f32 = lines.iter().map(|line| line.height).sum();
    pages.draw_lines(lines, start, ABOVE + (LOGO - tall) / 2.0, width);
}
