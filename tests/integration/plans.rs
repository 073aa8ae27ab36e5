//! Each index has a query that needs it. The tests run the app's own queries on 20,000 submissions. The statistics of
//! the database show which index was used, so no query is duplicated here.

use crate::support::db;
use diesel_async::SimpleAsyncConnection;
use injaaz::{
    domain::{
        access::{Scope, SubmissionScope},
        ids::ModuleSlug,
        submission::{PendingState, Status},
        upload::FileType,
    },
    store::{
        audit, factors, invitations, jobs, legacy_media, legacy_origins,
        list::{self, Narrow, PageCursor},
        migration::{
            gates, import_runs, imported, legacy_records, legacy_reports, migration_phases, old_store_outbox,
            shadow_differences, verify_runs, written_records,
        },
        pending_submissions, people,
        pool::{Connection, PgPool, TenantScope},
        privacy_requests, public_links, report_versions, seed, sessions, shared_links, sign_in_throttles,
        submission_counts, uploads,
    },
};
use std::collections::BTreeMap;
use time::{
    Date, Duration, OffsetDateTime,
    macros::{date, datetime},
};

const TODAY: Date = date!(2026 - 03 - 14);
const NOW: OffsetDateTime = datetime!(2026-03-14 09:30 UTC);
const MIDDLE: OffsetDateTime = datetime!(2023-09-01 09:30 UTC);

fn slug(module: &str) -> ModuleSlug {
    module.parse().unwrap()
}

/// A database as after some years of use: many submissions, a few of them not completed, files, history.
struct Seeded {
    url: String,
    conn: Connection,
    organisation: i64,
}

impl Seeded {
    async fn new() -> Seeded {
        let url = db::fresh().await;
        let organisation = db::text(&url, "INSERT INTO organisations (name) VALUES ('Plans') RETURNING id::text").await;
        let organisation = organisation.parse().unwrap();
        db::execute(
            &url,
            "INSERT INTO form_versions (module, version, definition, sha256)
             SELECT m, 1, '', sha256('') FROM unnest(ARRAY['civil', 'cleaning', 'hvac_mep']) m",
        )
        .await;
        let pool = PgPool::open(&url, 2).await.unwrap();
        let mut conn = pool.connection(TenantScope::Tenant(organisation)).await.unwrap();
        let forms = ["civil", "cleaning", "hvac_mep"].map(|module| (slug(module), 1));
        seed::submissions(&mut conn, organisation, &forms, 1, 20_000, 20_000, TODAY).await.unwrap();
        // In the observed session, because statistics of other sessions appear with a delay.
        let rest = format!(
            "INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload, run_after, failed_at, failure)
             SELECT organisation_id, job_id, 'make_report', id, '{{}}', created_at, f.at, CASE WHEN f.at IS NOT NULL THEN 'error' END
             FROM submissions, LATERAL (SELECT CASE WHEN id % 3 = 0 THEN now() END AS at) f WHERE id % 100 = 0;
             UPDATE submissions SET status = CASE WHEN id % 3 = 0 THEN 'failed' ELSE 'pending' END WHERE id % 100 = 0;
             INSERT INTO uploaded_files (upload_id, organisation_id, submission_id, file_type, field, position,
                 original_filename, content_type, file_size, sha256, expires_at)
             SELECT 'upl_' || lpad(to_hex(n), 20, '0'), {organisation}, CASE WHEN n % 50 <> 0 THEN id END, 'photo', 'photos', n, 'a.jpg',
                 'image/jpeg', 1, sha256(''), CASE WHEN n % 50 = 0 THEN now() + interval '1 day' END
             FROM (SELECT id, row_number() OVER () AS n FROM submissions) s;
             INSERT INTO audit_logs (organisation_id, action, resource_type, resource_id)
             SELECT {organisation}, 'submission.created', 'submission', id FROM submissions;
             INSERT INTO users (email, password_hash) OVERRIDING SYSTEM VALUE VALUES ('plans@example.org', '');
             UPDATE submissions SET user_id = (SELECT min(id) FROM users) WHERE id % 200 = 0;
             SELECT pg_stat_force_next_flush()"
        );
        conn.batch_execute("RESET ROLE").await.unwrap();
        conn.batch_execute(&rest).await.unwrap();
        conn.batch_execute("ANALYZE; SET ROLE injaaz_app").await.unwrap();
        Seeded { url, conn, organisation }
    }

