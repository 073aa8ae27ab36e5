//! The indexes of webhooks, with many events that were sent.

use super::{NOW, Seeded, assert_used};
use injaaz::store::{
    pool::{PgPool, TenantScope},
    webhooks::{due, log},
};
use time::Duration;

#[tokio::test]
async fn every_index_of_webhooks_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rows = format!(
        "INSERT INTO webhooks (organisation_id, webhook_id, url, description, kinds, secret, created_at)
         SELECT {organisation}, 'whk_' || lpad(to_hex(n), 20, '0'), 'https://example.org/', '', '{{report.ready}}', 'x',
             '2026-01-01' FROM generate_series(1, 20) n;
         INSERT INTO webhook_deliveries (organisation_id, webhook_id, event_id, kind, submission_id, facts, occurred_at, state,
             due_at)
         SELECT {organisation}, w.id, 'evt_' || lpad(to_hex(s.id), 24, '0'), 'report.ready', s.id, '{{}}',
             timestamptz '2026-03-14 09:30 UTC' - s.id * interval '10 minutes',
             CASE WHEN s.id % 100 = 0 THEN 'waiting' ELSE 'delivered' END, '2026-01-01'
         FROM submissions s, webhooks w WHERE w.id % 4 = 0"
    );
    seeded.add(&rows).await;
    let webhook = "SELECT min(webhook_id)::text FROM webhook_deliveries";
    let webhook: i64 = crate::support::db::text(&seeded.url, webhook).await.parse().unwrap();

    let before = seeded.scans().await;
    assert_eq!(log::page(&mut seeded.conn, organisation, webhook, i64::MAX, 31).await.unwrap().len(), 31);
    assert_used(&seeded.used_since(&before).await, "webhook_deliveries_log_idx", "webhook_deliveries");

    // The job works for all organisations.
    let pool = PgPool::open(&seeded.url, 1).await.unwrap();
    seeded.conn = pool.connection(TenantScope::AllTenants).await.unwrap();
    let before = seeded.scans().await;
    assert_eq!(due::due(&mut seeded.conn, NOW, &[], 4).await.unwrap().len(), 20);
    let used = seeded.used_since(&before).await;
    assert_used(&used, "webhook_deliveries_due_idx", "webhook_deliveries");
    assert_used(&used, "webhook_deliveries_submission_idx", "webhook_deliveries");

    let before = seeded.scans().await;
    assert_eq!(due::delete_old(&mut seeded.conn, NOW - Duration::days(120), 20).await.unwrap(), 20);
    assert_used(&seeded.used_since(&before).await, "webhook_deliveries_occurred_at_idx", "webhook_deliveries");
}
