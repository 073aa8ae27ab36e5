//! The index of ended background jobs.

use super::{Seeded, assert_used};
use injaaz::{
    domain::access::SubmissionScope,
    store::{jobs, submission_counts},
};
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

/// The home page counts failed reports, also with a long queue of pending ones.
#[tokio::test]
async fn failed_jobs_are_counted_by_an_index() {
    let mut seeded = Seeded::new().await;
    let rows = "INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload)
         SELECT organisation_id, 'job_p' || lpad(id::text, 11, '0'), 'make_report', id, '{}' FROM submissions
         WHERE id % 100 <> 0";
    seeded.add(rows).await;
    let before = seeded.scans().await;
    let all = SubmissionScope::Everything;
    let failed = submission_counts::count_failed(&mut seeded.conn, seeded.organisation, 1_000, &all).await.unwrap();
    assert!((50..100).contains(&failed), "{failed}");
    let used = seeded.used_since(&before).await;
    assert!(used.iter().any(|name| name == "jobs_ended_idx"), "{used:?}");
}
