//! Texts for photos and signatures of imported records that cannot be shown.

use super::{Arg, Message, Texts};
use crate::domain::media_unavailable::{KeptReason, MediaUnavailable, RefusedReason};

impl Texts {
    /// URLs are part of the text and must not become links.
    pub fn media_unavailable(self, why: &MediaUnavailable) -> String {
        self.message(&message(why))
    }
}

fn message(why: &MediaUnavailable) -> Message {
    match why {
        MediaUnavailable::Remote(address) => Message::new("media-unavailable-remote").with("address", address),
        MediaUnavailable::Missing => Message::new("media-unavailable-missing"),
        MediaUnavailable::Kept(reason) => kept(reason),
        MediaUnavailable::Refused { reason, place: None } => {
            Message::new("media-unavailable-refused").with("reason", refused(reason))
        }
        MediaUnavailable::Refused { reason, place: Some(place) } => {
            Message::new("media-unavailable-refused-at").with("reason", refused(reason)).with("place", place)
        }
    }
}

fn kept(reason: &KeptReason) -> Message {
    match reason {
        KeptReason::Empty => Message::new("media-unavailable-empty"),
        KeptReason::Blank => Message::new("media-unavailable-blank"),
        KeptReason::TooManyPixels => Message::new("media-unavailable-too-many-pixels"),
        KeptReason::Damaged(content_type) => {
            Message::new("media-unavailable-damaged").with("content-type", content_type)
        }
        KeptReason::ContentType(content_type) => {
            Message::new("media-unavailable-content-type").with("content-type", content_type)
        }
    }
}

/// The reason as an argument of the text.
fn refused(reason: &RefusedReason) -> Arg {
    let message = Message::new(match reason {
        RefusedReason::NoFileNamed => "media-unavailable-no-file-named",
        RefusedReason::NameTooLong => "media-unavailable-name-too-long",
        RefusedReason::OutsideStore => "media-unavailable-outside-store",
        RefusedReason::TooLarge => "media-unavailable-too-large",
        RefusedReason::Unreadable => "media-unavailable-unreadable",
        RefusedReason::NotARegularFile => "media-unavailable-not-a-regular-file",
        RefusedReason::NotAnAddress => "media-unavailable-not-an-address",
        RefusedReason::RedirectNotAllowed => "media-unavailable-redirect-not-allowed",
        RefusedReason::AddressNotPublic => "media-unavailable-address-not-public",
        RefusedReason::DataUrlNotBase64 => "media-unavailable-data-url-not-base64",
        RefusedReason::DataUrlEmpty => "media-unavailable-data-url-empty",
        RefusedReason::DataUrlDamaged => "media-unavailable-data-url-damaged",
        RefusedReason::AbsentWhenWritten => "media-unavailable-absent-when-written",
        RefusedReason::Scheme(scheme) => {
            return Message::new("media-unavailable-scheme").with("scheme", scheme).into();
        }
        RefusedReason::HttpStatus(status) => {
            return Message::new("media-unavailable-http-status").with("status", status).into();
        }
        RefusedReason::Other(words) => return words.into(),
    });
    message.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, i18n::assert_complete};

    #[test]
    fn every_reason_has_a_text() {
        let text = || "x".to_owned();
        let mut all = vec![MediaUnavailable::Remote(text()), MediaUnavailable::Missing];
        all.extend(
            [
                KeptReason::Empty,
                KeptReason::Blank,
                KeptReason::TooManyPixels,
                KeptReason::Damaged(text()),
                KeptReason::ContentType(text()),
            ]
            .map(MediaUnavailable::Kept),
        );
        let refused = [
            RefusedReason::NoFileNamed,
            RefusedReason::NameTooLong,
            RefusedReason::OutsideStore,
            RefusedReason::TooLarge,
            RefusedReason::Unreadable,
            RefusedReason::NotARegularFile,
            RefusedReason::NotAnAddress,
            RefusedReason::Scheme(text()),
            RefusedReason::RedirectNotAllowed,
            RefusedReason::AddressNotPublic,
            RefusedReason::HttpStatus(text()),
            RefusedReason::DataUrlNotBase64,
            RefusedReason::DataUrlEmpty,
            RefusedReason::DataUrlDamaged,
            RefusedReason::AbsentWhenWritten,
            RefusedReason::Other(text()),
        ];
        for place in [None, Some(text())] {
            let with =
                |reason: &RefusedReason| MediaUnavailable::Refused { reason: reason.clone(), place: place.clone() };
            all.extend(refused.iter().map(with));
        }
        all.iter().for_each(|why| assert_complete(&message(why)));
    }

    #[test]
    fn texts_name_the_reason_and_the_address() {
        let reason = RefusedReason::HttpStatus("404".to_owned());
        let why = MediaUnavailable::Refused { reason, place: Some("https://old.example/1.jpg".to_owned()) };
        assert_eq!(
            Texts::of(Lang::EN).media_unavailable(&why),
            "Not available (the other host answered with HTTP status 404): https://old.example/1.jpg"
        );
    }
}
