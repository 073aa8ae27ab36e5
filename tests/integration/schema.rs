//! The database and the program's view of it: migrations and their reversal, `store::schema`, the values of every
//! enumeration, and the rules for all tables.

mod columns;
mod jobs;
mod rules;

use crate::support::db;
use injaaz::store::migrations;

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
    ("submissions_user_id_fkey", "users are never deleted"),
    ("submissions_reinspects_id_fkey", "its index holds re-inspections, which are those that are looked up"),
    ("submission_revisions_created_by_fkey", "users are never deleted"),
    ("submission_revisions_replaced_by_fkey", "users are never deleted"),
    ("approval_flows_created_by_fkey", "users are never deleted"),
    ("approvals_flow_id_fkey", "flows are replaced, never deleted"),
    ("approvals_organisation_id_fkey", "its index holds those that wait, which are those that are looked up"),
    ("comments_organisation_id_fkey", "organisations are never deleted"),
    ("comments_user_id_fkey", "users are never deleted"),
    ("actions_upload_id_fkey", "its index holds those about photos, which are those that count"),
    ("comments_upload_id_fkey", "its index holds those about photos, which are those that count"),
    ("comment_reads_organisation_id_fkey", "organisations are never deleted"),
    ("comment_reads_user_id_fkey", "users are never deleted"),
    ("notifications_user_id_fkey", "users are never deleted"),
    ("notifications_caused_by_fkey", "users are never deleted"),
    ("notifications_action_id_fkey", "its index holds those about actions, which are those that count"),
    ("notifications_comment_id_fkey", "its index holds those about comments, which are those that count"),
    ("notifications_webhook_id_fkey", "its index holds those about webhooks, which are those that count"),
    ("notification_choices_user_id_fkey", "users are never deleted"),
    ("webhooks_created_by_fkey", "users are never deleted"),
    ("webhook_deliveries_organisation_id_fkey", "organisations are never deleted"),
    ("webhook_deliveries_caused_by_fkey", "users are never deleted"),
    ("webhook_deliveries_absent_id_fkey", "users are never deleted"),
    ("approval_steps_organisation_id_fkey", "organisations are never deleted"),
    ("approval_steps_user_id_fkey", "users are never deleted"),
    ("approval_steps_absent_id_fkey", "users are never deleted"),
    ("absences_user_id_fkey", "users are never deleted"),
    ("absences_delegate_id_fkey", "users are never deleted"),
    ("absences_created_by_fkey", "users are never deleted"),
    ("users_last_organisation_id_fkey", "organisations are never deleted"),
    ("jobs_organisation_id_fkey", "organisations are never deleted, and little is ever due"),
    ("jobs_user_id_fkey", "users are never deleted"),
    ("uploaded_files_organisation_id_fkey", "organisations are never deleted"),
    ("report_links_organisation_id_fkey", "organisations are never deleted"),
    ("shared_links_organisation_id_fkey", "organisations are never deleted"),
    ("shared_links_made_by_fkey", "users are never deleted"),
    ("client_responses_organisation_id_fkey", "organisations are never deleted"),
    ("shared_link_tries_organisation_id_fkey", "organisations are never deleted"),
    ("report_versions_organisation_id_fkey", "organisations are never deleted"),
    ("membership_scopes_organisation_id_fkey", "organisations are never deleted"),
    ("sessions_organisation_id_fkey", "organisations are never deleted"),
    ("one_time_links_organisation_id_fkey", "organisations are never deleted"),
    ("one_time_links_user_id_fkey", "users are never deleted, and links live for days"),
    ("one_time_links_made_by_fkey", "users are never deleted, and links live for days"),
    ("actions_owner_id_fkey", "users are never deleted"),
    ("actions_created_by_fkey", "users are never deleted"),
    ("actions_finished_by_fkey", "users are never deleted"),
    ("action_entries_author_id_fkey", "users are never deleted"),
    ("action_entries_organisation_id_fkey", "organisations are never deleted"),
    ("public_links_created_by_fkey", "users are never deleted"),
    ("pending_submissions_public_link_id_fkey", "links are closed, never deleted"),
    ("pending_submissions_decided_by_fkey", "users are never deleted"),
    ("uploaded_files_pending_submission_id_fkey", "its index holds the files that wait, which are those that count"),
    ("uploaded_files_action_entry_id_fkey", "its index holds the files that have an entry"),
    ("uploaded_files_comment_id_fkey", "its index holds the files that have a comment"),
    ("uploaded_files_public_link_id_fkey", "links are closed, never deleted"),
    ("privacy_requests_user_id_fkey", "users are never deleted"),
    ("privacy_requests_requested_by_fkey", "users are never deleted"),
    ("import_runs_source_id_fkey", "sources are never deleted"),
    ("kept_forms_user_id_fkey", "users are never deleted, and little is kept"),
    ("legacy_keys_organisation_id_fkey", "organisations are never deleted, and have few keys"),
    ("legacy_media_organisation_id_fkey", "organisations are never deleted"),
    ("archives_source_id_fkey", "sources are never deleted"),
    ("legacy_records_organisation_id_fkey", "organisations are never deleted"),
    ("legacy_record_versions_organisation_id_fkey", "organisations are never deleted"),
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
