//! An archive of old files as the page shows it.

use super::{names::title, notice::ControlError};
use crate::{
    domain::{lang::Lang, migration::ArchiveState, time_zone::TimeZone},
    forms::Forms,
    i18n::Texts,
    migration::archive::ArchiveView,
    web::view::{format::Moment, labels},
};

pub struct ArchiveRow {
    pub id: i64,
    pub module: String,
    pub file_name: String,
    pub sha256: String,
    pub files: String,
    pub state: &'static str,
    pub css: &'static str,
    pub created: Moment,
    pub removable: bool,
    pub restorable: bool,
    pub refused: Option<String>,
}

impl ArchiveRow {
    pub fn new(
        archive: ArchiveView,
        forms: &Forms,
        refusal: Option<&ControlError>,
        lang: Lang,
        zone: TimeZone,
    ) -> ArchiveRow {
        ArchiveRow {
            id: archive.id,
            module: title(forms, archive.module.as_str(), lang),
            file_name: archive.file_name,
            sha256: archive.sha256,
            files: Texts::of(lang).with("migration-archive-files", &[("count", archive.file_count.into())]),
            state: labels::archive_state(Texts::of(lang), archive.state),
            css: if archive.state == ArchiveState::Removed { "pending" } else { "completed" },
            created: Texts::of(lang).moment(zone.at(archive.created_at)),
            removable: archive.state != ArchiveState::Removed,
            restorable: archive.state == ArchiveState::Removed,
            refused: ControlError::sentence_at(refusal, &anchor(archive.id)),
        }
    }
}

/// The id of the row in the page.
pub fn anchor(id: i64) -> String {
    format!("archive-{id}")
}
