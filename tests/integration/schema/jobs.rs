//! Jobs of the version before are converted to the common table and back.

use crate::support::db;
use injaaz::store::migrations;

/// Jobs of every state, and import runs, converted to the common table and back.
#[tokio::test]
async fn jobs_are_converted_from_the_previous_schema_and_back() {
    let url = db::bare().await;
    let all = migrations::run(&url).await.unwrap();
    let at = all.iter().position(|version| version == "20261128110000").expect("the version that creates jobs");
    migrations::revert_to(&url, &all[at - 1]).await.unwrap();
    db::execute(
        &url,
        "INSERT INTO organisations (name) VALUES ('Home');
         INSERT INTO due_work (organisation_id, job_id, payload, attempts, failed_at, failure)
         SELECT min(o.id), job_id, payload::jsonb, attempts, failed_at::timestamptz, failure FROM organisations o, (VALUES
             ('job_000000000001', '{\"kind\": \"make_report\", \"submission_id\": \"sub_000000000001\"}', 1, NULL, NULL),
             ('job_000000000002', '{\"kind\": \"export_person\", \"request_id\": \"prv_1\"}', 0, NULL, NULL),
             ('job_000000000003', '{\"kind\": \"erase_person\", \"request_id\": \"prv_2\"}', 3, '2026-01-01', 'error'))
             AS v (job_id, payload, attempts, failed_at, failure) GROUP BY job_id, payload, attempts, failed_at, failure;
         INSERT INTO legacy_sources (organisation_id, kind, place) SELECT min(id), 'folder', '/old' FROM organisations;
         INSERT INTO import_runs (run_id, organisation_id, source_id, options, state, stage, started_by, started_at,
             updated_at, finished_at, lease_token, leased_until)
         SELECT 'run_00000000000' || n, s.organisation_id, s.id, '{}', state, 'jobs', 'x', now(), now(),
             CASE WHEN state = 'done' THEN now() END, CASE WHEN state = 'running' THEN 'token' END,
             CASE WHEN state = 'running' THEN now() END
         FROM legacy_sources s, (VALUES (1, 'running'), (2, 'paused'), (3, 'done')) AS v (n, state)",
    )
    .await;
    let before =
        "SELECT string_agg(concat_ws('|', job_id, payload, attempts, failed_at, failure), E'\\n' ORDER BY job_id)
        FROM due_work";
    let filled = db::text(&url, before).await;
    migrations::run(&url).await.unwrap();
    let jobs = "SELECT string_agg(concat_ws(' ', kind, payload, unique_key, control, attempts, failure), E'\\n'
        ORDER BY kind, unique_key) FROM jobs";
    let expected = "\
erase_person {\"request_id\": \"prv_2\"} 3 error
export_person {\"request_id\": \"prv_1\"} 0
import {\"run_id\": \"run_000000000001\"} run_000000000001 0
import {\"run_id\": \"run_000000000002\"} run_000000000002 pause 0
make_report {\"submission_id\": \"sub_000000000001\"} 1";
    assert_eq!(db::text(&url, jobs).await, expected);
    let ids = "SELECT bool_and(job_id ~ '^job_[0-9a-f]{12}$')::text FROM jobs";
    assert_eq!(db::text(&url, ids).await, "true");
    // What the previous version does not know is dropped; the rest is unchanged.
    db::execute(
        &url,
        "INSERT INTO jobs (job_id, kind, payload) VALUES ('job_00000000000a', 'send_email', '{}');
         INSERT INTO jobs (job_id, kind, payload, finished_at) VALUES ('job_00000000000b', 'verify', '{}', now());
         UPDATE jobs SET failure = 'refused', failed_at = '2026-01-01' WHERE job_id = 'job_000000000003'",
    )
    .await;
    migrations::revert_to(&url, &all[at - 1]).await.unwrap();
    assert_eq!(db::text(&url, before).await, filled);
    let runs = "SELECT string_agg(state, ' ' ORDER BY run_id) FROM import_runs WHERE lease_token IS NULL";
    assert_eq!(db::text(&url, runs).await, "running paused done");
    migrations::run(&url).await.unwrap();
    assert_eq!(db::text(&url, jobs).await, expected);
}
