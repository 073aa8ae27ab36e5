//! The texts of header and footer, which are the same on every page but for the page number.

use super::{
    page::{GREY, MEASURE},
    picture::fitted,
    style::Palette,
    text::{Line, TextAlignment, TextStyle, Typesetter, height},
};
use crate::{
    domain::{bidi, report::ReportDoc},
    i18n::Texts,
};

pub const SMALL: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const PROOF: TextStyle = TextStyle { size: 7.0, bold: false, colour: GREY };
const LEGAL: TextStyle = TextStyle { size: 6.5, bold: false, colour: GREY };
/// The longest logo in the header, and the mark that stands there without one.
const LOGO: (f32, f32) = (120.0, 30.0);
const PRODUCT_MARK: f32 = 20.0;
pub const HEADER_TOP: f32 = 26.0;
pub const HEADER_HEIGHT: f32 = 30.0;
/// Between content and footer, above the rule; and from the rule to the first line.
pub const ABOVE_RULE: f32 = 14.0;
pub const BELOW_RULE: f32 = 7.0;
/// The lower margin of the page.
const BELOW: f32 = 18.0;
pub const HALF: f32 = MEASURE / 2.0;
const MOST_LEGAL_LINES: usize = 3;

/// The texts of header and footer, laid out.
pub struct PageFrame {
    pub organisation: Vec<Line>,
    pub header_line: Vec<Line>,
    pub title: Vec<Line>,
    pub reference: Vec<Line>,
    /// Below the reference: verification, footer line, legal line.
    pub below: Vec<Line>,
    pub logo: (f32, f32),
}

impl PageFrame {
    pub fn of(doc: &ReportDoc, texts: Texts, palette: Palette, set: &mut Typesetter) -> PageFrame {
        let name = TextStyle { size: 9.5, bold: true, colour: palette.accent };
        let logo = doc.logo.as_ref().map_or((PRODUCT_MARK, PRODUCT_MARK), |logo| fitted(logo, LOGO.0, LOGO.1));
        let beside = HALF + 40.0 - logo.0 - 8.0;
        let branding = &doc.branding;
        let reference = match doc.site_name.trim() {
            "" => doc.reference.to_string(),
            site => format!("{} · {site}", doc.reference),
        };
        let proof =
            doc.genuine.as_ref().map(|url| texts.with("report-verify-at", &[("url", bidi::left_to_right(url).into())]));
        let mut below = Vec::new();
        for (text, look) in [(proof.as_ref(), PROOF), (branding.footer_line.as_ref(), PROOF)] {
            below.extend(text.into_iter().flat_map(|text| set.one_line(text, look, MEASURE, TextAlignment::Start)));
        }
        if let Some(legal) = &branding.legal_line {
            let mut lines = set.lines(legal, LEGAL, MEASURE, TextAlignment::Start);
            lines.truncate(MOST_LEGAL_LINES);
            below.extend(lines);
        }
        PageFrame {
            organisation: set.one_line(&doc.organisation, name, beside, TextAlignment::Start),
            header_line: branding
                .header_line
                .iter()
                .flat_map(|text| set.one_line(text, PROOF, beside, TextAlignment::Start))
                .collect(),
            title: set.one_line(&doc.title, SMALL, HALF - 50.0, TextAlignment::End),
            reference: set.one_line(&reference, SMALL, HALF + 60.0, TextAlignment::Start),
            below,
            logo,
        }
    }

    /// The height of the footer with the space above it.
    pub fn foot(&self) -> f32 {
        ABOVE_RULE + BELOW_RULE + height(&self.reference) + height(&self.below) + BELOW
    }
}
