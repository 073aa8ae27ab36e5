//! `/review/<id>`: the decision about a submission. Its form is on the page of the submission, which comes back with
//! everything that was entered if the decision is not possible.

use super::list::member;
use crate::{
    domain::{
        approval::progress::Decision,
        ids::SubmissionId,
        problem::{Malformed, Problem},
        upload::FileRefusal,
        validate::{FieldError, Subject, ValidationCode},
    },
    services::{
        drawn_signatures,
        review::{
            close,
            decide::{self, DecisionRequest},
            signature,
        },
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::SignaturePicture,
        forms::multipart::{
            parts::{Body, Envelope, Parts},
            signature::{SignatureInput, decode},
        },
        limits::body_size::DECISION_BYTES,
        pages::submissions::{
            review_view::TypedDecision,
            show::{SubmissionPage, page_with_decision},
        },
        params::IdParam,
        problem,
    },
};
use rocket::{
    Data, get,
    http::{ContentType, Status},
    post,
    response::{Redirect, Responder},
};

/// The longest text field of the form, in bytes: a comment in any script.
const FIELD_BYTES: usize = 16 * 1024;
/// The longest data URL of a signature, in bytes.
const SIGNATURE_BYTES: usize = 2 * 1024 * 1024;
/// More marks than a form has questions.
const MOST_MARKS: usize = 1000;

#[derive(Responder)]
pub enum DecisionResponse {
    Done(Box<Redirect>),
    Again((Status, Box<SubmissionPage>)),
}

#[post("/review/<id>", data = "<data>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<DecisionResponse, ErrorResponse> {
    let member = member(&context)?;
    let mut body = Body::new(data);
    let read = read(&context, content_type, &mut body).await;
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    let typed = read?;
    match save(app, &context, &member, &id.0, &typed).await {
        Ok(()) => Ok(DecisionResponse::Done(Box::new(Redirect::to(typed.next(&id.0))))),
        Err(problem @ (Problem::Conflict(_) | Problem::Invalid(_))) => {
            let status = problem::status(&problem);
            let page = page_with_decision(app, &context, &id.0, typed, &problem).await?;
            Ok(DecisionResponse::Again((status, Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn save(
    app: &AppState,
    context: &RequestContext,
    member: &crate::domain::member::Member,
    id: &SubmissionId,
    typed: &TypedDecision,
) -> Result<(), Problem> {
    let decision = match typed.decision.as_str() {
        "approve" => Decision::Approve,
        "return" => Decision::Return,
        "reject" => Decision::Reject,
        "close" => {
            return close::close(app, &context.actor, member, id, typed.revision, &typed.reason).await;
        }
        _ => return Err(Problem::Malformed(Malformed::Unreadable)),
    };
    let refused = |why: FileRefusal| {
        let label = Subject::Control("approval-signature");
        Problem::Invalid(vec![FieldError::of("signature", label, ValidationCode::File(why))])
    };
    let signature = match decode(&typed.signature) {
        SignatureInput::NotDrawn => None,
        SignatureInput::Invalid => return Err(refused(FileRefusal::NotAPicture)),
        SignatureInput::Png(png) => Some(drawn_signatures::decode(app, png).await?.map_err(refused)?),
    };
    let approves = decision == Decision::Approve;
    let request = DecisionRequest {
        decision,
        revision: typed.revision,
        stage: typed.stage,
        group: typed.group,
        comment: if approves { typed.comment.clone() } else { typed.reason.clone() },
        marks: typed.marks.clone(),
        signature: signature.filter(|_| approves),
        signature_name: if approves { typed.signature_name.clone() } else { String::new() },
        remember_comment: approves && typed.remember,
    };
    decide::decide(app, &context.actor, member, id, &request).await
}

async fn read(
    context: &RequestContext,
    content_type: Option<&ContentType>,
    body: &mut Body<'_>,
) -> Result<TypedDecision, Problem> {
    let envelope = Envelope::open(content_type, &context.body, DECISION_BYTES)?;
    let mut parts: Parts<'_> = body.parts(&envelope);
    let mut typed = TypedDecision::default();
    let unreadable = || Problem::Malformed(Malformed::Unreadable);
    while let Some(mut part) = parts.next().await? {
        let limit = if part.name == "signature" { SIGNATURE_BYTES } else { FIELD_BYTES };
        let (bytes, cut) = part.bytes.read(limit).await?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable())?.replace("\r\n", "\n");
        if cut {
            return Err(unreadable());
        }
        match part.name.as_str() {
            "decision" => typed.decision = text,
            "revision" => typed.revision = text.parse().map_err(|_| unreadable())?,
            "stage" => typed.stage = text.parse().map_err(|_| unreadable())?,
            "group" => typed.group = text.parse().map_err(|_| unreadable())?,
            "comment" => typed.comment = text,
            "reason" => typed.reason = text,
            "mark" if typed.marks.len() < MOST_MARKS => typed.marks.push(text),
            "signature" => typed.signature = text,
            "signature_typed" => typed.signature_name = text,
            "remember" => typed.remember = true,
            _ => {}
        }
    }
    Ok(typed)
}

#[get("/review/<id>/signatures/<step>")]
pub async fn show_signature(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    step: i64,
) -> Result<SignaturePicture, ErrorResponse> {
    let png = signature::open(app, &context.actor, &id.0, step).await?;
    Ok(SignaturePicture::new(png))
}
