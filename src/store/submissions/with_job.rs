//! Insertion of a submission without files, its report job, its audit row, its approval with the job that notifies the
//! first reviewers, and its event for webhooks in one statement, which is a transaction of its own.
//!
//! The statement begins hundreds of times a second, and PostgreSQL prepares each part of it each time, needed or not. So
//! what is only needed sometimes and has a large plan, such as the search for the reviewers, is left to a job.
//!
//! The three inserts in a transaction take four more round trips. The audit row contains a code over the key of the
//! submission, so the key must be known before: `key_block` draws keys in advance.
//!
//! Invariant: the statement fails if the phase of the module uses the legacy store, where the same transaction must
//! write more. The function `require_database_only` decides that after the submission was inserted, and with a snapshot
//! of its own: a change of the phase that it does not see waits for this transaction.

use super::NewSubmission;
use crate::{
    domain::{ids::WebhookEventId, submission::Status, webhook::EventKind},
    store::{audit::AuditRowWithMac, jobs::NewJob},
};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::{DatabaseErrorKind, Error as DbError},
    sql_types::{Array, Bool, Bytea, Date, Inet, Int2, Int4, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

/// The result of [`insert_with_job`].
#[derive(Debug, PartialEq, Eq)]
pub enum InsertOutcome {
    /// With so many deliveries of its event to webhooks.
    Inserted { deliveries: usize },
    /// The key of the submission was used before; nothing was inserted.
    KeyUsed,
    /// The phase of the module uses the legacy store; nothing was inserted.
    LegacyStoreNeeded,
}

/// Inserts a submission under a key of a [`KeyBlock`](super::key_block::KeyBlock), with its report job and audit row, all
/// or nothing. The job and the audit row must name this key. `notify` is the job that is added if the form has an
/// approval flow.
pub async fn insert_with_job(
    conn: &mut AsyncPgConnection,
    key: i64,
    submission: &NewSubmission<'_>,
    words: &[String],
    report: &NewJob<'_>,
    notify: &NewJob<'_>,
    audit: &AuditRowWithMac<'_>,
) -> QueryResult<InsertOutcome> {
    let facts = json!({
        "submission_id": submission.submission_id, "module": submission.module, "site_name": submission.site_name,
        "revision": 1, "status": Status::Pending,
    });
    let event_id = WebhookEventId::random();
    match (InsertWithJob { key, submission, words, report, notify, audit, event_id, facts }).execute(conn).await {
        Ok(0) => Ok(InsertOutcome::KeyUsed),
        // One row is the submission.
        Ok(rows) => Ok(InsertOutcome::Inserted { deliveries: rows - 1 }),
        Err(error) if needs_legacy_store(&error) => Ok(InsertOutcome::LegacyStoreNeeded),
        Err(error) => Err(error),
    }
}

fn needs_legacy_store(error: &DbError) -> bool {
    matches!(error, DbError::DatabaseError(DatabaseErrorKind::CheckViolation, info)
        if info.constraint_name() == Some("submissions_database_only"))
}

/// A query type of its own, because `sql_query` would be prepared and planned each time.
struct InsertWithJob<'a> {
    key: i64,
    submission: &'a NewSubmission<'a>,
    words: &'a [String],
    report: &'a NewJob<'a>,
    notify: &'a NewJob<'a>,
    audit: &'a AuditRowWithMac<'a>,
    /// The id of the event for webhooks, and what it says.
    event_id: WebhookEventId,
    facts: Value,
}

const CREATED: EventKind = EventKind::SubmissionCreated;

/// Pushes values as parameters, separated by commas.
macro_rules! push_values {
    ($out:ident, $first_type:ty => $first:expr $(, $type:ty => $value:expr)* $(,)?) => {
        $out.push_bind_param::<$first_type, _>($first)?;
        $(
            $out.push_sql(", ");
            $out.push_bind_param::<$type, _>($value)?;
        )*
    };
}

/// The values of a row of `jobs`.
fn push_job<'b>(out: &mut AstPass<'_, 'b, Pg>, job: &'b NewJob<'_>) -> QueryResult<()> {
    push_values!(out,
        Nullable<Int8> => &job.organisation_id,
        Text => job.job_id,
        Text => job.kind,
        Nullable<Int8> => &job.submission_id,
        Jsonb => job.payload,
        Nullable<Text> => &job.unique_key,
        Int2 => &job.priority,
        Int4 => &job.max_attempts,
        Nullable<Int8> => &job.user_id,
        Timestamptz => &job.run_after,
        Timestamptz => &job.created_at,
    );
    Ok(())
}

