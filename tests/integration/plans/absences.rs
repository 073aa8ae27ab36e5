//! The indexes of absences.

use super::{NOW, Seeded, assert_used};
use crate::support::db;
use injaaz::store::absences;
use time::Duration;

#[tokio::test]
async fn absences_are_found_by_both_members_and_by_their_end() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rows = format!(
        "INSERT INTO users (email, password_hash) SELECT 'absent-' || n || '@example.org', '' FROM generate_series(1, 5000) n;
         INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation}, id, 'manager' FROM users;
         INSERT INTO absences (organisation_id, user_id, delegate_id, first_day, last_day, starts_at, ends_at, created_at)
         SELECT {organisation}, id, id + 1, '2026-03-14', '2026-03-14', d.at, d.at + interval '1 day', now()
         FROM users, LATERAL (SELECT '2026-03-14'::timestamptz + id * interval '1 second' AS at) d
         WHERE id < (SELECT max(id) FROM users)"
    );
    seeded.add(&rows).await;
    let user: i64 = db::text(&seeded.url, "SELECT (max(id) - 10)::text FROM users").await.parse().unwrap();
    let now = NOW + Duration::hours(1);

    let before = seeded.scans().await;
    assert_eq!(absences::of_user(&mut seeded.conn, organisation, user, now).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "absences_user_idx", "absences");

    let before = seeded.scans().await;
    assert_eq!(absences::delegations(&mut seeded.conn, organisation, user, now).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "absences_delegate_idx", "absences");

    let before = seeded.scans().await;
    let first = db::text(&seeded.url, "SELECT extract(epoch FROM min(ends_at))::bigint::text FROM absences").await;
    let first = time::OffsetDateTime::from_unix_timestamp(first.parse().unwrap()).unwrap();
    let deleted = absences::delete_ended(&mut seeded.conn, first + Duration::seconds(5)).await.unwrap();
    assert_eq!(deleted, 5);
    assert_used(&seeded.used_since(&before).await, "absences_ends_at_idx", "absences");
}
