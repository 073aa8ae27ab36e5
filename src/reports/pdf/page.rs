//! Pages being filled from the top, and where things stand on them.
//!
//! Positions across the page are counted from the side where reading begins, so that the same code lays out both
//! languages; only [`Pages`] knows which side that is.

pub use super::style::{Colour, GREEN, GREY, INK, PALE, RULE};
use super::text::Line;
use crate::{domain::qr::Qr, i18n::Direction};
use krilla::image::Image;

/// A4, in points.
pub const WIDTH: f32 = 595.28;
pub const HEIGHT: f32 = 841.89;
/// From both sides of the paper to the text.
pub const MARGIN: f32 = 45.0;
/// The width of the text.
pub const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
/// Between these two stands what is not the frame.
pub const TOP: f32 = 78.0;
pub const BOTTOM: f32 = HEIGHT - 62.0;

/// A place on the paper, from its upper left corner.
#[derive(Clone, Copy)]
pub struct Area {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// Something to be painted.
pub enum Mark {
    Text { line: Line, left: f32, top: f32 },
    Fill { area: Area, colour: Colour, radius: f32 },
    Picture { image: Image, area: Area },
    Link { area: Area, url: String },
    Logo { area: Area },
    Code { qr: Qr, area: Area },
}

/// A heading as it stands in the list of contents that viewers show.
pub struct Bookmark {
    pub title: String,
    pub page: usize,
    pub top: f32,
}

/// A moment in the filling of pages.
pub struct PagePosition {
    page: usize,
    marks: usize,
    bookmarks: usize,
    y: f32,
}

impl PagePosition {
    pub fn at_top(&self) -> bool {
        self.y <= TOP
    }
}

pub struct Pages {
    pub done: Vec<Vec<Mark>>,
    pub current: Vec<Mark>,
    pub bookmarks: Vec<Bookmark>,
    /// Where the next thing goes.
    pub y: f32,
    from_right: bool,
}

impl Pages {
    pub fn new(direction: Direction) -> Pages {
        let from_right = direction == Direction::RightToLeft;
        Pages { done: Vec::new(), current: Vec::new(), bookmarks: Vec::new(), y: TOP, from_right }
    }

    /// Where something of that width stands that begins so far from the margin.
    pub fn left(&self, start: f32, width: f32) -> f32 {
        if self.from_right { WIDTH - MARGIN - start - width } else { MARGIN + start }
    }

    pub fn area(&self, start: f32, top: f32, width: f32, height: f32) -> Area {
        Area { left: self.left(start, width), top, width, height }
    }

    pub fn at_top(&self) -> bool {
        self.y <= TOP
    }

    pub fn turn(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
        self.y = TOP;
    }

    /// Where things stand now, to come back to.
    pub fn place(&self) -> PagePosition {
        PagePosition { page: self.done.len(), marks: self.current.len(), bookmarks: self.bookmarks.len(), y: self.y }
    }

    pub fn pages_since(&self, place: &PagePosition) -> usize {
        self.done.len() - place.page
    }

    /// Takes away everything that was added since.
    pub fn back_to(&mut self, place: &PagePosition) {
        if let Some(page) = self.done.drain(place.page.min(self.done.len())..).next() {
            self.current = page;
        }
        self.current.truncate(place.marks);
        self.bookmarks.truncate(place.bookmarks);
        self.y = place.y;
    }

    /// Turns the page if that much does not fit on this one any more.
    pub fn ensure(&mut self, height: f32) {
        if self.y + height > BOTTOM && !self.at_top() {
            self.turn();
        }
    }

    pub fn space(&mut self, height: f32) {
        if !self.at_top() {
            self.y += height;
        }
    }

    /// Lines below each other from `top` on, without turning the page. The lines were set to that width.
    pub fn put(&mut self, lines: &[Line], start: f32, mut top: f32, width: f32) {
        let left = self.left(start, width);
        for line in lines {
            self.current.push(Mark::Text { line: line.clone(), left, top });
            top += line.height;
        }
    }

    /// Lines from here on, over as many pages as they take.
    pub fn flow(&mut self, lines: &[Line], start: f32, width: f32) {
        for line in lines {
            self.ensure(line.height);
            self.put(std::slice::from_ref(line), start, self.y, width);
            self.y += line.height;
        }
    }

    pub fn fill(&mut self, area: Area, colour: Colour, radius: f32) {
        self.current.push(Mark::Fill { area, colour, radius });
    }

    /// A thin line across the text.
    pub fn rule(&mut self, y: f32) {
        let area = self.area(0.0, y, MEASURE, 0.6);
        self.fill(area, RULE, 0.0);
    }

    pub fn bookmark(&mut self, title: &str) {
        let title = title.to_owned();
        self.bookmarks.push(Bookmark { title, page: self.done.len(), top: self.y });
    }
}
