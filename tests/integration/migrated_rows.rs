//! Migrations that fill columns, run over the rows of the version before them, and reverted.

use crate::support::db;
use injaaz::store::migrations;

/// An empty database at the version before `version`.
async fn before(version: &str) -> (String, String) {
    let url = db::bare().await;
    let all = migrations::run(&url).await.unwrap();
    let at = all.iter().position(|one| one == version).unwrap_or_else(|| panic!("no version {version}"));
    let kept = all[at - 1].clone();
    migrations::revert_to(&url, &kept).await.unwrap();
    (url, kept)
}

/// A row of `submissions` at any of these versions.
fn submission(number: u32, status: &str, source: &str) -> String {
    format!(
        "INSERT INTO submissions (submission_id, organisation_id, module, form_version, language, site_name, site_key,
             form_data, words, item_count, photo_count, submission_key, content_hash, job_id, status, created_at_source)
         SELECT 'sub_{number:012}', min(id), 'civil', 1, 'en', 'Tower', 'tower', '{{}}', '', 0, 0, 'key-of-{number:08}',
             sha256(''), 'job_{number:012}', '{status}', '{source}' FROM organisations;"
    )
}

fn file(number: u32, submission: u32, file_type: &str) -> String {
    format!(
        "INSERT INTO uploaded_files (upload_id, organisation_id, submission_id, file_type, field, original_filename,
             content_type, file_size, sha256)
         SELECT 'upl_{number:020}', organisation_id, id, '{file_type}', 'x', 'x', 'x', 1, sha256('') FROM submissions
         WHERE submission_id = 'sub_{submission:012}';"
    )
}

const HOME: &str = "INSERT INTO organisations (name) VALUES ('Home'), ('Other');
    INSERT INTO form_versions (module, version, definition, sha256) VALUES ('civil', 1, 'text', sha256('text'));";

#[tokio::test]
async fn viewers_of_an_earlier_version_without_a_scope_are_listed_to_the_administrators() {
    let (url, kept) = before("20261128230000").await;
    db::execute(
        &url,
        &format!(
            "{HOME}
             INSERT INTO users (email, password_hash) SELECT 'person-' || n || '@example.org', '' FROM generate_series(1, 5) n;
             INSERT INTO memberships (organisation_id, user_id, role)
             SELECT o.id, u.id, v.role FROM (VALUES ('Home', 1, 'viewer'), ('Home', 2, 'viewer'), ('Home', 3, 'inspector'),
                 ('Other', 1, 'viewer'), ('Other', 4, 'administrator')) AS v (organisation, person, role)
             JOIN organisations o ON o.name = v.organisation JOIN users u ON u.email = 'person-' || v.person || '@example.org';
             INSERT INTO membership_scopes (organisation_id, membership_id, module)
             SELECT m.organisation_id, m.id, 'civil' FROM memberships m JOIN users u ON u.id = m.user_id
                 JOIN organisations o ON o.id = m.organisation_id
             WHERE (o.name, u.email) IN (('Home', 'person-2@example.org'), ('Other', 'person-1@example.org'))"
        ),
    )
    .await;
    let noted = "SELECT string_agg(concat_ws(' ', o.name, u.email), ', ' ORDER BY o.name, u.email) FROM memberships m
        JOIN users u ON u.id = m.user_id JOIN organisations o ON o.id = m.organisation_id WHERE m.scope_notice";
    for _ in 0..2 {
        migrations::run(&url).await.unwrap();
        assert_eq!(db::text(&url, noted).await, "Home person-1@example.org");
        assert_eq!(db::text(&url, "SELECT count(*)::text FROM memberships").await, "5");
        migrations::revert_to(&url, &kept).await.unwrap();
    }
    assert_eq!(db::text(&url, "SELECT count(*)::text FROM memberships").await, "5");
}

#[tokio::test]
async fn records_of_an_earlier_version_without_both_reports_are_marked() {
    let (url, kept) = before("20261128231500").await;
    let submissions = [
        (1, "completed", "server"),
        (2, "completed", "record"),
        (3, "completed", "job"),
        (4, "completed", "file"),
        (5, "failed", "record"),
        (6, "pending", "record"),
    ];
    let files =
        [(1, 3, "report_excel"), (2, 4, "report_excel"), (3, 4, "report_pdf"), (4, 2, "photo"), (5, 2, "signature")];
    let rows: String = submissions.map(|(number, status, source)| submission(number, status, source)).concat();
    let files: String = files.map(|(number, of, kind)| file(number, of, kind)).concat();
    db::execute(&url, &format!("{HOME}{rows}{files}")).await;
    let marked =
        "SELECT string_agg(right(submission_id, 1), ' ' ORDER BY submission_id) FROM submissions WHERE without_reports";
    let states = "SELECT string_agg(status, ' ' ORDER BY submission_id) FROM submissions";
    let before = db::text(&url, states).await;
    for _ in 0..2 {
        migrations::run(&url).await.unwrap();
        assert_eq!(db::text(&url, marked).await, "2 3");
        assert_eq!(db::text(&url, states).await, before);
        migrations::revert_to(&url, &kept).await.unwrap();
        assert_eq!(db::text(&url, states).await, before);
    }
}

#[tokio::test]
async fn rows_survive_the_loss_of_unused_columns_both_ways() {
    let (url, kept) = before("20261129106000").await;
    let rows = [submission(1, "completed", "server"), submission(2, "failed", "record")].concat();
    db::execute(&url, &format!("{HOME}{rows}UPDATE submissions SET row_version = 7")).await;
    let content =
        "SELECT md5(string_agg(concat_ws('|', submission_id, status, site_name, form_data, content_hash, job_id), ','
        ORDER BY id)) FROM submissions";
    let before = db::text(&url, content).await;
    migrations::run(&url).await.unwrap();
    assert_eq!(db::text(&url, content).await, before);
    assert_eq!(db::text(&url, "SELECT sum(missing_files)::text FROM submissions").await, "0");
    assert_eq!(db::text(&url, "SELECT definition FROM form_versions").await, "text");
    migrations::revert_to(&url, &kept).await.unwrap();
    assert_eq!(db::text(&url, content).await, before);
    assert_eq!(db::text(&url, "SELECT string_agg(row_version::text, ' ') FROM submissions").await, "1 1");
    assert_eq!(db::text(&url, "SELECT count(*)::text FROM form_versions WHERE organisation_id IS NULL").await, "1");
}
