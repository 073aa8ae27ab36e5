//! Every column that refers to a person, with the effect of an erasure and whether the export contains it. A new table
//! with such a column fails here until both are decided.

use crate::support::{
    accounts,
    app::{TestApp, hvac},
};
use injaaz::store::personal_data::PARTS;
use rocket::http::{ContentType, Status};
use std::{collections::BTreeSet, fs, path::Path};

/// The effect of an erasure on a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ErasureEffect {
    /// Rows that refer to the person are deleted.
    Deleted,
    /// The row stays without the reference.
    Emptied,
    /// The row refers to an account that is emptied.
    Stays(&'static str),
}

/// Whether the export of a person contains the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExportCoverage {
    Yes,
    No(&'static str),
}

use ErasureEffect::{Deleted, Emptied, Stays};
use ExportCoverage::{No, Yes};

const RECORD: &str = "it is the organisation's record of its own work";
const LOGGED: &str = "the audit log says so, and is in the copy";

const COLUMNS: &[(&str, &str, ErasureEffect, ExportCoverage)] = &[
    ("absences", "created_by", Stays("another member is absent"), Yes),
    ("absences", "delegate_id", Stays("the absent member sees that nobody decides"), Yes),
    ("absences", "user_id", Deleted, Yes),
    ("action_entries", "author_id", Stays(RECORD), Yes),
    ("actions", "created_by", Stays(RECORD), Yes),
    ("actions", "finished_by", Stays(RECORD), Yes),
    ("actions", "owner_id", Stays(RECORD), Yes),
    ("api_tokens", "user_id", Deleted, Yes),
    ("approval_flows", "created_by", Stays(RECORD), No(RECORD)),
    ("approval_steps", "absent_id", Stays(RECORD), Yes),
    ("approval_steps", "user_id", Stays(RECORD), Yes),
    ("archives", "created_by", Emptied, No(RECORD)),
    ("audit_logs", "user_id", Stays("the chain of the log would break"), Yes),
    ("comment_reads", "user_id", Deleted, No("it says only what was read")),
    ("comments", "user_id", Stays(RECORD), Yes),
    ("factor_challenges", "session_id", Deleted, No("it lives for five minutes and says nothing")),
    ("factor_failures", "session_id", Deleted, No(LOGGED)),
    ("factor_failures", "user_id", Deleted, No(LOGGED)),
    ("import_runs", "started_by", Emptied, No(RECORD)),
    ("jobs", "user_id", Stays("it shows who started what still runs"), No(LOGGED)),
    ("kept_forms", "user_id", Deleted, No("it lives for a day, and its photos are pending uploads")),
    ("legacy_access", "changed_by", Emptied, No(RECORD)),
    ("legacy_keys", "created_by", Emptied, No(RECORD)),
    ("legacy_records", "decided_by", Emptied, No(RECORD)),
    ("membership_scopes", "membership_id", Deleted, Yes),
    ("memberships", "user_id", Deleted, Yes),
    ("migration_phases", "override_by", Emptied, No(RECORD)),
    ("notification_choices", "user_id", Deleted, Yes),
    ("notifications", "caused_by", Stays("it tells another person what was done"), Yes),
    ("notifications", "user_id", Deleted, Yes),
    ("one_time_links", "email", Deleted, No(LOGGED)),
    ("one_time_links", "made_by", Stays("whom they invited may still come"), No(LOGGED)),
    ("one_time_links", "user_id", Deleted, No(LOGGED)),
    ("passkeys", "user_id", Deleted, Yes),
    ("phase_changes", "asked_by", Emptied, No(RECORD)),
    ("phase_changes", "changed_by", Emptied, No(RECORD)),
    ("privacy_requests", "requested_by", Stays("it shows that what was asked for was done"), No(LOGGED)),
    ("privacy_requests", "user_id", Stays("it shows that what was asked for was done"), No(LOGGED)),
    ("public_links", "created_by", Stays(RECORD), No(LOGGED)),
    ("recovery_codes", "user_id", Deleted, Yes),
    ("sessions", "user_id", Deleted, Yes),
    ("shadow_differences", "settled_by", Emptied, No(RECORD)),
    ("shared_links", "made_by", Stays(RECORD), No(LOGGED)),
    ("submission_revisions", "created_by", Stays(RECORD), Yes),
    ("submission_revisions", "replaced_by", Stays(RECORD), Yes),
    ("submissions", "user_id", Stays(RECORD), Yes),
    ("totp_secrets", "user_id", Deleted, Yes),
    ("users", "email", Emptied, Yes),
    ("users", "full_name", Emptied, Yes),
    ("verify_runs", "started_by", Emptied, No(RECORD)),
    ("webhook_deliveries", "absent_id", Stays("it is the log of what was sent, for 30 days"), Yes),
    ("webhook_deliveries", "caused_by", Stays("it is the log of what was sent, for 30 days"), Yes),
    ("webhooks", "created_by", Stays(RECORD), Yes),
    ("pending_submissions", "decided_by", Stays(RECORD), No(LOGGED)),
];

