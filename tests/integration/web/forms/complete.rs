//! Complete forms of each module: everything is stored as documented, and the receipt is correct.

use crate::support::{
    app::{TestApp, hvac},
    forms::{Complete, complete_civil, complete_cleaning, complete_hvac},
};
use rocket::http::{Accept, Status};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10";

#[rocket::async_test]
async fn every_answer_of_every_module_is_stored_as_documented() {
    let test = TestApp::new().await;
    for complete in [complete_hvac("key-hvac"), complete_civil("key-civil"), complete_cleaning("key-cleaning")] {
        let module = complete.module;
        let (status, receipt) = test.post_json(&format!("/forms/{module}"), &complete.form).await;
        assert_eq!(status, Status::Created, "{receipt}");
        receipt_is_true(&receipt, &complete);

        let id = receipt["submission_id"].as_str().expect("an id");
        let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
        let numbered = receipt["files"].as_array().expect("files").iter().enumerate();
        let stored = numbered.fold(submission["form_data"].to_string(), |json, (number, file)| {
            json.replace(file["upload_id"].as_str().expect("an id"), &format!("file {number}"))
        });
        assert_eq!(serde_json::from_str::<Value>(&stored).expect("JSON"), complete.stored, "{module}");
        assert_eq!(submission["content_hash"], receipt["content_hash"]);
        assert_eq!(submission["job_id"], receipt["job_id"]);
        assert_eq!((&submission["status"], &submission["reports"]), (&json!("pending"), &Value::Null));
        assert_eq!(submission["created_at"], "2026-03-14T09:30:00Z");

        let (site, day, items, photos) = complete.columns;
        assert_eq!((&submission["site_name"], &submission["visit_date"]), (&json!(site), &json!(day)));
        let columns = "concat_ws('|', module, form_version, language, site_name, visit_date, item_count, photo_count)";
        let row = test.sql(&format!("SELECT {columns} FROM submissions WHERE submission_id = '{id}'")).await;
        let version = if module == "hvac_mep" { 1 } else { 2 };
        assert_eq!(row, format!("{module}|{version}|en|{site}|{day}|{items}|{photos}"));
    }
    assert_eq!(test.count("audit_logs WHERE action = 'submission.created'").await, 3);
    assert_eq!(test.count("jobs WHERE attempts = 0 AND failed_at IS NULL").await, 3);
    assert_eq!(test.count("uploaded_files WHERE submission_id IS NULL").await, 0);
}

/// Asserts that names, sizes and hashes equal those of the sent bytes.
fn receipt_is_true(receipt: &Value, complete: &Complete) {
    let sent: Vec<Value> = (complete.files.iter())
        .map(|(name, bytes)| json!([name, bytes.len(), hex::encode(Sha256::digest(bytes))]))
        .collect();
    let confirmed = receipt["files"].as_array().expect("files").iter();
    let confirmed: Vec<Value> = confirmed.map(|file| json!([file["name"], file["size"], file["sha256"]])).collect();
    assert_eq!(confirmed, sent, "{}", complete.module);
    assert_eq!(receipt["content_hash"].as_str().map(str::len), Some(64));
    assert_eq!(receipt["created_at"], "2026-03-14T09:30:00Z");
    let id = receipt["submission_id"].as_str().expect("an id");
    assert!(id.len() == 16 && id.starts_with("sub_"), "{id}");
    assert_eq!(receipt["url"], format!("/submissions/{id}"));
}

#[rocket::async_test]
async fn words_of_every_answer_are_kept_for_search() {
    let test = TestApp::new().await;
    test.submit("civil", &complete_civil(KEY).form).await;
    let words = test.sql("SELECT array_to_string(tsvector_to_array(words), ' ') FROM submissions").await;
    let words: Vec<&str> = words.split(' ').collect();
    for word in ["#civil", "~202602", "@برج", "@النخيل", "waterproofing", "membrane", "emaar", "laila", "manager", "12"]
    {
        assert!(words.contains(&word), "{word} of {words:?}");
    }
    assert!(!words.iter().any(|word| word.starts_with("upl")), "search terms contain no ids: {words:?}");
}

#[rocket::async_test]
async fn a_browser_is_led_to_its_submission() {
    let test = TestApp::new().await;
    let answer = test.post("/forms/hvac_mep", &hvac(KEY), Accept::HTML).await;
    assert_eq!(answer.status(), Status::SeeOther);
    let to = answer.headers().get_one("Location").expect("an address").to_owned();
    let page = test.get(&to).await;
    assert_eq!(page.status(), Status::Ok);
    assert!(page.into_string().await.is_some_and(|page| page.contains("Marina Tower")));
}

#[rocket::async_test]
async fn the_language_of_the_form_is_the_language_of_its_reports() {
    let test = TestApp::new().await;
    let (status, receipt) = test.post_json("/forms/cleaning?lang=ar", &complete_cleaning(KEY).form).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(test.sql("SELECT language FROM submissions").await, "ar");
    test.run_jobs().await;
    let url = format!("/submissions/{}", receipt["submission_id"].as_str().expect("an id"));
    let (_, submission) = test.get_json(&url).await;
    let pdf = test.get(submission["reports"]["pdf_url"].as_str().expect("a link")).await;
    let name = pdf.headers().get_one("Content-Disposition").expect("a name").to_owned();
    // "التنظيف", the short name of the module in Arabic.
    assert!(name.contains("filename*=UTF-8''") && name.contains("%D8%A7%D9%84%D8%AA"), "{name}");
}
