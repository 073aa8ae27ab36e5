//! The section of a submission's page with its report links: what it shows, and its form.

use crate::{
    domain::{lang::Lang, shared_link::SharedFiles, time_zone::TimeZone},
    i18n::Texts,
    services::links::{SharedLink, SubmissionLinks},
    web::view::{
        format::Moment,
        qr::{QUIET, QrView},
    },
};
use rocket::FromForm;

/// The section with its form.
pub struct LinksView {
    pub links: Vec<LinkView>,
    /// The links in responses of the API.
    pub in_responses: Option<ResponseLinksView>,
    pub typed: ShareLinkForm,
    /// What is wrong with the form, and at which field.
    pub error: Option<ShareLinkError>,
}

pub struct ResponseLinksView {
    pub about: String,
    pub opened: String,
    pub last_opened: Option<Moment>,
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
    pub opened: String,
    pub last_opened: Option<Moment>,
    pub until: Moment,
    pub revoked: Option<Moment>,
    pub made_by: Option<String>,
    pub allows_response: bool,
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
    /// Not empty: the client may respond.
    #[field(default = String::new())]
    pub response: String,
}

impl ShareLinkError {
    pub fn at(field: &'static str, texts: Texts) -> ShareLinkError {
        let sentence = match field {
            "files" => texts.t("report-link-wrong-files"),
            "days" | "expiry" => texts.t("report-link-wrong-days"),
            "openings" => texts.t("report-link-wrong-openings"),
            "password" => texts.t("report-link-wrong-password"),
            "response" => texts.t("client-response-needs-page"),
            _ => texts.t("report-link-wrong-name"),
        };
        ShareLinkError { field, sentence }
    }
}

impl LinksView {
    pub fn new(shared: SubmissionLinks, lang: Lang, zone: TimeZone) -> LinksView {
        let texts = Texts::of(lang);
        let typed = ShareLinkForm {
            days: shared.default_days.to_string(),
            files: "pdf".to_owned(),
            ..ShareLinkForm::default()
        };
        LinksView {
            links: shared.links.into_iter().map(|link| LinkView::new(link, texts, zone)).collect(),
            in_responses: shared.in_responses.map(|links| ResponseLinksView {
                about: texts.with("report-link-responses-about", &[("days", links.days.into())]),
                opened: texts.with("report-link-opened", &[("count", links.opened.into())]),
                last_opened: links.last_opened_at.map(|at| texts.moment(zone.at(at))),
            }),
            typed,
            error: None,
        }
    }

    pub fn refused(&self, field: &str) -> Option<&'static str> {
        self.error.as_ref().filter(|error| error.field == field).map(|error| error.sentence)
    }
}

impl LinkView {
    fn new(link: SharedLink, texts: Texts, zone: TimeZone) -> LinkView {
        let state = match &link {
            SharedLink { works: true, .. } => texts.t("report-link-works"),
            SharedLink { revoked_at: Some(_), .. } => texts.t("report-link-revoked"),
            SharedLink { most_openings: Some(most), opened_count, .. } if opened_count >= most => {
                texts.t("report-link-used-up")
            }
            _ => texts.t("report-link-expired"),
        };
        LinkView {
            qr: QrView::new(&link.url, QUIET).filter(|_| link.works),
            id: link.id.to_string(),
            url: link.url,
            files: match link.files {
                SharedFiles::Excel => texts.t("report-link-excel"),
                SharedFiles::Pdf => texts.t("report-link-pdf"),
                SharedFiles::Both => texts.t("report-link-both"),
            },
            name: link.name,
            has_password: link.has_password,
            opened: match link.most_openings {
                Some(most) => {
                    let args = [("count", link.opened_count.into()), ("most", most.into())];
                    texts.with("report-link-opened-of", &args)
                }
                None => texts.with("report-link-opened", &[("count", link.opened_count.into())]),
            },
            last_opened: link.last_opened_at.map(|at| texts.moment(zone.at(at))),
            until: texts.moment(zone.at(link.expires_at)),
            revoked: link.revoked_at.map(|at| texts.moment(zone.at(at))),
            made_by: link.made_by.filter(|name| !name.is_empty()),
            allows_response: link.allows_response,
            works: link.works,
            state,
        }
    }
}
