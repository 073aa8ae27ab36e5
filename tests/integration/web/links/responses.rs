//! What a client says about a report behind a link: accepts or disputes it, or comments on it.

use super::{link, newest, post, reported};
use crate::support::{
    accounts,
    app::{Browser, Multipart, TestApp, hvac},
    forms::data_url,
    pictures,
};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use injaaz::domain::ids::SubmissionId;
use rocket::http::{Accept, Status};
use std::{io::Cursor, process::Command};

pub const OPEN: &str = "files=both&days=30&response=yes";

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next().map(str::to_owned)
}

/// What the page of a link carries, and what its client entered.
pub fn response(page: &str, kind: &str, name: &str, comment: &str) -> Multipart {
    Multipart::new()
        .text("permit", hidden(page, "permit").expect("a permit"))
        .text("response_key", hidden(page, "response_key").expect("a key"))
        .text("kind", kind)
        .text("name", name)
        .text("comment", comment)
}

pub async fn read(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path.to_owned()).dispatch().await;
    assert_eq!(answer.status(), Status::Ok, "{path}");
    answer.into_string().await.expect("a page")
}

pub async fn respond(browser: &Browser, path: &str, form: &Multipart) -> (Status, String) {
    let request = browser.post(format!("{path}/response")).header(form.content_type()).header(Accept::HTML);
    let answer = request.body(form.body()).dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

async fn saved(test: &TestApp) -> String {
    test.sql("SELECT coalesce(string_agg(concat_ws('|', kind, revision, name, comment), ' ' ORDER BY id), '') FROM client_responses")
        .await
}

/// The texts of both reports of a submission.
async fn reports(test: &TestApp, id: &SubmissionId) -> [String; 2] {
    test.run_jobs().await;
    let excel = test.get(&format!("/submissions/{id}/report.xlsx")).await.into_bytes().await.expect("a report");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(excel)).expect("a workbook");
    let mut cells = String::new();
    for (_, range) in book.worksheets() {
        for (_, _, cell) in range.cells() {
            cells += &format!("{cell}\n");
        }
    }
    let path = test.dir.path().join("report.pdf");
    let pdf = test.get(&format!("/submissions/{id}/report.pdf")).await.into_bytes().await.expect("a report");
    std::fs::write(&path, pdf).expect("a file");
    let output = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().expect("poppler-utils");
    let printed = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    [cells, printed]
}

