//! Other sources, from the examples of `docs/mapping.md`: imported with a mapping, and shown on the page and in both
//! reports.

use super::old::{Old, canonical, listing, options, run};
use crate::support::app::TestApp;
use calamine::{Reader, Xlsx};
use injaaz::{
    domain::{
        lang::Lang,
        migration::{Counts, SourceKind},
        problem::Problem,
    },
    i18n::Texts,
    migration::import::{self, FinishedRun, Options},
};
use rocket::http::Status;
use rusqlite::Connection;
use std::{fs, io::Cursor, path::Path};

/// A copy of an example.
fn example(name: &str) -> Old {
    let old = Old::empty();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    for file in listing(&from).into_keys().filter(|file| from.join(file).is_file()) {
        old.put(&file, &fs::read(from.join(&file)).expect("a fixture"));
    }
    old
}

fn mongo() -> (Old, Options) {
    let old = example("mongo");
    let (place, mapping) = (old.path().join("inspections.json"), Some(old.path().join("inspections.toml")));
    let options = Options { kind: SourceKind::Mongo, mapping, ..options(&place, false) };
    (old, options)
}

fn sqlite() -> (Old, Options) {
    let old = example("sqlite");
    let place = old.path().join("surveys.sqlite");
    let made = Connection::open(&place).expect("a database");
    made.execute_batch(&fs::read_to_string(old.path().join("surveys.sql")).expect("a script")).expect("tables");
    let mapping = Some(old.path().join("surveys.toml"));
    let options = Options { kind: SourceKind::Sqlite, mapping, ..options(&place, false) };
    (old, options)
}

/// A dry run, a run, and a second run: the prediction is correct, the source is unchanged, and nothing is imported
/// twice.
async fn all_of(test: &TestApp, old: &Old, options: Options) -> FinishedRun {
    let before = listing(old.dir.path());
    let predicted = run(test, Options { dry_run: true, ..options.clone() }).await;
    let done = run(test, options.clone()).await;
    assert_eq!(predicted.view.by_kind, done.view.by_kind);
    let made = canonical(&test.url).await;
    let again = run(test, options).await.view.counts;
    assert_eq!(again, Counts { imported: 0, already_there: done.view.counts.imported, ..done.view.counts });
    assert_eq!(canonical(&test.url).await, made, "a second run changes something");
    assert_eq!(listing(old.dir.path()), before, "the source is only read");
    done
}

/// Columns of all submissions, ordered by site.
async fn submissions(test: &TestApp) -> String {
    test.sql(
        "SELECT string_agg(concat_ws('|', site_name, visit_date, status, created_at, created_at_source, item_count),
             E'\\n' ORDER BY created_at) FROM submissions",
    )
    .await
}

async fn media(test: &TestApp) -> String {
    test.sql(
        "SELECT string_agg(concat_ws(' ', field, state, reason, place), E'\\n' ORDER BY s.created_at, position)
         FROM legacy_media m JOIN submissions s ON s.id = m.submission_id",
    )
    .await
}

async fn id_of(test: &TestApp, site: &str) -> String {
    test.sql(&format!("SELECT submission_id FROM submissions WHERE site_name = '{site}'")).await
}

/// All cells of a report.
async fn workbook(test: &TestApp, id: &str) -> String {
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let url = submission["reports"]["excel_url"].as_str().expect("a link").to_owned();
    let bytes = test.get(&url).await.into_bytes().await.expect("a report");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.worksheets().into_iter();
    sheets.flat_map(|(_, range)| range.cells().map(|(_, _, cell)| format!("{cell}\n")).collect::<Vec<_>>()).collect()
}

