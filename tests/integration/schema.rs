//! The database and the program's view of it: migrations and their reversal, `store::schema`, the values of every
//! enumeration, and the rules for all tables.

use crate::support::db;
use injaaz::{
    domain::{
        access::Role,
        job::{Failure, JobKind},
        lang::Lang,
        migration::{ArchiveState, Decision, MediaState, Phase, RecordKind, RecordState, RunState, SourceKind, Stage},
        privacy::{PrivacyKind, PrivacyState},
        problem::Problem,
        session::{AuthMethod, ChallengePurpose, OneTimeLinkKind, SessionState},
        shared_link::SharedFiles,
        submission::{CreatedAtSource, PendingState, Status},
        upload::FileType,
    },
    services::tokens,
    store::{
        self, migrations,
        pool::{PgPool, TenantScope},
        types::{ENUM_COLUMNS, EnumColumns},
    },
};
use std::collections::BTreeMap;
use time::macros::date;

/// The complete definition of all tables, line by line.
const CATALOG: &str = "
    SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
        SELECT format('column %s.%s %s %s %s %s %s %s', c.relname, a.attname,
            rank() OVER (PARTITION BY c.oid ORDER BY attnum), format_type(atttypid, atttypmod),
            CASE WHEN attnotnull THEN 'NOT NULL' END, pg_get_expr(adbin, adrelid), attidentity, attcollation::regcollation)
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE c.relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
        UNION ALL SELECT format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT format('relation %s %s %s', relname, relkind, reloptions)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('policy %s.%s %s %s %s', tablename, policyname, cmd, qual, with_check)
        FROM pg_policies WHERE schemaname = 'public'
        UNION ALL SELECT format('function %s', pg_get_functiondef(oid)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS lines (line) WHERE line !~ '__diesel_schema_migrations'";

/// Our tables, without partitions and without diesel's own.
const TABLES: &str = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND relname <> '__diesel_schema_migrations'";

/// Foreign keys without an index, and why no query needs one.
const UNINDEXED: &[(&str, &str)] = &[
    ("form_versions_organisation_id_fkey", "organisations are never deleted"),
    ("submissions_form_version_fkey", "form versions are never deleted"),
    ("submissions_user_id_fkey", "users are never deleted"),
    ("users_last_organisation_id_fkey", "organisations are never deleted"),
    ("jobs_organisation_id_fkey", "organisations are never deleted, and little is ever due"),
    ("jobs_user_id_fkey", "users are never deleted"),
    ("uploaded_files_organisation_id_fkey", "organisations are never deleted"),
    ("report_links_organisation_id_fkey", "organisations are never deleted"),
    ("shared_links_organisation_id_fkey", "organisations are never deleted"),
    ("shared_links_made_by_fkey", "users are never deleted"),
    ("shared_link_tries_organisation_id_fkey", "organisations are never deleted"),
    ("report_versions_organisation_id_fkey", "organisations are never deleted"),
    ("membership_scopes_organisation_id_fkey", "organisations are never deleted"),
    ("sessions_organisation_id_fkey", "organisations are never deleted"),
    ("one_time_links_organisation_id_fkey", "organisations are never deleted"),
    ("one_time_links_user_id_fkey", "users are never deleted, and links live for days"),
    ("one_time_links_made_by_fkey", "users are never deleted, and links live for days"),
    ("public_links_created_by_fkey", "users are never deleted"),
    ("pending_submissions_public_link_id_fkey", "links are closed, never deleted"),
    ("pending_submissions_form_version_fkey", "form versions are never deleted"),
    ("pending_submissions_decided_by_fkey", "users are never deleted"),
    ("uploaded_files_pending_submission_id_fkey", "its index holds the files that wait, which are those that count"),
    ("uploaded_files_public_link_id_fkey", "links are closed, never deleted"),
    ("privacy_requests_user_id_fkey", "users are never deleted"),
    ("privacy_requests_requested_by_fkey", "users are never deleted"),
    ("import_runs_source_id_fkey", "sources are never deleted"),
    ("legacy_media_organisation_id_fkey", "organisations are never deleted"),
    ("archives_source_id_fkey", "sources are never deleted"),
    ("legacy_records_organisation_id_fkey", "organisations are never deleted"),
    ("legacy_records_run_id_fkey", "runs are never deleted"),
    ("old_store_outbox_organisation_id_fkey", "organisations are never deleted, and little waits"),
    ("shadow_differences_submission_id_fkey", "submissions are never deleted, and few differ"),
    ("api_tokens_organisation_id_fkey", "organisations are never deleted, and have few tokens"),
    ("api_tokens_user_id_fkey", "users are never deleted"),
    (
        "legacy_records_submission_id_fkey",
        "its index holds the records that have a submission, which are those that count",
    ),
];

/// Tables without a mandatory organisation, and why.
const UNOWNED: &[(&str, &str)] = &[
    ("organisations", "they are the owners"),
    ("users", "one person may belong to several"),
    ("passkeys", "somebody's own, in all their organisations"),
    ("totp_secrets", "somebody's own, in all their organisations"),
    ("recovery_codes", "somebody's own, in all their organisations"),
    ("factor_challenges", "a session's, and nobody's while somebody signs in with a passkey alone"),
    ("factor_failures", "somebody's own: whoever tries codes may do so in any organisation"),
    ("one_time_links", "the first one comes before there is an organisation"),
    ("form_versions", "the built-in forms belong to everybody"),
    ("audit_seals", "one chain holds the rows of all"),
    ("audit_checkpoints", "one chain holds the rows of all"),
    ("jobs", "those of the system belong to no organisation"),
    ("periodic_jobs", "they belong to the system"),
    ("sign_in_throttles", "nobody knows whose they are before the sign-in"),
];

async fn lines(url: &str, query: &str) -> Vec<String> {
    let text =
        db::text(url, &format!("SELECT string_agg(line, E'\\n' ORDER BY line) FROM ({query}) AS q (line)")).await;
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn migrations_go_up_and_down_and_up_again() {
    let url = db::bare().await;
    let ran = migrations::run(&url).await.unwrap();
    assert!(!ran.is_empty());
    let made = db::text(&url, CATALOG).await;
    assert!(made.contains("submissions_words_idx"), "{made}");
    let mut reverted = migrations::revert_to(&url, "").await.unwrap();
    reverted.reverse();
    assert_eq!(reverted, ran);
    assert_eq!(db::text(&url, CATALOG).await, "", "the reversal leaves objects behind");
    assert_eq!(migrations::run(&url).await.unwrap(), ran);
    assert_eq!(db::text(&url, CATALOG).await, made);
    assert_eq!(migrations::run(&url).await.unwrap(), Vec::<String>::new(), "a second run changes nothing");
}

#[tokio::test]
async fn each_migration_can_be_taken_back_by_itself() {
    let url = db::bare().await;
    let all = migrations::run(&url).await.unwrap();
    let made = db::text(&url, CATALOG).await;
    for kept in (0..all.len()).rev() {
        let until = if kept == 0 { "" } else { &all[kept - 1] };
        assert_eq!(migrations::revert_to(&url, until).await.unwrap().len(), all.len() - kept);
        migrations::run(&url).await.unwrap();
        assert_eq!(db::text(&url, CATALOG).await, made, "after {until:?}");
    }
}

#[tokio::test]
async fn the_program_and_the_database_agree_on_every_column() {
    let url = db::fresh().await;
    let ours = tables_of(include_str!("../../src/store/schema.rs"));
    let names: Vec<&str> = ours.keys().map(String::as_str).collect();
    assert_eq!(names.join(" "), db::text(&url, TABLES).await);
    for (table, columns) in &ours {
        let query = format!(
            "SELECT string_agg(attname || ' ' || format_type(atttypid, NULL)
                || CASE WHEN attnotnull THEN '' ELSE ' null' END, E'\\n' ORDER BY attnum)
             FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
        );
        assert_eq!(columns.join("\n"), db::text(&url, &query).await, "{table}");
    }
}

/// The columns of each `table!` as the database would write them: name, type, and nullability.
fn tables_of(schema: &str) -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut table = String::new();
    for line in schema.lines().map(str::trim) {
        if let Some((name, _)) = line.strip_suffix(") {").and_then(|head| head.split_once(" (")) {
            table = name.to_owned();
        } else if let Some((name, kind)) = line.strip_suffix(',').and_then(|column| column.split_once(" -> ")) {
            let (kind, null) = match kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>')) {
                Some(kind) => (kind, " null"),
                None => (kind, ""),
            };
            tables.entry(table.clone()).or_default().push(format!("{name} {}{null}", in_sql(kind)));
        }
    }
    tables
}

