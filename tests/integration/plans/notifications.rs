//! The indexes of notifications, with many people and many that were read and sent.

use super::{NOW, Seeded, assert_used};
use injaaz::store::{
    notifications::{self, mail},
    pool::{PgPool, TenantScope},
};
use time::Duration;

#[tokio::test]
async fn every_index_of_notifications_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rows = format!(
        "INSERT INTO users (email, password_hash) SELECT 'n' || n || '@example.org', '' FROM generate_series(1, 400) n;
         INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation}, id, 'manager' FROM users;
         INSERT INTO actions (action_id, organisation_id, submission_id, module, site_name, site_key, title, severity, status,
             due_on, created_at, updated_at)
         SELECT 'act_' || lpad(to_hex(id), 16, '0'), {organisation}, id, module, site_name, site_key, 'Repair', 'low', 'open',
             '2026-01-01', created_at, created_at FROM submissions;
         INSERT INTO notifications (organisation_id, user_id, kind, submission_id, action_id, event, created_at, read_at,
             delivery, mailed_at)
         SELECT {organisation}, (SELECT min(id) FROM users) + a.id % 400, 'action_due', a.submission_id, a.id, a.id::text,
             timestamptz '2026-03-14 09:30 UTC' - a.id * interval '10 minutes',
             CASE WHEN a.id % 40 > 0 THEN now() END,
             CASE a.id % 3 WHEN 0 THEN 'at_once' WHEN 1 THEN 'daily' ELSE 'off' END,
             CASE WHEN a.id % 50 > 0 THEN now() END
         FROM actions a;
         INSERT INTO webhooks (organisation_id, webhook_id, url, description, kinds, secret, created_at)
         SELECT {organisation}, 'whk_' || lpad(to_hex(n), 20, '0'), 'https://example.org/', '', '{{report.ready}}', 'x', '2026-01-01'
         FROM generate_series(1, 20) n;
         INSERT INTO notifications (organisation_id, user_id, kind, webhook_id, event, created_at, read_at, delivery)
         SELECT {organisation}, (SELECT min(id) FROM users) + n, 'webhook_off', w.id, w.id::text, '2026-03-14',
             CASE WHEN n > 0 THEN now() END, 'off' FROM webhooks w, generate_series(0, 99) n"
    );
    seeded.add(&rows).await;
    let user = "SELECT user_id::text FROM notifications WHERE read_at IS NULL ORDER BY id LIMIT 1";
    let user: i64 = crate::support::db::text(&seeded.url, user).await.parse().unwrap();

    let before = seeded.scans().await;
    assert_eq!(notifications::page(&mut seeded.conn, organisation, user, i64::MAX, 31).await.unwrap().len(), 31);
    assert_used(&seeded.used_since(&before).await, "notifications_newest_idx", "notifications");

    let submission =
        "SELECT max(submission_id)::text FROM notifications WHERE read_at IS NULL AND action_id IS NOT NULL";
    let submission: i64 = crate::support::db::text(&seeded.url, submission).await.parse().unwrap();
    let before = seeded.scans().await;
    notifications::settle_stage(&mut seeded.conn, organisation, submission, NOW).await.unwrap();
    assert_used(&seeded.used_since(&before).await, "notifications_submission_idx", "notifications");

    let action = "SELECT max(action_id)::text FROM notifications WHERE read_at IS NULL AND action_id IS NOT NULL";
    let action: i64 = crate::support::db::text(&seeded.url, action).await.parse().unwrap();
    let before = seeded.scans().await;
    assert_eq!(notifications::settle_action(&mut seeded.conn, organisation, action, NOW).await.unwrap(), 1);
    assert_used(&seeded.used_since(&before).await, "notifications_action_idx", "notifications");

    let webhook: i64 =
        crate::support::db::text(&seeded.url, "SELECT max(id)::text FROM webhooks").await.parse().unwrap();
    let before = seeded.scans().await;
    assert_eq!(notifications::settle_webhook(&mut seeded.conn, organisation, webhook, NOW).await.unwrap(), 1);
    assert_used(&seeded.used_since(&before).await, "notifications_webhook_idx", "notifications");

    let before = seeded.scans().await;
    assert!(notifications::mark_all_read(&mut seeded.conn, organisation, user, NOW).await.unwrap() > 0);
    assert_used(&seeded.used_since(&before).await, "notifications_unread_idx", "notifications");

    // The jobs work for all organisations.
    let pool = PgPool::open(&seeded.url, 1).await.unwrap();
    seeded.conn = pool.connection(TenantScope::AllTenants).await.unwrap();
    let before = seeded.scans().await;
    assert_eq!(mail::claim_at_once(&mut seeded.conn, NOW, 20).await.unwrap().len(), 20);
    assert_used(&seeded.used_since(&before).await, "notifications_unsent_idx", "notifications");

    let before = seeded.scans().await;
    let old = NOW - Duration::days(120);
    assert_eq!(notifications::delete_old(&mut seeded.conn, old, old, 20).await.unwrap(), 20);
    assert_used(&seeded.used_since(&before).await, "notifications_created_at_idx", "notifications");
}
