//! `injaaz db check`: every difference between the live schema and the expected one is reported in one line, and the
//! reported statement repairs it. A start, imports and phase steps are refused.

use crate::support::{app::TestApp, db};
use injaaz::{
    app::Clock,
    config::Config,
    domain::{
        migration::SourceKind,
        problem::{Conflict, Problem},
    },
    migration::{import, phases},
    services::start::{self, Attempt},
    store::check::{Difference, check},
};
use rustix::process::{Pid, Signal, kill_process};
use std::process::Command;

async fn lines(url: &str) -> Vec<String> {
    check(url).await.expect("checked").iter().map(Difference::to_string).collect()
}

#[tokio::test]
async fn the_migrated_schema_has_no_difference_and_the_check_changes_nothing() {
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
    ("ALTER TABLE users ADD COLUMN nickname text", "column users.nickname: should not be there", true),
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
        true,
    ),
    ("DROP TABLE archives", "table archives: is missing, should be there", true),
    ("CREATE VIEW all_sites AS SELECT site_name FROM submissions", "view all_sites: should not be there", true),
    (
        "CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "function busy(): should not be there",
        true,
    ),
    (
        "CREATE OR REPLACE FUNCTION make_audit_partitions(today date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = public, pg_temp AS 'BEGIN END'",
        "function make_audit_partitions(date): is CREATE OR REPLACE FUNCTION",
        true,
    ),
    ("DROP POLICY organisation_wall ON submissions", "policy submissions.organisation_wall: is missing", true),
    (
        "DROP POLICY all_tenants_add ON form_versions;
         CREATE POLICY all_tenants_add ON form_versions FOR INSERT WITH CHECK (true)",
        "policy form_versions.all_tenants_add: is FOR INSERT WITH CHECK (true), should be FOR INSERT WITH CHECK ((",
        true,
    ),
    ("ALTER TABLE submissions DISABLE ROW LEVEL SECURITY", "row-level security submissions: is missing", true),
    (
        "ALTER TABLE jobs ALTER COLUMN ended_at DROP EXPRESSION",
        "default of column jobs.ended_at: is none, should be GENERATED ALWAYS AS",
        true,
    ),
    ("ALTER TABLE archives ALTER COLUMN id DROP IDENTITY", "identity of column archives.id: is missing", true),
    ("CREATE TABLE \"My notes\" (id bigint)", "table \"My notes\": should not be there", true),
    ("ALTER TABLE users ADD COLUMN \"Nick name\" text", "column users.\"Nick name\": should not be there", true),
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
async fn orphaned_rows_are_counted_where_no_foreign_key_prevents_them() {
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
    let (_, rows) = found[0].rsplit_once("To fix it: ").expect("a statement");
    let job = rows.replace("SELECT child.*", "SELECT child.job_id");
    assert_eq!(db::text(&url, job.trim_end_matches(';')).await, "job_1");
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

/// Two servers that start at the same time compare at the same time. The first one is stopped in its comparison.
#[tokio::test]
async fn a_check_does_not_wait_for_another_one() {
    let url = db::fresh().await;
    let dir = tempfile::tempdir().expect("a folder");
    let check = || {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command.args(["db", "check", "--json"]).env("DATABASE_URL", &url).env("INJAAZ_GENERATED", dir.path());
        command
    };
    let mut first = check().kill_on_drop(true).spawn().expect("the command runs");
    let pid = Pid::from_raw(first.id().expect("it runs").cast_signed()).expect("a process id");
    let writing = "SELECT count(*)::text FROM pg_stat_activity
        WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()";
    while db::text(&url, writing).await == "0" {
        assert!(first.try_wait().expect("a state").is_none(), "the first check ended before it was stopped");
    }
    kill_process(pid, Signal::STOP).expect("a signal");
    assert_ne!(db::text(&url, writing).await, "0", "the first check was stopped within its transaction");
    let second = check().output().await.expect("the command runs");
    assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    kill_process(pid, Signal::CONT).expect("a signal");
    assert!(first.wait().await.expect("an end").success());
}

/// A trigger that is switched off lets the audit log be changed.
#[tokio::test]
async fn a_disabled_trigger_is_a_difference() {
    let url = db::fresh().await;
    db::execute(&url, "ALTER TABLE audit_logs DISABLE TRIGGER USER").await;
    let found = lines(&url).await;
    assert!(
        !found.is_empty() && found.iter().all(|line| line.contains(" DISABLED, should be CREATE TRIGGER")),
        "{found:#?}"
    );
    for line in found {
        let (_, statement) = line.rsplit_once("To fix it: ").expect("a statement");
        assert!(statement.starts_with("ALTER TABLE audit_logs ENABLE TRIGGER "), "{statement}");
        db::execute(&url, statement).await;
    }
    assert_eq!(lines(&url).await, Vec::<String>::new());
}

/// Differences, and whether a start is refused because of them.
#[tokio::test]
async fn a_start_is_refused_if_the_schema_differs_and_says_how_to_fix_it() {
    for (change, refused) in [
        ("ALTER TABLE submissions DROP CONSTRAINT submissions_status_known", true),
        ("CREATE TABLE notes (id bigint); CREATE INDEX users_mine ON users (role)", false),
    ] {
        let url = db::inhabited().await;
        db::execute(&url, change).await;
        let dir = tempfile::tempdir().expect("a folder");
        let generated = dir.path().to_string_lossy().into_owned();
        let config = Config::from_vars([("DATABASE_URL", url.as_str()), ("INJAAZ_GENERATED", &generated)]);
        let app =
            start::assemble(config.expect("settings"), Clock::System, injaaz::migration::port).await.expect("an app");
        let started = start::prepare(&app).await;
        match refused {
            true => {
                let error = started.expect_err("refused").to_string();
                let sentence = "The schema of the database differs from the one that this program expects:\n  ";
                assert!(error.starts_with(sentence), "{error}");
                assert!(error.contains("ALTER TABLE submissions ADD CONSTRAINT submissions_status_known"), "{error}");
            }
            false => assert_eq!(started.expect("started"), Attempt::Done),
        }
    }
}

/// Another session that holds a table ends a start with a reason; the start does not wait for it without a word.
#[tokio::test]
async fn a_start_does_not_wait_for_a_locked_table_without_end() {
    let url = db::inhabited().await;
    let _lock = db::lock_table(&url, "submissions").await;
    let dir = tempfile::tempdir().expect("a folder");
    let generated = dir.path().to_string_lossy().into_owned();
    let config = Config::from_vars([("DATABASE_URL", url.as_str()), ("INJAAZ_GENERATED", &generated)]);
    let app = start::assemble(config.expect("settings"), Clock::System, injaaz::migration::port).await.expect("an app");
    let error = format!("{:#}", start::prepare(&app).await.expect_err("refused"));
    assert!(error.contains("canceling statement due to lock timeout"), "{error}");
}

#[rocket::async_test]
async fn imports_and_phase_steps_are_refused_if_the_schema_differs() {
    let test = TestApp::new().await;
    test.execute("ALTER TABLE submissions DROP CONSTRAINT submissions_status_known").await;
    let (actor, module) = (test.actor(), "civil".parse().expect("a module"));
    let refused = Problem::Conflict(Conflict::SchemaDiffers).code();
    let options = import::Options {
        kind: SourceKind::Folder,
        place: test.dir.path().to_owned(),
        mapping: None,
        dry_run: false,
        files_per_second: None,
        fetch_media: false,
    };
    let import = import::begin(&test.app, &actor, "test", options).await;
    assert_eq!(import.expect_err("refused").code(), refused);
    for step in [
        phases::enter(&test.app, &actor, "test", &module).await,
        phases::forward(&test.app, &actor, "test", &module, None).await,
    ] {
        assert_eq!(step.expect_err("refused").code(), refused);
    }
}
