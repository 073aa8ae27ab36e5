//! The indexes of the audit log and its seals.

use super::{Seeded, assert_used};
use crate::support::db;
use injaaz::store::audit;
use time::macros::datetime;

#[tokio::test]
async fn the_audit_log_is_read_and_sealed_through_indexes() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    // All rows of this test are in the default partition, whose indexes are named after their columns.
    let rows = format!(
        "INSERT INTO audit_logs (organisation_id, user_id, action, resource_type, resource_id, ip_address, created_at)
         SELECT {organisation}, 1 + n % 200, 'action.' || n % 100, 'thing', n, ('192.0.2.' || n % 200)::inet,
             '2023-01-01'::timestamptz + n * interval '1 minute'
         FROM generate_series(1, 20000) n"
    );
    seeded.add(&rows).await;
    let user = [7];
    let after = Some((datetime!(2023-01-05 00:00 UTC), 7));
    let all = audit::list::ListFilter::default;
    let cases = [
        // audit_logs_newest_idx
        (all(), "audit_logs_default_organisation_id_created_at_id_idx"),
        // audit_logs_user_idx
        (
            audit::list::ListFilter { users: Some(&user), ..all() },
            "audit_logs_default_organisation_id_user_id_created_at_id_idx",
        ),
        // audit_logs_action_idx
        (
            audit::list::ListFilter { action: Some("action.7"), ..all() },
            "audit_logs_default_organisation_id_action_created_at_id_idx",
        ),
        // audit_logs_ip_idx
        (
            audit::list::ListFilter { ip: "192.0.2.7/32".parse().ok(), ..all() },
            "audit_logs_default_organisation_id_ip_address_created_at_id_idx",
        ),
        (
            audit::list::ListFilter { resource_type: Some("thing"), resource_id: Some(70), ..all() },
            "audit_logs_default_resource_type_resource_id_created_at_idx",
        ),
    ];
    for (narrow, index) in &cases {
        for after in [None, after] {
            let before = seeded.scans().await;
            let rows = audit::list::page(&mut seeded.conn, organisation, narrow, after, 51).await.unwrap();
            assert!(!rows.is_empty(), "{narrow:?} {after:?}: the query must find rows");
            assert_used(&seeded.used_since(&before).await, index, "audit_logs_default");
        }
    }
    // audit_logs_transaction_idx
    let newest =
        db::text(&seeded.url, "SELECT max(transaction_id)::text FROM audit_logs").await.parse::<i64>().unwrap();
    let before = seeded.scans().await;
    // Only after every earlier transaction has ended, including those of other tests on this server.
    let due = async { while audit::seals::next(&mut seeded.conn, (newest - 1, 0), 100).await.unwrap().len() < 100 {} };
    tokio::time::timeout(std::time::Duration::from_secs(60), due).await.expect("rows to seal");
    assert_used(&seeded.used_since(&before).await, "audit_logs_default_transaction_id_id_idx", "audit_logs_default");
}
