//! Header and footer of every page. Above: logo, organisation, its header line, and the title of the report. Below:
//! reference and page number, the address of the verification page, and the footer and legal lines of the organisation.

use super::{
    Sheet,
    page::{Area, GREY, MEASURE, Mark, Owner, RULE},
    photos::{fitted, image},
    style::Palette,
    text::{Line, TextAlignment, TextStyle, Typesetter, height},
};
use crate::{
    domain::{bidi, report::ReportDoc},
    i18n::Texts,
};

const SMALL: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const PROOF: TextStyle = TextStyle { size: 7.0, bold: false, colour: GREY };
const LEGAL: TextStyle = TextStyle { size: 6.5, bold: false, colour: GREY };
/// The longest logo in the header, and the mark that stands there without one.
const LOGO: (f32, f32) = (120.0, 30.0);
const PRODUCT_MARK: f32 = 20.0;
const HEADER_TOP: f32 = 26.0;
const HEADER_HEIGHT: f32 = 30.0;
/// Between content and footer, above the rule; and from the rule to the first line.
const ABOVE_RULE: f32 = 14.0;
const BELOW_RULE: f32 = 7.0;
/// The lower margin of the page.
const BELOW: f32 = 18.0;
const HALF: f32 = MEASURE / 2.0;
const MOST_LEGAL_LINES: usize = 3;

/// The texts of header and footer, laid out.
pub struct PageFrame {
    organisation: Vec<Line>,
    header_line: Vec<Line>,
    title: Vec<Line>,
    reference: Vec<Line>,
    /// Below the reference: verification, footer line, legal line.
    below: Vec<Line>,
    logo: (f32, f32),
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

impl Sheet<'_> {
    /// Adds header and footer to all pages. Called last, because the footer contains the number of pages.
    pub fn frame(&mut self, frame: PageFrame) {
        self.pages.next_page();
        let logo = self.doc.logo.as_ref().and_then(image);
        let count = self.pages.done.len();
        for number in 1..=count {
            // The cover has logo and title in large.
            if number > 1 || !self.doc.cover {
                self.page_header(&frame, logo.clone());
            }
            let args = [("page", number.to_string().into()), ("pages", count.to_string().into())];
            let page = self.texts.with("report-page", &args);
            let page = self.set.one_line(&page, SMALL, HALF - 70.0, TextAlignment::End);
            self.page_footer(&frame, &page);
            let marks = std::mem::take(&mut self.pages.current);
            if let Some(page) = self.pages.done.get_mut(number - 1) {
                page.extend(marks);
            }
        }
    }

    fn page_header(&mut self, frame: &PageFrame, logo: Option<krilla::image::Image>) {
        let owner = Owner::PageHeader;
        let (width, tall) = frame.logo;
        let area = Area {
            left: self.pages.left(0.0, width),
            top: HEADER_TOP + (HEADER_HEIGHT - tall) / 2.0,
            width,
            height: tall,
        };
        self.pages.push_as(
            owner,
            match logo {
                Some(image) => Mark::Picture { image, area },
                None => Mark::ProductMark { area },
            },
        );
        let names = height(&frame.organisation) + height(&frame.header_line);
        let top = HEADER_TOP + (HEADER_HEIGHT - names) / 2.0;
        let beside = HALF + 40.0 - width - 8.0;
        self.frame_lines(owner, &frame.organisation, width + 8.0, top, beside);
        self.frame_lines(owner, &frame.header_line, width + 8.0, top + height(&frame.organisation), beside);
        let top = HEADER_TOP + (HEADER_HEIGHT - height(&frame.title)) / 2.0;
        self.frame_lines(owner, &frame.title, HALF + 50.0, top, HALF - 50.0);
        let rule = self.pages.area(0.0, HEADER_TOP + HEADER_HEIGHT + 6.0, MEASURE, 0.6);
        self.pages.push_as(owner, Mark::Fill { area: rule, colour: RULE, radius: 0.0 });
    }

    fn page_footer(&mut self, frame: &PageFrame, page: &[Line]) {
        let owner = Owner::PageFooter;
        let mut top = self.pages.bottom + ABOVE_RULE;
        let rule = self.pages.area(0.0, top, MEASURE, 0.6);
        self.pages.push_as(owner, Mark::Fill { area: rule, colour: RULE, radius: 0.0 });
        top += BELOW_RULE;
        self.frame_lines(owner, &frame.reference, 0.0, top, HALF + 60.0);
        self.frame_lines(owner, page, HALF + 70.0, top, HALF - 70.0);
        self.frame_lines(owner, &frame.below, 0.0, top + height(&frame.reference), MEASURE);
    }

    fn frame_lines(&mut self, owner: Owner, lines: &[Line], start: f32, mut top: f32, width: f32) {
        let left = self.pages.left(start, width);
        for line in lines {
            self.pages.push_as(owner, Mark::Text { line: line.clone(), left, top });
            top += line.height;
        }
    }
}
