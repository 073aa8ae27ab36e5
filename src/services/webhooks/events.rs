//! New events for webhooks, in the transaction of their cause.
//!
//! Each returns what it has added, to be woken after the commit. What an event says are ids and small facts: no
//! answers, no texts of members, and of persons only the display names of the one who acted and of the absent member for
//! whom they did.

use super::DELIVER;
use crate::{
    app::App,
    domain::{
        action::{ActionStatus, Severity},
        answers,
        approval::{
            progress::{ApprovalState, Progress},
            step::StepKind,
        },
        client_response::ClientResponseKind,
        ids::ActionId,
        webhook::EventKind,
    },
    services::actor::Actor,
    store::{
        DbConnection, DbResult,
        webhooks::events::{NewEvent, add},
    },
};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};

/// How many deliveries a transaction has added.
#[must_use = "what was added is sent at once only if the delivery is woken after the commit"]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::services) struct Deliveries(pub usize);

impl Deliveries {
    /// Has them sent by this process, if there are any. Call it after the commit. Those of a process that ends before
    /// are found by the next periodic run.
    pub(in crate::services) fn wake(self, app: &App) {
        if self.0 > 0 {
            app.jobs.request(DELIVER);
        }
    }
}

/// A submission was saved. Its report job, approval and so on are written before.
pub(in crate::services) async fn submission_created(
    conn: &DbConnection,
    actor: &Actor,
    submission: i64,
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    add(conn, &about(actor, EventKind::SubmissionCreated, submission, json!({}), now)).await.map(Deliveries)
}

/// A new revision was saved. `reopened`: after the approval had ended; `absent`: for this member.
pub(in crate::services) async fn submission_corrected(
    conn: &DbConnection,
    actor: &Actor,
    submission: i64,
    (reopened, absent): (bool, Option<i64>),
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    let facts = json!({ "reopened": reopened });
    let event = about(actor, EventKind::SubmissionCorrected, submission, facts, now);
    add(conn, &NewEvent { absent, ..event }).await.map(Deliveries)
}

/// The reports of a revision were made.
pub(in crate::services) async fn report_ready(
    conn: &DbConnection,
    organisation: i64,
    submission: i64,
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    let kind = EventKind::ReportReady;
    let event = NewEvent { organisation, kind, submission, caused_by: None, absent: None, facts: json!({}), now };
    add(conn, &event).await.map(Deliveries)
}

/// What was decided in an approval.
pub(in crate::services) struct DecidedStep<'a> {
    pub decision: StepKind,
    /// The name of the group.
    pub reviewers: &'a str,
    /// The absent member for whom a delegate decided.
    pub absent: Option<i64>,
}

/// A decision was taken, after which the row of the approval was saved. A final one is an event of its own.
pub(in crate::services) async fn approval_step(
    conn: &DbConnection,
    actor: &Actor,
    submission: i64,
    DecidedStep { decision, reviewers, absent }: DecidedStep<'_>,
    (before, after): (&Progress, &Progress),
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    let facts = json!({ "stage": before.stage + 1, "reviewers": reviewers, "decision": decision });
    let step = about(actor, EventKind::ApprovalStep, submission, facts, now);
    let step = add(conn, &NewEvent { absent, ..step }).await?;
    let kind = match after.state {
        ApprovalState::Approved => EventKind::SubmissionApproved,
        ApprovalState::Rejected => EventKind::SubmissionRejected,
        ApprovalState::InReview | ApprovalState::Returned | ApprovalState::Closed => {
            return Ok(Deliveries(step));
        }
    };
    let result = about(actor, kind, submission, json!({}), now);
    let result = add(conn, &NewEvent { absent, ..result }).await?;
    Ok(Deliveries(step + result))
}

/// What is said of an action.
pub(in crate::services) struct ActionFacts<'a> {
    pub id: &'a ActionId,
    pub severity: Severity,
    pub status: ActionStatus,
    pub due_on: Date,
}

pub(in crate::services) async fn action_created(
    conn: &DbConnection,
    actor: &Actor,
    submission: i64,
    action: ActionFacts<'_>,
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    add(conn, &about(actor, EventKind::ActionCreated, submission, action.facts(), now)).await.map(Deliveries)
}

/// An action was changed, or a step was taken.
pub(in crate::services) async fn action_changed(
    conn: &DbConnection,
    actor: &Actor,
    submission: i64,
    action: ActionFacts<'_>,
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    add(conn, &about(actor, EventKind::ActionChanged, submission, action.facts(), now)).await.map(Deliveries)
}

pub(in crate::services) async fn comment_created(
    conn: &DbConnection,
    actor: &Actor,
    submission: i64,
    comment: i64,
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    let facts = json!({ "comment_id": comment });
    add(conn, &about(actor, EventKind::CommentCreated, submission, facts, now)).await.map(Deliveries)
}

/// A client responded to a report; their name and words are not sent.
pub(in crate::services) async fn client_responded(
    conn: &DbConnection,
    client: &Actor,
    submission: i64,
    (response, kind, revision): (i64, ClientResponseKind, i32),
    now: OffsetDateTime,
) -> DbResult<Deliveries> {
    let facts = json!({ "response_id": response, "response": kind, "read_revision": revision });
    add(conn, &about(client, EventKind::ClientResponded, submission, facts, now)).await.map(Deliveries)
}

impl ActionFacts<'_> {
    fn facts(&self) -> Value {
        json!({
            "action_id": self.id, "severity": self.severity, "action_status": self.status,
            "due_on": answers::iso(self.due_on),
        })
    }
}

fn about(actor: &Actor, kind: EventKind, submission: i64, facts: Value, now: OffsetDateTime) -> NewEvent {
    let caused_by = actor.user_id;
    NewEvent { organisation: actor.organisation_id, kind, submission, caused_by, absent: None, facts, now }
}