    /// The number of scans of each index, and of each table as a whole (`*`).
    async fn scans(&self) -> BTreeMap<String, i64> {
        let query = "
            SELECT string_agg(name || ' ' || scans, ',') FROM (
                SELECT indexrelname, idx_scan FROM pg_stat_user_indexes
                UNION ALL SELECT relname || ' *', seq_scan FROM pg_stat_user_tables) AS s (name, scans)";
        let text = db::text(&self.url, query).await;
        let scans = text.split(',').filter_map(|entry| entry.rsplit_once(' '));
        scans.map(|(name, scans)| (name.to_owned(), scans.parse().unwrap())).collect()
    }

    /// What the queries since `before` have scanned.
    async fn used_since(&mut self, before: &BTreeMap<String, i64>) -> Vec<String> {
        self.conn.batch_execute("SELECT pg_stat_force_next_flush()").await.unwrap();
        let now = self.scans().await;
        now.into_iter().filter(|(name, scans)| before.get(name) != Some(scans)).map(|(name, _)| name).collect()
    }

    async fn page(&mut self, narrow: &Narrow<'_>, place: &PageCursor) -> Vec<String> {
        let before = self.scans().await;
        let rows = list::page(&mut self.conn, self.organisation, narrow, place, 51).await.unwrap();
        assert!(!rows.is_empty(), "{narrow:?} {place:?}: the query must find rows");
        self.used_since(&before).await
    }
}

#[tokio::test]
async fn every_page_of_the_list_comes_from_an_index() {
    let mut seeded = Seeded::new().await;
    let rare = "SELECT format('%L:*', right(form_data->'items'->0->>'brand', 6)) FROM submissions LIMIT 1";
    let rare = db::text(&seeded.url, rare).await;
    let all = Narrow::default();
    let civil = slug("civil");
    let civil = Narrow { module: Some(&civil), ..Narrow::default() };
    let failed = Narrow { statuses: &[Status::Failed], ..Narrow::default() };
    let words = |words: &str| Narrow { words: Some(words.to_owned()), ..Narrow::default() };
    let dates = Narrow { from: Some(TODAY - Duration::days(30)), to: Some(TODAY), ..Narrow::default() };
    let person = db::text(&seeded.url, "SELECT min(id)::text FROM users").await.parse().ok();
    let site = db::text(&seeded.url, "SELECT min(site_key) FROM submissions").await;
    let own = SubmissionScope::Within { own: person, scopes: vec![Scope { module: None, site_key: Some(site) }] };
    let own = Narrow { reach: Some(&own), ..Narrow::default() };
    let last = || Some((MIDDLE, 7));
    let day = || Some((MIDDLE.date(), 7));
    let (newest, by_module, by_visit, by_site, by_words) = (
        "submissions_newest_idx",
        "submissions_module_newest_idx",
        "submissions_visit_idx",
        "submissions_site_idx",
        "submissions_words_idx",
    );
    db::execute(&seeded.url, "UPDATE submissions SET without_reports = true WHERE id % 100 = 1; ANALYZE submissions")
        .await;
    let bare = Narrow { without_reports: Some(true), statuses: &[Status::Completed], ..Narrow::default() };
    for (narrow, place, index) in [
        (&bare, PageCursor::Newest(None), "submissions_without_reports_idx"),
        (&all, PageCursor::Newest(None), newest),
        (&all, PageCursor::Newest(last()), newest),
        (&all, PageCursor::Oldest(last()), newest),
        (&civil, PageCursor::Newest(None), by_module),
        (&civil, PageCursor::Oldest(last()), by_module),
        (&all, PageCursor::VisitNewest(None), by_visit),
        (&all, PageCursor::VisitOldest(day()), by_visit),
        (&dates, PageCursor::VisitNewest(None), by_visit),
        (&dates, PageCursor::Newest(None), by_visit),
        (&all, PageCursor::Site(None), by_site),
        (&all, PageCursor::Site(Some(("marina tower 3".to_owned(), 7))), by_site),
        (&words(&rare), PageCursor::Newest(None), by_words),
        (&words("'@marina':* & '@tower':* & '#civil'"), PageCursor::VisitNewest(None), by_words),
        (&failed, PageCursor::Newest(None), "submissions_pkey"),
        (&own, PageCursor::Newest(None), "submissions_user_id_idx"),
        (&own, PageCursor::VisitNewest(day()), by_site),
    ] {
        let used = seeded.page(narrow, &place).await;
        let whole = used.iter().any(|name| name == "submissions *");
        assert!(used.iter().any(|name| name == index) && !whole, "{narrow:?} {place:?} used {used:?}");
    }
}

