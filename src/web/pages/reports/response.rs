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
        upload::FileRefusal,
        validate::{FieldError, Subject, ValidationCode},
    },
    i18n::Texts,
    services::{
        client_responses::{self, ClientResponse, ResponseRequest},
        drawn_signatures,
        shared_reports::{self, ResponsePermit, SharedReport},
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::multipart::{
            parts::{Body, Envelope},
            signature::{SignatureInput, decode},
        },
        limits::body_size::DECISION_BYTES,
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

/// The longest text field of the form, in bytes: a comment in any script.
const FIELD_BYTES: usize = 16 * 1024;
/// The longest data URL of a signature, in bytes.
const SIGNATURE_BYTES: usize = 2 * 1024 * 1024;

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
    let mut body = Body::new(data);
    let read = read(&context, content_type, &mut body).await;
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    let typed = read?;
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
    let link = client_responses::link(app, permit).await?;
    let key: SubmissionKey = typed.key.parse().map_err(|_| Problem::Malformed(Malformed::Unreadable))?;
    let kind = ClientResponseKind::parse(&typed.kind);
    let name = pasted::name(&typed.name);
    crate::domain::client_response::check(kind, name.trim(), typed.comment.trim()).map_err(Problem::Invalid)?;
    let refused = |why: FileRefusal| {
        let label = Subject::Control("client-response-signature");
        Problem::Invalid(vec![FieldError::of("signature", label, ValidationCode::File(why))])
    };
    let signature = match decode(&typed.signature) {
        SignatureInput::NotDrawn => None,
        SignatureInput::Invalid => return Err(refused(FileRefusal::NotAPicture)),
        SignatureInput::Png(png) => Some(drawn_signatures::decode(app, png).await?.map_err(refused)?),
    };
    let request = ResponseRequest { kind, name: &name, comment: &typed.comment, signature, key: &key };
    client_responses::respond(app, &context.actor, permit, &link, &request).await
}

async fn read(
    context: &RequestContext,
    content_type: Option<&ContentType>,
    body: &mut Body<'_>,
) -> Result<ResponseForm, Problem> {
    let envelope = Envelope::open(content_type, &context.body, DECISION_BYTES)?;
    let mut parts = body.parts(&envelope);
    let mut typed = ResponseForm::default();
    let unreadable = || Problem::Malformed(Malformed::Unreadable);
    while let Some(mut part) = parts.next().await? {
        let limit = if part.name == "signature" { SIGNATURE_BYTES } else { FIELD_BYTES };
        let (bytes, cut) = part.bytes.read(limit).await?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable())?.replace("\r\n", "\n");
        if cut {
            return Err(unreadable());
        }
        match part.name.as_str() {
            "permit" => typed.permit = text,
            "response_key" => typed.key = text,
            "kind" => typed.kind = text,
            "name" => typed.name = text,
            "comment" => typed.comment = text,
            "signature" => typed.signature = text,
            _ => {}
        }
    }
    Ok(typed)
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
