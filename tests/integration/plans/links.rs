//! The indexes of report links, shared links, public forms and privacy requests.

use super::{NOW, Seeded, assert_used, slug};
use crate::support::db;
use injaaz::{
    domain::{submission::PendingState, upload::FileType},
    store::{pending_submissions, privacy_requests, public_links, report_versions, shared_links},
};
use time::{Duration, OffsetDateTime};

#[tokio::test]
async fn links_and_versions_come_from_an_index() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rest = format!(
        "INSERT INTO shared_links (link_id, organisation_id, submission_id, files, expires_at)
         SELECT 'lnk_' || lpad(to_hex(id), 20, '0'), {organisation}, id, 'pdf', now() FROM submissions;
         INSERT INTO shared_link_tries (organisation_id, shared_link_id, tried_at)
         SELECT {organisation}, id, '2026-03-14' FROM shared_links;
         INSERT INTO report_versions (organisation_id, submission_id, code, file_type, module, sha256, file_size, made_at)
         SELECT {organisation}, id, md5(id::text), 'report_pdf', module, sha256(''), 1, now() FROM submissions"
    );
    seeded.add(&rest).await;
    let one = async |column: &str| {
        let query = format!("SELECT {column}::text FROM shared_links ORDER BY id LIMIT 1");
        db::text(&seeded.url, &query).await.parse::<i64>().unwrap()
    };
    let (link, submission) = (one("id").await, one("submission_id").await);

    let before = seeded.scans().await;
    assert_eq!(shared_links::of_submission(&mut seeded.conn, organisation, submission, 200).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "shared_links_submission_id_idx", "shared_links");

    let before = seeded.scans().await;
    let limits = shared_links::Limits { since: NOW - Duration::days(1), of_peer: 10, of_link: 10 };
    assert!(
        shared_links::count_attempt(&mut seeded.conn, organisation, link, None, &limits, NOW).await.unwrap().is_some()
    );
    assert_used(&seeded.used_since(&before).await, "shared_link_tries_shared_link_id_idx", "shared_link_tries");

    let before = seeded.scans().await;
    let new = report_versions::NewVersion {
        organisation_id: organisation,
        submission_id: submission,
        code: &"0123456789abcdef0123456789abcdef".parse().unwrap(),
        file_type: FileType::ReportPdf,
        module: &slug("civil"),
        visit_date: None,
        sha256: &[0; 32],
        file_size: 1,
        revision: 1,
        made_at: NOW,
    };
    report_versions::add(&mut seeded.conn, &[new], NOW).await.unwrap();
    assert_used(&seeded.used_since(&before).await, "report_versions_submission_id_idx", "report_versions");
}

#[tokio::test]
async fn every_index_of_public_forms_and_privacy_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rows = "INSERT INTO organisations (name) SELECT 'Other ' || n FROM generate_series(1, 50) n;
         INSERT INTO users (email, password_hash) VALUES ('public@example.org', '');
         INSERT INTO public_links (link_id, organisation_id, module, name, created_at, daily_cap)
         SELECT 'pub_' || lpad(to_hex(o.id * 1000 + n), 20, '0'), o.id, 'civil', 'x', now(), 1 FROM generate_series(1, 100) n, organisations o;
         INSERT INTO pending_submissions (submission_id, organisation_id, public_link_id, state, module, form_version,
             language, site_name, form_data, submission_key, content_hash, photo_count, received_at, decided_at, reason)
         SELECT 'sub_' || lpad(to_hex(l.id * 10 + n), 12, '0'), l.organisation_id, l.id, s.state, 'civil', 1, 'en', 'x', '{}',
             'key-' || l.id || '-' || n, sha256(''), 0, now(), CASE s.state WHEN 'refused' THEN now() END,
             CASE s.state WHEN 'refused' THEN 'x' END
         FROM public_links l, generate_series(1, 4) n,
             LATERAL (SELECT CASE WHEN l.id % 50 = 0 THEN 'waiting' ELSE 'refused' END) s (state);
         INSERT INTO privacy_requests (request_id, organisation_id, kind, state, user_id, requested_by, created_at, expires_at)
         SELECT 'prv_' || lpad(to_hex(o.id * 1000 + n), 20, '0'), o.id, 'export', CASE WHEN n = 1 THEN 'done' ELSE 'expired' END, u.id, u.id, now(),
             now() + make_interval(days => o.id::int)
         FROM generate_series(1, 100) n, organisations o, users u WHERE u.email = 'plans@example.org'";
    seeded.add(rows).await;
    let user = "SELECT id::text FROM users WHERE email = 'plans@example.org'";
    let user = db::text(&seeded.url, user).await.parse().unwrap();

    let before = seeded.scans().await;
    assert_eq!(public_links::all(&mut seeded.conn, organisation, 50).await.unwrap().len(), 50);
    assert_used(&seeded.used_since(&before).await, "public_links_newest_idx", "public_links");

    let before = seeded.scans().await;
    // Pending rows are rare, so a full scan would be slow.
    assert!(
        !pending_submissions::queue(&mut seeded.conn, organisation, PendingState::Waiting, 0, 20)
            .await
            .unwrap()
            .is_empty()
    );
    assert_used(&seeded.used_since(&before).await, "pending_submissions_queue_idx", "pending_submissions");

    let before = seeded.scans().await;
    let later = OffsetDateTime::now_utc() + Duration::days(1);
    assert_eq!(pending_submissions::erase_refused(&mut seeded.conn, later, 10).await.unwrap().len(), 10);
    assert_used(&seeded.used_since(&before).await, "pending_submissions_refused_idx", "pending_submissions");

    let before = seeded.scans().await;
    assert_eq!(privacy_requests::about(&mut seeded.conn, organisation, user, 20).await.unwrap().len(), 20);
    assert_used(&seeded.used_since(&before).await, "privacy_requests_newest_idx", "privacy_requests");

    let before = seeded.scans().await;
    assert!(!privacy_requests::expire(&mut seeded.conn, later).await.unwrap().is_empty());
    assert_used(&seeded.used_since(&before).await, "privacy_requests_expires_at_idx", "privacy_requests");
}