#[tokio::test]
async fn every_other_index_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let submission = db::text(&seeded.url, "SELECT min(id)::text FROM submissions").await.parse().unwrap();

    let before = seeded.scans().await;
    let claimed =
        jobs::claim(&mut seeded.conn, &["make_report"], false, "token", NOW, Duration::seconds(30)).await.unwrap();
    assert!(claimed.is_some());
    // The row itself may be fetched in any way from this small table.
    assert_used(&seeded.used_since(&before).await, "jobs_pending_idx", "submissions");

    let before = seeded.scans().await;
    assert_eq!(uploads::of_submission(&mut seeded.conn, organisation, submission).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "uploaded_files_submission_id_idx", "uploaded_files");

    let before = seeded.scans().await;
    let later = OffsetDateTime::now_utc() + Duration::days(2);
    assert_eq!(uploads::expire(&mut seeded.conn, later, 10).await.unwrap().len(), 10);
    assert_used(&seeded.used_since(&before).await, "uploaded_files_expires_at_idx", "uploaded_files");

    let before = seeded.scans().await;
    assert_eq!(audit::history(&mut seeded.conn, organisation, "submission", submission).await.unwrap().len(), 1);
    let used = seeded.used_since(&before).await;
    assert!(used.iter().any(|name| name.starts_with("audit_logs_default_resource_")), "{used:?}");

    let before = seeded.scans().await;
    let modules = ["civil", "cleaning", "hvac_mep"].map(slug);
    submission_counts::count_since(
        &mut seeded.conn,
        organisation,
        &modules.each_ref(),
        NOW - Duration::days(30),
        1_000,
        &SubmissionScope::Everything,
    )
    .await
    .unwrap();
    assert_used(&seeded.used_since(&before).await, "submissions_module_newest_idx", "submissions");
}

#[tokio::test]
async fn the_newest_verify_and_the_archives_of_a_module_come_from_an_index() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    // A year of nightly verifies, also of many other organisations.
    let rows = format!(
        "RESET ROLE; INSERT INTO organisations (name) SELECT 'Other ' || n FROM generate_series(1, 50) n;
         INSERT INTO verify_runs (organisation_id, module, started_at, finished_at, started_by, checked, bad_count, bad,
             merkle_root, manifest)
         SELECT o.id, (ARRAY[NULL, 'civil', 'hvac_mep'])[1 + n % 3], now(), now(), 'a test', 1, 0, '[]', sha256(''), 'a'
         FROM generate_series(1, 300) n, organisations o;
         INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/old');
         INSERT INTO archives (organisation_id, source_id, module, file_name, sha256, merkle_root, file_count, state,
             created_at, created_by)
         SELECT organisation_id, id, CASE WHEN n % 100 = 0 THEN 'civil' ELSE 'hvac_mep' END, n || '.tar.gz', sha256(''),
             sha256(''), 1, 'verified', now(), 'a test' FROM generate_series(1, 5000) n, legacy_sources;
         ANALYZE verify_runs, archives; SET ROLE injaaz_app"
    );
    seeded.conn.batch_execute(&rows).await.unwrap();

    let before = seeded.scans().await;
    assert!(verify_runs::latest(&mut seeded.conn, organisation, Some("civil")).await.unwrap().is_some());
    assert_used(&seeded.used_since(&before).await, "verify_runs_newest_idx", "verify_runs");

    let before = seeded.scans().await;
    assert!(gates::archives(&mut seeded.conn, organisation, "civil").await.unwrap() > 0);
    assert_used(&seeded.used_since(&before).await, "archives_module_idx", "archives");
}

