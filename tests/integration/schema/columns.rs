//! The program and the database agree on every column: names, types, and the values of enumerations.

use super::{TABLES, lines};
use crate::support::db;
use injaaz::{
    domain::{
        access::Role,
        action::{ActionEntryKind, ActionStatus, Severity},
        approval::{progress::ApprovalState, step::StepKind},
        branding::Paper,
        client_response::ClientResponseKind,
        job::{Failure, JobKind},
        lang::Lang,
        migration::{ArchiveState, Decision, MediaState, Phase, RecordKind, RecordState, RunState, SourceKind, Stage},
        notification::{Delivery, NotificationKind},
        privacy::{PrivacyKind, PrivacyState},
        problem::Problem,
        session::{AuthMethod, ChallengePurpose, OneTimeLinkKind, SessionState},
        shared_link::SharedFiles,
        submission::{CreatedAtSource, PendingState, Status},
        upload::FileType,
        webhook::{DeliveryState, EventKind, OffReason, SendFailure},
    },
    services::tokens,
    store::{
        self,
        pool::{PgPool, TenantScope},
        types::{ENUM_COLUMNS, EnumColumns},
    },
};
use std::collections::BTreeMap;
use time::macros::date;

#[tokio::test]
async fn the_program_and_the_database_agree_on_every_column() {
    let url = db::fresh().await;
    let ours = tables_of(include_str!("../../../src/store/schema.rs"));
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
        "Array<Int4>" => "integer[]",
        "Array<Int8>" => "bigint[]",
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
        ("actions_status_known", words(ActionStatus::ALL, ActionStatus::as_str)),
        ("actions_severity_known", words(Severity::ALL, Severity::as_str)),
        ("action_entries_kind_known", words(ActionEntryKind::ALL, ActionEntryKind::as_str)),
        ("notifications_kind_known", words(NotificationKind::ALL, NotificationKind::as_str)),
        ("notifications_delivery_known", words(Delivery::ALL, Delivery::as_str)),
        ("notification_choices_kind_known", words(NotificationKind::ALL, NotificationKind::as_str)),
        ("notification_choices_delivery_known", words(Delivery::ALL, Delivery::as_str)),
        ("webhooks_kinds_known", EventKind::offered().map(EventKind::as_str).collect()),
        ("webhooks_off_reason_known", words(OffReason::ALL, OffReason::as_str)),
        ("webhook_deliveries_kind_known", words(EventKind::ALL, EventKind::as_str)),
        ("webhook_deliveries_state_known", words(DeliveryState::ALL, DeliveryState::as_str)),
        ("webhook_deliveries_last_failure_known", words(SendFailure::ALL, SendFailure::as_str)),
        ("organisation_branding_paper_known", words(Paper::ALL, Paper::as_str)),
        ("approvals_state_known", words(ApprovalState::ALL, ApprovalState::as_str)),
        ("client_responses_kind_known", words(ClientResponseKind::ALL, ClientResponseKind::as_str)),
        ("approval_steps_kind_known", words(StepKind::ALL, StepKind::as_str)),
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