fn in_sql(kind: &str) -> &str {
    match kind {
        "Int8" => "bigint",
        "Int4" => "integer",
        "Int2" => "smallint",
        "Text" => "text",
        "Bool" => "boolean",
        "Bytea" => "bytea",
        "Jsonb" => "jsonb",
        "Date" => "date",
        "Timestamptz" => "timestamp with time zone",
        "Inet" => "inet",
        "TsVector" => "tsvector",
        "Array<Text>" => "text[]",
        other => panic!("a type that this test does not know: {other}"),
    }
}

#[tokio::test]
async fn every_enumeration_has_the_same_words_on_both_sides() {
    let url = db::fresh().await;
    let reports: Vec<&str> = FileType::ALL.iter().filter(|kind| kind.is_report()).map(|kind| kind.as_str()).collect();
    let expected: BTreeMap<&str, Vec<&str>> = BTreeMap::from([
        ("api_tokens_permissions_known", tokens::GRANTABLE.map(|may| may.as_str()).to_vec()),
        ("submissions_status_known", words(Status::ALL, Status::as_str)),
        ("submissions_created_at_source_known", words(CreatedAtSource::ALL, CreatedAtSource::as_str)),
        ("jobs_failure_known", Failure::ALL.map(Failure::as_str).to_vec()),
        ("jobs_kind_known", JobKind::ALL.map(JobKind::as_str).to_vec()),
        ("jobs_control_known", vec!["pause", "cancel"]),
        ("periodic_jobs_last_outcome_known", vec!["done", "failed"]),
        ("uploaded_files_file_type_known", words(FileType::ALL, FileType::as_str)),
        ("report_links_file_type_known", reports.clone()),
        ("report_versions_file_type_known", reports),
        ("shared_links_files_known", words(SharedFiles::ALL, SharedFiles::as_str)),
        ("archives_state_known", words(ArchiveState::ALL, ArchiveState::as_str)),
        ("import_runs_stage_known", words(Stage::ALL, Stage::as_str)),
        ("import_runs_state_known", words(RunState::ALL, RunState::as_str)),
        ("legacy_records_decision_known", words(Decision::ALL, Decision::as_str)),
        ("legacy_records_kind_known", words(RecordKind::ALL, RecordKind::as_str)),
        ("legacy_records_state_known", words(RecordState::ALL, RecordState::as_str)),
        ("legacy_sources_kind_known", words(SourceKind::ALL, SourceKind::as_str)),
        ("migration_phases_phase_known", words(Phase::ALL, Phase::as_str)),
        ("phase_changes_from_phase_known", words(Phase::ALL, Phase::as_str)),
        ("phase_changes_to_phase_known", words(Phase::ALL, Phase::as_str)),
        ("memberships_role_known", words(Role::ALL, Role::as_str)),
        ("one_time_links_role_known", words(Role::ALL, Role::as_str)),
        ("one_time_links_kind_known", words(OneTimeLinkKind::ALL, OneTimeLinkKind::as_str)),
        ("pending_submissions_state_known", words(PendingState::ALL, PendingState::as_str)),
        ("privacy_requests_kind_known", words(PrivacyKind::ALL, PrivacyKind::as_str)),
        ("privacy_requests_state_known", words(PrivacyState::ALL, PrivacyState::as_str)),
        ("sessions_state_known", words(SessionState::ALL, SessionState::as_str)),
        ("sessions_strength_known", words(AuthMethod::ALL, AuthMethod::as_str)),
        ("factor_challenges_purpose_known", words(ChallengePurpose::ALL, ChallengePurpose::as_str)),
        ("legacy_media_file_type_known", vec!["photo", "signature"]),
        ("legacy_media_state_known", MediaState::ALL.iter().map(|state| state.as_str()).collect()),
    ]);
    let query = "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conname LIKE '%\\_known'";
    let live = lines(&url, query).await;
    assert_eq!(live.len(), expected.len(), "{live:#?}");
    for line in live {
        let (name, check) = line.split_once(' ').unwrap();
        let words: Vec<&str> = check.split('\'').skip(1).step_by(2).collect();
        assert_eq!(Some(&words), expected.get(name), "{name}");
    }
    // Each of these columns is read as an enumeration that contains all of its values.
    let mut typed: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for EnumColumns { columns, texts } in ENUM_COLUMNS {
        typed.extend(columns.iter().map(|column| (column.replace('.', "_") + "_known", texts())));
    }
    assert!(typed.keys().eq(expected.keys()), "{typed:#?}");
    for (name, texts) in &expected {
        assert!(texts.iter().all(|text| typed[*name].contains(text)), "{name}: {texts:?}");
    }
}