#[tokio::test]
async fn every_index_of_the_importer_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let records = format!(
        "RESET ROLE; INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/old');
         WITH other AS (INSERT INTO organisations (name) VALUES ('Another') RETURNING id)
         INSERT INTO import_runs (run_id, organisation_id, source_id, options, state, stage, started_by, started_at,
             updated_at, finished_at)
         SELECT 'run_' || lpad(to_hex(n), 12, '0'), CASE WHEN n > 60 THEN other.id ELSE {organisation} END, 1, '{{}}', 'done', 'finished', 'test',
             now(), now(), now()
         FROM generate_series(1, 4000) n, other;
         INSERT INTO legacy_records (organisation_id, source_id, name, kind, record_id, about, state, file_size,
             submission_id, seen_at)
         SELECT {organisation}, 1, 'submissions/' || submission_id || '.json', 'submission', submission_id, NULL,
             CASE WHEN id % 500 = 0 THEN 'quarantined' ELSE 'imported' END, 1, id, now() FROM submissions
         UNION ALL SELECT {organisation}, 1, 'jobs/' || job_id || '.json', 'job', job_id, submission_id, 'imported', 1,
             NULL, now() FROM submissions;
         ANALYZE; SET ROLE injaaz_app; SELECT pg_stat_force_next_flush()"
    );
    seeded.conn.batch_execute(&records).await.unwrap();
    let id = db::text(&seeded.url, "SELECT min(submission_id) FROM submissions").await;
    let name = format!("submissions/{id}.json");
    let table = "legacy_records";

    let before = seeded.scans().await;
    let known = legacy_records::known(&mut seeded.conn, organisation, 1, &[&name]).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_used(&seeded.used_since(&before).await, "legacy_records_source_id_name_key", table);

    let before = seeded.scans().await;
    assert_eq!(legacy_records::origins(&mut seeded.conn, organisation, &[&id]).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "legacy_records_record_id_idx", table);

    let before = seeded.scans().await;
    assert_eq!(legacy_records::jobs_about(&mut seeded.conn, organisation, &[&id]).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "legacy_records_about_idx", table);

    let before = seeded.scans().await;
    let waiting = legacy_records::waiting(&mut seeded.conn, organisation, "quarantined", 0, 50).await.unwrap();
    assert_eq!(waiting.len(), 40);
    assert_used(&seeded.used_since(&before).await, "legacy_records_desk_idx", table);

    let before = seeded.scans().await;
    assert_eq!(import_runs::newest(&mut seeded.conn, organisation, 50).await.unwrap().len(), 50);
    assert_used(&seeded.used_since(&before).await, "import_runs_newest_idx", "import_runs");

    let before = seeded.scans().await;
    let taken = imported::taken(&mut seeded.conn, organisation, &[&id], &["seed-000000000001"], &[]).await.unwrap();
    assert_eq!(taken.len(), 2);
    assert_used(&seeded.used_since(&before).await, "submissions_submission_id_key", "submissions");
}

