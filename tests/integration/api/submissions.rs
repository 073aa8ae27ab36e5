//! Submitting and reading through the API, from the upload of a photo to the report.

use super::{ALL, Program, fields, form};
use crate::support::{
    app::{Multipart, TestApp},
    db, pictures,
};
use rocket::http::{ContentType, Status};
use serde_json::{Value, json};

#[rocket::async_test]
async fn a_form_is_submitted_and_reported() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "inspector", ALL).await;
    let (status, forms) = program.get("/api/v1/forms").await;
    assert_eq!((status, forms["forms"].as_array().map(Vec::len)), (Status::Ok, Some(3)));
    let (_, shape) = program.get("/api/v1/forms/hvac_mep").await;
    assert_eq!(shape["site_field"], "site_name");
    assert!(shape["trees"].as_object().is_some_and(|trees| !trees.is_empty()));

    let jpeg = pictures::jpeg(400, 300, 1);
    let path = "/api/v1/uploads?field=items.0.photos&name=pump.jpg";
    let (status, photo) = program.send(path, ContentType::JPEG, &jpeg).await;
    assert_eq!((status, &photo["size"], &photo["name"]), (Status::Created, &json!(jpeg.len()), &json!("pump.jpg")));
    let mut filled = form("api-key-1", "Marina Tower");
    filled["form_data"]["items"][0]["photos"] = json!([photo["upload_id"]]);
    filled["language"] = json!("ar");
    let (status, receipt) = program.post("/api/v1/submissions/hvac_mep", &filled).await;
    assert_eq!((status, &receipt["files"][0]["sha256"]), (Status::Created, &photo["sha256"]));

    // A repetition returns the same submission; other content with this key is refused.
    let (status, again) = program.post("/api/v1/submissions/hvac_mep", &filled).await;
    assert_eq!((status, &again), (Status::Ok, &receipt));
    let (status, _) = program.post("/api/v1/submissions/hvac_mep", &form("api-key-1", "Elsewhere")).await;
    assert_eq!(status, Status::Conflict);

    let address = receipt["url"].as_str().unwrap();
    let (status, kept) = program.get(address).await;
    assert_eq!((status, &kept["status"], &kept["reports"]), (Status::Ok, &json!("pending"), &Value::Null));
    assert_eq!(kept["form_data"]["items"], filled["form_data"]["items"]);
    let (status, kind, _) = program.bytes(kept["files"][0]["url"].as_str().unwrap()).await;
    assert_eq!((status, kind.as_str()), (Status::Ok, "image/jpeg"));
    let job = format!("/api/v1/jobs/{}", receipt["job_id"].as_str().unwrap());
    assert_eq!(program.get(&job).await.1["state"], "started");
    assert_eq!(program.get(&format!("{address}/reports/pdf")).await.0, Status::NotFound);

    test.run_jobs().await;
    assert_eq!(program.get(&job).await.1["state"], "done");
    let (status, pdf_kind, pdf) = program.bytes(&format!("{address}/reports/pdf")).await;
    assert_eq!((status, pdf_kind.as_str(), &pdf[..5]), (Status::Ok, "application/pdf", &b"%PDF-"[..]));
    let (status, _, excel) = program.bytes(&format!("{address}/reports/excel")).await;
    assert_eq!((status, &excel[..2]), (Status::Ok, &b"PK"[..]));
    let (status, done) = program.post(&format!("{address}/reports"), &json!({})).await;
    assert_eq!((status, &done["state"]), (Status::Ok, &json!("done")));
    assert_eq!(program.get(&format!("{address}/reports/word")).await.0, Status::NotFound);
    let opened = "SELECT count(*)::text FROM audit_logs WHERE action = 'report.opened' AND user_id IS NOT NULL";
    assert_eq!(db::text(&test.url, opened).await, "2");
    // The audit log distinguishes actions of the program from those of its owner.
    let told = "SELECT string_agg(DISTINCT a.action, ' ' ORDER BY a.action) FROM audit_logs a
                JOIN api_tokens t ON t.token_id = a.details ->> 'token'";
    assert_eq!(db::text(&test.url, told).await, "report.opened submission.created");
}