/// By foreign key, and by column name for columns without one.
const FOUND: &str = "SELECT string_agg(DISTINCT c.relname || '.' || a.attname, ' ')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND (
        a.attname ~ '(^|_)(user|email|person|member|inspector|owner|session)(_id)?$' OR a.attname ~ '(_by|full_name)$'
        OR EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = c.oid
            AND a.attnum = ANY (k.conkey) AND k.confrelid IN ('users'::regclass, 'memberships'::regclass, 'sessions'::regclass)))";

fn source(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

#[rocket::async_test]
async fn every_personal_column_has_an_erasure_rule() {
    let test = TestApp::new().await;
    let found = test.sql(FOUND).await;
    let found: BTreeSet<&str> = found.split(' ').collect();
    let known: Vec<String> = COLUMNS.iter().map(|(table, column, ..)| format!("{table}.{column}")).collect();
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    assert_eq!(found, known, "state the effect of an erasure, and whether an export contains the column");
}

#[test]
fn an_export_reads_the_tables_it_documents() {
    // Submissions are exported one by one.
    let queries = source("src/store/personal_data.rs");
    for part in ["FROM submissions s ", "WHERE s.organisation_id = $1 AND s.user_id = $2 AND s.id > $3"] {
        assert!(queries.contains(part), "{part}");
    }
    for (table, column, _, copied) in COLUMNS {
        let has = PARTS.iter().any(|(_, query)| query.contains(&format!("FROM {table} "))) || *table == "submissions";
        assert_eq!(has, *copied == Yes, "{table}.{column}");
    }
}

/// A person with a row in every table that is affected by an erasure.
const EVERYWHERE: &str = "WITH u AS (SELECT id FROM users WHERE email = '{email}'),
    s AS (SELECT s.id FROM sessions s, u WHERE s.user_id = u.id),
    c AS (INSERT INTO factor_challenges (challenge, purpose, session_id, expires_at)
        SELECT sha256('c'), 'register', s.id, now() FROM s),
    f AS (INSERT INTO factor_failures (user_id, session_id, failed_at) SELECT u.id, s.id, now() FROM u, s),
    p AS (INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, name, backed_up, created_at)
        SELECT id, 'x', 'x', 1, 'Phone', true, now() FROM u),
    t AS (INSERT INTO totp_secrets (user_id, sealed, created_at) SELECT id, 'x', now() FROM u),
    r AS (INSERT INTO recovery_codes (user_id, code_hash, created_at) SELECT id, sha256('r'), now() FROM u),
    a AS (INSERT INTO api_tokens (token_id, organisation_id, user_id, name, token_hash, prefix, permissions, expires_at)
        SELECT 'tok_000000000001', o.id, u.id, 'Export', sha256('a'), 'inj_00000000', '{submit}', now() + interval '1 day'
        FROM u, organisations o),
    k AS (INSERT INTO kept_forms (organisation_id, user_id, module, content, expires_at)
        SELECT o.id, u.id, 'civil', '{}', now() + interval '1 day' FROM u, organisations o),
    d AS (INSERT INTO comment_reads (organisation_id, submission_id, user_id, last_comment)
        SELECT b.organisation_id, b.id, u.id, 1 FROM submissions b, u),
    n AS (INSERT INTO notifications (organisation_id, user_id, kind, submission_id, event, created_at, delivery)
        SELECT b.organisation_id, u.id, 'mentioned', b.id, '1', now(), 'off' FROM submissions b, u),
    h AS (INSERT INTO notification_choices (organisation_id, user_id, kind, delivery)
        SELECT o.id, u.id, 'mentioned', 'off' FROM u, organisations o),
    b AS (INSERT INTO absences (organisation_id, user_id, first_day, last_day, starts_at, ends_at, created_at)
        SELECT o.id, u.id, '2026-03-14', '2026-03-14', '2026-03-14', '2026-03-15', now() FROM u, organisations o),
    l AS (INSERT INTO one_time_links (token_hash, kind, organisation_id, user_id, email, expires_at)
        SELECT sha256('l'), 'reset', o.id, u.id, '{email}', now() FROM u, organisations o)
    INSERT INTO membership_scopes (organisation_id, membership_id, module)
    SELECT m.organisation_id, m.id, 'civil' FROM memberships m, u WHERE m.user_id = u.id";

