//! A text as a QR code: a matrix of dark and light modules, independent of how it is drawn.

use fast_qr::{ECL, QRBuilder};

/// A square of dark and light modules, without the quiet margin around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// The number of modules per side.
    pub side: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// Error correction level M: about 15 % of the code may be unreadable, because it is scanned from paper. `None` if
    /// the text is too long for a QR code.
    pub fn of(text: &str) -> Option<Qr> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        // The rows of the library are longer than the code.
        let rows = (0..code.size).map(|row| &code[row]);
        let dark = rows.flat_map(|row| row.iter().take(code.size).map(|module| module.value())).collect();
        Some(Qr { side: code.size, dark })
    }

    /// The dark modules as horizontal runs: column, row and length. A run is drawn as one shape, without gaps between
    /// modules.
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
    fn runs_cover_exactly_the_dark_modules() {
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
