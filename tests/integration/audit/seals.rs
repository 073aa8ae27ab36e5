//! Sealing: in order, and without losing rows.

use super::{log_action, row, verified};
use crate::support::app::TestApp;
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
use injaaz::{
    jobs::Runner,
    services::audit,
    store::{
        self,
        error::{detached_tenant_connection, tenant_connection},
    },
};
use std::sync::Arc;

const ORDER: &str = "SELECT (count(*) = max(sequence) AND bool_and(follows))::text FROM (
    SELECT sequence, (transaction_id, audit_id) > (coalesce(lag(transaction_id) OVER w, -1), coalesce(lag(audit_id) OVER w, -1))
        AS follows FROM audit_seals WINDOW w AS (ORDER BY sequence)) s";

#[rocket::async_test]
async fn a_long_transaction_delays_seals_and_loses_no_row() {
    let test = TestApp::new().await;
    log_action(&test, "thing.before", 1).await;
    super::sealed(&test).await;
    let organisation = test.app.organisation_id().unwrap();
    let mut slow = detached_tenant_connection(&test.app.pool, organisation).await.unwrap();
    slow.batch_execute("BEGIN").await.unwrap();
    store::audit::add(&slow, &row(&test, "thing.slow", 2)).await.unwrap();
    for n in 3..=8 {
        log_action(&test, "thing.after", n).await;
    }
    assert_eq!(audit::seal_all(&test.app, false).await.unwrap(), 0, "no later row is sealed before it");
    let found = audit::verify(&test.app, None, &|_, _| {}).await.unwrap();
    assert_eq!((found.bad.as_slice(), found.checked, found.waiting), ([].as_slice(), 1, 6));
    slow.batch_execute("COMMIT").await.unwrap();
    super::sealed(&test).await;
    assert_eq!(test.count("audit_seals").await, 8);
    assert_eq!(test.sql(ORDER).await, "true");
    let second = "SELECT action FROM audit_logs JOIN audit_seals ON audit_id = id WHERE sequence = 2";
    assert_eq!(test.sql(second).await, "thing.slow");
    let found = verified(&test).await;
    assert_eq!((found.bad.as_slice(), found.checked, found.waiting), ([].as_slice(), 8, 0));
}

#[rocket::async_test]
async fn writers_and_sealers_beside_each_other_lose_nothing() {
    let test = Arc::new(TestApp::new().await);
    let writers = (0..4).map(|writer| {
        let test = Arc::clone(&test);
        async move {
            let organisation = test.app.organisation_id().unwrap();
            for n in 0..40 {
                let mut conn = tenant_connection(&test.app.pool, organisation).await.unwrap();
                let rolls_back = (n + writer) % 5 == 0;
                let done = conn
                    .transaction::<_, diesel::result::Error, _>(async |conn| {
                        store::audit::add(conn, &row(&test, "thing.one", n)).await?;
                        tokio::task::yield_now().await;
                        store::audit::add(conn, &row(&test, "thing.two", n)).await?;
                        if rolls_back { Err(diesel::result::Error::RollbackTransaction) } else { Ok(()) }
                    })
                    .await;
                assert_eq!(done.is_err(), rolls_back);
            }
        }
    });
    let sealers = (0..3).map(|_| {
        let test = Arc::clone(&test);
        async move {
            for _ in 0..30 {
                audit::seal(&test.app).await.unwrap();
                tokio::task::yield_now().await;
            }
        }
    });
    futures::future::join(futures::future::join_all(writers), futures::future::join_all(sealers)).await;
    let found = verified(&test).await;
    assert_eq!((found.bad.as_slice(), found.checked, found.waiting), ([].as_slice(), 4 * 32 * 2, 0));
    assert_eq!(test.sql(ORDER).await, "true");
}

#[rocket::async_test]
async fn a_running_server_seals_and_signs_checkpoints_periodically() {
    let test = TestApp::new().await;
    let runner = Runner::start(&test.app);
    for n in 1..=5 {
        log_action(&test, "thing.done", n).await;
    }
    crate::crash::process_fixture::until("all rows are sealed", async || test.count("audit_seals").await == 5).await;
    crate::crash::process_fixture::until("a checkpoint is there", async || test.count("audit_checkpoints").await > 0)
        .await;
    runner.stop().await;
    assert_eq!(test.files("audit"), ["checkpoints.jsonl", "head.json"]);
    assert_eq!(verified(&test).await.bad, []);
}

#[rocket::async_test]
async fn rows_without_a_mac_are_sealed_first_and_accepted() {
    let test = TestApp::new().await;
    let old = "INSERT INTO audit_logs (organisation_id, action, resource_type, created_at, transaction_id)
        SELECT id, 'thing.old', 'thing', '2026-03-01', 0 FROM organisations, generate_series(1, 3)";
    test.execute(old).await;
    log_action(&test, "thing.new", 1).await;
    let found = verified(&test).await;
    assert_eq!((found.bad.as_slice(), found.checked), ([].as_slice(), 4));
    let since = audit::verify(&test.app, Some(test.now()), &|_, _| {}).await.unwrap();
    assert_eq!((since.bad.as_slice(), since.checked), ([].as_slice(), 4), "no checkpoint is older");
    test.advance(time::Duration::hours(1));
    log_action(&test, "thing.newer", 2).await;
    super::sealed(&test).await;
    let since = audit::verify(&test.app, Some(test.now()), &|_, _| {}).await.unwrap();
    assert_eq!((since.bad.as_slice(), since.checked), ([].as_slice(), 1));
    // After the chain has begun, a row without a MAC is not accepted.
    test.execute(old).await;
    assert_eq!(verified(&test).await.bad.len(), 3);
}

#[rocket::async_test]
async fn sealing_continues_after_a_database_was_moved() {
    let test = TestApp::new().await;
    for n in 1..=3 {
        log_action(&test, "thing.there", n).await;
    }
    // As if the rows came from another server: transaction ids far ahead, and two unsealed rows.
    super::tamper(&test, "UPDATE audit_logs SET transaction_id = transaction_id + 1000000").await;
    let sealed =
        "INSERT INTO audit_seals SELECT 1, id, created_at, transaction_id, sha256('x'), sha256('x') FROM audit_logs
        ORDER BY id LIMIT 1";
    test.execute(sealed).await;
    log_action(&test, "thing.here", 4).await;
    super::sealed(&test).await;
    assert_eq!(test.count("audit_seals").await, 4, "the unsealed rows and the new one");
    let order = "SELECT string_agg(action, ' ' ORDER BY sequence) FROM audit_seals JOIN audit_logs ON id = audit_id";
    assert_eq!(test.sql(order).await, "thing.there thing.there thing.there thing.here");
    log_action(&test, "thing.here", 6).await;
    super::sealed(&test).await;
    assert_eq!(test.count("audit_seals").await, 5, "later rows as usual");
}
