//! The states of a report job from due to done.

use super::{KEY, claim, due, job_of, reports};
use crate::support::{
    app::{TestApp, hvac},
    db, pictures,
};
use injaaz::services::{jobs, make_report::make_report};
use rocket::http::{Accept, Status};
use serde_json::{Value, json};

#[rocket::async_test]
async fn a_job_runs_from_started_to_done() {
    let test = TestApp::new().await;
    let (id, job) = due(&test).await;
    let (status, started) = test.get_json(&job).await;
    let expected = json!({
        "job_id": job_of(&job), "submission_id": id, "state": "started", "progress": 0, "attempt": 1,
        "results": null, "error": null, "created_at": "2026-03-14T09:30:00Z", "started_at": null, "completed_at": null,
    });
    assert_eq!((status, started), (Status::Ok, expected));

    test.advance(time::Duration::minutes(1));
    let held = claim(&test).await.expect("a due job");
    let (_, running) = test.get_json(&job).await;
    assert_eq!((&running["state"], &running["progress"]), (&json!("running"), &json!(0)));
    assert_eq!(running["started_at"], "2026-03-14T09:31:00Z");
    assert!(claim(&test).await.is_none(), "no second claim");

    make_report(&test.app, &held, &id).await.unwrap_or_else(|problem| panic!("{problem:?}"));
    let (_, done) = test.get_json(&job).await;
    assert_eq!((&done["state"], &done["progress"], &done["error"]), (&json!("done"), &json!(100), &Value::Null));
    assert_eq!(done["completed_at"], "2026-03-14T09:31:00Z");
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(submission["reports"], done["results"]);
    let [excel, pdf] = reports(&test, &id).await;
    assert!(excel.starts_with(b"PK") && pdf.starts_with(b"%PDF-"));
    assert_eq!(test.files("reports").len(), 2);
    assert_eq!((test.count("jobs").await, test.count("audit_logs WHERE action = 'report.made'").await), (0, 1));
}

#[rocket::async_test]
async fn progress_never_goes_back() {
    let test = TestApp::new().await;
    let photos = (1..=6).fold(hvac(KEY), |form, seed| form.jpeg("items.0.photos", &pictures::jpeg(400, 300, seed)));
    let id = test.submit("hvac_mep", &photos).await;
    let job = test.sql("SELECT job_id FROM submissions").await.parse().expect("a job id");
    let watch = async {
        let mut seen = Vec::new();
        while seen.last() != Some(&100) {
            let status = jobs::status(&test.app, &test.actor(), &job).await.expect("a status");
            seen.push(status.progress);
        }
        seen
    };
    let (seen, ()) = tokio::join!(watch, test.run_jobs());
    assert!(seen.is_sorted(), "{seen:?}");
    reports(&test, &id).await;
}

#[rocket::async_test]
async fn a_report_without_one_of_its_photos_says_so() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac(KEY).jpeg("items.0.photos", &pictures::jpeg(64, 64, 1))).await;
    for name in test.files("uploads") {
        std::fs::remove_file(test.dir.path().join("uploads").join(name)).expect("a photo is lost");
    }
    test.run_jobs().await;
    let [_, pdf] = reports(&test, &id).await;
    let path = test.dir.path().join("report.pdf");
    std::fs::write(&path, pdf).expect("a file");
    let text = std::process::Command::new("pdftotext").arg(&path).arg("-").output().expect("pdftotext").stdout;
    let text = String::from_utf8_lossy(&text).to_lowercase();
    assert!(text.contains("marina tower") && text.contains("missing"), "{text}");
}

#[rocket::async_test]
async fn resources_of_others_are_not_found() {
    let test = TestApp::new().await;
    let (id, job) = due(&test).await;
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Another')").await;
    for table in ["submissions", "jobs"] {
        test.execute(&format!("UPDATE {table} SET organisation_id = (SELECT max(id) FROM organisations)")).await;
    }
    for address in [&job, &format!("{job}/events"), &format!("/submissions/{id}")] {
        assert_eq!(test.get_json(address).await.0, Status::NotFound, "{address}");
    }
    let retry = test.client.post(format!("{job}/retry")).header(Accept::JSON).dispatch().await;
    assert_eq!(retry.status(), Status::NotFound);
    let (_, listed) = test.get_json("/api/v1/submissions").await;
    assert_eq!(listed["submissions"], json!([]));
    test.run_jobs().await;
    assert_eq!(test.sql("SELECT status FROM submissions").await, "completed", "their reports are made");
}