#[rocket::async_test]
async fn an_acceptance_becomes_part_of_the_record() {
    let test = TestApp::new().await;
    let inspector = accounts::sign_in(&test.url, "inspector", test.now()).await;
    let inspector = Browser::new(&test.app, Some(inspector)).await;
    let form = hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5b01");
    let request = inspector.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON);
    let receipt: serde_json::Value = request.body(form.body()).dispatch().await.into_json().await.expect("a receipt");
    let id: SubmissionId = receipt["submission_id"].as_str().expect("an id").parse().expect("an id");
    test.run_jobs().await;
    let path = link(&test, &id, OPEN).await;
    let stranger = test.stranger().await;
    let answer = stranger.get(path.clone()).dispatch().await;
    // Browsers that send no other header say with it which site the form comes from.
    assert_eq!(answer.headers().get_one("Referrer-Policy"), Some("strict-origin"));
    let page = answer.into_string().await.expect("a page");

    let form = response(&page, "accepted", "  هدى رحمن ", "").text("signature", data_url(&pictures::signature()));
    let (status, answer) = respond(&stranger, &path, &form).await;
    assert_eq!(status, Status::Ok, "{answer}");
    assert!(answer.contains("Your response was saved") && answer.contains("هدى رحمن"), "{answer}");
    assert_eq!(saved(&test).await, "accepted|1|هدى رحمن");
    let audited = "SELECT concat(user_id, details->>'signed', details->>'revision', position('رحمن' in details::text))
                   FROM audit_logs WHERE action = 'client.accepted'";
    assert_eq!(test.sql(audited).await, "true10", "by no account, and without the name");
    let told =
        "SELECT count(*)::text FROM notifications n JOIN users u ON u.id = n.user_id WHERE kind = 'client_responded'";
    assert_eq!(test.sql(told).await, "2", "the sender of the form and the member who shared it");

    for text in reports(&test, &id).await {
        for part in ["Response of the client", "Accepted", "Client"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    let (_, json) = test.get_json(&format!("/submissions/{id}")).await;
    let [said] = json["client_responses"].as_array().expect("a list").as_slice() else { panic!("{json}") };
    let facts = (&said["kind"], &said["name"], &said["revision"], &said["signed"], &said["comment"]);
    assert_eq!(serde_json::json!(facts), serde_json::json!(["accepted", "هدى رحمن", 1, true, null]));
    let shown = read(&inspector, &format!("/submissions/{id}")).await;
    assert!(shown.contains("Responses of clients") && shown.contains("هدى رحمن"), "{shown}");
    let number = test.sql("SELECT id::text FROM client_responses").await;
    let signature = format!("/submissions/{id}/responses/{number}/signature");
    assert!(shown.contains(&signature));
    assert_eq!(super::status(&inspector, &signature).await, Status::Ok);
    assert_eq!(super::status(&test.viewer_of("civil").await, &signature).await, Status::Forbidden);
    assert_eq!(super::status(&stranger, &signature).await, Status::SeeOther);

    // The client sees it again; the client of another link does not.
    assert!(read(&stranger, &path).await.contains("What you said before"));
    let other = link(&test, &id, OPEN).await;
    let other = read(&stranger, &other).await;
    assert!(!other.contains("هدى رحمن") && hidden(&other, "permit").is_some(), "{other}");
}

#[rocket::async_test]
async fn a_response_with_mistakes_comes_back_with_everything_that_was_entered() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, OPEN).await;
    let stranger = test.stranger().await;
    let page = read(&stranger, &path).await;
    let drawn = data_url(&pictures::signature());
    let cases = [
        ("disputed", "Huda Rahman", "", "e-comment"),
        ("commented", "Huda Rahman", " \n ", "e-comment"),
        ("accepted", " ", "All is well.", "e-name"),
        ("", "Huda Rahman", "All is well.", "e-kind"),
        ("agreed", "Huda Rahman", "All is well.", "e-kind"),
    ];
    for (kind, name, comment, error) in cases {
        let form = response(&page, kind, name, comment).text("signature", &drawn);
        let (status, again) = respond(&stranger, &path, &form).await;
        assert_eq!(status, Status::UnprocessableEntity, "{kind} {name}");
        for part in [format!("id=\"{error}\""), drawn.clone(), "was not sent".to_owned()] {
            assert!(again.contains(&part), "{part}: {again}");
        }
        for entered in [name, comment].into_iter().filter(|text| !text.trim().is_empty()) {
            assert!(again.contains(entered), "{entered}: {again}");
        }
        assert_eq!(again.contains(" checked"), ["disputed", "commented", "accepted"].contains(&kind), "{kind}");
    }
    let broken = response(&page, "accepted", "Huda Rahman", "").text("signature", "data:image/png;base64,AAAA");
    let (status, again) = respond(&stranger, &path, &broken).await;
    assert!(status == Status::UnprocessableEntity && again.contains("id=\"e-signature\""), "{again}");
    let long = response(&page, "commented", "Huda Rahman", &"م".repeat(2001));
    let (status, again) = respond(&stranger, &path, &long).await;
    assert!(status == Status::UnprocessableEntity && again.contains("id=\"e-comment\""), "{again}");
    assert_eq!(saved(&test).await, "");
    // The same page, corrected.
    let (_, again) = respond(&stranger, &path, &response(&page, "disputed", "Huda Rahman", "")).await;
    let corrected = response(&again, "disputed", "Huda Rahman", "Pump 2\r\nwas replaced.");
    assert_eq!(respond(&stranger, &path, &corrected).await.0, Status::Ok);
    assert_eq!(saved(&test).await, "disputed|1|Huda Rahman|Pump 2\nwas replaced.");
}

#[rocket::async_test]
async fn a_page_that_is_sent_several_times_at_once_is_saved_once() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, OPEN).await;
    let stranger = test.stranger().await;
    let page = read(&stranger, &path).await;
    let form = response(&page, "accepted", "Huda Rahman", "");
    let sent = futures::future::join_all((0..4).map(|_| respond(&stranger, &path, &form))).await;
    for (status, answer) in sent {
        assert!(status == Status::Ok && answer.contains("Huda Rahman"), "{answer}");
    }
    assert_eq!(saved(&test).await, "accepted|1|Huda Rahman");
    let counts = "SELECT concat((SELECT count(*) FROM notifications WHERE kind = 'client_responded'), ' ',
                  (SELECT count(*) FROM audit_logs WHERE action = 'client.accepted'))";
    assert_eq!(test.sql(counts).await, "1 1");
    // Another page of the same link adds another one.
    let page = read(&stranger, &path).await;
    let (status, _) = respond(&stranger, &path, &response(&page, "commented", "Huda Rahman", "Thank you.")).await;
    assert_eq!((status, saved(&test).await.split(' ').count() > 2), (Status::Ok, true));
}

