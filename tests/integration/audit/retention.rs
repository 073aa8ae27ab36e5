//! Retention of the audit log: only whole, signed months are dropped, and the chain remains verifiable.

use super::{log_action, tamper, verified};
use crate::support::app::TestApp;
use injaaz::services::audit;
use time::{Duration, macros::date};

#[rocket::async_test]
async fn dropping_old_months_keeps_the_chain_valid() {
    let test = TestApp::new().await;
    for n in 1..=4 {
        log_action(&test, "thing.done", n).await;
        test.advance(Duration::days(20));
    }
    let actor = test.actor();
    super::sealed(&test).await;
    assert_eq!(audit::drop_before(&test.app, &actor, "a test", date!(2026 - 03 - 31)).await.unwrap(), []);
    let dropped = audit::drop_before(&test.app, &actor, "a test", date!(2026 - 05 - 02)).await.unwrap();
    let months: Vec<(&str, i64)> = dropped.iter().map(|gone| (gone.month.as_str(), gone.rows)).collect();
    assert_eq!(months, [("2026-03", 1), ("2026-04", 2)]);
    let found = verified(&test).await;
    assert_eq!((found.bad.as_slice(), found.dropped, found.checked), ([].as_slice(), 3, 3), "{found:?}");
    assert_eq!(test.sql("SELECT count(*)::text FROM audit_logs WHERE action = 'audit.dropped'").await, "2");

    // A month that was dropped without a row that records it.
    tamper(&test, "DROP TABLE audit_logs_2026_05").await;
    let found = verified(&test).await;
    assert!(!found.bad.is_empty() && found.bad.iter().all(|bad| bad.reason.contains("deleted")), "{found:?}");
}

#[rocket::async_test]
async fn a_month_with_a_row_that_no_checkpoint_covers_stays() {
    let test = TestApp::new().await;
    log_action(&test, "thing.done", 1).await;
    let refused = tokio_postgres::connect(&test.url, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(refused.1);
    let error = refused.0.query_one("SELECT drop_audit_month('2026-03-01')", &[]).await.unwrap_err();
    assert!(error.as_db_error().unwrap().message().contains("only 0 are covered"), "{error:?}");
    drop(refused.0);
    let _ = driver.await;
    assert_eq!(test.count("audit_logs").await, 1);
}
