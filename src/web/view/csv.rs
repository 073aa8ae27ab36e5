//! Lines of CSV that a spreadsheet opens without running anything.

/// The bytes of some records.
pub fn written(write: impl FnOnce(&mut csv::Writer<&mut Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut csv = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    // A vector takes every byte, and each record may have its own length: nothing can fail here.
    let outcome = write(&mut csv).and_then(|()| Ok(csv.flush()?));
    drop(csv);
    debug_assert!(outcome.is_ok());
    bytes
}

/// A spreadsheet would run a cell that begins like a formula, some also in full-width letters; an apostrophe makes it
/// text.
pub fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}
