//! What the page of a submission says about its record: the sizes of its reports, where it was imported from, and what
//! happened with it.

use crate::{
    domain::{audit::actions::LoggedAction, lang::Lang, time_zone::TimeZone},
    i18n::Texts,
    services::submissions::{Event, Note, Origin, ReportLinks},
    web::view::format::Moment,
};

pub struct Reports {
    pub excel_size: String,
    pub pdf_size: String,
    pub photos_size: Option<String>,
}

/// The record that a submission was imported from.
pub struct OriginView {
    pub file: String,
    pub source: String,
    pub sha256: String,
    /// What was found out, and from what.
    pub values: Vec<(&'static str, String)>,
    pub notes: Vec<Note>,
}

pub struct EventView {
    pub action: LoggedAction,
    pub who: Option<String>,
    /// The absent member for whom a delegate acted.
    pub absent: Option<String>,
    pub at: Moment,
}

impl Reports {
    pub fn new(links: ReportLinks, lang: Lang) -> Reports {
        let size = |bytes| Texts::of(lang).size(bytes);
        Reports {
            excel_size: size(links.excel_size),
            pdf_size: size(links.pdf_size),
            photos_size: links.photos_size.map(size),
        }
    }
}

impl OriginView {
    pub fn new(origin: Origin, texts: Texts) -> OriginView {
        let from = origin.provenance;
        let mut values = vec![
            (texts.t("imported-module-from"), from.module),
            (texts.t("imported-site-from"), from.site_name),
            (texts.t("imported-date-from"), from.visit_date),
            (texts.t("imported-time-from"), from.created_at),
            (texts.t("imported-status-from"), from.status),
        ];
        values.retain(|(_, from)| !from.is_empty());
        OriginView { file: origin.file, source: origin.source, sha256: origin.sha256, values, notes: origin.notes }
    }
}

impl EventView {
    pub fn new(event: Event, lang: Lang, zone: TimeZone) -> EventView {
        EventView {
            action: event.action,
            who: event.who,
            absent: event.absent,
            at: Texts::of(lang).moment(zone.at(event.at)),
        }
    }
}
