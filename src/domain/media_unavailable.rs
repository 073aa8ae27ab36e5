//! What is said in the place of a photo or signature of an old record that cannot be shown.

use super::{lang::Lang, migration::MediaState};

/// Why it is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaUnavailable {
    /// On another host, at this address.
    Remote(String),
    /// The old store does not have it.
    Missing,
    /// Its bytes are kept; the word says what they are: a type of content, `blank`, `damaged image/png`.
    Kept(String),
    /// Nothing that could be a file, or not to be had; the word says why.
    Refused { reason: String, place: Option<String> },
}

impl MediaUnavailable {
    /// None for what is shown.
    pub fn of(state: MediaState, place: Option<String>, reason: Option<String>) -> Option<MediaUnavailable> {
        let reason = reason.unwrap_or_default();
        match state {
            MediaState::Shown => None,
            MediaState::Remote => Some(MediaUnavailable::Remote(place.unwrap_or_default())),
            MediaState::Missing => Some(MediaUnavailable::Missing),
            MediaState::Kept => Some(MediaUnavailable::Kept(reason)),
            MediaState::Refused => Some(MediaUnavailable::Refused { reason, place }),
        }
    }

    /// The sentence for pages and reports. Addresses stand in it as text: nobody should follow one by mistake.
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (MediaUnavailable::Remote(address), Lang::En) => format!("On another host, not verified: {address}"),
            (MediaUnavailable::Remote(address), Lang::Ar) => format!("على مضيف آخر ولم يُتحقق منه: {address}"),
            (MediaUnavailable::Missing, Lang::En) => "This file is missing: the old store does not have it.".to_owned(),
            (MediaUnavailable::Missing, Lang::Ar) => "هذا الملف مفقود: لا يوجد في المخزن القديم.".to_owned(),
            (MediaUnavailable::Kept(what), _) => match (what.as_str(), lang) {
                ("blank", Lang::En) => "Kept: a signature without a stroke.".to_owned(),
                ("blank", Lang::Ar) => "محفوظ: توقيع بلا أي خط.".to_owned(),
                ("empty", Lang::En) => "Kept: a file without content.".to_owned(),
                ("empty", Lang::Ar) => "محفوظ: ملف بلا محتوى.".to_owned(),
                ("too_many_pixels", Lang::En) => "Kept, but it has too many pixels to be shown.".to_owned(),
                ("too_many_pixels", Lang::Ar) => "محفوظ، لكن أبعاده أكبر من أن تُعرض.".to_owned(),
                (what, Lang::En) => format!("Kept, but cannot be shown ({what})"),
                (what, Lang::Ar) => format!("محفوظ، لكن لا يمكن عرضه ({what})"),
            },
            (MediaUnavailable::Refused { reason, place }, lang) => {
                let place = place.as_deref().map(|place| format!(": {place}")).unwrap_or_default();
                match lang {
                    Lang::En => format!("Not available ({}){place}", reason.replace('_', " ")),
                    Lang::Ar => format!("غير متاح ({}){place}", reason.replace('_', " ")),
                }
            }
        }
    }
}
