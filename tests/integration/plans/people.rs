//! The indexes of people, their links and their second factors.

use super::{MIDDLE, Seeded, assert_used};
use crate::support::db;
use diesel_async::SimpleAsyncConnection;
use injaaz::store::{factors, invitations, people, sessions, sign_in_throttles};
use time::{Duration, OffsetDateTime};

#[tokio::test]
async fn every_index_of_people_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rows = format!(
        "INSERT INTO users (email, password_hash) SELECT n || '@example.org', '' FROM generate_series(1, 5000) n;
         INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation}, id, 'viewer' FROM users;
         INSERT INTO sessions (token_hash, user_id, organisation_id, expires_at)
         SELECT sha256(email::bytea), id, {organisation}, now() + id * interval '1 minute' FROM users;
         INSERT INTO one_time_links (token_hash, kind, user_id, expires_at)
         SELECT sha256(email::bytea), 'reset', id, now() + id * interval '1 minute' FROM users;
         INSERT INTO sign_in_throttles (subject, failures, last_at, blocked_until)
         SELECT sha256(email::bytea), 1, now() + id * interval '1 minute', now() FROM users"
    );
    seeded.add(&rows).await;
    seeded.conn.batch_execute("SET injaaz.organisation = '0'").await.unwrap();
    let user = db::text(&seeded.url, "SELECT min(id)::text FROM users").await.parse().unwrap();
    let now = OffsetDateTime::now_utc();

    let before = seeded.scans().await;
    assert_eq!(people::organisations_of(&mut seeded.conn, user).await.unwrap(), [organisation]);
    assert_used(&seeded.used_since(&before).await, "memberships_user_id_idx", "memberships");

    let before = seeded.scans().await;
    assert_eq!(sessions::end_others(&mut seeded.conn, user, None).await.unwrap(), 1);
    assert_used(&seeded.used_since(&before).await, "sessions_user_id_idx", "sessions");

    let before = seeded.scans().await;
    assert!(sessions::remove_expired(&mut seeded.conn, now + Duration::minutes(10)).await.unwrap() > 0);
    assert_used(&seeded.used_since(&before).await, "sessions_expires_at_idx", "sessions");

    let before = seeded.scans().await;
    assert!(sign_in_throttles::delete_before(&mut seeded.conn, now + Duration::minutes(10)).await.unwrap() > 0);
    assert_used(&seeded.used_since(&before).await, "sign_in_throttles_last_at_idx", "sign_in_throttles");

    let before = seeded.scans().await;
    assert!(invitations::delete_expired(&mut seeded.conn, now + Duration::minutes(10)).await.unwrap() > 0);
    assert_used(&seeded.used_since(&before).await, "one_time_links_expires_at_idx", "one_time_links");
}

/// Two queries of each sign-in: the passkeys of a person, and their failed attempts.
#[tokio::test]
async fn factors_are_found_by_their_person() {
    let mut seeded = Seeded::new().await;
    let rows = "INSERT INTO users (email, password_hash) SELECT 'factor-' || n || '@example.org', '' FROM generate_series(1, 5000) n;
         INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, name, backed_up, created_at)
         SELECT id, sha256(id::text::bytea), '', 0, 'Key', false, now() FROM users;
         INSERT INTO factor_failures (user_id, session_id, failed_at)
         SELECT id, n, now() FROM users, generate_series(1, 3) n";
    seeded.add(rows).await;
    seeded.conn.batch_execute("SET injaaz.organisation = '0'").await.unwrap();
    let person = db::text(&seeded.url, "SELECT max(id)::text FROM users").await.parse().unwrap();

    let before = seeded.scans().await;
    assert_eq!(factors::passkeys::of_user(&mut seeded.conn, person).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "passkeys_user_id_idx", "passkeys");

    let before = seeded.scans().await;
    assert_eq!(factors::failures::since(&mut seeded.conn, person, MIDDLE).await.unwrap().len(), 3);
    let used = seeded.used_since(&before).await;
    assert_used(&used, "factor_failures_user_id_failed_at_idx", "factor_failures");
}
