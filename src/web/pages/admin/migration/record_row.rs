//! A record in a list of the review queue.

use super::names::title;
use crate::{
    domain::{lang::Lang, migration::RecordState, time_zone::TimeZone},
    forms::Forms,
    i18n::Texts,
    migration::review_queue::ReviewQueueRow,
    web::view::{format::Moment, labels},
};

/// A record in a list.
pub struct RecordRow {
    pub id: i64,
    pub name: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub css: &'static str,
    pub module: Option<String>,
    pub detail: String,
    pub size: String,
    pub changed: Option<Moment>,
    pub decision: Option<&'static str>,
    pub decided_by: Option<String>,
    pub note: Option<String>,
}

impl RecordRow {
    pub fn new(row: ReviewQueueRow, forms: &Forms, lang: Lang, zone: TimeZone) -> RecordRow {
        let texts = Texts::of(lang);
        RecordRow {
            id: row.id,
            name: row.name,
            kind: labels::record_kind(texts, row.kind),
            state: labels::record_state(texts, row.state),
            css: match row.state {
                RecordState::Quarantined | RecordState::Divergent => "pending",
                _ => "completed",
            },
            module: row.module.map(|module| title(forms, module.as_str(), lang)),
            detail: row.detail,
            size: Texts::of(lang).size(row.size),
            changed: row.modified_at.map(|at| Texts::of(lang).moment(zone.at(at))),
            decision: row.decision.map(|decision| labels::decision(texts, decision)),
            decided_by: row.decided_by,
            note: row.note,
        }
    }
}
