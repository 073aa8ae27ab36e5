//! The audit log is append-only: the application's role lacks the privilege, and a trigger refuses the owner.

use super::log_action;
use crate::support::{app::TestApp, db};
use diesel_async::SimpleAsyncConnection;
use injaaz::store::error::cross_tenant_connection;
use tokio_postgres::NoTls;

async fn refused(url: &str, sql: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    let error = client.batch_execute(sql).await.expect_err(sql);
    drop(client);
    let _ = driver.await;
    error.as_db_error().map(|error| error.message().to_owned()).unwrap_or_default()
}

#[rocket::async_test]
async fn the_owner_is_refused_by_a_trigger_also_in_months_that_are_made_later() {
    let test = TestApp::new().await;
    log_action(&test, "thing.done", 1).await;
    super::sealed(&test).await;
    db::text(&test.url, "SELECT make_audit_partitions('2031-05-01')::text").await;
    for sql in [
        "UPDATE audit_logs SET action = 'x'",
        "DELETE FROM audit_logs",
        "TRUNCATE audit_logs",
        "UPDATE audit_logs_2026_03 SET action = 'x'",
        "DELETE FROM audit_logs_2026_03",
        "TRUNCATE audit_logs_2026_03",
        "TRUNCATE audit_logs_default",
        "TRUNCATE audit_logs_2031_06",
        "UPDATE audit_seals SET hash = sha256('x')",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_seals",
        "UPDATE audit_checkpoints SET sequence = 2",
        "DELETE FROM audit_checkpoints",
        "TRUNCATE audit_checkpoints",
    ] {
        let said = refused(&test.url, sql).await;
        assert!(said.contains("append-only"), "{sql}: {said}");
    }
    assert_eq!((test.count("audit_logs").await, test.count("audit_seals").await), (1, 1));
}

#[rocket::async_test]
async fn a_month_is_made_while_the_log_is_being_written() {
    let test = TestApp::new().await;
    let (mut writer, connection) = tokio_postgres::connect(&test.url, NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    let insert = |day: &str| {
        format!(
            "INSERT INTO audit_logs (organisation_id, action, resource_type, created_at) \
             SELECT id, 'thing.done', 'thing', '{day}' FROM organisations LIMIT 1"
        )
    };
    let writing = writer.transaction().await.unwrap();
    writing.batch_execute(&insert("2026-03-05")).await.unwrap();
    db::execute(&test.url, "SET lock_timeout = '5s'; SELECT make_audit_partitions('2031-05-01')").await;
    writing.commit().await.unwrap();
    // It accepts rows, and they are protected as those of the other months.
    writer.batch_execute(&insert("2031-05-20")).await.unwrap();
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM audit_logs_2031_05").await, "1");
    drop(writer);
    let _ = driver.await;
    for sql in ["UPDATE audit_logs_2031_05 SET action = 'x'", "DELETE FROM audit_logs_2031_05"] {
        let said = refused(&test.url, sql).await;
        assert!(said.contains("append-only"), "{sql}: {said}");
    }
}

#[rocket::async_test]
async fn the_program_may_neither_change_rows_nor_name_a_month() {
    let test = TestApp::new().await;
    log_action(&test, "thing.done", 1).await;
    for sql in [
        "UPDATE audit_logs SET action = 'x'",
        "DELETE FROM audit_logs",
        "TRUNCATE audit_logs",
        "SELECT * FROM audit_logs_2026_03",
        "INSERT INTO audit_logs_2026_03 (organisation_id, action, resource_type) VALUES (1, 'x', 'x')",
        "UPDATE audit_seals SET hash = sha256('x')",
        "DELETE FROM audit_seals",
        "DELETE FROM audit_checkpoints",
        "SELECT drop_audit_month('2026-03-01')",
        "ALTER TABLE audit_logs DISABLE TRIGGER ALL",
        "DROP TABLE audit_logs_2026_03",
    ] {
        let mut conn = cross_tenant_connection(&test.app.pool).await.unwrap();
        let said = conn.batch_execute(sql).await.expect_err(sql).to_string();
        assert!(said.contains("permission denied") || said.contains("must be owner"), "{sql}: {said}");
    }
    assert_eq!(test.count("audit_logs WHERE action = 'thing.done'").await, 1);
}
