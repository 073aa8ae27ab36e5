//! The contents on the first page of a longer report, with page numbers.
//!
//! The lines are placed before the sections, so that the layout is done once; the numbers are filled in when the pages
//! are known. Whether a report is long is therefore estimated.

use super::{
    Part, Sheet,
    page::{GREY, INK, LinkTarget, MEASURE, Mark, OpenContents, OwnedMark, Owner, Pages},
    structure::Role,
    text::{Line, TextAlignment, TextStyle, height},
};
use crate::domain::report::{Cell, PhotoGroup, ReportBody, ReportItem};

const TITLE: TextStyle = TextStyle { size: 11.0, bold: true, colour: INK };
const ENTRY: TextStyle = TextStyle { size: 9.5, bold: false, colour: INK };
const NUMBER: TextStyle = TextStyle { size: 9.5, bold: false, colour: GREY };
/// The column of the page numbers.
const NUMBERS: f32 = 60.0;
/// More pages need contents.
const SHORT: f32 = 3.0;

impl Sheet<'_> {
    pub fn contents(&mut self) {
        if self.estimated_height() < SHORT * (self.pages.bottom - super::page::TOP) {
            return;
        }
        let titles = self.titles();
        let heading = self.set.lines(self.texts.t("report-contents"), TITLE, MEASURE, TextAlignment::Start);
        let width = MEASURE - NUMBERS;
        let mut lines: Vec<(String, Vec<Line>)> = Vec::new();
        for title in titles {
            let mut line = self.set.lines(&title, ENTRY, width, TextAlignment::Start);
            line.truncate(1);
            lines.push((title, line));
        }
        self.pages.space(12.0);
        self.pages.ensure(height(&heading) + lines.iter().map(|(_, line)| height(line) + 3.0).sum::<f32>());
        self.pages.flow_as(Role::Heading(2, self.texts.t("report-contents").to_owned()), &heading, 0.0, MEASURE);
        self.pages.y += 3.0;
        let mut entries = Vec::new();
        self.element(Role::Contents, |sheet| {
            for (title, line) in lines {
                sheet.element(Role::ContentsEntry, |sheet| {
                    sheet.element(Role::Link, |sheet| {
                        let (top, tall) = (sheet.pages.y, height(&line));
                        sheet.pages.draw_lines(&line, 0.0, top, width);
                        let area = sheet.pages.area(0.0, top, MEASURE, tall);
                        entries.extend(sheet.pages.structure.open.map(|element| (element, title, area)));
                        sheet.pages.y += tall + 3.0;
                    });
                });
            }
        });
        self.contents = Some(OpenContents { page: self.pages.done.len(), entries });
        self.pages.space(2.0);
    }

    /// Adds the page numbers, once all sections are placed.
    pub fn fill_contents(&mut self) {
        let Some(open) = self.contents.take() else { return };
        let places: Vec<(usize, f32)> =
            self.pages.bookmarks.iter().filter(|mark| mark.level == 1).map(|mark| (mark.page, mark.top)).collect();
        for ((element, title, area), (page, top)) in open.entries.into_iter().zip(places) {
            let number = (page + 1).to_string();
            let lines = self.set.lines(&number, NUMBER, NUMBERS, TextAlignment::End);
            let left = self.pages.left(MEASURE - NUMBERS, NUMBERS);
            let description =
                format!("{title}, {}", self.texts.with("report-page-of", &[("page", number.as_str().into())]));
            let text = lines.into_iter().map(|line| Mark::Text { line, left, top: area.top });
            let link = Mark::Link { area, target: LinkTarget::Place { page, top }, description };
            let marks = text.chain([link]).map(|mark| OwnedMark { owner: Owner::Element(element), mark });
            if let Some(page) = page_of(&mut self.pages, open.page) {
                page.extend(marks);
            }
        }
    }

    /// The headings of the report, in order.
    fn titles(&self) -> Vec<String> {
        let texts = self.texts;
        let remarks = (!self.doc.remarks.is_empty()).then(|| texts.t("report-remarks").to_owned());
        let sections = self.doc.sections.iter().map(|section| section.title.clone());
        let signatures = (!self.doc.signatures.is_empty()).then(|| texts.t("report-signatures").to_owned());
        let photos = self.has_photo_list().then(|| texts.t("report-photo-list").to_owned());
        let files = self.has_file_list().then(|| texts.t("report-file-list").to_owned());
        remarks.into_iter().chain(sections).chain(signatures).chain(files).chain(photos).collect()
    }

    /// Roughly, from numbers of answers, letters and photos.
    fn estimated_height(&self) -> f32 {
        let photos = |groups: &[PhotoGroup]| -> f32 {
            let rows: usize = groups.iter().map(|group| group.photos.len().div_ceil(3)).sum();
            if self.part == Part::WithoutPhotos { groups.len() as f32 * 25.0 } else { rows as f32 * 150.0 }
        };
        let cell = |cell: &Cell| match cell {
            Cell::Empty => 0.0,
            Cell::Text(text) => 17.0 + text.len() as f32 / 95.0 * 14.0,
            _ => 17.0,
        };
        let item = |item: &ReportItem| 65.0 + item.cells.iter().map(cell).sum::<f32>() + photos(&item.photos);
        let section = |body: &ReportBody| match body {
            ReportBody::Facts { facts, photos: groups } => {
                45.0 + facts.iter().map(|fact| cell(&fact.value)).sum::<f32>() + photos(groups)
            }
            ReportBody::Items(items) => 45.0 + items.rows.iter().map(item).sum::<f32>(),
        };
        200.0 + self.doc.sections.iter().map(|part| section(&part.body)).sum::<f32>()
    }
}

fn page_of(pages: &mut Pages, number: usize) -> Option<&mut Vec<OwnedMark>> {
    let current = pages.done.len();
    if number == current { Some(&mut pages.current) } else { pages.done.get_mut(number) }
}
