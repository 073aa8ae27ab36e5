//! `/submissions/<id>/links`: the section of a submission's page where links for clients are made, seen and revoked.

use super::show::{SubmissionPage, page};
use crate::{
    domain::{
        ids::{LinkId, SubmissionId},
        lang::Lang,
        qr::Qr,
        shared_link::{ShareRequest, SharedFiles, Unfit},
    },
    services::links::{self, Change, ShareOutcome, Shared, SharedLink},
    web::{
        body::Form,
        context::{AppState, IdParam, RequestContext},
        error::Failed,
        view::{
            format::{self, Moment},
            words::{Words, links::Links},
        },
    },
};
use rocket::{
    FromForm,
    http::Status,
    post,
    response::{Redirect, Responder},
};
use std::fmt::Write;

/// The section, with what was typed into its form.
pub struct LinksView {
    pub links: Vec<LinkView>,
    pub typed: ShareLinkForm,
    /// What was refused, and at which field.
    pub refusal: Option<Refusal>,
}

pub struct Refusal {
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

/// A QR code as the path of an SVG.
pub struct QrView {
    /// The side with the light margin that must stand around a code.
    pub side: usize,
    pub path: String,
}

/// The light modules around a code.
const QUIET: usize = 4;

impl QrView {
    fn new(text: &str) -> Option<QrView> {
        let qr = Qr::of(text)?;
        let mut path = String::new();
        for (x, y, length) in qr.runs() {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
        }
        Some(QrView { side: qr.side + 2 * QUIET, path })
    }
}

/// The form as it was typed. The password is never shown again.
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

#[derive(FromForm)]
pub struct ExpiryForm {
    #[field(default = String::new())]
    days: String,
}

#[derive(Responder)]
pub enum ShareLinkResponse {
    Done(Box<Redirect>),
    Again((Status, Box<SubmissionPage>)),
}

impl ShareLinkForm {
    fn wanted(&self) -> Result<ShareRequest, &'static str> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let most_openings = match filled(&self.openings) {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| "openings")?),
        };
        Ok(ShareRequest {
            files: SharedFiles::parse(&self.files).ok_or("files")?,
            days: self.days.trim().parse().map_err(|_| "days")?,
            most_openings,
            password: Some(self.password.clone()).filter(|password| !password.is_empty()),
            name: filled(&self.name),
        })
    }
}

fn field(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::Days => "days",
        Unfit::MostOpenings => "openings",
        Unfit::Password => "password",
        Unfit::Name => "name",
    }
}

impl Refusal {
    fn at(field: &'static str, words: &'static Links) -> Refusal {
        let sentence = match field {
            "files" => words.wrong_files,
            "days" | "expiry" => words.wrong_days,
            "openings" => words.wrong_openings,
            "password" => words.wrong_password,
            _ => words.wrong_name,
        };
        Refusal { field, sentence }
    }
}

#[post("/submissions/<id>/links", data = "<typed>")]
pub async fn share(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    typed: Form<ShareLinkForm>,
) -> Result<ShareLinkResponse, Failed> {
    let words = &Words::of(context.lang).links;
    let refusal = match typed.wanted() {
        Err(field) => Refusal::at(field, words),
        Ok(wanted) => {
            let made = links::share(app, &context.actor, &id.0, &wanted).await;
            match made.map_err(|problem| Failed::new(problem, &context))? {
                ShareOutcome::Link(_) => return Ok(back(&id.0)),
                ShareOutcome::Unfit(unfit) => Refusal::at(field(unfit), words),
                ShareOutcome::NoReports => Refusal { field: "files", sentence: words.no_reports },
            }
        }
    };
    again(app, &context, &id.0, Some(typed.into_inner()), refusal).await
}

#[post("/submissions/<id>/links/<link>/expiry", data = "<typed>")]
pub async fn expiry(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    link: IdParam<LinkId>,
    typed: Form<ExpiryForm>,
) -> Result<ShareLinkResponse, Failed> {
    let days = typed.days.trim().parse().unwrap_or(0);
    let changed = links::change(app, &context.actor, &id.0, &link.0, Change::Days(days)).await;
    match changed.map_err(|problem| Failed::new(problem, &context))? {
        Ok(()) => Ok(back(&id.0)),
        Err(_) => {
            let refusal = Refusal::at("expiry", &Words::of(context.lang).links);
            again(app, &context, &id.0, None, refusal).await
        }
    }
}

#[post("/submissions/<id>/links/<link>/revoke")]
pub async fn revoke(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    link: IdParam<LinkId>,
) -> Result<ShareLinkResponse, Failed> {
    let revoked = links::change(app, &context.actor, &id.0, &link.0, Change::Revoke).await;
    revoked.map_err(|problem| Failed::new(problem, &context)).map(|_| back(&id.0))
}

fn back(id: &SubmissionId) -> ShareLinkResponse {
    ShareLinkResponse::Done(Box::new(Redirect::to(format!("/submissions/{id}#links"))))
}

/// The page of the submission once more, with what was typed and why it was not taken.
async fn again(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
    typed: Option<ShareLinkForm>,
    refusal: Refusal,
) -> Result<ShareLinkResponse, Failed> {
    let page = page(app, context, id).await?.refusing_link(context, typed, refusal);
    Ok(ShareLinkResponse::Again((Status::UnprocessableEntity, Box::new(page))))
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
            refusal: None,
        }
    }

    pub fn refused(&self, field: &str) -> Option<&'static str> {
        self.refusal.as_ref().filter(|refusal| refusal.field == field).map(|refusal| refusal.sentence)
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
            qr: QrView::new(&link.url).filter(|_| link.works),
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