#[rocket::async_test]
async fn a_mongodb_export_is_imported() {
    let test = TestApp::new().await;
    let (old, options) = mongo();
    let done = all_of(&test, &old, options).await;
    assert_eq!(done.view.counts, Counts { seen: 3, imported: 3, ..Counts::default() });
    let expected = "\
Zagrebačka 5, Split|2024-03-14|completed|2024-03-14 10:30:00+00|record|2
Marmontova 2, Split|2024-04-02|completed|2024-04-02 10:15:30.25+00|record|0
Riva 9|2024-05-02|failed|2024-05-02 07:00:00+00|record|1";
    assert_eq!(submissions(&test).await, expected);
    let expected = "\
tech_signature kept text/plain
items.0.photos shown boiler.png
items.0.photos remote https://photos.example/65f1/boiler-2.jpg
items.1.photos missing lost.jpg";
    assert_eq!(media(&test).await, expected);
    let names = "SELECT string_agg(name, ' ' ORDER BY name) FROM legacy_records WHERE kind = 'submission'";
    let expected = "65f1c0ffee0123456789ab01 65f1c0ffee0123456789ab02 65f1c0ffee0123456789ab03";
    assert_eq!(test.sql(names).await, expected);
    let lines: Vec<String> =
        fs::read_to_string(old.path().join("inspections.json")).unwrap().lines().map(str::to_owned).collect();
    let kept = "SELECT convert_from(content, 'UTF8') FROM legacy_records WHERE name LIKE '%ab02'";
    assert_eq!(test.sql(kept).await, lines[1], "the exact bytes of its line");
}

#[rocket::async_test]
async fn all_that_a_document_says_is_on_its_page_and_in_its_reports() {
    let test = TestApp::new().await;
    let (_old, options) = mongo();
    run(&test, options).await;
    let id = id_of(&test, "Zagrebačka 5, Split").await;
    let page = test.get(&format!("/submissions/{id}")).await.into_string().await.unwrap();
    for said in [
        "Additional answers of the legacy record",
        "Property · cadastre",
        "4711",
        "Findings 1 · pressure",
        "Gauge",
        "urgent",
        "On another host, not verified: https://photos.example/65f1/boiler-2.jpg",
        "This file is missing: the legacy store does not have it.",
        "Kept, but cannot be shown (text/plain)",
        "From the legacy store",
        "mapping property-inspections",
        "createdAt",
    ] {
        assert!(page.contains(said), "{said} is not on the page");
    }
    assert!(!page.contains("href=\"https://photos.example"), "an old address is not a link");
    let found = test.get("/submissions?q=cadastre4711").await.into_string().await.unwrap();
    assert!(!found.contains(&id));
    assert!(test.get("/submissions?q=urgent").await.into_string().await.unwrap().contains(&id));

    for _ in 0..2 {
        let answer = test.client.post(format!("/submissions/{id}/reports")).dispatch().await;
        assert_eq!(answer.status(), Status::SeeOther, "the second run changes nothing");
    }
    assert_eq!(test.sql("SELECT count(*)::text FROM audit_logs WHERE action = 'report.requested'").await, "1");
    test.run_jobs().await;
    let book = workbook(&test, &id).await;
    for said in
        ["Additional answers of the legacy record", "Property · cadastre", "4711", "Pressure too low", "Ana Kovač"]
    {
        assert!(book.contains(said), "{said} is not in the workbook:\n{book}");
    }
    for said in ["On another host, not verified: https://photos.example/65f1/boiler-2.jpg", "This file is missing"] {
        assert!(book.contains(said), "{said} is not in the workbook:\n{book}");
    }
    let again = test.client.post(format!("/submissions/{id}/reports")).dispatch().await;
    assert_eq!(again.status(), Status::SeeOther);
    assert_eq!(test.count("jobs WHERE failed_at IS NULL").await, 0, "existing reports are not made again");
}

#[rocket::async_test]
async fn a_line_that_cannot_be_read_waits_for_a_person() {
    let test = TestApp::new().await;
    let (old, options) = mongo();
    let path = old.path().join("inspections.json");
    let text = fs::read_to_string(&path).unwrap();
    let first = text.lines().next().unwrap();
    let odd = format!(
        "{text}\n{{\"_id\": \"x\", \"a\": 1, \"a\": 2}}\nnot JSON\n{{\"state\": \"closed\"}}\n{first}\n{{\"_id\": \"cut"
    );
    old.put("inspections.json", odd.as_bytes());
    let done = run(&test, options).await;
    assert_eq!(done.view.counts.seen, 8);
    assert!(done.view.counts.closes());
    let waiting = "SELECT string_agg(concat_ws(' ', name, reason), E'\\n' ORDER BY name) FROM legacy_records
        WHERE kind = 'submission' AND state = 'quarantined'";
    let expected = "~line 5 duplicate_key\n~line 6 syntax\n~line 7 bad_id\n~line 9 truncated";
    assert_eq!(test.sql(waiting).await, expected);
    // The same document again is the same submission.
    assert_eq!((done.view.counts.imported, done.view.counts.already_there), (3, 1));
}

