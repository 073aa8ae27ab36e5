//! Why a photo or signature of an imported record cannot be shown. `i18n::media` has the sentences.
//!
//! Input: the state and the reason in the database (`legacy_media.reason`), a short code such as `too_large` or
//! `http_404`. Invariant: an unknown reason, as older versions wrote them, is kept unchanged.

use super::migration::MediaState;

/// The reason for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaUnavailable {
    /// On another host, at this address; it was not fetched.
    Remote(String),
    /// The legacy store does not have the file.
    Missing,
    /// The bytes are kept, but cannot be shown as a picture.
    Kept(KeptReason),
    /// The reference does not name a file, or the file could not be read or fetched.
    Refused { reason: RefusedReason, place: Option<String> },
}

/// What the bytes are that are kept and not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptReason {
    /// A file without content.
    Empty,
    /// A signature without a stroke.
    Blank,
    TooManyPixels,
    /// A damaged picture of this content type.
    Damaged(String),
    /// A content type that is not shown.
    ContentType(String),
}

/// Why there are no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedReason {
    /// The reference is empty.
    NoFileNamed,
    /// The name exceeds the length limit of file names.
    NameTooLong,
    /// The path leads out of the legacy store.
    OutsideStore,
    TooLarge,
    Unreadable,
    /// A link, a folder or a device.
    NotARegularFile,
    NotAnAddress,
    /// URLs with this scheme are not fetched.
    Scheme(String),
    RedirectNotAllowed,
    /// The address belongs to a private network.
    AddressNotPublic,
    /// The other host answered with this status.
    HttpStatus(String),
    DataUrlNotBase64,
    DataUrlEmpty,
    DataUrlDamaged,
    /// The file was already missing when the record was written.
    AbsentWhenWritten,
    /// A reason that an older version stored as text.
    Other(String),
}

impl MediaUnavailable {
    /// `None` for media that is shown.
    pub fn of(state: MediaState, place: Option<String>, reason: Option<String>) -> Option<MediaUnavailable> {
        let reason = reason.unwrap_or_default();
        match state {
            MediaState::Shown => None,
            MediaState::Remote => Some(MediaUnavailable::Remote(place.unwrap_or_default())),
            MediaState::Missing => Some(MediaUnavailable::Missing),
            MediaState::Kept => Some(MediaUnavailable::Kept(KeptReason::parse(&reason))),
            MediaState::Refused => Some(MediaUnavailable::Refused { reason: RefusedReason::parse(&reason), place }),
        }
    }
}

impl KeptReason {
    fn parse(code: &str) -> KeptReason {
        match code {
            "empty" => KeptReason::Empty,
            "blank" => KeptReason::Blank,
            "too_many_pixels" => KeptReason::TooManyPixels,
            _ => match code.strip_prefix("damaged ") {
                Some(content_type) => KeptReason::Damaged(content_type.to_owned()),
                None => KeptReason::ContentType(code.to_owned()),
            },
        }
    }
}

impl RefusedReason {
    fn parse(code: &str) -> RefusedReason {
        match code {
            "no_file_named" => RefusedReason::NoFileNamed,
            "name_too_long" => RefusedReason::NameTooLong,
            "elsewhere" => RefusedReason::OutsideStore,
            "too_large" => RefusedReason::TooLarge,
            "unreadable" => RefusedReason::Unreadable,
            "not_a_regular_file" => RefusedReason::NotARegularFile,
            "not_an_address" => RefusedReason::NotAnAddress,
            "redirect_not_allowed" => RefusedReason::RedirectNotAllowed,
            "address_not_public" => RefusedReason::AddressNotPublic,
            "data_url_not_base64" => RefusedReason::DataUrlNotBase64,
            "data_url_empty" => RefusedReason::DataUrlEmpty,
            "data_url_damaged" => RefusedReason::DataUrlDamaged,
            "absent_when_written" => RefusedReason::AbsentWhenWritten,
            _ => match (code.strip_prefix("http_"), code.strip_prefix("scheme_")) {
                (Some(status), _) => RefusedReason::HttpStatus(status.to_owned()),
                (_, Some(scheme)) => RefusedReason::Scheme(scheme.to_owned()),
                (None, None) => RefusedReason::Other(code.to_owned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_recognised_and_older_reasons_are_kept() {
        let refused = |code: &str| MediaUnavailable::of(MediaState::Refused, None, Some(code.to_owned()));
        for (code, reason) in [
            ("too_large", RefusedReason::TooLarge),
            ("http_404", RefusedReason::HttpStatus("404".to_owned())),
            ("scheme_ftp", RefusedReason::Scheme("ftp".to_owned())),
            ("it names no file", RefusedReason::Other("it names no file".to_owned())),
        ] {
            assert_eq!(refused(code), Some(MediaUnavailable::Refused { reason, place: None }));
        }
        for (code, reason) in [
            ("blank", KeptReason::Blank),
            ("damaged image/png", KeptReason::Damaged("image/png".to_owned())),
            ("text/plain", KeptReason::ContentType("text/plain".to_owned())),
        ] {
            let kept = MediaUnavailable::of(MediaState::Kept, None, Some(code.to_owned()));
            assert_eq!(kept, Some(MediaUnavailable::Kept(reason)));
        }
        assert_eq!(MediaUnavailable::of(MediaState::Shown, None, None), None);
    }
}
