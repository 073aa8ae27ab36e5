//! Personal data of one user in one organisation: their export. `erase` erases them.

pub mod erase;

use crate::domain::ids::{SubmissionId, UserId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Jsonb, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

#[derive(Debug, QueryableByName)]
struct JsonRow {
    #[diesel(sql_type = Jsonb)]
    value: Value,
}

/// The parts of an export besides submissions, each with the name of its file. Secrets and hashes are excluded.
pub const PARTS: [(&str, &str); 11] = [
    ("account", "SELECT to_jsonb(u) - ARRAY['id', 'password_hash'] AS value FROM users u WHERE u.id = $2 AND $1 > 0"),
    (
        "memberships",
        "SELECT coalesce(jsonb_agg(to_jsonb(m) - ARRAY['id', 'organisation_id', 'user_id', 'review_signature'] || jsonb_build_object(
             'organisation', o.name, 'review_signature_png', encode(m.review_signature, 'base64'), 'scopes', (
                 SELECT coalesce(jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key)), '[]')
                 FROM membership_scopes c WHERE c.membership_id = m.id))), '[]') AS value
         FROM memberships m JOIN organisations o ON o.id = m.organisation_id
         WHERE m.organisation_id = $1 AND m.user_id = $2",
    ),
    (
        "sessions",
        "SELECT coalesce(jsonb_agg(to_jsonb(s) - ARRAY['id', 'token_hash', 'organisation_id', 'user_id']
             ORDER BY s.id), '[]') AS value
         FROM sessions s WHERE s.organisation_id = $1 AND s.user_id = $2",
    ),
    (
        "second_factors",
        "SELECT jsonb_build_object(
             'passkeys', (SELECT coalesce(jsonb_agg(to_jsonb(p) - ARRAY['id', 'user_id', 'credential_id', 'public_key']
                 ORDER BY p.id), '[]') FROM passkeys p WHERE p.user_id = $2),
             'codes_of_an_app', (SELECT coalesce(jsonb_agg(to_jsonb(t) - ARRAY['user_id', 'sealed', 'last_step']), '[]')
                 FROM totp_secrets t WHERE t.user_id = $2),
             'recovery_codes', (SELECT coalesce(jsonb_agg(to_jsonb(r) - ARRAY['id', 'user_id', 'code_hash']
                 ORDER BY r.id), '[]') FROM recovery_codes r WHERE r.user_id = $2)) AS value WHERE $1 > 0",
    ),
    (
        "tokens",
        "SELECT coalesce(jsonb_agg(to_jsonb(t) - ARRAY['id', 'organisation_id', 'user_id', 'token_hash']
             ORDER BY t.id), '[]') AS value
         FROM api_tokens t WHERE t.organisation_id = $1 AND t.user_id = $2",
    ),
    (
        "actions",
        "SELECT jsonb_build_object(
             'actions', (SELECT coalesce(jsonb_agg(jsonb_build_object('action', a.action_id, 'site', a.site_name,
                 'title', a.title, 'details', a.details, 'severity', a.severity, 'status', a.status, 'due_on', a.due_on,
                 'is_owner', a.owner_id IS NOT DISTINCT FROM $2, 'has_created', a.created_by IS NOT DISTINCT FROM $2)
                 ORDER BY a.id), '[]')
                 FROM actions a WHERE a.organisation_id = $1 AND $2 IN (a.owner_id, a.created_by, a.finished_by)),
             'entries', (SELECT coalesce(jsonb_agg(jsonb_build_object('action', a.action_id, 'kind', e.kind, 'note', e.note,
                 'changes', e.changes, 'at', e.created_at) ORDER BY e.id), '[]')
                 FROM action_entries e JOIN actions a ON a.id = e.action_id
                 WHERE e.organisation_id = $1 AND e.author_id = $2)) AS value",
    ),
    (
        "reviews",
        "SELECT jsonb_build_object(
             'decisions', (SELECT coalesce(jsonb_agg(jsonb_build_object('submission', b.submission_id, 'at', s.decided_at,
                 'decision', s.kind, 'revision', s.revision, 'for', s.reviewers_name, 'comment', CASE WHEN s.user_id = $2 THEN s.comment END,
                 'has_decided', s.user_id IS NOT DISTINCT FROM $2, 'was_absent', s.absent_id IS NOT DISTINCT FROM $2,
                 'signature_name', CASE WHEN s.user_id = $2 THEN s.signature_name END,
                 'signature_png', CASE WHEN s.user_id = $2 THEN encode(s.signature, 'base64') END) ORDER BY s.id), '[]')
                 FROM approval_steps s JOIN submissions b ON b.id = s.submission_id
                 WHERE s.organisation_id = $1 AND $2 IN (s.user_id, s.absent_id)),
             'corrections', (SELECT coalesce(jsonb_agg(jsonb_build_object('submission', b.submission_id,
                 'at', r.replaced_at, 'revision', r.revision + 1, 'reason', r.reason) ORDER BY r.id), '[]')
                 FROM submission_revisions r JOIN submissions b ON b.id = r.submission_id
                 WHERE r.organisation_id = $1 AND r.replaced_by = $2),
             'comments', (SELECT coalesce(jsonb_agg(jsonb_build_object('submission', b.submission_id,
                 'at', c.created_at, 'about', c.field_label -> 'en', 'text', c.body, 'changed_at', c.edited_at) ORDER BY c.id), '[]')
                 FROM comments c JOIN submissions b ON b.id = c.submission_id
                 WHERE c.organisation_id = $1 AND c.user_id = $2 AND c.deleted_at IS NULL)) AS value",
    ),
    (
        "absences",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('first_day', b.first_day, 'last_day', b.last_day,
             'entered_at', b.created_at, 'is_absent', b.user_id = $2,
             'is_delegate', b.delegate_id IS NOT DISTINCT FROM $2, 'has_entered', b.created_by IS NOT DISTINCT FROM $2)
             ORDER BY b.id), '[]') AS value
         FROM absences b WHERE b.organisation_id = $1 AND $2 IN (b.user_id, b.delegate_id, b.created_by)",
    ),
    (
        "notifications",
        "SELECT jsonb_build_object(
             'notifications', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'submission', b.submission_id,
                 'webhook', h.webhook_id, 'at', n.created_at, 'read_at', n.read_at, 'sent_at', n.mailed_at) ORDER BY n.id), '[]')
                 FROM notifications n LEFT JOIN submissions b ON b.id = n.submission_id LEFT JOIN webhooks h ON h.id = n.webhook_id
                 WHERE n.organisation_id = $1 AND n.user_id = $2),
             'choices', (SELECT coalesce(jsonb_object_agg(c.kind, c.delivery), '{}')
                 FROM notification_choices c WHERE c.organisation_id = $1 AND c.user_id = $2)) AS value",
    ),
    (
        "webhooks",
        "SELECT jsonb_build_object(
             'webhooks', (SELECT coalesce(jsonb_agg(jsonb_build_object('webhook', w.webhook_id, 'url', w.url,
                 'description', w.description, 'created_at', w.created_at) ORDER BY w.id), '[]')
                 FROM webhooks w WHERE w.organisation_id = $1 AND w.created_by = $2),
             'events', (SELECT coalesce(jsonb_agg(jsonb_build_object('event', d.event_id, 'kind', d.kind, 'url', w.url,
                 'at', d.occurred_at, 'facts', d.facts, 'was_absent', d.absent_id IS NOT DISTINCT FROM $2) ORDER BY d.id),
                 '[]')
                 FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
                 WHERE d.organisation_id = $1 AND $2 IN (d.caused_by, d.absent_id))) AS value",
    ),
    (
        "audit",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('at', a.created_at, 'action', a.action, 'what', a.resource_type,
             'details', a.details, 'ip_address', host(a.ip_address), 'user_agent', a.user_agent)
             ORDER BY a.created_at, a.id), '[]') AS value
         FROM audit_logs a WHERE a.organisation_id = $1 AND (a.user_id = $2
             OR (a.resource_type = 'user' AND a.resource_id = $2))",
    ),
];