/// A language is a folder of texts, so the database has no list of them: it accepts what [`Lang`] accepts.
#[tokio::test]
async fn a_language_is_any_tag_and_nothing_else() {
    let url = db::fresh().await;
    let tags = ["en", "ar", "fil", "pt-BR", "zh-Hant-TW", "en-XA"];
    let others = ["", "e", "EN", "en-", "en_GB", "en-a b", "en-GB-oxendict-x"];
    for table in ["submissions", "users", "pending_submissions"] {
        let constraint = format!(
            "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = '{table}_language_is_a_tag'"
        );
        let check = db::text(&url, &constraint).await;
        for text in tags.into_iter().chain(others) {
            let query = format!("SELECT ({})::text", check.replace("language", &format!("'{text}'::text")));
            assert_eq!(db::text(&url, &query).await == "true", tags.contains(&text), "{table}: {text}");
            assert_eq!(Lang::from_code(text).is_some(), tags.contains(&text), "{text}");
        }
    }
}

#[tokio::test]
async fn a_value_that_is_not_of_its_type_is_an_internal_error_that_names_its_column() {
    let url = db::fresh().await;
    let organisation = db::text(&url, "INSERT INTO organisations (name) VALUES ('Types') RETURNING id::text").await;
    let organisation = organisation.parse().unwrap();
    db::execute(
        &url,
        "INSERT INTO form_versions (module, version, definition, sha256) VALUES ('civil', 1, '', sha256(''))",
    )
    .await;
    let pool = PgPool::open(&url, 1).await.unwrap();
    let mut conn = pool.connection(TenantScope::Tenant(organisation)).await.unwrap();
    let forms = [("civil".parse().unwrap(), 1)];
    store::seed::submissions(&mut conn, organisation, &forms, 1, 1, 1, date!(2026 - 03 - 14)).await.unwrap();
    let id = "sub_000000000001".parse().unwrap();
    assert!(store::submissions::by_id(&mut conn, organisation, &id).await.unwrap().is_some());
    db::execute(
        &url,
        "ALTER TABLE submissions DROP CONSTRAINT submissions_status_known; UPDATE submissions SET status = 'bogus'",
    )
    .await;
    let error = store::submissions::by_id(&mut conn, organisation, &id).await.unwrap_err();
    match Problem::from(error) {
        Problem::Internal(cause) => {
            assert_eq!(cause.to_string(), "\"bogus\" in the database is not a Status (submissions.status)");
        }
        other => panic!("{other:?}"),
    }
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| word(*one)).collect()
}