#[rocket::async_test]
async fn an_sqlite_file_is_imported() {
    let test = TestApp::new().await;
    let (old, options) = sqlite();
    let done = all_of(&test, &old, options).await;
    assert_eq!(done.view.counts, Counts { seen: 3, imported: 3, ..Counts::default() });
    let expected = "\
Marina Tower|2024-03-14|completed|2024-03-14 11:20:00+00|record|2
برج الخليج|failed|2024-04-01 08:00:00+00|record|0
Marina Tower|2024-05-20|completed|2024-05-20 09:30:00+00|record|1";
    assert_eq!(submissions(&test).await, expected);
    let expected = "\
tech_signature kept application/octet-stream
items.0.photos shown crack.png
items.0.photos missing lost.png";
    assert_eq!(media(&test).await, expected);
    let further = "SELECT form_data ->> 'further' FROM submissions WHERE created_at = '2024-03-14 11:20:00Z'";
    let expected = r#"{"cost": "1250.5", "rating": "4", "project_id": "1", "answers.weather": "dry", "answers.access.keys": "3", "answers.access.roof": "true"}"#;
    assert_eq!(test.sql(further).await, expected);
    let as_text = "SELECT form_data #>> '{further,answers}' FROM submissions WHERE site_name = 'برج الخليج'";
    assert_eq!(test.sql(as_text).await, "no JSON");
    let names: Vec<String> =
        fs::read_dir(old.dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name.contains("-journal") || name.contains("-shm")), "{names:?}");
}

#[rocket::async_test]
async fn mapping_errors_are_reported_before_the_import() {
    let test = TestApp::new().await;
    let (old, by_mapping) = sqlite();
    let mapping = fs::read_to_string(old.path().join("surveys.toml")).unwrap();
    let refused = async |text: &str| {
        old.put("surveys.toml", text.as_bytes());
        match import::import_now(&test.app, &test.actor(), "test", by_mapping.clone(), &|_| {}).await {
            Err(problem @ Problem::Unsupported(_)) => Texts::of(Lang::EN).problem(&problem),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("taken: {text}"),
        }
    };
    for (from, to, expected) in [
        ("module = \"civil\"", "module = \"hats\"", "module: there is no form \"hats\""),
        ("FROM surveys s", "FROM survey s", "no such table: survey"),
        ("id = \"id\"", "id = \"number\"", "\"number\" is not a column of the rows; the columns are id, project_id"),
        ("defects = \"", "answers = \"", "two columns are called \"answers\""),
        ("FROM defects", "FROM faults", "rows.with.defects: the database says: no such table: faults"),
        ("[rows]", "[row]", "row: is not known here"),
        ("project_name = ", "projekt = ", "fields.projekt: the form has no such question"),
    ] {
        let sentence = refused(&mapping.replacen(from, to, 1)).await;
        assert!(sentence.contains(expected), "{to}: {sentence}");
    }
    // A journal beside the file contains changes that are not in the file.
    old.put("surveys.sqlite-wal", b"something");
    let sentence = refused(&mapping).await;
    assert!(sentence.contains("surveys.sqlite-wal has changes that are not in the database file yet"), "{sentence}");
    assert_eq!(test.count("legacy_records").await, 0);
    let without = Options { mapping: None, ..by_mapping.clone() };
    let answer = import::import_now(&test.app, &test.actor(), "test", without, &|_| {}).await;
    let sentence = |problem: Problem| Texts::of(Lang::EN).problem(&problem);
    assert!(answer.is_err_and(|problem| matches!(problem, Problem::Unsupported(_)) && sentence(problem).contains("--mapping")));
}
