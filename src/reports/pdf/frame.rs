//! Header and footer of every page. Above: logo, organisation, its header line, and the title of the report. Below:
//! reference and page number, the address of the verification page, and the footer and legal lines of the organisation.

use super::{
    Sheet,
    page::{Area, MEASURE, Mark, Owner, RULE},
    page_frame::{ABOVE_RULE, BELOW_RULE, HALF, HEADER_HEIGHT, HEADER_TOP, PageFrame, SMALL},
    picture::image,
    text::{Line, TextAlignment, height},
};

impl Sheet<'_> {
    /// Adds header and footer to all pages. Called last, because the footer contains the number of pages.
    pub fn frame(&mut self, frame: PageFrame) {
        self.pages.next_page();
        let logo = self.doc.logo.as_ref().and_then(image);
        let count = self.pages.done.len();
        for number in 1..=count {
            // The cover has logo and title in large.
            if number > 1 || self.doc.cover.is_none() {
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
                None => Mark::Program { area },
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
