//! The index of ended background jobs.

use super::{Seeded, assert_used};
use injaaz::store::jobs;
use time::{Duration, OffsetDateTime};

/// The lists of background jobs, and the removal of ended ones.
#[tokio::test]
async fn ended_jobs_are_found_by_when_they_ended() {
    let mut seeded = Seeded::new().await;
    let rows = "INSERT INTO jobs (organisation_id, job_id, kind, payload, failed_at, failure)
         SELECT min(o.id), 'job_e' || lpad(n::text, 11, '0'), 'verify', '{}', now() - n * interval '1 minute', 'error'
         FROM organisations o, generate_series(1, 20000) n GROUP BY n";
    seeded.add(rows).await;
    let before = seeded.scans().await;
    let ended = jobs::ended(&mut seeded.conn, Some(OffsetDateTime::now_utc() - Duration::days(13)), 50).await.unwrap();
    assert_eq!(ended.len(), 50);
    assert_used(&seeded.used_since(&before).await, "jobs_ended_idx", "jobs");

    let before = seeded.scans().await;
    let old = OffsetDateTime::now_utc() - Duration::days(13);
    let forgotten = jobs::delete_ended(&mut seeded.conn, &["verify"], old).await.unwrap();
    assert!((1_000..2_000).contains(&forgotten), "{forgotten}");
    assert_used(&seeded.used_since(&before).await, "jobs_ended_idx", "jobs");
}
