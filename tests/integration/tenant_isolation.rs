//! Tenant isolation by row-level security, without the filters of the program's queries.

use crate::support::{accounts, app::TestApp, db};
use diesel::{QueryableByName, sql_types::Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use injaaz::store::{
    error::{cross_tenant_connection, tenant_connection},
    pool::Connection,
};
use std::{fs, path::Path};

/// The callers of cross-tenant connections, each with its reason. A new caller must be added here.
const CROSS_TENANT: &[(&str, &str)] = &[
    (
        "services/factors/mod.rs",
        "factors are one person's in all their organisations, and so are the sessions that end",
    ),
    ("services/factors/passkeys.rs", "a passkey alone says who it is, before the organisation is known"),
    ("services/audit/checkpoint.rs", "one chain goes over the rows of all organisations"),
    ("services/audit/retention.rs", "drops months, which hold the rows of all organisations"),
    ("services/audit/seal.rs", "one chain goes over the rows of all organisations"),
    ("services/audit/verify.rs", "one chain goes over the rows of all organisations"),
    ("services/account.rs", "one's own sessions and memberships lie in several organisations"),
    ("services/demo/mod.rs", "asks whether anybody has a real account, in any organisation"),
    ("services/health.rs", "asks whether the database answers, and which folder it has"),
    ("services/invitations.rs", "the token of the link is the permission; the tenant is unknown until its row is read"),
    ("services/report_verification.rs", "the report is the permission; the tenant is unknown until its row is read"),
    ("services/client_responses.rs", "the link is the permission; the tenant is unknown until its row is read"),
    ("services/links/open.rs", "the link is the permission; the tenant is unknown until its row is read"),
    ("services/links/page_photo.rs", "the link is the permission; the tenant is unknown until its row is read"),
    ("services/links/photo.rs", "the address of a photo does not name its organisation"),
    ("services/make_report.rs", "jobs of all organisations run here; each names its own"),
    ("services/make_report/record.rs", "the same: it records the files for the organisation of the job"),
    ("migration/import/run_lease.rs", "keeps the lease of a run that it holds"),
    ("migration/legacy_store/outbox.rs", "looks for what waits to be written, of every organisation"),
    ("migration/reads.rs", "settles what reads of every organisation have found"),
    ("migration/verify/rows.rs", "each query names the organisation of the run"),
    ("services/metrics.rs", "counts jobs of every organisation, and looks at the one chain of the audit log"),
    ("services/notifications/at_once.rs", "sends what waits for e-mail, of every organisation"),
    ("services/notifications/digest.rs", "sends the daily e-mails of every organisation"),
    ("services/notifications/due.rs", "looks at the days of actions in every organisation"),
    ("services/notifications/stages.rs", "looks at the stages of approvals in every organisation"),
    ("services/notifications/old.rs", "deletes what every organisation has told long ago"),
    ("services/webhooks/deliver.rs", "sends what waits for webhooks, of every organisation"),
    ("services/webhooks/old.rs", "deletes what every organisation has sent long ago"),
    ("services/organisation.rs", "the operator makes and lists organisations"),
    ("services/retention.rs", "looks for organisations that keep submissions no longer than they must"),
    ("services/pending_submissions.rs", "erases what organisations refused a month ago"),
    ("services/privacy/erase.rs", "whether somebody lives on in another organisation decides about the account"),
    ("services/privacy/export.rs", "jobs of all organisations run here; each names its own"),
    ("services/privacy/mod.rs", "takes copies away whose week is over, of every organisation"),
    ("services/public_links.rs", "the link is the permission; the tenant is unknown until its row is read"),
    ("services/jobs.rs", "works on jobs of every organisation"),
    ("services/jobs/console.rs", "the operator sees the jobs of every organisation and of the system"),
    ("services/jobs/failure.rs", "works on jobs of every organisation"),
    ("services/jobs/periodic.rs", "periodic jobs belong to no organisation"),
    ("services/jobs/start.rs", "says who started a job, wherever their account is"),
    (
        "services/password_reset.rs",
        "a person who has forgotten a password is of no organisation yet, and may be of several",
    ),
    ("services/sessions.rs", "a session is found before its organisation is"),
    ("services/setup.rs", "asks whether anybody has an account, in any organisation"),
    ("services/sign_in/mod.rs", "whose account it is, and of which organisation, is known afterwards"),
    ("services/start.rs", "prepares what belongs to all"),
    ("services/clean_up.rs", "removes what every organisation has left behind"),
    ("services/users.rs", "the operator's commands reach every organisation"),
    ("cli/doctor/checks.rs", "looks for files of every organisation"),
];

#[test]
fn only_listed_modules_use_cross_tenant_connections() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut asking = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !path.starts_with(src.join("store"))
                && ["cross_tenant_connection(", "TenantScope::AllTenants"]
                    .iter()
                    .any(|call| fs::read_to_string(&path).unwrap().contains(call))
            {
                asking.push(path.strip_prefix(&src).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    asking.sort();
    let mut listed: Vec<&str> = CROSS_TENANT.iter().map(|(file, _)| *file).collect();
    listed.sort_unstable();
    assert_eq!(asking, listed);
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

async fn lines(conn: &mut AsyncPgConnection, query: &str) -> Vec<String> {
    let rows: Vec<Line> = diesel::sql_query(query).load(conn).await.unwrap_or_else(|error| panic!("{query}: {error}"));
    rows.into_iter().map(|row| row.line).collect()
}

/// The number of visible rows in every table that the app may read.
async fn seen(conn: &mut Connection) -> Vec<String> {
    let tables = lines(
        conn,
        "SELECT relname AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
             AND NOT relispartition AND relname NOT IN ('__diesel_schema_migrations', 'form_versions') ORDER BY 1",
    )
    .await;
    let mut seen = Vec::new();
    for table in tables {
        seen.extend(lines(conn, &format!("SELECT '{table} ' || count(*) AS line FROM {table}")).await);
    }
    seen
}

/// An app whose home organisation has a submission with everything that belongs to it, and a second organisation with
/// one member only; returns the key of the second one.
async fn two_organisations() -> (TestApp, i64) {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &crate::support::app::hvac("behind-the-wall-0001")).await;
    test.run_jobs().await;
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    (test, other.parse().unwrap())
}

#[tokio::test]
async fn row_level_security_alone_hides_rows_of_other_tenants() {
    let (test, other) = two_organisations().await;
    let home = test.app.organisation_id().unwrap();
    let owned = seen(&mut tenant_connection(&test.app.pool, home).await.unwrap()).await;
    for table in ["submissions 1", "report_links 2", "users 1", "memberships 1", "sessions 1", "organisations 1"] {
        assert!(owned.iter().any(|line| line == table), "{table}: {owned:?}");
    }
    let foreign = seen(&mut tenant_connection(&test.app.pool, other).await.unwrap()).await;
    let with_rows: Vec<&String> = foreign.iter().filter(|line| !line.ends_with(" 0")).collect();
    assert_eq!(with_rows, ["memberships 1", "organisations 1", "sessions 1", "users 1"]);
}

#[tokio::test]
async fn a_connection_without_tenant_scope_sees_no_rows() {
    let (test, _) = two_organisations().await;
    let mut bare = AsyncPgConnection::establish(&test.url).await.unwrap();
    bare.batch_execute("SET ROLE injaaz_app").await.unwrap();
    for table in ["submissions", "users", "organisations", "sessions", "audit_logs", "uploaded_files", "report_links"] {
        let query = format!("SELECT count(*)::text AS line FROM {table}");
        assert_eq!(lines(&mut bare, &query).await, ["0"], "{table}");
    }
    // No key, whether negative or of no organisation, means "all organisations".
    for key in [-1, 0, i64::MAX] {
        let mut conn = tenant_connection(&test.app.pool, key).await.unwrap();
        assert_eq!(lines(&mut conn, "SELECT count(*)::text AS line FROM submissions").await, ["0"], "{key}");
    }
}

#[tokio::test]
async fn rows_of_another_tenant_cannot_be_changed() {
    let (test, other) = two_organisations().await;
    let home = test.app.organisation_id().unwrap();
    let before = db::text(&test.url, "SELECT md5(string_agg(s::text, '')) FROM submissions s").await;
    let mut conn = tenant_connection(&test.app.pool, other).await.unwrap();
    for statement in [
        "UPDATE submissions SET site_name = 'mine'",
        "DELETE FROM report_links",
        "UPDATE users SET email = 'x' || email WHERE email NOT LIKE 'administrator-%'",
        "DELETE FROM sessions WHERE organisation_id <> injaaz_organisation()",
    ] {
        let changed = diesel::sql_query(statement).execute(&mut *conn).await.unwrap();
        assert_eq!(changed, 0, "{statement}");
    }
    for statement in [
        format!("INSERT INTO audit_logs (organisation_id, action, resource_type) VALUES ({home}, 'a', 'b')"),
        format!(
            "INSERT INTO memberships (organisation_id, user_id, role) SELECT {home}, min(id), 'administrator' FROM users"
        ),
        format!("UPDATE memberships SET organisation_id = {home}"),
    ] {
        let refused = diesel::sql_query(&statement).execute(&mut *conn).await.unwrap_err().to_string();
        assert!(refused.contains("row-level security"), "{statement}: {refused}");
    }
    assert_eq!(db::text(&test.url, "SELECT md5(string_agg(s::text, '')) FROM submissions s").await, before);
}

#[tokio::test]
async fn a_pooled_connection_never_keeps_the_previous_tenant_scope() {
    let (test, other) = two_organisations().await;
    let home = test.app.organisation_id().unwrap();
    let count = "SELECT count(*)::text AS line FROM submissions";
    for _ in 0..20 {
        assert_eq!(lines(&mut tenant_connection(&test.app.pool, home).await.unwrap(), count).await, ["1"]);
        assert_eq!(lines(&mut tenant_connection(&test.app.pool, other).await.unwrap(), count).await, ["0"]);
        assert_eq!(lines(&mut cross_tenant_connection(&test.app.pool).await.unwrap(), count).await, ["1"]);
    }
}

#[tokio::test]
async fn the_role_of_the_app_owns_nothing_and_bypasses_nothing() {
    let test = TestApp::new().await;
    let role = "SELECT concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin) FROM pg_roles
        WHERE rolname = 'injaaz_app'";
    assert_eq!(db::text(&test.url, role).await, "f f f f f");
    let owned = "SELECT count(*)::text FROM pg_class WHERE relowner = 'injaaz_app'::regrole";
    assert_eq!(db::text(&test.url, owned).await, "0");
    let open = "SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p') AND NOT relrowsecurity AND NOT relispartition AND relname <> '__diesel_schema_migrations'";
    assert_eq!(db::text(&test.url, open).await, "", "tables without row-level security");
    let mut conn = cross_tenant_connection(&test.app.pool).await.unwrap();
    let who = "SELECT current_user::text AS line";
    assert_eq!(lines(&mut conn, who).await, ["injaaz_app"]);
    for forbidden in [
        "UPDATE audit_logs SET action = 'x'",
        "DELETE FROM audit_logs",
        "TRUNCATE audit_logs",
        "SELECT * FROM audit_logs_default",
        "CREATE TABLE mine (a int)",
        "DROP POLICY organisation_wall ON submissions",
        "ALTER TABLE submissions DISABLE ROW LEVEL SECURITY",
    ] {
        assert!(conn.batch_execute(forbidden).await.is_err(), "{forbidden}");
    }
}

#[tokio::test]
async fn searches_use_indexes_under_row_level_security() {
    let test = TestApp::new().await;
    let marked = "SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc
        WHERE proname IN ('ts_match_vq', 'jsonb_contains', 'jsonb_object_field') AND proleakproof";
    assert_eq!(db::text(&test.url, marked).await, "jsonb_contains jsonb_object_field ts_match_vq");
}