#[tokio::test]
async fn the_photos_and_reports_of_old_records_come_from_indexes() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let history = format!(
        "RESET ROLE; INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/media');
         INSERT INTO legacy_records (organisation_id, source_id, name, kind, about, state, file_size, facts, seen_at)
         SELECT {organisation}, (SELECT max(id) FROM legacy_sources), 'jobs/' || n, 'job', submission_id, 'imported', 1,
             jsonb_build_object('reports', jsonb_build_array(
                 jsonb_build_object('format', 'report_pdf', 'file_name', 'HVAC_' || n || '.pdf'))), now()
         FROM (SELECT submission_id, row_number() OVER (ORDER BY id) AS n FROM submissions) s;
         INSERT INTO legacy_records (organisation_id, source_id, name, kind, state, file_size, seen_at, submission_id)
         SELECT {organisation}, (SELECT max(id) FROM legacy_sources), 'submissions/' || id, 'submission', 'imported', 1,
             now(), id FROM submissions;
         INSERT INTO legacy_media (organisation_id, submission_id, upload_id, file_type, field, position, reference, place,
             state, reason)
         SELECT {organisation}, id, 'upl_' || lpad(to_hex(n + 1000000), 20, '0'), 'photo', 'photos', 0, '{{}}', n || '.jpg',
             CASE WHEN n % 100 = 0 THEN 'remote' ELSE 'missing' END, NULL
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM submissions) s;
         ANALYZE legacy_records; ANALYZE legacy_media; SET ROLE injaaz_app; SELECT pg_stat_force_next_flush()"
    );
    seeded.conn.batch_execute(&history).await.unwrap();
    let submission = db::text(&seeded.url, "SELECT min(id)::text FROM submissions").await.parse().unwrap();
    let source = db::text(&seeded.url, "SELECT max(id)::text FROM legacy_sources").await.parse().unwrap();

    let before = seeded.scans().await;
    assert!(legacy_origins::of_submission(&mut seeded.conn, organisation, submission).await.unwrap().is_some());
    assert_used(&seeded.used_since(&before).await, "legacy_records_submission_id_idx", "legacy_records");

    let before = seeded.scans().await;
    assert_eq!(legacy_media::of_submission(&mut seeded.conn, organisation, submission).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "legacy_media_submission_id_idx", "legacy_media");

    let before = seeded.scans().await;
    assert_eq!(legacy_media::named(&mut seeded.conn, organisation, &["7.jpg", "none.jpg"]).await.unwrap(), ["7.jpg"]);
    assert_used(&seeded.used_since(&before).await, "legacy_media_place_idx", "legacy_media");

    let before = seeded.scans().await;
    assert_eq!(legacy_media::remote(&mut seeded.conn, organisation, 0, 20).await.unwrap().len(), 20);
    assert_used(&seeded.used_since(&before).await, "legacy_media_remote_idx", "legacy_media");

    let before = seeded.scans().await;
    let names = ["HVAC_7.pdf", "HVAC_none.pdf"];
    assert_eq!(legacy_reports::named(&mut seeded.conn, organisation, source, &names).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "legacy_records_reports_idx", "legacy_records");
}

#[tokio::test]
async fn every_index_of_the_phases_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rows = format!(
        "RESET ROLE; INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/phases');
         INSERT INTO legacy_records (organisation_id, source_id, name, kind, state, module, file_size, submission_id, seen_at)
         SELECT {organisation}, (SELECT max(id) FROM legacy_sources), 'submissions/' || submission_id, 'submission',
             'written', module, 1, id, now() FROM submissions;
         INSERT INTO old_store_outbox (submission_id, organisation_id, module, run_after, created_at)
         SELECT id, organisation_id, module, created_at, created_at FROM submissions;
         -- Somebody else has far more of these, and newer ones.
         INSERT INTO organisations (name) VALUES ('Others');
         INSERT INTO shadow_differences (organisation_id, module, submission_id, difference, found_at, settled_at,
             settled_by)
         SELECT CASE WHEN id % 50 = 0 THEN {organisation} ELSE o.other END, module, id, '[]', now(), now(), 'me'
         FROM submissions, LATERAL (SELECT max(id) AS other FROM organisations) o ORDER BY id % 50;
         INSERT INTO phase_changes (organisation_id, module, from_phase, to_phase, changed_at, changed_by, overridden,
             evidence)
         SELECT CASE WHEN n <= 300 THEN {organisation} ELSE o.other END, 'civil', 'files', 'dual', now(), 'me', false,
             '{{}}' FROM generate_series(1, 10000) n, LATERAL (SELECT max(id) AS other FROM organisations) o;
         ANALYZE; SET ROLE injaaz_app; SELECT pg_stat_force_next_flush()"
    );
    seeded.conn.batch_execute(&rows).await.unwrap();
    let submission = db::text(&seeded.url, "SELECT min(id)::text FROM submissions").await.parse().unwrap();
    let source = db::text(&seeded.url, "SELECT max(id)::text FROM legacy_sources").await.parse().unwrap();

    let before = seeded.scans().await;
    assert!(written_records::place(&mut seeded.conn, source, submission).await.unwrap().is_some());
    assert_used(&seeded.used_since(&before).await, "legacy_records_submission_id_idx", "legacy_records");

    let before = seeded.scans().await;
    let claimed = old_store_outbox::take(&mut seeded.conn, 32, NOW).await.unwrap();
    assert_eq!(claimed.len(), 32);
    assert_used(&seeded.used_since(&before).await, "old_store_outbox_run_after_idx", "old_store_outbox");

    let before = seeded.scans().await;
    assert_eq!(shadow_differences::newest(&mut seeded.conn, organisation, 50).await.unwrap().len(), 50);
    assert_used(&seeded.used_since(&before).await, "shadow_differences_newest_idx", "shadow_differences");

    let before = seeded.scans().await;
    assert_eq!(migration_phases::history(&mut seeded.conn, organisation, 200).await.unwrap().len(), 200);
    assert_used(&seeded.used_since(&before).await, "phase_changes_newest_idx", "phase_changes");
}

