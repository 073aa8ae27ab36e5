//! Pages during layout, and positions on them. All lengths are in points (1/72 inch).
//!
//! Horizontal positions are measured from the side where reading starts, so that layout code is the same for both
//! directions; only [`Pages`] converts them to the left edge. The text area has the same width on every paper, so that
//! only the margins and the height depend on the paper.

pub use super::style::{Colour, GREY, INK, RULE};
use super::{
    structure::{ElementId, Role, Structure},
    text::Line,
};
use crate::{domain::qr::Qr, i18n::Direction};
use krilla::image::Image;

/// The width of the text area.
pub const MEASURE: f32 = 505.28;
/// The upper limit of the content, below the page header.
pub const TOP: f32 = 78.0;

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
    Text {
        line: Line,
        left: f32,
        top: f32,
    },
    Fill {
        area: Area,
        colour: Colour,
        radius: f32,
    },
    Picture {
        image: Image,
        area: Area,
    },
    Link {
        area: Area,
        target: LinkTarget,
        description: String,
    },
    /// The mark of the program, if the organisation has no logo.
    Program {
        area: Area,
    },
    Code {
        qr: Qr,
        area: Area,
    },
}

pub enum LinkTarget {
    Url(String),
    /// A place in the report.
    Place {
        page: usize,
        top: f32,
    },
}

/// To which part of the structure a mark belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Element(ElementId),
    /// Rules, boxes, repeated table headers.
    Decoration,
    PageHeader,
    PageFooter,
}

pub struct OwnedMark {
    pub owner: Owner,
    pub mark: Mark,
}

/// Contents whose page numbers are not known yet.
pub struct OpenContents {
    /// The page that they are on.
    pub page: usize,
    /// The link element of each entry, its title, and where it stands.
    pub entries: Vec<(ElementId, String, Area)>,
}

/// An entry of the document outline.
pub struct Bookmark {
    pub title: String,
    /// 0 for the report itself, then sections, then items.
    pub level: u8,
    pub page: usize,
    pub top: f32,
}

/// A saved layout position, for [`Pages::back_to`].
pub struct PagePosition {
    page: usize,
    marks: usize,
    bookmarks: usize,
    elements: usize,
    y: f32,
}

impl PagePosition {
    pub fn at_top(&self) -> bool {
        self.y <= TOP
    }
}

pub struct Pages {
    pub done: Vec<Vec<OwnedMark>>,
    pub current: Vec<OwnedMark>,
    pub bookmarks: Vec<Bookmark>,
    pub structure: Structure,
    /// The vertical position of the next element.
    pub y: f32,
    pub width: f32,
    pub height: f32,
    /// The lower limit of the content, above the page footer.
    pub bottom: f32,
    from_right: bool,
}

impl Pages {
    /// `foot` is the height of the page footer.
    pub fn new(direction: Direction, (width, height): (f32, f32), foot: f32) -> Pages {
        Pages {
            done: Vec::new(),
            current: Vec::new(),
            bookmarks: Vec::new(),
            structure: Structure::default(),
            y: TOP,
            width,
            height,
            bottom: height - foot,
            from_right: direction == Direction::RightToLeft,
        }
    }

    /// The left edge of an element of the given width that starts at this distance from the margin.
    pub fn left(&self, start: f32, width: f32) -> f32 {
        let margin = (self.width - MEASURE) / 2.0;
        if self.from_right { self.width - margin - start - width } else { margin + start }
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

    /// The height that is left on the page.
    pub fn left_over(&self) -> f32 {
        self.bottom - self.y
    }

    pub fn place(&self) -> PagePosition {
        PagePosition {
            page: self.done.len(),
            marks: self.current.len(),
            bookmarks: self.bookmarks.len(),
            elements: self.structure.len(),
            y: self.y,
        }
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
        self.structure.truncate(place.elements);
        self.y = place.y;
    }

    /// Starts a new page if the height does not fit on the current one.
    pub fn ensure(&mut self, height: f32) {
        if self.y + height > self.bottom && !self.at_top() {
            self.next_page();
        }
    }

    pub fn space(&mut self, height: f32) {
        if !self.at_top() {
            self.y += height;
        }
    }

    /// Adds a mark to the open element of the structure.
    pub fn push(&mut self, mark: Mark) {
        let owner = match (&mark, self.structure.open) {
            (Mark::Fill { .. }, _) | (_, None) => Owner::Decoration,
            (_, Some(element)) => Owner::Element(element),
        };
        self.current.push(OwnedMark { owner, mark });
    }

    pub fn push_as(&mut self, owner: Owner, mark: Mark) {
        self.current.push(OwnedMark { owner, mark });
    }

    /// Places lines below each other from `top`, without a page break. The lines were laid out for this width.
    pub fn draw_lines(&mut self, lines: &[Line], start: f32, mut top: f32, width: f32) {
        let left = self.left(start, width);
        for line in lines {
            self.push(Mark::Text { line: line.clone(), left, top });
            top += line.height;
        }
    }

    /// The same as an element of the structure.
    pub fn draw_as(&mut self, role: Role, lines: &[Line], start: f32, top: f32, width: f32) {
        let before = self.structure.open(role);
        self.draw_lines(lines, start, top, width);
        self.structure.close(before);
    }

    /// Places lines from the current position, with page breaks as needed.
    pub fn flow(&mut self, lines: &[Line], start: f32, width: f32) {
        for line in lines {
            self.ensure(line.height);
            self.draw_lines(std::slice::from_ref(line), start, self.y, width);
            self.y += line.height;
        }
    }

    /// The same as an element of the structure.
    pub fn flow_as(&mut self, role: Role, lines: &[Line], start: f32, width: f32) {
        let before = self.structure.open(role);
        self.flow(lines, start, width);
        self.structure.close(before);
    }

    pub fn fill(&mut self, area: Area, colour: Colour, radius: f32) {
        self.push(Mark::Fill { area, colour, radius });
    }

    /// A thin horizontal line across the text area.
    pub fn rule(&mut self, y: f32) {
        let area = self.area(0.0, y, MEASURE, 0.6);
        self.fill(area, RULE, 0.0);
    }

    pub fn bookmark(&mut self, title: &str, level: u8) {
        let title = title.to_owned();
        self.bookmarks.push(Bookmark { title, level, page: self.done.len(), top: self.y });
    }
}
