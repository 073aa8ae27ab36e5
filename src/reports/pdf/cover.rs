//! The cover page of forms that want one: logo, title, site and date, the score and the findings, who signed, and the
//! organisation. It is one page: signatures for which there is no room are at the end of the report only.

use super::{
    Sheet,
    page::{GREY, INK, MEASURE},
    structure::Role,
    text::{TextAlignment, TextStyle, height},
};

const ORGANISATION: TextStyle = TextStyle { size: 13.0, bold: true, colour: INK };
const LINE: TextStyle = TextStyle { size: 10.0, bold: false, colour: GREY };
const SITE: TextStyle = TextStyle { size: 17.0, bold: false, colour: INK };
const LABEL: TextStyle = TextStyle { size: 9.0, bold: false, colour: GREY };
const LOGO: (f32, f32) = (220.0, 90.0);
const RULE: f32 = 3.0;

impl Sheet<'_> {
    pub fn cover(&mut self) {
        let title_look = TextStyle { size: 30.0, bold: true, colour: self.palette.accent };
        self.pages.y += 60.0;
        let (top, height_of_logo) = (self.pages.y, self.logo(0.0, self.pages.y, LOGO));
        self.pages.y = top + height_of_logo + 120.0;
        let area = self.pages.area(0.0, self.pages.y, 72.0, RULE);
        self.pages.fill(area, self.palette.accent, 0.0);
        self.pages.y += RULE + 14.0;
        let title = self.set.lines(&self.doc.title, title_look, MEASURE, TextAlignment::Start);
        self.pages.flow_as(Role::Heading(1, self.doc.title.clone()), &title, 0.0, MEASURE);
        self.pages.y += 6.0;
        let site = self.set.lines(&self.doc.site_name, SITE, MEASURE, TextAlignment::Start);
        self.pages.flow_as(Role::Paragraph, &site, 0.0, MEASURE);
        self.pages.y += 10.0;
        let date = self.doc.visit_date.map(|date| self.texts.date(date)).unwrap_or_default();
        let facts = self.set.lines(&format!("{date}\n{}", self.doc.reference), LINE, MEASURE, TextAlignment::Start);
        self.pages.flow_as(Role::Paragraph, &facts, 0.0, MEASURE);

        let doc = self.doc;
        if let Some(facts) = doc.cover.as_ref().filter(|facts| !facts.is_empty()) {
            self.pages.y += 18.0;
            self.facts_in_box(facts);
        }
        let label = self.set.lines(self.texts.t("report-prepared-by"), LABEL, MEASURE, TextAlignment::Start);
        let organisation = self.set.lines(&self.doc.organisation, ORGANISATION, MEASURE, TextAlignment::Start);
        let line = self.doc.branding.header_line.as_deref().unwrap_or_default();
        let line = self.set.lines(line, LINE, MEASURE, TextAlignment::Start);
        let tall = height(&label) + height(&organisation) + height(&line);
        let foot = self.pages.bottom - tall - 30.0;
        self.pages.y += 24.0;
        self.signed(foot - self.pages.y);
        self.pages.y = self.pages.y.max(foot);
        for lines in [&label, &organisation, &line] {
            self.pages.flow_as(Role::Paragraph, lines, 0.0, MEASURE);
        }
        self.pages.next_page();
    }
}
