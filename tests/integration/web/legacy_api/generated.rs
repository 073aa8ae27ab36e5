//! `/generated/…` and jobs of the legacy app: old links to imported records.

use crate::{
    migration::old::{self, Old},
    support::app::{TestApp, hvac},
};
use injaaz::migration::phases;
use rocket::http::{Accept, ContentType, Status};
use serde_json::{Value, json};

/// A submission with its reports, and ledger rows as if the legacy app had made it.
async fn imported(test: &TestApp, key: &str, site: &str) -> String {
    let form = hvac(key).without("site_name").text("site_name", site);
    test.submit("hvac_mep", &form).await.to_string()
}

async fn ledger(test: &TestApp, name: &str, record: &str, about: &str, outcome: Value, reports: &[(&str, &str)]) {
    let reports: Vec<Value> =
        reports.iter().map(|(format, name)| json!({ "format": format, "file_name": name })).collect();
    let facts = json!({
        "job_id": record, "submission_id": about, "module": "hvac_mep", "outcome": outcome, "reports": reports,
        "created_at": "2025-12-02T01:14:25.5Z", "completed_at": null,
    });
    test.execute(&format!(
        "INSERT INTO legacy_sources (organisation_id, kind, place)
           SELECT min(id), 'folder', '/old' FROM organisations ON CONFLICT DO NOTHING;
         INSERT INTO legacy_records
           (organisation_id, source_id, name, kind, record_id, about, module, state, file_size, facts, seen_at)
           SELECT organisation_id, id, '{name}', 'job', '{record}', '{about}', 'hvac_mep', 'kept', 9, '{}', now()
           FROM legacy_sources",
        facts.to_string().replace('\'', "''")
    ))
    .await;
}

const BOTH: [(&str, &str); 2] =
    [("report_excel", "HVAC_MEP_برج_—_٣_20261121_011425.xlsx"), ("report_pdf", "HVAC_MEP_برج_—_٣_20261121_011425.pdf")];

async fn get<'c>(test: &'c TestApp, path: &str, accept: Accept) -> rocket::local::asynchronous::LocalResponse<'c> {
    test.client.get(path.to_owned()).header(accept).dispatch().await
}

#[rocket::async_test]
async fn an_old_link_downloads_the_report_of_its_submission() {
    let test = TestApp::new().await;
    let id = imported(&test, "generated-1", "Marina").await;
    ledger(&test, "jobs/a.json", "job_a5dfc6791e01", &id, json!("done"), &BOTH).await;
    for (_, name) in BOTH {
        let path = format!("/generated/{}", percent(name));
        let page = get(&test, &path, Accept::HTML).await;
        let leads_to = page.headers().get_one("Location");
        assert_eq!((page.status(), leads_to), (Status::Found, Some(format!("/submissions/{id}").as_str())));
        for script in [Accept::JSON, Accept::Any] {
            let answer = get(&test, &path, script).await;
            assert_eq!(answer.status(), Status::NotFound, "the report does not exist yet");
            assert!(answer.into_json::<Value>().await.is_some_and(|refusal| refusal["error"].is_string()));
        }
    }
    test.run_jobs().await;
    for (prefix, (kind, name)) in ["/generated", "/hvac-mep/generated"].iter().flat_map(|p| BOTH.map(|b| (p, b))) {
        let report = get(&test, &format!("{prefix}/{}", percent(name)), Accept::Any).await;
        assert_eq!(report.status(), Status::Ok, "{prefix} {name}");
        let disposition = report.headers().get_one("Content-Disposition").unwrap_or_default().to_owned();
        assert!(disposition.starts_with("attachment"), "{disposition}");
        let starts = if kind == "report_pdf" { &b"%PDF"[..] } else { b"PK" };
        assert!(report.into_bytes().await.is_some_and(|bytes| bytes.starts_with(starts)));
    }
    let opened = "SELECT count(*)::text FROM audit_logs WHERE action = 'report.opened'";
    assert_eq!(test.sql(opened).await, "4", "an old link is counted like any other");
    test.execute("UPDATE report_links SET revoked_at = now()").await;
    let path = format!("/generated/{}", percent(BOTH[1].1));
    assert_eq!(
        get(&test, &path, Accept::Any).await.status(),
        Status::NotFound,
        "a revoked report is unavailable at every address"
    );
}