#[rocket::async_test]
async fn a_signature_is_sent_like_a_photo_and_is_none() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "inspector", ALL).await;
    let photo = pictures::jpeg(400, 300, 2);
    let (_, photo) = program.send("/api/v1/uploads", ContentType::JPEG, &photo).await;
    let mut filled = form("api-key-2", "Marina Tower");
    filled["form_data"]["tech_signature"] = json!({ "name": "Sara", "drawn": photo["upload_id"] });
    let (status, refusal) = program.post("/api/v1/submissions/hvac_mep", &filled).await;
    assert_eq!((status, fields(&refusal)), (Status::UnprocessableEntity, vec!["tech_signature"]), "{refusal}");
    filled["form_data"]["tech_signature"] = json!({ "name": "Sara" });
    let (status, receipt) = program.post("/api/v1/submissions/hvac_mep", &filled).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let (_, kept) = program.get(receipt["url"].as_str().unwrap()).await;
    assert_eq!(kept["form_data"]["tech_signature"], json!({ "name": "Sara" }));
}

#[rocket::async_test]
async fn the_list_is_read_page_by_page() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "manager", ALL).await;
    for n in 0..5 {
        test.advance(time::Duration::seconds(1));
        program.submitted(&format!("list-key-{n}"), &format!("Site {n}")).await;
    }
    let mut sites = Vec::new();
    let mut path = "/api/v1/submissions?limit=2".to_owned();
    loop {
        let (status, page) = program.get(&path).await;
        assert_eq!(status, Status::Ok);
        let rows = page["submissions"].as_array().unwrap();
        assert!(rows.len() <= 2);
        sites.extend(rows.iter().map(|row| row["site_name"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/submissions?limit=2&after={next}");
    }
    assert_eq!(sites, ["Site 4", "Site 3", "Site 2", "Site 1", "Site 0"]);
    let (_, found) = program.get("/api/v1/submissions?site=3").await;
    assert_eq!(found["submissions"].as_array().map(Vec::len), Some(1));
    for (query, wrong) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=201", "limit"),
        ("limit=1000000000000000000000", "limit"),
        ("limit=ten", "limit"),
        ("sort=id;drop", "sort"),
        ("after=nowhere", "after"),
        ("after=1-1-1-x", "after"),
        ("from=14.03.2026", "from"),
        ("module=nope", "module"),
        ("status=lost", "status"),
    ] {
        let (status, refusal) = program.get(&format!("/api/v1/submissions?{query}")).await;
        assert_eq!((status, fields(&refusal)), (Status::UnprocessableEntity, vec![wrong]), "{query}");
    }
}

#[rocket::async_test]
async fn resources_of_others_are_not_found() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "administrator", ALL).await;
    let photo = program.send("/api/v1/uploads", ContentType::JPEG, pictures::jpeg(40, 30, 3)).await.1;
    let receipt = program.submitted("wall-key-1", "Marina Tower").await;
    db::execute(&test.url, "INSERT INTO organisations (name) VALUES ('Elsewhere')").await;
    let foreign = Program::in_organisation(&test, "(SELECT max(id) FROM organisations)", "administrator", ALL).await;
    let id = |key: &str| receipt[key].as_str().unwrap().to_owned();
    let pairs = [
        (format!("/api/v1/submissions/{}", id("submission_id")), "/api/v1/submissions/sub_000000000000".to_owned()),
        (format!("/api/v1/jobs/{}", id("job_id")), "/api/v1/jobs/job_000000000000".to_owned()),
        (
            format!("/api/v1/submissions/{}/reports/pdf", id("submission_id")),
            "/api/v1/submissions/sub_000000000000/reports/pdf".to_owned(),
        ),
        (
            format!("/api/v1/uploads/{}", photo["upload_id"].as_str().unwrap()),
            "/api/v1/uploads/upl_00000000000000000000".to_owned(),
        ),
    ];
    for (theirs, missing) in pairs {
        let (mut one, mut other) = (foreign.get(&theirs).await, foreign.get(&missing).await);
        (one.1["request_id"], other.1["request_id"]) = (Value::Null, Value::Null);
        assert_eq!(one.0, Status::NotFound, "{theirs}");
        assert_eq!(one, other, "{theirs}");
    }
    let made = format!("/api/v1/submissions/{}/reports", id("submission_id"));
    assert_eq!(foreign.post(&made, &json!({})).await.0, Status::NotFound);
    assert_eq!(foreign.get("/api/v1/submissions").await.1["submissions"], json!([]));
    // A form cannot claim photos of another organisation, and keys of organisations are independent.
    let mut filled = form("wall-key-1", "Marina Tower");
    filled["form_data"]["items"][0]["photos"] = json!([photo["upload_id"]]);
    assert_eq!(foreign.post("/api/v1/submissions/hvac_mep", &filled).await.0, Status::Conflict);
    foreign.submitted("wall-key-1", "Elsewhere").await;
}

