//! Each index has a query that needs it. The tests run the app's own queries on 20,000 submissions. The statistics of
//! the database show which index was used, so no query is duplicated here.

mod absences;
mod actions;
mod audit_log;
mod background_jobs;
mod links;
mod migration;
mod notifications;
mod people;
mod review;
mod sites;
mod webhooks;

use crate::support::db;
use diesel_async::SimpleAsyncConnection;
use injaaz::{
    domain::{
        access::{Scope, SubmissionScope},
        ids::ModuleSlug,
        submission::Status,
    },
    store::{
        audit, jobs,
        list::{self, ListFilter, order::PageCursor},
        overview,
        pool::{self, Connection, PgPool, TenantScope},
        seed, uploads,
    },
};
use std::collections::BTreeMap;
use time::{
    Date, Duration, OffsetDateTime,
    macros::{date, datetime},
};
use tokio::sync::OnceCell;

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
    /// A copy of the database that the first of these tests fills.
    async fn new() -> Seeded {
        static FILLED: OnceCell<(String, i64)> = OnceCell::const_new();
        let (filled, organisation) = FILLED.get_or_init(fill).await;
        let url = db::copy(db::idle(filled).await).await;
        let pool = PgPool::open(&url, 2).await.unwrap();
        let conn = pool.connection(TenantScope::Tenant(*organisation)).await.unwrap();
        Seeded { url, conn, organisation: *organisation }
    }

    /// Adds rows, without the time limit for statements that the app has, and counts them in the statistics for the
    /// planner. Its own scans are counted before it returns, and not while a test observes another query.
    async fn add(&self, rows: &str) {
        db::execute(&self.url, &format!("{rows}; SELECT pg_stat_force_next_flush()")).await;
        db::execute(&self.url, "ANALYZE; SELECT pg_stat_force_next_flush()").await;
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

    async fn page(&mut self, narrow: &ListFilter<'_>, place: &PageCursor) -> Vec<String> {
        let before = self.scans().await;
        let rows = list::page(&mut self.conn, self.organisation, narrow, place, 51).await.unwrap();
        assert!(!rows.is_empty(), "{narrow:?} {place:?}: the query must find rows");
        self.used_since(&before).await
    }
}

/// Fills a database; its URL, and its organisation.
async fn fill() -> (String, i64) {
    let url = db::fresh_for_all().await;
    let organisation = db::text(&url, "INSERT INTO organisations (name) VALUES ('Plans') RETURNING id::text").await;
    let organisation = organisation.parse().unwrap();
    db::execute(
        &url,
        "INSERT INTO form_versions (module, version, definition, sha256)
         SELECT m, 1, '', sha256('') FROM unnest(ARRAY['civil', 'cleaning', 'hvac_mep']) m",
    )
    .await;
    let pool = PgPool::open(&url, 1).await.unwrap();
    let mut conn = pool.detached_connection(TenantScope::Tenant(organisation)).await.unwrap();
    pool::without_time_limit(&mut conn).await.unwrap();
    let forms = ["civil", "cleaning", "hvac_mep"].map(|module| (slug(module), 1));
    seed::submissions(&mut conn, organisation, &forms, 1, 20_000, 20_000, TODAY).await.unwrap();
    drop((conn, pool));
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
         UPDATE submissions SET user_id = (SELECT min(id) FROM users) WHERE id % 200 = 0"
    );
    db::execute(&url, &rest).await;
    db::execute(&url, "ANALYZE").await;
    (url, organisation)
}

