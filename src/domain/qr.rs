//! An address as a QR code: which squares are dark. How they are painted is up to who shows them.

use qrcode::{Color, EcLevel, QrCode};

/// A square of dark and light modules, without the quiet margin around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// How many modules a side has.
    pub side: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// With a quarter of it readable again if it is dirty or torn: it is read from paper. `None`: too long for a code.
    pub fn of(text: &str) -> Option<Qr> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        Some(Qr { side: code.width(), dark: code.to_colors().into_iter().map(|c| c == Color::Dark).collect() })
    }

    /// The dark modules as runs from left to right: column, row and length. Fewer shapes, and no seams within a row.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs = Vec::new();
        for (y, row) in self.dark.chunks(self.side.max(1)).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&true) {
                    runs.push((x, y, run.len()));
                }
                x += run.len();
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_exactly_what_is_dark() {
        let qr = Qr::of("https://forms.example.org/verify/0123456789abcdef0123456789abcdef").unwrap();
        assert!(qr.side <= 41, "{} modules would be too fine for a small print", qr.side);
        let mut again = vec![false; qr.side * qr.side];
        for (x, y, length) in qr.runs() {
            again[y * qr.side + x..][..length].fill(true);
        }
        assert_eq!(again, qr.dark);
        assert_eq!(Qr::of(&"x".repeat(5000)), None);
    }
}
