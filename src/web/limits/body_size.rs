//! How large a body may be, by its address: a body that announces more (`Content-Length`) is refused by its headers,
//! before anything waits for it.
//!
//! Invariant: no limit here is below what the handler of the address accepts; the handlers count what really arrives.

use super::rate::is_at_or_below;
use crate::web::forms::multipart::limits::{API_BYTES, COMPARED_BYTES, FORM_BYTES, UPLOAD_BYTES};

/// The beginning of the path as the routes write it, and the limit in bytes. The first matching line applies.
const TABLE: &[(&str, u64)] = &[
    ("/uploads", UPLOAD_BYTES),
    ("/public/<token>/uploads", UPLOAD_BYTES),
    ("/api/v1/uploads", UPLOAD_BYTES),
    ("/api", API_BYTES),
    ("/verify/<code>", COMPARED_BYTES + 64 * 1024),
    ("/organisation/branding", BRANDING_BYTES),
    ("/actions/<id>", NOTE_BYTES),
    ("/comments/<id>", NOTE_BYTES),
    ("/forms/manage", FORM_FILE_BYTES),
    ("/forms/<module>", FORM_BYTES),
    ("/submissions/<id>/revisions", FORM_BYTES),
    ("/review/<id>", DECISION_BYTES),
    ("/reports/<token>/response", DECISION_BYTES),
    ("/public/<token>", FORM_BYTES),
    // The legacy app's addresses have answers of their own; the handlers know their limits.
    ("/hvac-mep", FORM_BYTES),
    ("/civil", FORM_BYTES),
    ("/cleaning", FORM_BYTES),
];

/// The branding of an organisation: a logo and a few lines.
pub const BRANDING_BYTES: u64 = 6 * 1024 * 1024;

/// A spreadsheet or form file, within the limit of their readers.
pub const FORM_FILE_BYTES: u64 = 5 * 1024 * 1024;

/// A comment, or what is said about an action, with its photos.
pub const NOTE_BYTES: u64 = 6 * UPLOAD_BYTES;

/// A decision with a drawn signature.
pub const DECISION_BYTES: u64 = 3 * 1024 * 1024;

/// Forms without files.
const OTHERS: u64 = 1024 * 1024;

/// The limit of an address that a body exceeds by its announced length.
pub fn exceeded(path: &str, announced: Option<u64>) -> Option<u64> {
    let limit = TABLE.iter().find(|(start, _)| is_at_or_below(path, start)).map_or(OTHERS, |(_, limit)| *limit);
    announced.filter(|length| *length > limit).map(|_| limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_measured_by_its_address() {
        for (path, limit) in [
            ("/forms/hvac_mep", FORM_BYTES),
            ("/forms/manage", FORM_FILE_BYTES),
            ("/forms/manage/garden/draft", FORM_FILE_BYTES),
            ("/uploads", UPLOAD_BYTES),
            ("/public/abc/uploads", UPLOAD_BYTES),
            ("/public/abc", FORM_BYTES),
            ("/api/v1/submissions", API_BYTES),
            ("/organisation/branding", BRANDING_BYTES),
            ("/actions/act_1/comments", NOTE_BYTES),
            ("/comments/sub_0", NOTE_BYTES),
            ("/actions", OTHERS),
            ("/submissions/sub_0/revisions/1/correct", FORM_BYTES),
            ("/review/sub_0", DECISION_BYTES),
            ("/reports/token/response", DECISION_BYTES),
            ("/reports/token/page", OTHERS),
            ("/review", OTHERS),
            ("/organisation", OTHERS),
            ("/people/1", OTHERS),
            ("/nowhere", OTHERS),
        ] {
            assert_eq!(exceeded(path, Some(limit)), None, "{path}");
            assert_eq!(exceeded(path, Some(limit + 1)), Some(limit), "{path}");
            assert_eq!(exceeded(path, None), None, "{path}");
        }
    }
}