#[rocket::async_test]
async fn an_ambiguous_report_name_is_not_found() {
    let test = TestApp::new().await;
    let (one, two) = (imported(&test, "generated-1", "A").await, imported(&test, "generated-2", "B").await);
    test.run_jobs().await;
    ledger(&test, "jobs/a.json", "job_a5dfc6791e01", &one, json!("done"), &BOTH).await;
    let path = format!("/generated/{}", percent(BOTH[1].1));
    assert_eq!(get(&test, &path, Accept::Any).await.status(), Status::Ok);
    ledger(&test, "jobs/b.json", "job_fbe5142fe399", &two, json!("done"), &BOTH).await;
    assert_eq!(get(&test, &path, Accept::HTML).await.status(), Status::NotFound);
}

#[rocket::async_test]
async fn another_organisation_sees_nothing_of_it() {
    let test = TestApp::new().await;
    let id = imported(&test, "generated-1", "Marina").await;
    ledger(&test, "jobs/a.json", "job_a5dfc6791e01", &id, json!("done"), &BOTH).await;
    test.execute(
        "INSERT INTO organisations (name) VALUES ('Another');
         UPDATE legacy_records SET organisation_id = (SELECT max(id) FROM organisations)",
    )
    .await;
    assert_eq!(
        get(&test, &format!("/generated/{}", percent(BOTH[0].1)), Accept::HTML).await.status(),
        Status::NotFound
    );
    assert_eq!(test.get_json("/hvac-mep/status/job_a5dfc6791e01").await.0, Status::NotFound);
}

#[rocket::async_test]
async fn a_job_that_only_the_ledger_knows_still_answers() {
    let test = TestApp::new().await;
    for (job, outcome, state) in [
        ("job_a5dfc6791e01", json!("done"), "done"),
        ("job_a5dfc6791e02", json!({ "failed": "[Errno 2] '/app/generated/x.xlsx'" }), "failed"),
        ("job_a5dfc6791e03", json!("unfinished"), "failed"),
        ("job_a5dfc6791e04", json!({ "unknown": "paused" }), "failed"),
    ] {
        ledger(&test, &format!("jobs/{job}.json"), job, "sub_063748aa9afe", outcome, &BOTH).await;
        let (status, answer) = test.get_json(&format!("/hvac-mep/status/{job}")).await;
        assert_eq!((status, &answer["state"]), (Status::Ok, &json!(state)), "{answer}");
        assert_eq!(answer["meta"], json!({ "module": "hvac_mep", "submission_id": "sub_063748aa9afe" }));
        assert_eq!(answer["created_at"], json!(1_764_638_065.5));
        match state {
            "done" => {
                let url = answer["results"]["pdf_url"].as_str().expect("a link");
                assert_eq!(url, format!("http://127.0.0.1:8000/generated/{}", percent(BOTH[1].1)));
            }
            _ => {
                let error = answer["results"]["error"].as_str().expect("a sentence");
                assert!(!error.contains("/app/"), "{error}");
            }
        }
    }
}

#[rocket::async_test]
async fn a_picture_is_shown_by_its_old_name_if_it_was_taken_over() {
    let test = TestApp::new().await;
    let photo = hvac("generated-1").jpeg("items.0.photos", &crate::support::pictures::jpeg(64, 64, 1));
    test.submit("hvac_mep", &photo).await;
    let upload = test.sql("SELECT upload_id FROM uploaded_files").await;
    let media = |name: &str, state: &str, id: &str| {
        let hash = if state == "shown" { "sha256('x')" } else { "NULL" };
        format!(
            "INSERT INTO legacy_media
               (organisation_id, submission_id, upload_id, file_type, field, position, reference, place, state, sha256)
             SELECT organisation_id, id, '{id}', 'photo', 'items.0.photos', 0, '{{}}', '{name}', '{state}', {hash}
             FROM submissions"
        )
    };
    test.execute(&media("IMG_0900_ae6eec50.jpg", "shown", &upload)).await;
    test.execute(&media("IMG_0910_2243d5b2.jpg", "missing", "upl_00000000000000000001")).await;
    for (name, status) in [
        ("IMG_0900_ae6eec50.jpg".to_owned(), Status::Ok),
        (format!("{upload}.jpg"), Status::Ok),
        ("IMG_0910_2243d5b2.jpg".to_owned(), Status::NotFound),
    ] {
        let shown = get(&test, &format!("/hvac-mep/generated/uploads/{name}"), Accept::Any).await;
        assert_eq!(shown.status(), status, "{name}");
    }
}

