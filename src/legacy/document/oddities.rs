//! Accepted irregularities of a document: each kind once, with its count and first position.

/// Counts irregularities by kind, so that a file with a million of them has one note for each kind.
#[derive(Debug, Default)]
pub struct Oddities {
    found: Vec<(Odd, usize, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    ByteOrderMark,
    Utf16,
    NotANumber,
    NumberKeptAsText,
    Nul,
    LoneSurrogate,
}

impl Oddities {
    pub fn add(&mut self, odd: Odd, place: impl FnOnce() -> String) {
        match self.found.iter_mut().find(|(known, ..)| *known == odd) {
            Some((_, count, _)) => *count += 1,
            None => self.found.push((odd, 1, place())),
        }
    }

    /// Notes about irregularities that changed the content compared to the input.
    pub fn changes(&self) -> Vec<String> {
        let changes = |odd: &Odd| matches!(odd, Odd::NotANumber | Odd::Nul | Odd::LoneSurrogate);
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

fn note(odd: Odd, count: usize, first: &str) -> String {
    let times = if count == 1 { format!("at {first}") } else { format!("{count} times, first at {first}") };
    match odd {
        Odd::ByteOrderMark => "the file begins with a byte order mark; left out".to_owned(),
        Odd::Utf16 => "the file is in UTF-16; read as such".to_owned(),
        Odd::NotANumber => format!("NaN or Infinity {times}; read as no value"),
        Odd::NumberKeptAsText => format!("a number that cannot be kept exactly {times}; kept as text"),
        Odd::Nul => format!("a zero character {times}; replaced by \u{fffd}"),
        Odd::LoneSurrogate => format!("half a character (a lone surrogate) {times}; replaced by \u{fffd}"),
    }
}
