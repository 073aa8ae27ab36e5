//! Pages during layout, and positions on them. All lengths are in points (1/72 inch).
//!
//! Horizontal positions are measured from the side where reading starts, so that layout code is the same for both
//! directions; only [`Pages`] converts them to the left edge.

pub use super::style::{Colour, GREEN, GREY, INK, PALE, RULE};
use super::text::Line;
use crate::{domain::qr::Qr, i18n::Direction};
use krilla::image::Image;

/// A4.
pub const WIDTH: f32 = 595.28;
pub const HEIGHT: f32 = 841.89;
/// The margin on both sides.
pub const MARGIN: f32 = 45.0;
/// The width of the text area.
pub const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
/// The vertical limits of the content, between header and footer.
pub const TOP: f32 = 78.0;
pub const BOTTOM: f32 = HEIGHT - 62.0;

/// A rectangle, measured from the upper left corner of the page.
#[derive(Clone, Copy)]
pub struct Area {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// An element to be painted.
pub enum Mark {
    Text { line: Line, left: f32, top: f32 },
    Fill { area: Area, colour: Colour, radius: f32 },
    Picture { image: Image, area: Area },
    Link { area: Area, url: String },
    Logo { area: Area },
    Code { qr: Qr, area: Area },
}

/// An entry of the document outline.
pub struct Bookmark {
    pub title: String,
    pub page: usize,
    pub top: f32,
}

/// A saved layout position, for [`Pages::back_to`].
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
    /// The vertical position of the next element.
    pub y: f32,
    from_right: bool,
}

impl Pages {
    pub fn new(direction: Direction) -> Pages {
        let from_right = direction == Direction::RightToLeft;
        Pages { done: Vec::new(), current: Vec::new(), bookmarks: Vec::new(), y: TOP, from_right }
    }

    /// The left edge of an element of the given width that starts at this distance from the margin.
    pub fn left(&self, start: f32, width: f32) -> f32 {
        if self.from_right { WIDTH - MARGIN - start - width } else { MARGIN + start }
    }

    pub fn area(&self, start: f32, top: f32, width: f32, height: f32) -> Area {
        Area { left: self.left(start, width), top, width, height }
    }

    pub fn at_top(&self) -> bool {
        self.y <= TOP
    }

    pub fn next_page(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
        self.y = TOP;
    }

    pub fn place(&self) -> PagePosition {
        PagePosition { page: self.done.len(), marks: self.current.len(), bookmarks: self.bookmarks.len(), y: self.y }
    }

    pub fn pages_since(&self, place: &PagePosition) -> usize {
        self.done.len() - place.page
    }

    /// Removes everything that was added after the saved position.
    pub fn back_to(&mut self, place: &PagePosition) {
        if let Some(page) = self.done.drain(place.page.min(self.done.len())..).next() {
            self.current = page;
        }
        self.current.truncate(place.marks);
        self.bookmarks.truncate(place.bookmarks);
        self.y = place.y;
    }

    /// Starts a new page if the height does not fit on the current one.
    pub fn ensure(&mut self, height: f32) {
        if self.y + height > BOTTOM && !self.at_top() {
            self.next_page();
        }
    }

    pub fn space(&mut self, height: f32) {
        if !self.at_top() {
            self.y += height;
        }
    }

    /// Places lines below each other from `top`, without a page break. The lines were laid out for this width.
    pub fn draw_lines(&mut self, lines: &[Line], start: f32, mut top: f32, width: f32) {
        let left = self.left(start, width);
        for line in lines {
            self.current.push(Mark::Text { line: line.clone(), left, top });
            top += line.height;
        }
    }

    /// Places lines from the current position, with page breaks as needed.
    pub fn flow(&mut self, lines: &[Line], start: f32, width: f32) {
        for line in lines {
            self.ensure(line.height);
            self.draw_lines(std::slice::from_ref(line), start, self.y, width);
            self.y += line.height;
        }
    }

    pub fn fill(&mut self, area: Area, colour: Colour, radius: f32) {
        self.current.push(Mark::Fill { area, colour, radius });
    }

    /// A thin horizontal line across the text area.
    pub fn rule(&mut self, y: f32) {
        let area = self.area(0.0, y, MEASURE, 0.6);
        self.fill(area, RULE, 0.0);
    }

    pub fn bookmark(&mut self, title: &str) {
        let title = title.to_owned();
        self.bookmarks.push(Bookmark { title, page: self.done.len(), top: self.y });
    }
}