#[tokio::test]
async fn the_audit_log_is_read_and_sealed_through_indexes() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    // All rows of this test are in the default partition, whose indexes are named after their columns.
    let rows = format!(
        "INSERT INTO audit_logs (organisation_id, user_id, action, resource_type, resource_id, ip_address, created_at)
         SELECT {organisation}, 1 + n % 200, 'action.' || n % 100, 'thing', n, ('192.0.2.' || n % 200)::inet,
             '2023-01-01'::timestamptz + n * interval '1 minute'
         FROM generate_series(1, 20000) n; SELECT pg_stat_force_next_flush()"
    );
    seeded.conn.batch_execute("RESET ROLE").await.unwrap();
    seeded.conn.batch_execute(&rows).await.unwrap();
    seeded.conn.batch_execute("ANALYZE audit_logs; SET ROLE injaaz_app").await.unwrap();
    let user = [7];
    let after = Some((datetime!(2023-01-05 00:00 UTC), 7));
    let all = audit::list::Narrow::default;
    let cases = [
        // audit_logs_newest_idx
        (all(), "audit_logs_default_organisation_id_created_at_id_idx"),
        // audit_logs_user_idx
        (
            audit::list::Narrow { users: Some(&user), ..all() },
            "audit_logs_default_organisation_id_user_id_created_at_id_idx",
        ),
        // audit_logs_action_idx
        (
            audit::list::Narrow { action: Some("action.7"), ..all() },
            "audit_logs_default_organisation_id_action_created_at_id_idx",
        ),
        // audit_logs_ip_idx
        (
            audit::list::Narrow { ip: "192.0.2.7/32".parse().ok(), ..all() },
            "audit_logs_default_organisation_id_ip_address_created_at_id_idx",
        ),
        (
            audit::list::Narrow { resource_type: Some("thing"), resource_id: Some(70), ..all() },
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

#[tokio::test]
async fn every_index_of_people_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let rows = format!(
        "RESET ROLE; INSERT INTO users (email, password_hash) SELECT n || '@example.org', '' FROM generate_series(1, 5000) n;
         INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation}, id, 'viewer' FROM users;
         INSERT INTO sessions (token_hash, user_id, organisation_id, expires_at)
         SELECT sha256(email::bytea), id, {organisation}, now() + id * interval '1 minute' FROM users;
         INSERT INTO one_time_links (token_hash, kind, user_id, expires_at)
         SELECT sha256(email::bytea), 'reset', id, now() + id * interval '1 minute' FROM users;
         INSERT INTO sign_in_throttles (subject, failures, last_at, blocked_until)
         SELECT sha256(email::bytea), 1, now() + id * interval '1 minute', now() FROM users;
         ANALYZE users, memberships, sessions, one_time_links, sign_in_throttles;
         SET ROLE injaaz_app; SET injaaz.organisation = '0'"
    );
    seeded.conn.batch_execute(&rows).await.unwrap();
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
    assert!(sign_in_throttles::forget(&mut seeded.conn, now + Duration::minutes(10)).await.unwrap() > 0);
    assert_used(&seeded.used_since(&before).await, "sign_in_throttles_last_at_idx", "sign_in_throttles");

    let before = seeded.scans().await;
    assert!(invitations::forget(&mut seeded.conn, now + Duration::minutes(10)).await.unwrap() > 0);
    assert_used(&seeded.used_since(&before).await, "one_time_links_expires_at_idx", "one_time_links");
}

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
         SELECT {organisation}, id, md5(id::text), 'report_pdf', module, sha256(''), 1, now() FROM submissions;
         RESET ROLE; ANALYZE shared_links; ANALYZE shared_link_tries; ANALYZE report_versions; SET ROLE injaaz_app; SELECT pg_stat_force_next_flush()"
    );
    seeded.conn.batch_execute(&rest).await.unwrap();
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
    assert!(shared_links::take_try(&mut seeded.conn, organisation, link, None, &limits, NOW).await.unwrap().is_some());
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
         FROM generate_series(1, 100) n, organisations o, users u WHERE u.email = 'plans@example.org';
         ANALYZE; SELECT pg_stat_force_next_flush()";
    db::execute(&seeded.url, rows).await;
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

