//! Photos in a grid: with their aspect ratio and captions, never split by a page break.

use super::{
    Part, Sheet,
    grid::{ACROSS, GAP, GRID_WIDTH},
    page::{Area, GREY, INK, LinkTarget, MEASURE, Mark},
    picture::{fitted, image},
    structure::Role,
    text::{Line, TextAlignment, TextStyle, height},
};
use crate::domain::report::{PhotoGroup, ReportPhoto};
use krilla::image::Image;

const LABEL: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const CAPTION: TextStyle = TextStyle { size: 8.0, bold: false, colour: INK };
const MISSING: TextStyle = TextStyle { size: 9.0, bold: false, colour: GREY };
/// The maximum height of a frame relative to its width, so that upright photos do not fill pages.
const TALLEST: f32 = 0.75;

/// Longer notes are truncated; the workbook and the page of the submission have the full text.
const NOTE_LINES: usize = 12;

/// A photo that was laid out for the grid.
struct PlacedPhoto<'a> {
    photo: &'a ReportPhoto,
    /// The image and its size in the grid; `None` if it is missing.
    picture: Option<(Image, f32, f32)>,
    /// The text shown if the image is missing.
    note: Vec<Line>,
    caption: Vec<Line>,
}

impl PlacedPhoto<'_> {
    /// The height of a frame without an image, so that its note fits.
    fn placeholder_height(&self, width: f32) -> f32 {
        (width * 0.5).max(height(&self.note) + 8.0)
    }
}

impl Sheet<'_> {
    /// A grid below a label; an empty label is omitted. A line instead of the grid if the photos are apart.
    pub fn photos(&mut self, label: &str, photos: &[ReportPhoto]) {
        self.first_photos(label, photos);
        self.further_photos(photos);
    }

    /// The label and the first row of the grid.
    pub fn first_photos(&mut self, label: &str, photos: &[ReportPhoto]) {
        if self.part == Part::WithoutPhotos {
            return self.photos_apart(label, photos.len());
        }
        self.pages.space(3.0);
        if let Some(row) = photos.chunks(ACROSS).next() {
            self.photo_row(label, row);
        }
    }

    /// All rows but the first.
    pub fn further_photos(&mut self, photos: &[ReportPhoto]) {
        if self.part == Part::WithoutPhotos {
            return;
        }
        for row in photos.chunks(ACROSS).skip(1) {
            self.photo_row("", row);
        }
    }

    /// The height of the first row of a group, with its label.
    pub fn first_row(&self, group: &PhotoGroup) -> f32 {
        if self.part == Part::WithoutPhotos {
            return 0.0;
        }
        let width = GRID_WIDTH;
        let row = group.photos.iter().take(ACROSS);
        let tall =
            row.map(|photo| photo.large.as_ref().map_or(width * 0.5, |large| fitted(large, width, width * TALLEST).1));
        // The label, the space around the row, and a caption of two lines.
        tall.fold(0.0, f32::max) + 52.0
    }

    fn photo_row(&mut self, label: &str, row: &[ReportPhoto]) {
        let width = GRID_WIDTH;
        let label = self.set.lines(label, LABEL, MEASURE, TextAlignment::Start);
        let row: Vec<PlacedPhoto> = row.iter().map(|photo| self.framed(photo, width)).collect();
        let frame = row
            .iter()
            .map(|f| f.picture.as_ref().map_or(f.placeholder_height(width), |(_, _, h)| *h))
            .fold(0.0, f32::max);
        let caption = row.iter().map(|f| height(&f.caption)).fold(0.0, f32::max);
        self.pages.ensure(height(&label) + frame + caption + 12.0);
        self.pages.flow_as(Role::Paragraph, &label, 0.0, MEASURE);
        for (at, framed) in row.into_iter().enumerate() {
            let start = at as f32 * (width + GAP);
            let area = self.pages.area(start, self.pages.y, width, frame);
            self.frame_photo(framed, start, area);
        }
        self.pages.y += frame + caption + 12.0;
    }

    fn photos_apart(&mut self, label: &str, count: usize) {
        let note = self.texts.with("report-photos-apart", &[("count", count.into())]);
        let label = self.set.lines(label, LABEL, MEASURE, TextAlignment::Start);
        let note = self.set.lines(&note, MISSING, MEASURE, TextAlignment::Start);
        self.pages.space(3.0);
        self.pages.ensure(height(&label) + height(&note));
        self.pages.flow_as(Role::Paragraph, &label, 0.0, MEASURE);
        self.pages.flow_as(Role::Paragraph, &note, 0.0, MEASURE);
        self.pages.y += 6.0;
    }

    fn framed<'a>(&mut self, photo: &'a ReportPhoto, width: f32) -> PlacedPhoto<'a> {
        let picture = photo.large.as_ref().and_then(|picture| {
            let (w, h) = fitted(picture, width, width * TALLEST);
            Some((image(picture)?, w, h))
        });
        let mut note = match &picture {
            Some(_) => Vec::new(),
            None => {
                let note = photo.note.as_deref().unwrap_or_else(|| self.texts.t("report-photo-missing"));
                self.set.lines(note, MISSING, width, TextAlignment::Middle)
            }
        };
        note.truncate(NOTE_LINES);
        let args = [("number", photo.number.to_string().into()), ("caption", photo.caption.as_str().into())];
        let caption = self.texts.with("report-photo-caption", &args);
        PlacedPhoto { photo, picture, note, caption: self.set.lines(&caption, CAPTION, width, TextAlignment::Start) }
    }

    fn frame_photo(&mut self, framed: PlacedPhoto, start: f32, area: Area) {
        self.pages.fill(area, self.palette.pale, 0.0);
        match framed.picture {
            Some((image, width, height)) => {
                let left = area.left + (area.width - width) / 2.0;
                let top = area.top + (area.height - height) / 2.0;
                let caption = framed.photo.caption.as_str();
                let description = self.texts.with("report-photo-open", &[("caption", caption.into())]);
                self.element(Role::Link, |sheet| {
                    let picture = Mark::Picture { image, area: Area { left, top, width, height } };
                    sheet.element(Role::Figure(caption.to_owned()), |sheet| sheet.pages.push(picture));
                    let target = LinkTarget::Url(framed.photo.url.clone());
                    sheet.pages.push(Mark::Link { area, target, description });
                });
            }
            None => {
                let note = framed.note;
                let top = area.top + (area.height - height(&note)) / 2.0;
                self.pages.draw_as(Role::Paragraph, &note, start, top, area.width);
            }
        }
        self.pages.draw_as(Role::Caption, &framed.caption, start, area.top + area.height + 2.0, area.width);
    }
}