#[tokio::test]
async fn every_constraint_and_index_is_named_after_its_table() {
    let query = "
        SELECT conrelid::regclass || ': ' || conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conparentid = 0 AND conislocal AND NOT starts_with(conname, conrelid::regclass || '_')
        UNION ALL SELECT tablename || ': ' || indexname FROM pg_indexes
        WHERE schemaname = 'public' AND NOT starts_with(indexname, tablename || '_')";
    assert_eq!(lines(&db::fresh().await, query).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_foreign_key_has_an_index_or_a_reason() {
    // The key's columns are the first ones of some index, in any order.
    let query = "
        SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT t.relispartition AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
                AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)";
    let mut expected: Vec<&str> = UNINDEXED.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    assert_eq!(lines(&db::fresh().await, query).await, expected);
}

#[tokio::test]
async fn every_table_has_an_owner_or_a_reason() {
    let query = "
        SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND relname <> '__diesel_schema_migrations' AND NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'organisation_id' AND attnotnull)";
    let mut expected: Vec<&str> = UNOWNED.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    assert_eq!(lines(&db::fresh().await, query).await, expected);
}

/// These functions bypass row-level security, so no temporary table may replace ours. Requests call them, so they must
/// not be SQL functions, which are planned at every call.
#[tokio::test]
async fn functions_with_rights_of_their_own_look_nowhere_else_and_are_planned_once() {
    let url = db::fresh().await;
    let all = "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE prosecdef";
    assert_eq!(lines(&url, all).await.len(), 6, "{:?}", lines(&url, all).await);
    let bad =
        format!("{all} AND (lanname = 'sql' OR proconfig IS DISTINCT FROM '{{\"search_path=public, pg_temp\"}}')");
    assert_eq!(lines(&url, &bad).await, Vec::<String>::new());
}