/// Two queries of each sign-in: the passkeys of a person, and their failed attempts.
#[tokio::test]
async fn factors_are_found_by_their_person() {
    let mut seeded = Seeded::new().await;
    let rows = "RESET ROLE;
         INSERT INTO users (email, password_hash) SELECT 'factor-' || n || '@example.org', '' FROM generate_series(1, 5000) n;
         INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, name, backed_up, created_at)
         SELECT id, sha256(id::text::bytea), '', 0, 'Key', false, now() FROM users;
         INSERT INTO factor_failures (user_id, session_id, failed_at)
         SELECT id, n, now() FROM users, generate_series(1, 3) n;
         ANALYZE; SET ROLE injaaz_app; SET injaaz.organisation = '0'; SELECT pg_stat_force_next_flush()";
    seeded.conn.batch_execute(rows).await.unwrap();
    let person = db::text(&seeded.url, "SELECT max(id)::text FROM users").await.parse().unwrap();

    let before = seeded.scans().await;
    assert_eq!(factors::passkeys::of_user(&mut seeded.conn, person).await.unwrap().len(), 1);
    assert_used(&seeded.used_since(&before).await, "passkeys_user_id_idx", "passkeys");

    let before = seeded.scans().await;
    assert_eq!(factors::failures::since(&mut seeded.conn, person, MIDDLE).await.unwrap().len(), 3);
    let used = seeded.used_since(&before).await;
    assert_used(&used, "factor_failures_user_id_failed_at_idx", "factor_failures");
}

fn assert_used(used: &[String], index: &str, table: &str) {
    assert!(used.iter().any(|name| name == index) && !used.contains(&format!("{table} *")), "{index}: {used:?}");
}

/// No query of ours uses these; the database uses them to find the rows that refer to a deleted row.
const FOR_FOREIGN_KEYS: &[&str] =
    &["jobs_submission_id_idx", "uploaded_files_pending_submission_id_idx", "factor_challenges_session_id_idx"];

/// A new index needs its query here.
#[tokio::test]
async fn no_index_is_without_a_query() {
    let query = "SELECT string_agg(indexname, ' ' ORDER BY indexname) FROM pg_indexes
        WHERE schemaname = 'public' AND indexdef NOT LIKE 'CREATE UNIQUE%' AND tablename NOT LIKE 'audit_logs\\_%'";
    let indexes = db::text(&db::fresh().await, query).await;
    let here = include_str!("plans.rs").replace("audit_logs_default_resource_", "audit_logs_resource_idx");
    let named = |index: &str| FOR_FOREIGN_KEYS.contains(&index) || here.contains(index);
    let forgotten: Vec<&str> = indexes.split(' ').filter(|index| !named(index)).collect();
    assert!(!indexes.is_empty() && forgotten.is_empty(), "{forgotten:?}");
}

/// The lists of background jobs, and the removal of ended ones.
#[tokio::test]
async fn ended_jobs_are_found_by_when_they_ended() {
    let mut seeded = Seeded::new().await;
    db::execute(
        &seeded.url,
        "INSERT INTO jobs (organisation_id, job_id, kind, payload, failed_at, failure)
         SELECT min(o.id), 'job_e' || lpad(n::text, 11, '0'), 'verify', '{}', now() - n * interval '1 minute', 'error'
         FROM organisations o, generate_series(1, 20000) n GROUP BY n; ANALYZE jobs",
    )
    .await;
    let before = seeded.scans().await;
    let ended = jobs::ended(&mut seeded.conn, Some(OffsetDateTime::now_utc() - Duration::days(13)), 50).await.unwrap();
    assert_eq!(ended.len(), 50);
    assert_used(&seeded.used_since(&before).await, "jobs_ended_idx", "jobs");

    let before = seeded.scans().await;
    let old = OffsetDateTime::now_utc() - Duration::days(13);
    let forgotten = jobs::forget_ended(&mut seeded.conn, &["verify"], old).await.unwrap();
    assert!((1_000..2_000).contains(&forgotten), "{forgotten}");
    assert_used(&seeded.used_since(&before).await, "jobs_ended_idx", "jobs");
}
