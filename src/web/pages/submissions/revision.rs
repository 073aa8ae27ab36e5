//! `/submissions/<id>/revisions/<n>`: an earlier revision of a submission, as it was.

use crate::{
    domain::{ids::SubmissionId, upload::FileType},
    services::corrections,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        view::{
            answer_reader,
            answers::{AnswerPicture, AnswersView, BodyView, Value},
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "submissions/revision.html")]
pub struct RevisionPage {
    layout: Layout,
    id: String,
    form_title: String,
    site: String,
    number: i32,
    name: String,
    is_newest: bool,
    visit_date: Option<String>,
    /// When it was sent. Signatures were made by then.
    submitted: Moment,
    content_hash: String,
    has_excel: bool,
    has_pdf: bool,
    answers: AnswersView,
}

#[get("/submissions/<id>/revisions/<revision>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    revision: i32,
) -> Result<RevisionPage, ErrorResponse> {
    let shown = corrections::earlier(app, &context.actor, &id.0, revision).await?;
    let layout = Layout::new(&context, Nav::Submissions, "");
    let texts = layout.texts;
    let site = labels::site(texts, shown.submission.site_name.clone());
    Ok(RevisionPage {
        layout: Layout { title: site.clone(), ..layout },
        id: id.0.to_string(),
        form_title: shown.def.title.get(context.lang).to_owned(),
        name: texts.with("approval-revision", &[("revision", revision.into())]),
        is_newest: shown.newest == revision,
        visit_date: shown.submission.visit_date.map(|date| texts.date(date)),
        submitted: texts.moment(context.zone.at(shown.created_at)),
        has_excel: shown.reports.contains(&FileType::ReportExcel),
        has_pdf: shown.reports.contains(&FileType::ReportPdf),
        number: revision,
        answers: answer_reader::earlier(&shown, context.lang),
        content_hash: shown.submission.content_hash,
        site,
    })
}
