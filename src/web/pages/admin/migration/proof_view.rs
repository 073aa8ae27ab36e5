//! The newest verification as the page shows it.

use super::{
    names::{count, title},
    notice::ControlError,
};
use crate::{
    domain::{lang::Lang, time_zone::TimeZone},
    forms::Forms,
    i18n::Texts,
    migration::{
        phases::ModulePhase,
        verify::{BadRecord, VerifyResult},
    },
    web::view::format::Moment,
};

/// Rows that are shown; the manifest has all of them.
const SHOWN: usize = 40;

pub struct ProofView {
    pub newest: Option<Newest>,
    /// What may be verified by itself: slug and title.
    pub modules: Vec<(String, String)>,
    pub refused: Option<String>,
}

pub struct Newest {
    pub checked: String,
    pub bad_count: String,
    pub good: bool,
    pub root: String,
    pub manifest: Option<String>,
    pub finished: Moment,
    pub bad: Vec<BadRecord>,
    /// How many more there are than are shown.
    pub more: Option<String>,
}

impl ProofView {
    pub fn new(
        newest: Option<VerifyResult>,
        modules: &[ModulePhase],
        forms: &Forms,
        refusal: Option<&ControlError>,
        lang: Lang,
        zone: TimeZone,
    ) -> ProofView {
        let module = |one: &ModulePhase| (one.module.to_string(), title(forms, one.module.as_str(), lang));
        ProofView {
            newest: newest.map(|newest| Newest::new(newest, lang, zone)),
            modules: modules.iter().map(module).collect(),
            refused: ControlError::sentence_at(refusal, "proof"),
        }
    }
}

impl Newest {
    fn new(mut newest: VerifyResult, lang: Lang, zone: TimeZone) -> Newest {
        let texts = Texts::of(lang);
        newest.bad.truncate(SHOWN);
        let more = newest.bad_count.saturating_sub(newest.bad.len() as u64);
        Newest {
            checked: count(texts, newest.checked),
            bad_count: count(texts, newest.bad_count),
            good: newest.bad_count == 0,
            root: newest.merkle_root,
            manifest: newest.manifest,
            finished: texts.moment(zone.at(newest.finished_at)),
            bad: newest.bad,
            more: (more > 0).then(|| texts.with("migration-proof-more", &[("count", more.into())])),
        }
    }
}
