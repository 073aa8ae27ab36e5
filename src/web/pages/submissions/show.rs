//! `/submissions/<id>`: the answers of a submission, its reports, its receipt and its history.

use super::{
    super::{Answer, jobs::JobView},
    links_view::{LinksView, ShareLinkError, ShareLinkForm},
};
use crate::{
    domain::{
        access::Permission, audit::actions::LoggedAction, ids::SubmissionId, submission::Status,
        submission_filter::Standing,
    },
    i18n::Texts,
    services::{
        links,
        submissions::{self, Event, Origin, ReportLinks, SubmissionDetails},
    },
    web::{
        api::shapes::{Paths, Submission},
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        view::{
            answers::{self, BodyView, Pictured, SectionView, Value},
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, serde::json::Json};

#[derive(Template, WebTemplate)]
#[template(path = "submissions/show.html")]
pub struct SubmissionPage {
    layout: Layout,
    id: String,
    form_title: String,
    site: String,
    visit_date: Option<String>,
    standing: Standing,
    /// Its reports failed, and it may stay without them.
    can_settle: bool,
    reports: Option<Reports>,
    job: JobView,
    submitted: Moment,
    form_version: i32,
    content_hash: String,
    history: Vec<EventView>,
    sections: Vec<SectionView>,
    origin: Option<OriginView>,
    /// For those who may make links.
    links: Option<LinksView>,
}

struct Reports {
    excel_size: String,
    pdf_size: String,
}

/// The record that a submission was imported from.
struct OriginView {
    file: String,
    source: String,
    sha256: String,
    /// What was found out, and from what.
    values: Vec<(&'static str, String)>,
    notes: Vec<String>,
}

struct EventView {
    action: LoggedAction,
    who: Option<String>,
    at: Moment,
}

#[get("/submissions/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Answer<Box<SubmissionPage>, Submission>, ErrorResponse> {
    if context.wants_json {
        return Ok(Answer::Json(Json(Submission::new(details(app, &context, &id.0).await?, Paths::Pages))));
    }
    Ok(Answer::Page(Box::new(page(app, &context, &id.0).await?)))
}

/// A submission, without its answers for a member who may not read them.
async fn details(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
) -> Result<SubmissionDetails, ErrorResponse> {
    let shown = submissions::show(app, &context.actor, id).await?;
    Ok(if context.has_permission(Permission::ReadSubmissions) { shown } else { shown.without_answers() })
}

/// The page of a submission.
pub(super) async fn page(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
) -> Result<SubmissionPage, ErrorResponse> {
    let shown = details(app, context, id).await?;
    let links = match shown.reports.is_some() && context.has_permission(Permission::ShareReports) {
        true => Some(links::shared(app, &context.actor, id).await?),
        false => None,
    };
    let page = SubmissionPage::new(context, shown);
    let job = page.job.paused_if(app.config.jobs == 0);
    Ok(SubmissionPage { job, links: links.map(|links| LinksView::new(links, context.lang)), ..page })
}

impl SubmissionPage {
    pub fn new(context: &RequestContext, shown: SubmissionDetails) -> SubmissionPage {
        let lang = context.lang;
        let sections = answers::sections(&shown, lang);
        let SubmissionDetails { submission, def, reports, job, history, origin, imported, .. } = shown;
        let site = labels::site(Texts::of(lang), submission.site_name);
        let layout = Layout::new(context, Nav::Submissions, site.clone());
        let can_settle = imported && submission.status == Status::Failed;
        let origin = origin.map(|origin| OriginView::new(origin, layout.texts));
        SubmissionPage {
            job: JobView::new(&layout.texts.job_status(job), layout.texts),
            layout,
            id: submission.id.to_string(),
            form_title: def.title.get(lang).to_owned(),
            visit_date: submission.visit_date.map(|date| Texts::of(lang).date(date)),
            standing: Standing::of(submission.status, submission.without_reports),
            can_settle: can_settle && context.has_permission(Permission::MakeReports),
            reports: reports.map(|links| Reports::new(links, lang)),
            submitted: Texts::of(lang).moment(submission.created_at),
            form_version: submission.form_version,
            history: history.into_iter().map(|event| EventView::new(event, lang)).collect(),
            sections,
            origin,
            links: None,
            site,
            content_hash: submission.content_hash,
        }
    }

    /// The page in response to a link that was not made or changed.
    pub(super) fn with_link_error(
        self,
        context: &RequestContext,
        typed: Option<ShareLinkForm>,
        error: ShareLinkError,
    ) -> SubmissionPage {
        let links = self.links.map(|links| {
            let typed = typed.unwrap_or(links.typed);
            LinksView { typed: ShareLinkForm { password: String::new(), ..typed }, error: Some(error), ..links }
        });
        let layout = Layout::answering_post(context, Nav::Submissions, self.layout.title, true);
        SubmissionPage { links, layout, ..self }
    }
}

impl Reports {
    fn new(links: ReportLinks, lang: crate::domain::lang::Lang) -> Reports {
        Reports { excel_size: Texts::of(lang).size(links.excel_size), pdf_size: Texts::of(lang).size(links.pdf_size) }
    }
}

impl OriginView {
    fn new(origin: Origin, texts: Texts) -> OriginView {
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
    fn new(event: Event, lang: crate::domain::lang::Lang) -> EventView {
        EventView { action: event.action, who: event.who, at: Texts::of(lang).moment(event.at) }
    }
}
