//! `/review/<id>`: the decision about a submission. Its form is on the page of the submission, which comes back with
//! everything that was entered if the decision is not possible.

use super::list::member;
use crate::{
    domain::{
        approval::progress::Decision,
        ids::SubmissionId,
        problem::{Malformed, Problem},
    },
    services::{
        drawn_signatures,
        review::{
            close,
            decide::{self, DecisionRequest},
            signature, usual,
        },
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::SignaturePicture,
        forms::signed_form::{self, SIGNATURE, drawing},
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

const SIGNATURE_LABEL: &str = "approval-signature";

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
    let typed = typed(signed_form::read(&context, content_type, data).await?)?;
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
    let signature = match drawing(&typed.signature, SIGNATURE_LABEL)? {
        Some(drawn) => Some(drawn_signatures::decode(app, drawn, SIGNATURE_LABEL).await?),
        None => None,
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
        saved_signature: approves && typed.saved_signature,
        remember_signature: approves && typed.remember_signature,
    };
    decide::decide(app, &context.actor, member, id, &request).await
}

fn typed(fields: Vec<(String, String)>) -> Result<TypedDecision, Problem> {
    let mut typed = TypedDecision::default();
    let unreadable = || Problem::Malformed(Malformed::Unreadable);
    for (name, text) in fields {
        match name.as_str() {
            "decision" => typed.decision = text,
            "revision" => typed.revision = text.parse().map_err(|_| unreadable())?,
            "stage" => typed.stage = text.parse().map_err(|_| unreadable())?,
            "group" => typed.group = text.parse().map_err(|_| unreadable())?,
            "comment" => typed.comment = text,
            "reason" => typed.reason = text,
            "mark" => typed.marks.push(text),
            SIGNATURE => typed.signature = text,
            "signature_typed" => typed.signature_name = text,
            "remember" => typed.remember = true,
            "saved_signature" => typed.saved_signature = true,
            "remember_signature" => typed.remember_signature = true,
            _ => {}
        }
    }
    Ok(typed)
}

/// Deletes the signature that the member has saved.
#[post("/review/signature/delete")]
pub async fn delete_signature(app: &AppState, context: RequestContext) -> Result<Redirect, ErrorResponse> {
    usual::delete_signature(app, &context.actor).await?;
    Ok(Redirect::to("/review?done=signature_deleted"))
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