/// One of [`PARTS`]; `None` if there is no such user.
pub async fn part(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    query: &str,
) -> QueryResult<Option<Value>> {
    let found = diesel::sql_query(query).bind::<BigInt, _>(organisation).bind::<BigInt, _>(user);
    Ok(found.get_result::<JsonRow>(conn).await.optional()?.map(|found| found.value))
}

/// A submission of the user as JSON, without internal columns. Pages by key.
#[derive(Debug, QueryableByName)]
pub struct SubmittedRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub submission_id: SubmissionId,
    #[diesel(sql_type = Jsonb)]
    pub value: Value,
}

pub async fn submissions(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<SubmittedRow>> {
    diesel::sql_query(
        "SELECT s.id, s.submission_id, to_jsonb(s) - ARRAY['id', 'organisation_id', 'user_id', 'words', 'site_key',
             'job_id', 'submission_key', 'reinspects_id'] || jsonb_build_object('reinspects', e.submission_id) AS value
         FROM submissions s LEFT JOIN submissions e ON e.id = s.reinspects_id AND e.organisation_id = $1
         WHERE s.organisation_id = $1 AND s.user_id = $2 AND s.id > $3 ORDER BY s.id LIMIT $4",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}

/// A member of the organisation.
#[derive(Clone, Debug, QueryableByName)]
pub struct Person {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub public_id: UserId,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub full_name: Option<String>,
}

pub async fn person(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    public_id: &UserId,
) -> QueryResult<Option<Person>> {
    diesel::sql_query(
        "SELECT u.id, u.public_id, u.email, u.full_name FROM users u
         JOIN memberships m ON m.user_id = u.id AND m.organisation_id = $1 WHERE u.public_id = $2",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<Text, _>(public_id)
    .get_result(conn)
    .await
    .optional()
}
