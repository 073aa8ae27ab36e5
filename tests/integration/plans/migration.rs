//! The indexes of the migration: verifies, archives, the importer, old records and phases.

use super::{NOW, Seeded, assert_used};
use crate::support::db;
use injaaz::store::{
    legacy_media, legacy_origins,
    migration::{
        gates, import_runs, imported, legacy_records, legacy_reports, migration_phases, old_store_outbox,
        shadow_differences, verify_runs, written_records,
    },
};

#[tokio::test]
async fn the_newest_verify_and_the_archives_of_a_module_come_from_an_index() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    // A year of nightly verifies, also of many other organisations.
    let rows = format!(
        "INSERT INTO organisations (name) SELECT 'Other ' || n FROM generate_series(1, 50) n;
         INSERT INTO verify_runs (organisation_id, module, started_at, finished_at, started_by, checked, bad_count, bad,
             merkle_root, manifest)
         SELECT o.id, (ARRAY[NULL, 'civil', 'hvac_mep'])[1 + n % 3], now(), now(), 'a test', 1, 0, '[]', sha256(''), 'a'
         FROM generate_series(1, 300) n, organisations o;
         INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/old');
         INSERT INTO archives (organisation_id, source_id, module, file_name, sha256, merkle_root, file_count, state,
             created_at, created_by)
         SELECT organisation_id, id, CASE WHEN n % 100 = 0 THEN 'civil' ELSE 'hvac_mep' END, n || '.tar.gz', sha256(''),
             sha256(''), 1, 'verified', now(), 'a test' FROM generate_series(1, 5000) n, legacy_sources"
    );
    seeded.add(&rows).await;

    let before = seeded.scans().await;
    assert!(verify_runs::latest(&mut seeded.conn, organisation, Some("civil")).await.unwrap().is_some());
    assert_used(&seeded.used_since(&before).await, "verify_runs_newest_idx", "verify_runs");

    let before = seeded.scans().await;
    assert!(!gates::archives(&mut seeded.conn, organisation, "civil").await.unwrap().is_empty());
    assert_used(&seeded.used_since(&before).await, "archives_module_idx", "archives");
}

#[tokio::test]
async fn every_index_of_the_importer_has_its_query() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let records = format!(
        "INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/old');
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
             NULL, now() FROM submissions"
    );
    seeded.add(&records).await;
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
    let taken = imported::used_ids(&mut seeded.conn, organisation, &[&id], &["seed-000000000001"], &[]).await.unwrap();
    assert_eq!(taken.len(), 2);
    assert_used(&seeded.used_since(&before).await, "submissions_submission_id_key", "submissions");
}

#[tokio::test]
async fn the_photos_and_reports_of_old_records_come_from_indexes() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let history = format!(
        "INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/media');
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
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM submissions) s"
    );
    seeded.add(&history).await;
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
        "INSERT INTO legacy_sources (organisation_id, kind, place) VALUES ({organisation}, 'folder', '/phases');
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
             '{{}}' FROM generate_series(1, 10000) n, LATERAL (SELECT max(id) AS other FROM organisations) o"
    );
    seeded.add(&rows).await;
    let submission = db::text(&seeded.url, "SELECT min(id)::text FROM submissions").await.parse().unwrap();
    let source = db::text(&seeded.url, "SELECT max(id)::text FROM legacy_sources").await.parse().unwrap();

    let before = seeded.scans().await;
    assert!(written_records::location(&mut seeded.conn, source, submission).await.unwrap().is_some());
    assert_used(&seeded.used_since(&before).await, "legacy_records_submission_id_idx", "legacy_records");

    let before = seeded.scans().await;
    let claimed = old_store_outbox::claim(&mut seeded.conn, 32, NOW).await.unwrap();
    assert_eq!(claimed.len(), 32);
    assert_used(&seeded.used_since(&before).await, "old_store_outbox_run_after_idx", "old_store_outbox");

    let before = seeded.scans().await;
    assert_eq!(shadow_differences::newest(&mut seeded.conn, organisation, 50).await.unwrap().len(), 50);
    assert_used(&seeded.used_since(&before).await, "shadow_differences_newest_idx", "shadow_differences");

    let before = seeded.scans().await;
    assert_eq!(migration_phases::history(&mut seeded.conn, organisation, 200).await.unwrap().len(), 200);
    assert_used(&seeded.used_since(&before).await, "phase_changes_newest_idx", "phase_changes");
}
