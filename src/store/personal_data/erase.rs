//! The erasure of a user in one organisation.

use super::Person;
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Bool, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Debug, QueryableByName)]
struct BoolRow {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Columns outside of the user tables that contain the e-mail address or name of a user.
const BY_NAME: [(&str, &str); 10] = [
    ("import_runs", "started_by"),
    ("legacy_access", "changed_by"),
    ("legacy_keys", "created_by"),
    ("legacy_records", "decided_by"),
    ("migration_phases", "override_by"),
    ("phase_changes", "asked_by"),
    ("phase_changes", "changed_by"),
    ("shadow_differences", "settled_by"),
    ("verify_runs", "started_by"),
    ("archives", "created_by"),
];

/// Replaces an erased name.
pub const ERASED: &str = "–";

/// Erases a user in an organisation: membership, sessions, one-time links, tokens, notifications, absences, signatures of
/// approvals, and the name in the columns of `BY_NAME`. Submissions and decisions stay. If the user is a member of
/// another organisation, the submissions, decisions and actions lose their user; otherwise the account is erased too, and
/// its row stays without data, because audit rows refer to it. Returns whether the account was erased.
pub async fn erase(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let names: Vec<String> =
        diesel::sql_query("SELECT u.id, u.public_id, u.email, u.full_name FROM users u WHERE u.id = $1 FOR UPDATE")
            .bind::<BigInt, _>(user)
            .load::<Person>(conn)
            .await?
            .into_iter()
            .flat_map(|person| [Some(person.email), person.full_name])
            .flatten()
            .filter(|name| !name.is_empty())
            .collect();
    for (table, column) in BY_NAME {
        let statement = format!("UPDATE {table} SET {column} = $3 WHERE organisation_id = $1 AND {column} = ANY ($2)");
        let query = diesel::sql_query(statement).bind::<BigInt, _>(organisation).bind::<Array<Text>, _>(&names);
        query.bind::<Text, _>(ERASED).execute(conn).await?;
    }
    for statement in [
        "DELETE FROM sessions WHERE organisation_id = $1 AND user_id = $2",
        "DELETE FROM one_time_links WHERE organisation_id = $1 AND (user_id = $2
             OR lower(email) = (SELECT lower(email) FROM users WHERE id = $2))",
        "DELETE FROM api_tokens WHERE organisation_id = $1 AND user_id = $2",
        "DELETE FROM kept_forms WHERE organisation_id = $1 AND user_id = $2",
        "DELETE FROM comment_reads WHERE organisation_id = $1 AND user_id = $2",
        "DELETE FROM notifications WHERE organisation_id = $1 AND user_id = $2",
        "DELETE FROM notification_choices WHERE organisation_id = $1 AND user_id = $2",
        "DELETE FROM absences WHERE organisation_id = $1 AND user_id = $2",
        "UPDATE approval_steps SET signature = NULL, signature_name = NULL WHERE organisation_id = $1 AND user_id = $2",
        "DELETE FROM memberships WHERE organisation_id = $1 AND user_id = $2",
    ] {
        let query = diesel::sql_query(statement).bind::<BigInt, _>(organisation).bind::<BigInt, _>(user);
        query.execute(conn).await?;
    }
    let elsewhere = diesel::sql_query("SELECT EXISTS (SELECT FROM memberships WHERE user_id = $1) AS yes");
    if elsewhere.bind::<BigInt, _>(user).get_result::<BoolRow>(conn).await?.yes {
        for statement in [
            "UPDATE submissions SET user_id = NULL WHERE organisation_id = $1 AND user_id = $2",
            "UPDATE actions SET owner_id = NULLIF(owner_id, $2), created_by = NULLIF(created_by, $2),
                 finished_by = NULLIF(finished_by, $2)
             WHERE organisation_id = $1 AND $2 IN (owner_id, created_by, finished_by)",
            "UPDATE action_entries SET author_id = NULL WHERE organisation_id = $1 AND author_id = $2",
            "UPDATE submission_revisions SET created_by = NULLIF(created_by, $2), replaced_by = NULLIF(replaced_by, $2)
             WHERE organisation_id = $1 AND $2 IN (created_by, replaced_by)",
            "UPDATE approval_steps SET user_id = NULLIF(user_id, $2), absent_id = NULLIF(absent_id, $2)
             WHERE organisation_id = $1 AND $2 IN (user_id, absent_id)",
            "UPDATE absences SET delegate_id = NULLIF(delegate_id, $2), created_by = NULLIF(created_by, $2)
             WHERE organisation_id = $1 AND $2 IN (delegate_id, created_by)",
            "UPDATE approval_flows SET created_by = NULL WHERE organisation_id = $1 AND created_by = $2",
            "UPDATE comments SET user_id = NULL WHERE organisation_id = $1 AND user_id = $2",
            "UPDATE notifications SET caused_by = NULL WHERE organisation_id = $1 AND caused_by = $2",
            "UPDATE webhooks SET created_by = NULL WHERE organisation_id = $1 AND created_by = $2",
            "UPDATE webhook_deliveries SET caused_by = NULLIF(caused_by, $2), absent_id = NULLIF(absent_id, $2)
             WHERE organisation_id = $1 AND $2 IN (caused_by, absent_id)",
        ] {
            let detached = diesel::sql_query(statement).bind::<BigInt, _>(organisation).bind::<BigInt, _>(user);
            detached.execute(conn).await?;
        }
        return Ok(false);
    }
    for statement in [
        "DELETE FROM sessions WHERE user_id = $1",
        "DELETE FROM one_time_links WHERE user_id = $1",
        "DELETE FROM api_tokens WHERE user_id = $1",
        "DELETE FROM passkeys WHERE user_id = $1",
        "DELETE FROM totp_secrets WHERE user_id = $1",
        "DELETE FROM recovery_codes WHERE user_id = $1",
        "DELETE FROM factor_failures WHERE user_id = $1",
    ] {
        diesel::sql_query(statement).bind::<BigInt, _>(user).execute(conn).await?;
    }
    diesel::sql_query(
        "UPDATE users SET email = 'erased-' || public_id || '@erased.invalid', full_name = $2, password_hash = '',
             language = NULL, time_zone = NULL, last_login = NULL, password_changed_at = NULL, last_organisation_id = NULL,
             disabled_at = $3
         WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(ERASED)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(true)
}