impl QueryFragment<Pg> for InsertWithJob<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let InsertWithJob { key, submission, words, report, notify, audit, event_id, facts } = self;
        out.push_sql(
            "WITH saved AS (
                INSERT INTO submissions (id, submission_id, organisation_id, module, form_version, user_id, language,
                    site_name, site_key, visit_date, form_data, item_count, photo_count, submission_key, content_hash,
                    job_id, submitted_by_ip, created_at, updated_at, reinspects_id,
                    score_percent, has_passed, words) OVERRIDING SYSTEM VALUE VALUES (",
        );
        push_values!(out,
            Int8 => key,
            Text => submission.submission_id,
            Int8 => &submission.organisation_id,
            Text => submission.module,
            Int4 => &submission.form_version,
            Nullable<Int8> => &submission.user_id,
            Text => &submission.language,
            Text => submission.site_name,
            Text => submission.site_key,
            Nullable<Date> => &submission.visit_date,
            Jsonb => submission.form_data,
            Int4 => &submission.item_count,
            Int4 => &submission.photo_count,
            Text => submission.submission_key,
            Bytea => submission.content_hash,
            Text => submission.job_id,
            Nullable<Inet> => &submission.submitted_by_ip,
            Timestamptz => &submission.created_at,
            Timestamptz => &submission.updated_at,
            Nullable<Int8> => &submission.reinspects_id,
            Nullable<Int2> => &submission.score_percent,
            Nullable<Bool> => &submission.has_passed,
        );
        out.push_sql(", array_to_tsvector(");
        out.push_bind_param::<Array<Text>, _>(*words)?;
        out.push_sql(
            ")) ON CONFLICT (organisation_id, submission_key) DO NOTHING
                RETURNING require_database_only(organisation_id, module) AS is_database_only
            ), audit AS (
                INSERT INTO audit_logs (organisation_id, user_id, action, resource_type, resource_id, details,
                    ip_address, user_agent, created_at, mac) SELECT ",
        );
        push_values!(out,
            Int8 => &audit.organisation_id,
            Nullable<Int8> => &audit.user_id,
            Text => audit.action,
            Text => audit.resource_type,
            Nullable<Int8> => &audit.resource_id,
            Jsonb => audit.details,
            Nullable<Inet> => &audit.ip_address,
            Nullable<Text> => &audit.user_agent,
            Timestamptz => &audit.created_at,
            Bytea => &audit.mac,
        );
        out.push_sql(
            " FROM saved
            ), approval AS (
                INSERT INTO approvals (submission_id, organisation_id, flow_id, waiting_for, waiting_since,
                    due_at)
                SELECT ",
        );
        out.push_bind_param::<Int8, _>(key)?;
        out.push_sql(", f.organisation_id, f.id, f.first_waits, ");
        out.push_bind_param::<Timestamptz, _>(&submission.updated_at)?;
        out.push_sql(", ");
        out.push_bind_param::<Timestamptz, _>(&submission.updated_at)?;
        out.push_sql(" + make_interval(days => f.first_due_days)");
        out.push_sql(" FROM saved, approval_flows f WHERE f.organisation_id = ");
        out.push_bind_param::<Int8, _>(&submission.organisation_id)?;
        out.push_sql(" AND f.module = ");
        out.push_bind_param::<Text, _>(submission.module)?;
        out.push_sql(
            " AND f.replaced_at IS NULL RETURNING organisation_id
            ), job AS (
                INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload, unique_key, priority,
                    max_attempts, user_id, run_after, created_at) SELECT ",
        );
        push_job(&mut out, report)?;
        out.push_sql(" FROM saved UNION ALL SELECT ");
        push_job(&mut out, notify)?;
        out.push_sql(
            " FROM approval
            ), delivery AS (
                INSERT INTO webhook_deliveries (submission_id, event_id, kind, caused_by, occurred_at, due_at, facts,
                    organisation_id, webhook_id) SELECT ",
        );
        push_values!(out,
            Int8 => key,
            Text => event_id,
            Text => &CREATED,
            Nullable<Int8> => &submission.user_id,
            Timestamptz => &submission.updated_at,
            Timestamptz => &submission.updated_at,
            Jsonb => facts,
        );
        out.push_sql(
            " || jsonb_build_object('approval', (SELECT 'in_review' FROM approval)), w.organisation_id, w.id
                FROM saved, webhooks w WHERE w.organisation_id = ",
        );
        out.push_bind_param::<Int8, _>(&submission.organisation_id)?;
        out.push_sql(" AND w.off_at IS NULL AND ");
        out.push_bind_param::<Text, _>(&CREATED)?;
        out.push_sql(
            " = ANY (w.kinds) RETURNING id)
             SELECT 1 FROM saved WHERE is_database_only UNION ALL SELECT 1 FROM delivery",
        );
        Ok(())
    }
}

/// Cached by its SQL text, which does not depend on request data.
impl QueryId for InsertWithJob<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
