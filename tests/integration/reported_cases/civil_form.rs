//! A civil form in phase `dual`: the legacy app can make its report, and finds the reports that were made here.

use crate::support::{app::TestApp, forms::complete_civil};
use injaaz::migration::{legacy_store, phases};
use serde_json::Value;
use std::{fs, path::Path};

const REASON: &str = "a test overrides the gates";

fn read(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).expect("JSON")
}

#[rocket::async_test]
async fn the_legacy_app_can_report_on_a_civil_form() {
    let old = tempfile::Builder::new().prefix("injaaz-old-").tempdir_in("/tmp").expect("a folder");
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", old.path().to_str().expect("UTF-8"))]).await;
    let civil = "civil".parse().expect("a module");
    phases::enter(&test.app, &test.actor(), "test", &civil).await.expect("the first phase");
    phases::forward(&test.app, &test.actor(), "test", &civil, Some(REASON)).await.expect("a step forward");
    // The drawn signature of one, the typed signature of the other, and a second row.
    let form =
        complete_civil("reported-civil").form.text("items.1.work_desc", "Painting").text("items.1.work_qty", "7");
    let id = test.submit("civil", &form).await;
    legacy_store::drain(&test.app, i64::MAX).await.expect("the outbox");
    test.run_jobs().await;
    legacy_store::drain(&test.app, i64::MAX).await.expect("the outbox");

    let record = read(&old.path().join(format!("submissions/{id}.json")));
    let fields = &record["fields"];
    let signature = fields["tech_signature"].as_str().unwrap_or_default();
    assert!(signature.starts_with("data:image/png;base64,"), "mig-civil-signature: {signature}");
    for (name, rows) in [
        ("work_desc[]", ["Waterproofing", "Painting"]),
        ("work_qty[]", ["12.5", "7"]),
        ("material[]", ["Membrane", ""]),
        ("price[]", ["1500.75", ""]),
        ("labour[]", ["2 x 8 h", ""]),
    ] {
        let found = fields[name].as_array().unwrap_or_else(|| panic!("mig-civil-signature: {name}: {fields}"));
        let texts: Vec<String> =
            found.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect();
        assert_eq!(texts, rows, "mig-civil-signature: {name}");
    }

    let job = test.sql(&format!("SELECT job_id FROM submissions WHERE submission_id = '{id}'")).await;
    let job = read(&old.path().join(format!("jobs/{job}.json")));
    assert_eq!(job["state"], "done", "mig-report-links: {job}");
    let mut urls = Vec::new();
    urls_in(&job["results"], &mut urls);
    assert_eq!(urls.len(), 2, "mig-report-links: {job}");
    for url in urls {
        let name = url.rsplit('/').next().unwrap_or_default();
        assert!(old.path().join(name).is_file(), "mig-report-links: {name} is not in the root of the legacy store");
    }
}

/// The addresses in a value, whether it is a list or an object.
fn urls_in(value: &Value, urls: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains("/generated/") => urls.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| urls_in(one, urls)),
        Value::Object(all) => all.values().for_each(|one| urls_in(one, urls)),
        _ => {}
    }
}
