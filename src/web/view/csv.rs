//! Lines of CSV that a spreadsheet opens without running anything.

use crate::{
    domain::{
        problem::Problem,
        time_zone::{LocalMoment, TimeZone},
    },
    i18n::Texts,
};
use time::format_description::well_known::Rfc3339;

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

/// The heading of a column of times: its name and the zone in which the times are written.
pub fn zoned(texts: Texts, column: &str, zone: TimeZone) -> String {
    texts.with("time-zone-column", &[("column", column.into()), ("zone", zone.name().into())])
}

/// A time as the zone has it, with its offset, so that also the hour that a clock repeats is certain: ISO 8601.
pub fn local(at: LocalMoment) -> String {
    at.local().format(&Rfc3339).unwrap_or_default()
}

/// The last line of an export whose next page could not be read: the reader sees that it is incomplete.
pub fn interrupted(problem: &Problem, texts: Texts) -> Vec<u8> {
    written(|csv| csv.write_record([interruption(problem, texts)]))
}

/// The sentence of that line. The cause goes to the log.
pub fn interruption(problem: &Problem, texts: Texts) -> &'static str {
    if let Some(cause) = problem.cause() {
        tracing::error!(error = ?cause, "an export was interrupted");
    }
    texts.t("submissions-export-broke-off")
}

/// A spreadsheet would run a cell that begins like a formula, some also in full-width letters; an apostrophe makes it
/// text.
pub fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}
