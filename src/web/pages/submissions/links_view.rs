//! The section of a submission's page with its report links: what it shows, and its form.

use crate::{
    domain::{lang::Lang, shared_link::SharedFiles},
    services::links::{Shared, SharedLink},
    web::view::{
        format::{self, Moment},
        qr::{QUIET, QrView},
        words::{Words, links::Links},
    },
};
use rocket::FromForm;

/// The section with its form.
pub struct LinksView {
    pub links: Vec<LinkView>,
    pub typed: ShareLinkForm,
    /// What is wrong with the form, and at which field.
    pub error: Option<ShareLinkError>,
}

pub struct ShareLinkError {
    pub field: &'static str,
    pub sentence: &'static str,
}

pub struct LinkView {
    pub id: String,
    pub url: String,
    pub files: &'static str,
    pub name: Option<String>,
    pub has_password: bool,
    pub opened_count: i32,
    pub most_openings: Option<i32>,
    pub last_opened: Option<Moment>,
    pub until: Moment,
    pub revoked: Option<Moment>,
    pub made_by: Option<String>,
    pub works: bool,
    /// The word for its state.
    pub state: &'static str,
    pub qr: Option<QrView>,
}

/// The form as it was entered. The password is never shown again.
#[derive(Clone, Default, FromForm)]
pub struct ShareLinkForm {
    #[field(default = String::new())]
    pub files: String,
    #[field(default = String::new())]
    pub days: String,
    #[field(default = String::new())]
    pub openings: String,
    #[field(default = String::new())]
    pub password: String,
    #[field(default = String::new())]
    pub name: String,
}

impl ShareLinkError {
    pub fn at(field: &'static str, words: &'static Links) -> ShareLinkError {
        let sentence = match field {
            "files" => words.wrong_files,
            "days" | "expiry" => words.wrong_days,
            "openings" => words.wrong_openings,
            "password" => words.wrong_password,
            _ => words.wrong_name,
        };
        ShareLinkError { field, sentence }
    }
}

impl LinksView {
    pub fn new(shared: Shared, lang: Lang) -> LinksView {
        let words = &Words::of(lang).links;
        let typed = ShareLinkForm {
            days: shared.default_days.to_string(),
            files: "pdf".to_owned(),
            ..ShareLinkForm::default()
        };
        LinksView {
            links: shared.links.into_iter().map(|link| LinkView::new(link, lang, words)).collect(),
            typed,
            error: None,
        }
    }

    pub fn refused(&self, field: &str) -> Option<&'static str> {
        self.error.as_ref().filter(|error| error.field == field).map(|error| error.sentence)
    }
}

impl LinkView {
    fn new(link: SharedLink, lang: Lang, words: &'static Links) -> LinkView {
        let state = match &link {
            SharedLink { works: true, .. } => words.works,
            SharedLink { revoked_at: Some(_), .. } => words.revoked,
            SharedLink { most_openings: Some(most), opened_count, .. } if opened_count >= most => words.used_up,
            _ => words.expired,
        };
        LinkView {
            qr: QrView::new(&link.url, QUIET).filter(|_| link.works),
            id: link.id.to_string(),
            url: link.url,
            files: match link.files {
                SharedFiles::Excel => words.excel,
                SharedFiles::Pdf => words.pdf,
                SharedFiles::Both => words.both,
            },
            name: link.name,
            has_password: link.has_password,
            opened_count: link.opened_count,
            most_openings: link.most_openings,
            last_opened: link.last_opened_at.map(|at| format::moment(at, lang)),
            until: format::moment(link.expires_at, lang),
            revoked: link.revoked_at.map(|at| format::moment(at, lang)),
            made_by: link.made_by.filter(|name| !name.is_empty()),
            works: link.works,
            state,
        }
    }
}