#[rocket::async_test]
async fn malformed_ids_are_not_found() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "manager", ALL).await;
    for bad in ["-1", "0", "9223372036854775808", "abc", "%2e%2e", "sub_", "%00"] {
        for path in ["submissions", "jobs", "uploads", "forms"] {
            let address = format!("/api/v1/{path}/{bad}");
            let answer = program.browser.get(address.clone()).header(program.authorization()).dispatch().await;
            assert_eq!(
                (answer.status(), answer.content_type()),
                (Status::NotFound, Some(ContentType::JSON)),
                "{address}"
            );
        }
    }
    // Responses of the API are JSON, whatever the `Accept` header says.
    let html = rocket::http::Accept::HTML;
    let request = program.browser.get("/api/v1/nowhere").header(program.authorization()).header(html);
    let answer = request.dispatch().await;
    assert_eq!((answer.status(), answer.content_type()), (Status::NotFound, Some(ContentType::JSON)));
}

#[rocket::async_test]
async fn the_upload_api_accepts_multipart_and_rejects_other_bodies() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "inspector", ALL).await;
    let jpeg = pictures::jpeg(400, 300, 4);
    let parts = Multipart::new().text("field", "items.0.photos").file("file", "pump.jpg", "image/jpeg", &jpeg);
    let (status, kept) = program.send("/api/v1/uploads", parts.content_type(), parts.body()).await;
    assert_eq!((status, &kept["field"]), (Status::Created, &json!("items.0.photos")));
    let shown = format!("{}?size=thumb", kept["url"].as_str().unwrap());
    assert_eq!(program.bytes(&shown).await.0, Status::Ok);
    for (kind, body, status) in [
        (ContentType::JPEG, b"".as_slice(), 422),
        (ContentType::JPEG, b"no picture at all, whatever it says", 415),
        (ContentType::JPEG, &jpeg[..jpeg.len() / 2], 422),
        (ContentType::PDF, &jpeg, 415),
        (ContentType::JSON, b"{}", 415),
        (ContentType::HTML, &jpeg, 415),
    ] {
        let (got, refusal) = program.send("/api/v1/uploads", kind.clone(), body).await;
        assert_eq!(got.code, status, "{kind}: {refusal}");
    }
    let (status, _) = program.send("/api/v1/uploads", ContentType::JPEG, vec![0xff; 15 * 1024 * 1024 + 1]).await;
    assert_eq!(status, Status::PayloadTooLarge);
}

#[rocket::async_test]
async fn a_re_inspection_names_the_submission_that_it_inspects_again() {
    let test = TestApp::new().await;
    let program = Program::of(&test, "inspector", ALL).await;
    let stranger = Program::of(&test, "inspector", ALL).await;
    let address = "/api/v1/submissions/hvac_mep";
    let (_, first) = program.post(address, &form("api-key-1", "Marina Tower")).await;
    let first = first["submission_id"].as_str().unwrap();
    let mut again = form("api-key-2", "Marina Tower");
    again["reinspects"] = json!(first);
    let (status, receipt) = program.post(address, &again).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let (_, shown) = program.get(receipt["url"].as_str().unwrap()).await;
    assert_eq!(shown["reinspects"], first);
    for wrong in [json!("sub_000000000000"), json!("x"), json!(7), json!({})] {
        let mut form = form("api-key-3", "Marina Tower");
        form["reinspects"] = wrong.clone();
        let (status, refused) = program.post(address, &form).await;
        assert_eq!((status, fields(&refused)), (Status::UnprocessableEntity, vec!["reinspects"]), "{wrong}: {refused}");
    }
    // Not of another form, and not what the sender cannot read.
    let elsewhere = "UPDATE submissions SET module = 'civil', form_version = 2 WHERE submission_id = ";
    test.execute(&format!("{elsewhere}'{first}'")).await;
    let mut form = form("api-key-4", "Marina Tower");
    form["reinspects"] = json!(first);
    assert_eq!(program.post(address, &form).await.0, Status::UnprocessableEntity);
    // What was saved keeps its receipt.
    assert_eq!(program.post(address, &again).await, (Status::Ok, receipt.clone()));
    form["reinspects"] = receipt["submission_id"].clone();
    form["submission_key"] = json!("api-key-5");
    assert_eq!(stranger.post(address, &form).await.0, Status::UnprocessableEntity);
    assert_eq!(test.sql("SELECT count(*)::text FROM submissions").await, "2");
}