#[rocket::async_test]
async fn only_the_page_of_a_link_that_allows_it_accepts_a_response() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let stranger = test.stranger().await;
    let closed = link(&test, &id, "files=both&days=30").await;
    assert_eq!(hidden(&read(&stranger, &closed).await, "permit"), None);
    let path = link(&test, &id, OPEN).await;
    let page = read(&stranger, &path).await;
    let form = response(&page, "accepted", "Huda Rahman", "");
    assert_eq!(respond(&stranger, &closed, &form).await.0, Status::NotFound, "the permit of another link");
    let permit = hidden(&page, "permit").expect("a permit");
    for changed in [String::new(), permit.replace("-1.", "-2."), permit.to_uppercase(), format!("{permit}0")] {
        let form = form.clone().without("permit").text("permit", &changed);
        assert_eq!(respond(&stranger, &path, &form).await.0, Status::NotFound, "{changed}");
    }
    let form_without_key = form.clone().without("response_key");
    assert_eq!(respond(&stranger, &path, &form_without_key).await.0, Status::BadRequest);
    let here = format!("/submissions/{id}/links/{}", newest(&test).await);
    assert_eq!(post(&test.client, &format!("{here}/revoke"), "").await.0, Status::SeeOther);
    assert_eq!(respond(&stranger, &path, &form).await.0, Status::NotFound, "revoked");
    let short = link(&test, &id, "files=pdf&days=1&response=yes").await;
    let page = read(&stranger, &short).await;
    test.advance(time::Duration::days(2));
    let form = response(&page, "accepted", "Huda Rahman", "");
    assert_eq!(respond(&stranger, &short, &form).await.0, Status::NotFound, "expired");
    assert_eq!(saved(&test).await, "");
    let (status, page) =
        post(&test.client, &format!("/submissions/{id}/links"), "files=excel&days=30&response=yes").await;
    assert!(status == Status::UnprocessableEntity && page.contains("id=\"e-response\""), "{page}");
}

/// Who responds has opened the page, so neither the password nor an opening is asked for again.
#[rocket::async_test]
async fn a_response_needs_neither_the_password_again_nor_another_opening() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, &format!("{OPEN}&openings=1&password=open+sesame")).await;
    let stranger = test.stranger().await;
    let (status, page) = post(&stranger, &format!("{path}/page"), "password=open+sesame").await;
    assert_eq!(status, Status::Ok, "{page}");
    let (status, again) = respond(&stranger, &path, &response(&page, "disputed", "Huda Rahman", "")).await;
    assert!(status == Status::UnprocessableEntity && again.contains("Huda Rahman"), "{again}");
    let (status, answer) = respond(&stranger, &path, &response(&again, "accepted", "Huda Rahman", "")).await;
    assert_eq!(status, Status::Ok, "{answer}");
    assert_eq!(test.sql("SELECT opened_count::text FROM shared_links").await, "1");
}

#[rocket::async_test]
async fn a_response_names_the_revision_that_the_client_read() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, OPEN).await;
    let stranger = test.stranger().await;
    let page = read(&stranger, &path).await;
    let correction =
        hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5b02").text("items.0.brand", "Wilo").text("correction_reason", "Brand");
    let to = format!("/submissions/{id}/revisions/1/correct");
    let request = test.client.post(to).header(correction.content_type()).header(Accept::JSON);
    assert!(request.body(correction.body()).dispatch().await.status().code < 300);
    let form = response(&page, "accepted", "Huda Rahman", "");
    let (status, answer) = respond(&stranger, &path, &form).await;
    assert!(status == Status::Ok && answer.contains("Revision 1"), "{answer}");
    assert_eq!(saved(&test).await, "accepted|1|Huda Rahman");
    let [excel, pdf] = reports(&test, &id).await;
    assert!(excel.contains("Revision 1") && pdf.contains("Revision 1"), "{pdf}");
}

#[rocket::async_test]
async fn a_submission_has_a_limited_number_of_responses() {
    let test = TestApp::new().await;
    let id = reported(&test).await;
    let path = link(&test, &id, OPEN).await;
    let stranger = test.stranger().await;
    let page = read(&stranger, &path).await;
    test.execute(
        "INSERT INTO client_responses (organisation_id, submission_id, shared_link_id, kind, revision, name, response_key, created_at)
         SELECT organisation_id, submission_id, id, 'accepted', 1, 'x', 'many-' || n || '-keys', now()
         FROM shared_links, generate_series(1, 50) n",
    )
    .await;
    let (status, again) = respond(&stranger, &path, &response(&page, "commented", "Huda Rahman", "One more.")).await;
    assert_eq!(status, Status::Conflict);
    assert!(again.contains("as many responses as can be kept") && again.contains("One more."), "{again}");
    assert_eq!(test.count("client_responses").await, 50);
}
