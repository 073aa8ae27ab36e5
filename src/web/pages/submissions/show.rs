//! `/submissions/<id>`: what was answered, its reports, its receipt and its history.

use super::{
    super::{Answer, jobs::JobView},
    links::{LinksView, Refusal, ShareLinkForm},
};
use crate::{
    domain::{
        access::Permission,
        answers::iso,
        ids::{JobId, ModuleSlug, SubmissionId, UploadId},
        job::JobResults,
        submission::Status,
        upload::Upload,
    },
    services::{
        links,
        submissions::{self, Event, Origin, ReportLinks, SubmissionDetails},
    },
    web::{
        context::{AppState, IdParam, RequestContext},
        error::Failed,
        view::{
            answers::{self, BodyView, Pictured, SectionView, Value},
            format::{self, Moment},
            layout::{Layout, Nav},
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    serde::{Serialize, json::Json},
};
use time::OffsetDateTime;

#[derive(Template, WebTemplate)]
#[template(path = "submissions/show.html")]
pub struct SubmissionPage {
    layout: Layout,
    id: String,
    form_title: String,
    site: String,
    visit_date: Option<String>,
    status: Status,
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
    action: String,
    who: Option<String>,
    at: Moment,
}

/// A submission for programs.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub struct SubmissionJson {
    submission_id: SubmissionId,
    module: ModuleSlug,
    form_version: i32,
    status: &'static str,
    site_name: String,
    visit_date: Option<String>,
    form_data: serde_json::Value,
    files: Vec<FileJson>,
    reports: Option<JobResults>,
    job_id: JobId,
    content_hash: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
struct FileJson {
    upload_id: UploadId,
    field: String,
    name: String,
    size: i64,
    sha256: String,
    url: String,
}

#[get("/submissions/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Answer<Box<SubmissionPage>, SubmissionJson>, Failed> {
    if context.wants_json {
        return Ok(Answer::Json(Json(SubmissionJson::new(seen(app, &context, &id.0).await?))));
    }
    Ok(Answer::Page(Box::new(page(app, &context, &id.0).await?)))
}

/// As much of a submission as somebody may see.
async fn seen(app: &AppState, context: &RequestContext, id: &SubmissionId) -> Result<SubmissionDetails, Failed> {
    let shown = submissions::show(app, &context.actor, id).await.map_err(|problem| Failed::new(problem, context))?;
    Ok(if context.has_permission(Permission::ReadSubmissions) { shown } else { shown.without_answers() })
}

/// The page of a submission for whoever asks.
pub(super) async fn page(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
) -> Result<SubmissionPage, Failed> {
    let shown = seen(app, context, id).await?;
    let links = match shown.reports.is_some() && context.has_permission(Permission::ShareReports) {
        true => Some(links::shared(app, &context.actor, id).await.map_err(|problem| Failed::new(problem, context))?),
        false => None,
    };
    let page = SubmissionPage::new(context, shown);
    Ok(SubmissionPage { links: links.map(|links| LinksView::new(links, context.lang)), ..page })
}

impl SubmissionPage {
    pub fn new(context: &RequestContext, shown: SubmissionDetails) -> SubmissionPage {
        let lang = context.lang;
        let sections = answers::sections(&shown, lang);
        let SubmissionDetails { submission, def, reports, job, history, origin, .. } = shown;
        let layout = Layout::new(context, Nav::Submissions, submission.site_name.clone());
        let origin = origin.map(|origin| OriginView::new(origin, layout.words));
        SubmissionPage {
            job: JobView::new(&job.told_in(lang), layout.words),
            layout,
            id: submission.id.to_string(),
            form_title: def.title.get(lang).to_owned(),
            visit_date: submission.visit_date.map(|date| format::date(date, lang)),
            status: submission.status,
            reports: reports.map(|links| Reports::new(links, lang)),
            submitted: format::moment(submission.created_at, lang),
            form_version: submission.form_version,
            history: history.into_iter().map(|event| EventView::new(event, lang)).collect(),
            sections,
            origin,
            links: None,
            site: submission.site_name,
            content_hash: submission.content_hash,
        }
    }

    /// The same, as the answer to a link that was not made or changed.
    pub(super) fn refusing_link(
        self,
        context: &RequestContext,
        typed: Option<ShareLinkForm>,
        refusal: Refusal,
    ) -> SubmissionPage {
        let links = self.links.map(|links| {
            let typed = typed.unwrap_or(links.typed);
            LinksView { typed: ShareLinkForm { password: String::new(), ..typed }, refusal: Some(refusal), ..links }
        });
        let layout = Layout::answering_post(context, Nav::Submissions, self.layout.title, true);
        SubmissionPage { links, layout, ..self }
    }
}

impl Reports {
    fn new(links: ReportLinks, lang: crate::domain::lang::Lang) -> Reports {
        Reports { excel_size: format::size(links.excel_size, lang), pdf_size: format::size(links.pdf_size, lang) }
    }
}

impl OriginView {
    fn new(origin: Origin, words: &'static Words) -> OriginView {
        let (words, from) = (&words.imported, origin.provenance);
        let mut values = vec![
            (words.module_from, from.module),
            (words.site_from, from.site_name),
            (words.date_from, from.visit_date),
            (words.time_from, from.created_at),
            (words.status_from, from.status),
        ];
        values.retain(|(_, from)| !from.is_empty());
        OriginView { file: origin.file, source: origin.source, sha256: origin.sha256, values, notes: origin.notes }
    }
}

impl EventView {
    fn new(event: Event, lang: crate::domain::lang::Lang) -> EventView {
        EventView { action: event.action, who: event.who, at: format::moment(event.at, lang) }
    }
}

impl SubmissionJson {
    fn new(shown: SubmissionDetails) -> SubmissionJson {
        let SubmissionDetails { submission, uploads, reports, .. } = shown;
        let links = |links: ReportLinks| JobResults { excel_url: links.excel_url, pdf_url: links.pdf_url };
        SubmissionJson {
            submission_id: submission.id,
            module: submission.module,
            form_version: submission.form_version,
            status: submission.status.as_str(),
            site_name: submission.site_name,
            visit_date: submission.visit_date.map(iso),
            form_data: submission.form_data,
            files: uploads.into_iter().map(FileJson::new).collect(),
            reports: reports.map(links),
            job_id: submission.job_id,
            content_hash: submission.content_hash,
            created_at: submission.created_at,
        }
    }
}

impl FileJson {
    fn new(upload: Upload) -> FileJson {
        FileJson {
            url: format!("/uploads/{}", upload.id),
            upload_id: upload.id,
            field: upload.field,
            name: upload.original_filename,
            size: upload.file_size,
            sha256: hex::encode(upload.sha256),
        }
    }
}
