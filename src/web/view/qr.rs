//! QR codes as SVG: the dark modules are one path, inside the light margin that a reader needs.

use crate::domain::qr::Qr;
use std::fmt::Write;

/// The width of the light margin, in modules.
const MARGIN: usize = 4;

/// What a template needs to draw a code. It must be dark on white in either colour scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrView {
    /// The side of the square with its margin, in modules.
    pub side: usize,
    /// The dark modules as path data.
    pub path: String,
}

impl QrView {
    /// `None`: the text is too long for a code.
    pub fn new(text: &str) -> Option<QrView> {
        let qr = Qr::of(text)?;
        let mut path = String::new();
        for (x, y, length) in qr.runs() {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + MARGIN, y + MARGIN);
        }
        Some(QrView { side: qr.side + 2 * MARGIN, path })
    }

    /// A whole SVG document, as a file of its own.
    pub fn document(&self) -> String {
        let QrView { side, path } = self;
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>"##
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_margin_on_each_side() {
        let view = QrView::new("https://forms.example.org/join/0123456789abcdef").unwrap();
        let first = view.path.split('M').nth(1).unwrap();
        assert!(first.starts_with("4 4h7v1h-7z"), "{first}: the finder pattern begins behind the margin");
        assert!(view.document().contains(&format!("viewBox=\"0 0 {0} {0}\"", view.side)));
        assert_eq!(QrView::new(&"x".repeat(5_000)), None);
    }
}