#[rocket::async_test]
async fn retention_deletes_what_is_due() {
    let test = TestApp::new().await;
    let email = accounts::sign_in(&test.url, "inspector", test.now()).await.email;
    test.submit("hvac_mep", &hvac("read-by-a-person-01")).await;
    test.execute(&EVERYWHERE.replace("{email}", &email)).await;
    let id = test.sql(&format!("SELECT id::text FROM users WHERE email = '{email}'")).await;
    // Looked up now, because nothing refers to them afterwards.
    let sessions = test.sql(&format!("SELECT string_agg(id::text, ',') FROM sessions WHERE user_id = {id}")).await;
    let going: Vec<String> = COLUMNS
        .iter()
        .filter(|(_, _, erased, _)| *erased == Deleted)
        .map(|(table, column, ..)| {
            let whose = match *column {
                "session_id" => format!("session_id IN ({sessions})"),
                "membership_id" => "module = 'civil'".to_owned(),
                "email" => format!("email = '{email}'"),
                _ => format!("{column} = {id}"),
            };
            format!("SELECT '{table}.{column}' AS name FROM {table} WHERE {whose}")
        })
        .collect();
    let there = format!("SELECT coalesce(string_agg(DISTINCT name, ' '), '') FROM ({}) n", going.join(" UNION ALL "));
    let before = test.sql(&there).await;
    assert_eq!(before.split(' ').count(), going.len(), "only these tables refer to the person: {before}");

    let public = test.sql(&format!("SELECT public_id FROM users WHERE id = {id}")).await;
    let erase = test.client.post(format!("/privacy/people/{public}/erase")).header(ContentType::Form);
    let answer = erase.body(format!("confirm={email}")).dispatch().await;
    assert_eq!(answer.status(), Status::SeeOther);
    test.run_jobs().await;
    assert_eq!(test.sql(&there).await, "", "the row still refers to the person");

    let code = source("src/store/personal_data/erase.rs");
    for (table, column, erased, _) in COLUMNS.iter().filter(|(table, ..)| *table != "users") {
        let named = code.contains(&format!("(\"{table}\", \"{column}\")"));
        assert_eq!(named, *erased == Emptied, "{table}.{column}");
    }
    let kept = format!("SELECT concat_ws(' ', email LIKE 'erased-%', full_name) FROM users WHERE id = {id}");
    assert_eq!(test.sql(&kept).await, "t –");
}
