//! A QR code as a page draws it.
//!
//! Input: a text, usually an address. Output: the path of an SVG, one unit for each module of the code; none if the text is
//! too long for a code.

use crate::domain::qr::Qr;
use std::fmt::Write;

/// The light modules that must surround a code.
pub const QUIET: usize = 4;

pub struct QrView {
    /// The length of a side with its margin.
    pub side: usize,
    pub path: String,
}

impl QrView {
    /// `margin` is the number of light modules around the code.
    pub fn new(text: &str, margin: usize) -> Option<QrView> {
        let qr = Qr::of(text)?;
        let mut path = String::new();
        for (x, y, length) in qr.runs() {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + margin, y + margin);
        }
        Some(QrView { side: qr.side + 2 * margin, path })
    }

    /// A whole SVG element, black on white in either colour scheme, so that every camera reads it.
    pub fn svg(&self) -> String {
        let QrView { side, path } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"232\" height=\"232\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\
             <path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_inside_its_margin() {
        let (bare, framed) =
            (QrView::new("https://forms.example.ae/x", 0), QrView::new("https://forms.example.ae/x", QUIET));
        let (bare, framed) = (bare.expect("a code"), framed.expect("a code"));
        assert_eq!(framed.side, bare.side + 8);
        assert!(bare.path.starts_with("M0 0h7v1h-7z") && framed.path.starts_with("M4 4h7v1h-7z"));
        assert!(framed.svg().contains(&framed.path));
        assert!(QrView::new(&"x".repeat(10_000), 0).is_none());
    }
}