#[tokio::test]
async fn every_page_of_the_list_comes_from_an_index() {
    let mut seeded = Seeded::new().await;
    let rare = "SELECT format('%L:*', right(form_data->'items'->0->>'brand', 6)) FROM submissions LIMIT 1";
    let rare = db::text(&seeded.url, rare).await;
    let all = ListFilter::default();
    let civil = slug("civil");
    let civil = ListFilter { module: Some(&civil), ..ListFilter::default() };
    let failed = ListFilter { statuses: &[Status::Failed], ..ListFilter::default() };
    let words = |words: &str| ListFilter { words: Some(words.to_owned()), ..ListFilter::default() };
    let dates = ListFilter { from: Some(TODAY - Duration::days(30)), to: Some(TODAY), ..ListFilter::default() };
    let person = db::text(&seeded.url, "SELECT min(id)::text FROM users").await.parse().ok();
    let site = db::text(&seeded.url, "SELECT min(site_key) FROM submissions").await;
    let own = SubmissionScope::Within { own: person, scopes: vec![Scope { module: None, site_key: Some(site) }] };
    let own = ListFilter { reach: Some(&own), ..ListFilter::default() };
    let last = || Some((MIDDLE, 7));
    let day = || Some((MIDDLE.date(), 7));
    let (newest, by_module, by_visit, by_site, by_words) = (
        "submissions_newest_idx",
        "submissions_module_newest_idx",
        "submissions_visit_idx",
        "submissions_site_idx",
        "submissions_words_idx",
    );
    seeded.add("UPDATE submissions SET without_reports = true WHERE id % 100 = 1").await;
    let bare = ListFilter { without_reports: Some(true), statuses: &[Status::Completed], ..ListFilter::default() };
    // Most have passed; few have a low score.
    let scores = "UPDATE submissions SET score_percent = 60 + id % 41, has_passed = id % 100 <> 2 WHERE id % 10 = 2;
        UPDATE submissions SET score_percent = 5 WHERE id % 1000 = 2";
    seeded.add(scores).await;
    let (by_score, by_result) = ("submissions_score_idx", "submissions_result_idx");
    let below = ListFilter { score_below: Some(10), ..ListFilter::default() };
    let not_passed = ListFilter { has_passed: Some(false), ..ListFilter::default() };
    for (narrow, place, index) in [
        (&all, PageCursor::ScoreLowest(None), by_score),
        (&all, PageCursor::ScoreLowest(Some((70, 7))), by_score),
        (&all, PageCursor::ScoreHighest(None), by_score),
        (&all, PageCursor::ScoreHighest(Some((70, 7))), by_score),
        (&below, PageCursor::ScoreLowest(None), by_score),
        (&below, PageCursor::Newest(None), by_score),
        (&not_passed, PageCursor::Newest(None), by_result),
        (&not_passed, PageCursor::ScoreLowest(None), by_result),
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
}

/// The charts of the home page read a range of days along an index, whatever the member may see.
#[tokio::test]
async fn the_overview_reads_only_its_days() {
    let mut seeded = Seeded::new().await;
    // The names of members only are visible.
    seeded
        .add("INSERT INTO memberships (organisation_id, user_id, role) SELECT o.id, u.id, 'inspector' FROM organisations o, users u")
        .await;
    let first = TODAY - Duration::days(29);
    let starts: Vec<_> = (0..30).map(|day| (first + Duration::days(day)).midnight().assume_utc()).collect();
    let person = db::text(&seeded.url, "SELECT min(id)::text FROM users").await.parse().ok();
    let own =
        SubmissionScope::Within { own: person, scopes: vec![Scope { module: Some(slug("civil")), site_key: None }] };
    for (reach, found) in [(SubmissionScope::Everything, 250..400), (own, 80..150)] {
        let before = seeded.scans().await;
        let rows = overview::of(&mut seeded.conn, seeded.organisation, first, &starts, &reach).await.unwrap();
        let used = seeded.used_since(&before).await;
        let indexes = ["submissions_newest_idx", "submissions_module_newest_idx"];
        let along = used.iter().any(|name| indexes.contains(&name.as_str()));
        assert!(along && !used.contains(&"submissions *".to_owned()), "{reach:?} used {used:?}");
        let sum = |part: &str| rows.iter().filter(|row| row.part == part).map(|row| row.n).sum::<i64>();
        assert!(found.contains(&sum("day")), "{reach:?}: {} inspections", sum("day"));
        assert!(rows.iter().all(|row| row.part != "day" || (1..=30).contains(&row.number)), "{rows:?}");
        assert_eq!(sum("wait"), sum("day"), "each has a visit date");
        let names = |part: &str| rows.iter().filter(|row| row.part == part).count();
        assert_eq!((names("person"), names("site")), (1, 5));
    }
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
        WHERE schemaname = 'public' AND indexdef NOT LIKE 'CREATE UNIQUE%' AND tablename NOT LIKE 'audit_logs\\_%'
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'x' AND conindid = indexname::regclass)";
    let indexes = db::text(&db::fresh().await, query).await;
    let here = concat!(
        include_str!("plans.rs"),
        include_str!("plans/absences.rs"),
        include_str!("plans/actions.rs"),
        include_str!("plans/review.rs"),
        include_str!("plans/sites.rs"),
        include_str!("plans/audit_log.rs"),
        include_str!("plans/background_jobs.rs"),
        include_str!("plans/links.rs"),
        include_str!("plans/migration.rs"),
        include_str!("plans/notifications.rs"),
        include_str!("plans/people.rs"),
        include_str!("plans/webhooks.rs")
    )
    .replace("audit_logs_default_resource_", "audit_logs_resource_idx");
    let named = |index: &str| FOR_FOREIGN_KEYS.contains(&index) || here.contains(index);
    let forgotten: Vec<&str> = indexes.split(' ').filter(|index| !named(index)).collect();
    assert!(!indexes.is_empty() && forgotten.is_empty(), "{forgotten:?}");
}
