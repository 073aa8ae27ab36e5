//! Accepted irregularities of a document: each kind once, with its count and first position.

/// Counts irregularities by kind, so that a file with a million of them has one note for each kind.
#[derive(Debug, Default)]
pub struct Irregularities {
    found: Vec<(Irregularity, usize, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Irregularity {
    ByteOrderMark,
    Utf16,
    NotANumber,
    NumberKeptAsText,
    Nul,
    LoneSurrogate,
}

impl Irregularities {
    pub fn add(&mut self, odd: Irregularity, place: impl FnOnce() -> String) {
        match self.found.iter_mut().find(|(known, ..)| *known == odd) {
            Some((_, count, _)) => *count += 1,
            None => self.found.push((odd, 1, place())),
        }
    }

    /// Notes about irregularities that changed the content compared to the input.
    pub fn changes(&self) -> Vec<String> {
        let changes = |odd: &Irregularity| {
            matches!(odd, Irregularity::NotANumber | Irregularity::Nul | Irregularity::LoneSurrogate)
        };
        self.found
            .iter()
            .filter(|(odd, ..)| changes(odd))
            .map(|(odd, count, first)| note(*odd, *count, first))
            .collect()
    }

    pub fn notes(self) -> Vec<String> {
        self.found.into_iter().map(|(odd, count, first)| note(odd, count, &first)).collect()
    }
}

fn note(odd: Irregularity, count: usize, first: &str) -> String {
    let times = if count == 1 { format!("at {first}") } else { format!("{count} times, first at {first}") };
    match odd {
        Irregularity::ByteOrderMark => "the file begins with a byte order mark; left out".to_owned(),
        Irregularity::Utf16 => "the file is in UTF-16; read as such".to_owned(),
        Irregularity::NotANumber => format!("NaN or Infinity {times}; read as no value"),
        Irregularity::NumberKeptAsText => format!("a number that cannot be kept exactly {times}; kept as text"),
        Irregularity::Nul => format!("a zero character {times}; replaced by \u{fffd}"),
        Irregularity::LoneSurrogate => format!("half a character (a lone surrogate) {times}; replaced by \u{fffd}"),
    }
}