/// A job of the sample data whose reports have an Arabic name with an em dash.
const JOB: &str = "job_a5dfc6791e01";
const REPORT: &str = "HVAC_MEP_برج_الخليفة_—_الطابق_٣_20261121_011425";

#[rocket::async_test]
async fn a_whole_imported_store_answers_under_its_old_addresses() {
    let (test, old) = (TestApp::new().await, Old::sample());
    let (excel, pdf) = (format!("{REPORT}.xlsx"), format!("{REPORT}.pdf"));
    old.put(&excel, b"PK\x03\x04 the workbook that was downloaded then");
    old.put(&pdf, b"%PDF-1.4 the report that was printed then");
    old::import(&test, &old).await;

    let kept = get(&test, &format!("/generated/{}", percent(&pdf)), Accept::Any).await;
    assert_eq!(kept.status(), Status::Ok);
    assert_eq!(kept.into_bytes().await.as_deref(), Some(&b"%PDF-1.4 the report that was printed then"[..]));
    let (_, job) = test.get_json(&format!("/hvac-mep/status/{JOB}")).await;
    let url = job["results"]["excel_url"].as_str().and_then(|url| url.strip_prefix("http://127.0.0.1:8000"));
    let bytes = get(&test, url.expect("a link"), Accept::Any).await.into_bytes().await.expect("the workbook");
    assert!(bytes.ends_with(b"downloaded then"));

    let mut states = std::collections::BTreeMap::<String, u32>::new();
    for entry in std::fs::read_dir(old.path().join("jobs")).expect("jobs").flatten() {
        let id = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
        let (status, job) = test.get_json(&format!("/civil/status/{id}")).await;
        assert_eq!((status, &job["job_id"]), (Status::Ok, &json!(id)), "{job}");
        let text = job.to_string();
        assert!(!text.contains("example.test") && !text.contains("/app/"), "{text}");
        *states.entry(job["state"].as_str().expect("a state").to_owned()).or_default() += 1;
        for url in links(&job["results"]) {
            let path = url.strip_prefix("http://127.0.0.1:8000").expect("an address of ours").to_owned();
            let answer = get(&test, &path, Accept::HTML).await;
            // The legacy app lost most of its reports. Their names lead to the submission, or are not found if two
            // submissions share one.
            assert!(matches!(answer.status().code, 200 | 302 | 404), "{path} {}", answer.status());
        }
    }
    assert!(states["done"] > 40 && states["failed"] > 5 && states.len() == 2, "{states:?}");

    let picture = get(&test, "/hvac-mep/generated/uploads/IMG_0900_ae6eec50.jpg", Accept::Any).await;
    assert_eq!((picture.status(), picture.content_type()), (Status::Ok, Some(ContentType::JPEG)));
    let script = get(&test, "/hvac-mep/generated/uploads/x_4d04bbf3.svg", Accept::Any).await;
    assert_eq!(script.status(), Status::NotFound, "other files are never served");
}

/// All addresses in the results of a job, in each of its three shapes.
fn links(results: &Value) -> Vec<&str> {
    match results {
        Value::String(text) if text.starts_with("http") => vec![text],
        Value::Array(list) => list.iter().flat_map(links).collect(),
        Value::Object(map) => map.values().flat_map(links).collect(),
        _ => Vec::new(),
    }
}

#[rocket::async_test]
async fn a_job_that_was_never_imported_is_found_in_the_files() {
    let old = Old::of(2);
    let place = old.path().to_string_lossy().into_owned();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", &place)]).await;
    let path = format!("/hvac-mep/status/{}", old::job_id(1));
    assert_eq!(test.get_json(&path).await.0, Status::NotFound, "no phase uses the files");
    let module = "hvac_mep".parse().expect("a module");
    phases::enter(&test.app, &test.actor(), "test", &module).await.expect("the first phase");
    let (status, job) = test.get_json(&path).await;
    assert_eq!((status, &job["state"]), (Status::Ok, &json!("done")), "{job}");
    assert_eq!(job["meta"]["submission_id"], json!(old::id(1)));
    assert_eq!(test.count("submissions").await, 1, "only that submission");
    assert_eq!(test.get_json("/hvac-mep/status/job_00000000ffff").await.0, Status::NotFound);
}

fn percent(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