/// Jobs of every state, and import runs, converted to the common table and back.
#[tokio::test]
async fn jobs_of_the_version_before_go_on_and_go_back() {
    let url = db::bare().await;
    let all = migrations::run(&url).await.unwrap();
    let at = all.iter().position(|version| version == "20261128110000").expect("the version that creates jobs");
    migrations::revert_to(&url, &all[at - 1]).await.unwrap();
    db::execute(
        &url,
        "INSERT INTO organisations (name) VALUES ('Home');
         INSERT INTO due_work (organisation_id, job_id, payload, attempts, failed_at, failure)
         SELECT min(o.id), job_id, payload::jsonb, attempts, failed_at::timestamptz, failure FROM organisations o, (VALUES
             ('job_000000000001', '{\"kind\": \"make_report\", \"submission_id\": \"sub_000000000001\"}', 1, NULL, NULL),
             ('job_000000000002', '{\"kind\": \"export_person\", \"request_id\": \"prv_1\"}', 0, NULL, NULL),
             ('job_000000000003', '{\"kind\": \"erase_person\", \"request_id\": \"prv_2\"}', 3, '2026-01-01', 'error'))
             AS v (job_id, payload, attempts, failed_at, failure) GROUP BY job_id, payload, attempts, failed_at, failure;
         INSERT INTO legacy_sources (organisation_id, kind, place) SELECT min(id), 'folder', '/old' FROM organisations;
         INSERT INTO import_runs (run_id, organisation_id, source_id, options, state, stage, started_by, started_at,
             updated_at, finished_at, lease_token, leased_until)
         SELECT 'run_00000000000' || n, s.organisation_id, s.id, '{}', state, 'jobs', 'x', now(), now(),
             CASE WHEN state = 'done' THEN now() END, CASE WHEN state = 'running' THEN 'token' END,
             CASE WHEN state = 'running' THEN now() END
         FROM legacy_sources s, (VALUES (1, 'running'), (2, 'paused'), (3, 'done')) AS v (n, state)",
    )
    .await;
    let before =
        "SELECT string_agg(concat_ws('|', job_id, payload, attempts, failed_at, failure), E'\\n' ORDER BY job_id)
        FROM due_work";
    let filled = db::text(&url, before).await;
    migrations::run(&url).await.unwrap();
    let jobs = "SELECT string_agg(concat_ws(' ', kind, payload, unique_key, control, attempts, failure), E'\\n'
        ORDER BY kind, unique_key) FROM jobs";
    let expected = "\
erase_person {\"request_id\": \"prv_2\"} 3 error
export_person {\"request_id\": \"prv_1\"} 0
import {\"run_id\": \"run_000000000001\"} run_000000000001 0
import {\"run_id\": \"run_000000000002\"} run_000000000002 pause 0
make_report {\"submission_id\": \"sub_000000000001\"} 1";
    assert_eq!(db::text(&url, jobs).await, expected);
    let ids = "SELECT bool_and(job_id ~ '^job_[0-9a-f]{12}$')::text FROM jobs";
    assert_eq!(db::text(&url, ids).await, "true");
    // What the previous version does not know is dropped; the rest is unchanged.
    db::execute(
        &url,
        "INSERT INTO jobs (job_id, kind, payload) VALUES ('job_00000000000a', 'send_email', '{}');
         INSERT INTO jobs (job_id, kind, payload, finished_at) VALUES ('job_00000000000b', 'verify', '{}', now());
         UPDATE jobs SET failure = 'refused', failed_at = '2026-01-01' WHERE job_id = 'job_000000000003'",
    )
    .await;
    migrations::revert_to(&url, &all[at - 1]).await.unwrap();
    assert_eq!(db::text(&url, before).await, filled);
    let runs = "SELECT string_agg(state, ' ' ORDER BY run_id) FROM import_runs WHERE lease_token IS NULL";
    assert_eq!(db::text(&url, runs).await, "running paused done");
    migrations::run(&url).await.unwrap();
    assert_eq!(db::text(&url, jobs).await, expected);
}
