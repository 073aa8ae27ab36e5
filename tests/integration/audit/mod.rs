//! The audit log: every manipulation is detected by a verification that has more than the database.

mod actions;
mod append_only;
#[cfg(feature = "failpoints")]
mod crash;
mod page;
mod retention;
mod rotation;
mod seals;
mod tamper;

use crate::support::app::TestApp;
use injaaz::{
    services::audit::{self, AuditVerification},
    store::{self, audit::NewAudit, error::tenant_connection},
};
use serde_json::json;

/// Adds a row through the program's own code.
async fn log_action(test: &TestApp, action: &str, n: i64) {
    let actor = test.actor();
    let conn = tenant_connection(&test.app.pool, actor.organisation_id).await.unwrap();
    store::audit::add(&conn, &row(test, action, n)).await.unwrap();
}

fn row<'a>(test: &'a TestApp, action: &str, n: i64) -> NewAudit<'a> {
    NewAudit {
        organisation_id: test.app.organisation_id().unwrap(),
        user_id: None,
        action: action.into(),
        resource_type: "thing",
        resource_id: Some(n),
        details: json!({ "z": n, "a": [0.5, 1e16, -0.0, "ü\"\n"], "nothing": null }),
        ip_address: Some("192.0.2.7/32".parse().unwrap()),
        user_agent: Some("a test"),
        created_at: test.now(),
        keys: &test.app.audit_keys,
    }
}

/// Verifies after all rows could be sealed. Transactions of other tests delay seals here too, because all tests share
/// one server.
async fn verified(test: &TestApp) -> AuditVerification {
    sealed(test).await;
    audit::verify(&test.app, None, &|_, _| {}).await.unwrap()
}

/// Seals until no transaction older than this call is running.
async fn sealed(test: &TestApp) {
    let newest = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text";
    let oldest = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text";
    let newest: u64 = test.sql(newest).await.parse().unwrap();
    crate::crash::process_fixture::until("older transactions end", async || {
        test.sql(oldest).await.parse::<u64>().unwrap() >= newest
    })
    .await;
    audit::seal_all(&test.app, false).await.unwrap();
}

/// Runs SQL as the owner of the tables, with triggers off.
async fn tamper(test: &TestApp, sql: &str) {
    let triggers = |how: &str| {
        ["audit_logs", "audit_seals", "audit_checkpoints"]
            .map(|table| format!("ALTER TABLE {table} {how} TRIGGER USER;"))
            .concat()
    };
    test.execute(&triggers("DISABLE")).await;
    test.execute(sql).await;
    test.execute(&triggers("ENABLE")).await;
}
