//! `injaaz db check`: every difference between the live schema and the expected one is reported in one line, and the
//! reported statement repairs it.

use crate::support::db;
use injaaz::store::check::{Difference, check};
use std::process::Command;

async fn lines(url: &str) -> Vec<String> {
    check(url).await.expect("checked").iter().map(Difference::to_string).collect()
}

#[tokio::test]
async fn what_the_migrations_made_has_no_difference_and_is_not_changed_by_the_check() {
    let url = db::fresh().await;
    let schemas = "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace";
    let before = db::text(&url, schemas).await;
    assert_eq!(lines(&url).await, Vec::<String>::new());
    assert_eq!(db::text(&url, schemas).await, before);
}

/// A change, a part of the report, and whether the reported statement repairs it.
const CHANGES: &[(&str, &str, bool)] = &[
    (
        "ALTER TABLE legacy_records ALTER COLUMN reason TYPE varchar(200)",
        "column legacy_records.reason: is character varying(200), should be text. To fix it: ALTER TABLE",
        true,
    ),
    ("ALTER TABLE submissions ALTER COLUMN visit_date SET NOT NULL", "null of column submissions.visit_date", true),
    ("ALTER TABLE submissions ALTER COLUMN site_key DROP NOT NULL", "is NULL, should be NOT NULL", true),
    ("ALTER TABLE submissions ALTER COLUMN status SET DEFAULT 'done'", "default of column submissions.status", true),
    ("ALTER TABLE audit_logs ALTER COLUMN details DROP DEFAULT", "default of column audit_logs.details: is none", true),
    ("ALTER TABLE users DROP COLUMN last_login", "column users.last_login: is missing, should be timestamp with", true),
    ("ALTER TABLE users ADD COLUMN nickname text", "column users.nickname: should not be there", false),
    (
        "ALTER TABLE submissions DROP CONSTRAINT submissions_status_known",
        "constraint submissions.submissions_status_known: is missing, should be CHECK",
        true,
    ),
    (
        "ALTER TABLE archives DROP CONSTRAINT archives_state_known;
         ALTER TABLE archives ADD CONSTRAINT archives_state_known CHECK (state <> '')",
        "constraint archives.archives_state_known: is CHECK ((state <> ''::text)), should be CHECK",
        true,
    ),
    ("ALTER TABLE users ADD CONSTRAINT users_named CHECK (full_name <> '')", "users.users_named: should not be", true),
    (
        "ALTER TABLE jobs DROP CONSTRAINT jobs_submission_id_fkey;
         ALTER TABLE jobs ADD CONSTRAINT jobs_submission_id_fkey FOREIGN KEY (submission_id)
            REFERENCES submissions (id) ON DELETE CASCADE NOT VALID",
        "is FOREIGN KEY (submission_id) REFERENCES submissions(id) ON DELETE CASCADE NOT VALID, should be FOREIGN KEY",
        true,
    ),
    (
        "DROP INDEX verify_runs_newest_idx",
        "index verify_runs.verify_runs_newest_idx: is missing, should be CREATE",
        true,
    ),
    ("CREATE INDEX users_mine ON users (role)", "index users.users_mine: should not be there", true),
    (
        "CREATE TABLE notes (id bigint)",
        "table notes: should not be there, is a table that this program does not use",
        false,
    ),
    ("DROP TABLE archives", "table archives: is missing, should be there", false),
    ("CREATE VIEW all_sites AS SELECT site_name FROM submissions", "view all_sites: should not be there", true),
    (
        "CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "function busy(): should not be there",
        true,
    ),
];

#[tokio::test]
async fn every_schema_difference_comes_with_the_statement_that_fixes_it() {
    for (change, said, mends) in CHANGES {
        let url = db::fresh().await;
        db::execute(&url, change).await;
        let found = lines(&url).await;
        assert_eq!(found.len(), 1, "{change}: {found:#?}");
        assert!(found[0].contains(said) && !found[0].contains('\n'), "{change}: {}", found[0]);
        if *mends {
            let (_, statement) = found[0].rsplit_once("To fix it: ").expect("a statement");
            db::execute(&url, statement.strip_suffix(", and its values from a backup").unwrap_or(statement)).await;
            assert_eq!(lines(&url).await, Vec::<String>::new(), "{statement}");
        }
    }
}

#[tokio::test]
async fn rows_that_name_a_missing_row_are_counted_where_the_key_lets_them_be() {
    let url = db::fresh().await;
    db::execute(
        &url,
        "ALTER TABLE jobs DROP CONSTRAINT jobs_organisation_id_fkey;
         INSERT INTO jobs (organisation_id, job_id, kind, payload) VALUES (77, 'job_1', 'verify', '{}');
         ALTER TABLE jobs ADD CONSTRAINT jobs_organisation_id_fkey FOREIGN KEY (organisation_id)
            REFERENCES organisations (id) NOT VALID",
    )
    .await;
    let found = lines(&url).await;
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("rows of jobs: is 1 rows, should be 0 rows that break jobs_org"), "{found:#?}");
    assert!(found[1].contains("NOT VALID"), "{found:#?}");
}

#[tokio::test]
async fn the_command_ends_with_1_on_a_difference_and_names_it_in_json() {
    let url = db::fresh().await;
    let dir = tempfile::tempdir().expect("a folder");
    let run = || {
        Command::new(env!("CARGO_BIN_EXE_injaaz"))
            .args(["db", "check", "--json"])
            .env("DATABASE_URL", &url)
            .env("INJAAZ_GENERATED", dir.path())
            .output()
            .expect("the command runs")
    };
    let well = run();
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stderr));
    assert_eq!(String::from_utf8_lossy(&well.stdout).trim(), "[]");
    db::execute(&url, "DROP INDEX archives_module_idx").await;
    let ill = run();
    assert_eq!(ill.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&ill.stdout).expect("JSON");
    assert_eq!(found[0]["what"], "index archives.archives_module_idx");
    assert!(found[0]["fix"].as_str().is_some_and(|fix| fix.starts_with("CREATE INDEX")), "{found}");
}
