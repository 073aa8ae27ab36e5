//! `/reports/<token>/response`: what a client says about a shared report. A response with mistakes comes back on the page
//! of the report with everything that was entered.

use super::{
    cover::client_layout,
    response_view::ResponseForm,
    show::{ReportAnswer, ReportPage},
};
use crate::{
    domain::{
        client_response::ClientResponseKind,
        ids::SubmissionKey,
        pasted,
        problem::{Malformed, Problem},
    },
    i18n::Texts,
    services::{
        client_responses::{self, ClientResponse, ResponseRequest},
        shared_reports::{self, ResponsePermit, SharedReport},
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::signed_form::{self, SIGNATURE, drawing},
        problem,
        view::{
            client_response::ClientResponseView,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    Data,
    http::{ContentType, Status},
    post,
    response::Responder,
};

#[derive(Responder)]
pub enum ClientResponseAnswer {
    Saved(Box<ResponsePage>),
    Again((Status, Box<ReportAnswer>)),
}

/// What was saved.
#[derive(Template, WebTemplate)]
#[template(path = "reports/response.html")]
pub struct ResponsePage {
    layout: Layout,
    organisation: String,
    about: String,
    response: ClientResponseView,
    /// The report.
    back: String,
}

#[post("/reports/<token>/response", data = "<data>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    token: &str,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<ClientResponseAnswer, ErrorResponse> {
    let typed = typed(signed_form::read(&context, content_type, data).await?);
    let permit = ResponsePermit::verify(app, token, &typed.permit)?;
    let saved = save(app, &context, &permit, &typed).await;
    match saved {
        Ok(response) => {
            let report = shared_reports::open_permitted(app, &context.actor, &permit).await?;
            Ok(ClientResponseAnswer::Saved(Box::new(ResponsePage::new(&context, token, report, response))))
        }
        Err(refused @ (Problem::Conflict(_) | Problem::Invalid(_))) => {
            let report = shared_reports::open_permitted(app, &context.actor, &permit).await?;
            let page = ReportPage::new(app, &context, token, report, true).with_refused(typed, &refused);
            Ok(ClientResponseAnswer::Again((problem::status(&refused), Box::new(ReportAnswer(page)))))
        }
        Err(other) => Err(other.into()),
    }
}

async fn save(
    app: &AppState,
    context: &RequestContext,
    permit: &ResponsePermit,
    typed: &ResponseForm,
) -> Result<ClientResponse, Problem> {
    let key: SubmissionKey = typed.key.parse().map_err(|_| Problem::Malformed(Malformed::Unreadable))?;
    let request = ResponseRequest {
        kind: ClientResponseKind::parse(&typed.kind),
        name: &pasted::name(&typed.name),
        comment: &typed.comment,
        drawn: drawing(&typed.signature, client_responses::SIGNATURE_LABEL)?,
        key: &key,
    };
    client_responses::respond(app, &context.actor, permit, request).await
}

fn typed(fields: Vec<(String, String)>) -> ResponseForm {
    let mut typed = ResponseForm::default();
    for (name, text) in fields {
        match name.as_str() {
            "permit" => typed.permit = text,
            "response_key" => typed.key = text,
            "kind" => typed.kind = text,
            "name" => typed.name = text,
            "comment" => typed.comment = text,
            SIGNATURE => typed.signature = text,
            _ => {}
        }
    }
    typed
}

impl ResponsePage {
    fn new(context: &RequestContext, token: &str, report: SharedReport, response: ClientResponse) -> ResponsePage {
        let texts = Texts::of(context.lang);
        let title = texts.t("client-response-saved");
        let organisation = report.cover.organisation;
        ResponsePage {
            layout: client_layout(context, Layout::answering_post(context, Nav::Elsewhere, title, false)),
            about: texts.with("client-response-saved-about", &[("organisation", organisation.as_str().into())]),
            response: ClientResponseView::new(
                response,
                report.details.submission.revision,
                texts,
                report.cover.zone,
                |_| None,
            ),
            organisation,
            back: format!("/reports/{token}"),
        }
    }
}
