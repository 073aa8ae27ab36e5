//! Work that is cancelled in a transaction, as a periodic job is at a stop: nobody waits for its locks.

use crate::support::{app::TestApp, db};
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
use injaaz::store::error::{cross_tenant_connection, tenant_connection};
use std::future::pending;
use tokio::sync::oneshot;

/// Everything that is in a transaction without a running statement.
const IN_TRANSACTION: &str = "SELECT count(*)::text FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

#[rocket::async_test]
async fn a_cancelled_transaction_releases_its_locks() {
    let test = TestApp::new().await;
    let (has_locked, locked) = oneshot::channel();
    let pool = test.app.pool.clone();
    let work = tokio::spawn(async move {
        let mut conn = cross_tenant_connection(&pool).await.expect("a connection");
        conn.transaction::<(), diesel::result::Error, _>(async |conn| {
            conn.batch_execute("SELECT FROM organisations FOR UPDATE").await?;
            has_locked.send(()).expect("the test waits");
            pending().await
        })
        .await
    });
    locked.await.expect("the rows are locked");
    assert_eq!(db::text(&test.url, IN_TRANSACTION).await, "1");
    work.abort();
    assert!(work.await.expect_err("it was cancelled").is_cancelled());

    // The session would end by itself only after 30 seconds.
    db::execute(&test.url, "SET lock_timeout = '15s'; UPDATE organisations SET name = name").await;
    assert_eq!(db::text(&test.url, IN_TRANSACTION).await, "0");
    assert!(tenant_connection(&test.app.pool, 1).await.is_ok(), "the pool gives another connection");
}

#[rocket::async_test]
async fn a_stop_leaves_no_transaction_of_a_periodic_job_open() {
    let test = TestApp::new().await;
    // The sealing of the audit log waits in its transaction, until the stop cancels it.
    let lock = db::lock_table(&test.url, "audit_seals").await;
    let runner = injaaz::jobs::Runner::start(&test.app);
    let waits = "SELECT count(*)::text FROM pg_locks WHERE NOT granted AND relation = 'audit_seals'::regclass";
    db::until("the sealing has begun", async || db::text(&test.url, waits).await != "0").await;
    runner.stop().await;
    drop(lock);
    db::execute(&test.url, "SET lock_timeout = '15s'; BEGIN; LOCK TABLE audit_seals; COMMIT").await;
}
