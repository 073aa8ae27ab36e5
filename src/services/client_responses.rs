//! What clients say about a report that was shared with them: they accept or dispute it, or comment on it, with their
//! name and, if they like, a signature.
//!
//! Input: the token of a shared link that allows responses, and the permit of its page. The response, its audit row, the
//! notifications and the job that makes the reports again are in one transaction.
//!
//! Invariants: a response is part of the record, so it is never changed; the same page, sent twice, is saved once; it
//! says which revision the client read, also if the submission was corrected meanwhile.

use super::{
    actor::Actor,
    drawn_signatures,
    links::ResponsePermit,
    notifications::tell,
    review::report_again::{ReportOf, make_report_again},
    webhooks::events::{self, Deliveries},
};
use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        audit::actions::AuditAction,
        client_response::{ClientResponseKind, MOST, check},
        ids::{SubmissionId, SubmissionKey},
        job::Lane,
        problem::{Conflict, Problem, Resource},
    },
    store::{
        self,
        audit::NewAudit,
        client_responses::{NewClientResponse, RespondingLink},
        error::cross_tenant_connection,
        pool::Connection,
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

pub use crate::store::client_responses::ClientResponseRow as ClientResponse;

/// The key of the name of the signature's field.
pub const SIGNATURE_LABEL: &str = "client-response-signature";

/// What a client entered on the page of the report.
#[derive(Clone, Debug)]
pub struct ResponseRequest<'a> {
    pub kind: Option<ClientResponseKind>,
    pub name: &'a str,
    pub comment: &'a str,
    /// The drawn signature, as the browser has sent it.
    pub drawn: Option<Vec<u8>>,
    /// Made with the page.
    pub key: &'a SubmissionKey,
}

/// Saves a response, once for each key; returns it as it was saved.
pub async fn respond(
    app: &App,
    actor: &Actor,
    permit: &ResponsePermit,
    request: ResponseRequest<'_>,
) -> Result<ClientResponse, Problem> {
    // Before anything is decoded.
    let link = responding(app, permit).await?;
    let (name, comment) = (request.name.trim(), request.comment.trim());
    let kind = check(request.kind, name, comment).map_err(Problem::Invalid)?;
    let signature = match request.drawn {
        Some(drawn) => Some(drawn_signatures::decode(app, drawn, SIGNATURE_LABEL).await?),
        None => None,
    };
    let now = app.clock.now();
    // The client acts, not a member who is signed in on the device.
    let reach = SubmissionScope::Everything;
    let client = Actor { organisation_id: link.organisation_id, user_id: None, reach, ..actor.clone() };
    let response = NewClientResponse {
        organisation_id: link.organisation_id,
        submission_id: link.submission_key,
        shared_link_id: link.id,
        kind,
        revision: permit.revision,
        name,
        comment: Some(comment).filter(|comment| !comment.is_empty()),
        signature: signature.as_deref(),
        response_key: request.key.as_str(),
        created_at: now,
    };
    // Without name and comment: the log is kept longer than personal names may be.
    let details = json!({ "link": permit.link, "revision": permit.revision, "signed": signature.is_some() });
    let audit = client.audit(audit_action(kind), link.submission_key, details, now);
    let audit = NewAudit { organisation_id: link.organisation_id, ..audit };
    let concerned: Vec<i64> = link.sender.into_iter().chain(link.made_by).collect();
    let mut conn = client.connection(&app.pool).await?;
    let mut deliveries = Deliveries::default();
    let saved = conn.transaction::<_, DbError, _>(async |conn| {
        let count = store::client_responses::count_locked(conn, link.organisation_id, link.submission_key).await?;
        if let Some(earlier) = store::client_responses::with_key(conn, link.id, response.response_key).await? {
            return Ok(Some(earlier));
        }
        if count >= MOST {
            return Ok(None);
        }
        let id = store::client_responses::add(conn, &response).await?;
        store::audit::add(conn, &audit).await?;
        tell::client_responded(app, conn, &client, (link.submission_key, id), &concerned, now).await?;
        deliveries =
            events::client_responded(conn, &client, link.submission_key, (id, kind, permit.revision), now).await?;
        let report = ReportOf { key: link.submission_key, id: &link.submission, job: &link.job };
        make_report_again(conn, &client, report, now).await?;
        store::client_responses::with_key(conn, link.id, response.response_key).await
    });
    let saved = saved.await?.ok_or(Problem::Conflict(Conflict::TooManyResponses))?;
    deliveries.wake(app);
    app.jobs.wake(Lane::Reports);
    Ok(saved)
}

fn audit_action(kind: ClientResponseKind) -> AuditAction {
    match kind {
        ClientResponseKind::Accepted => AuditAction::ClientAccepted,
        ClientResponseKind::Disputed => AuditAction::ClientDisputed,
        ClientResponseKind::Commented => AuditAction::ClientCommented,
    }
}

/// The link of a permit, if its client may respond now.
async fn responding(app: &App, permit: &ResponsePermit) -> Result<RespondingLink, Problem> {
    // The organisation is known only from the link.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let found = store::client_responses::responding(&mut conn, &permit.link, app.clock.now()).await?;
    found.ok_or(Problem::NotFound(Resource::Link))
}

/// The responses to a submission, oldest first.
pub(crate) async fn of_submission(
    conn: &mut Connection,
    organisation: i64,
    submission: i64,
) -> Result<Vec<ClientResponse>, Problem> {
    Ok(store::client_responses::of_submission(conn, organisation, submission).await?)
}

/// The signature of a response to a submission within reach.
pub async fn signature(app: &App, actor: &Actor, id: &SubmissionId, response: i64) -> Result<Vec<u8>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let none = || Problem::NotFound(Resource::Upload);
    let saved = store::submissions::saved(&mut conn, actor.organisation_id, id).await?.ok_or_else(none)?;
    actor.require_in_scope(&mut conn, saved.id, Resource::Upload).await?;
    let png = store::client_responses::signature(&mut conn, actor.organisation_id, saved.id, response).await?;
    png.ok_or_else(none)
}
