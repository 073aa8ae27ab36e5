//! `/submissions/<id>`: the page of one submission, with any input.

use crate::support::{
    app::{TestApp, hvac},
    db,
    forms::{complete_civil, complete_cleaning, complete_hvac},
};
use rocket::http::Status;

#[rocket::async_test]
async fn entered_text_is_escaped_on_the_page() {
    let test = TestApp::new().await;
    for complete in [complete_hvac("page-hvac"), complete_civil("page-civil"), complete_cleaning("page-cleaning")] {
        let id = test.submit(complete.module, &complete.form).await;
        let address = format!("/submissions/{id}");
        let page = test.get(&address).await;
        assert_eq!(page.status(), Status::Ok);
        let page = page.into_string().await.expect("a page");
        for (_, answer) in complete.stored.as_object().expect("answers") {
            let Some(text) = answer.as_str().filter(|text| text.chars().all(|c| c.is_alphanumeric() || c == ' '))
            else {
                continue;
            };
            assert!(page.contains(text), "{text} of {}", complete.module);
        }
        // Many photos have a strip of their own, too.
        let photos = complete.files.iter().filter(|(field, _)| field.ends_with("photos")).count();
        let strip = if photos > 3 { photos } else { 0 };
        assert_eq!(page.matches("/thumb\"").count(), complete.files.len() + strip, "{page}");
    }
    let script = hvac("page-script").text("items.0.comments", "</script><script>alert(1)</script>");
    let id = test.submit("hvac_mep", &script).await;
    let address = format!("/submissions/{id}");
    let page = test.get(&address).await.into_string().await.expect("a page");
    assert!(page.contains("alert(1)") && !page.contains("<script>alert"), "{page}");
}

/// The page is read in several queries. Here the job ends between two of them, whichever comes first.
#[rocket::async_test]
async fn a_job_that_ends_while_the_page_is_read_never_looks_like_a_record_without_reports() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("ends-meanwhile")).await;
    test.run_jobs().await;
    for table in ["jobs", "report_links", "uploaded_files"] {
        test.execute(
            "DROP TABLE IF EXISTS made; CREATE TABLE made AS SELECT * FROM report_links; DELETE FROM report_links;
             UPDATE submissions SET status = 'processing'",
        )
        .await;
        let lock = db::lock_table(&test.url, table).await;
        let address = format!("/submissions/{id}");
        let end = "INSERT INTO report_links OVERRIDING SYSTEM VALUE SELECT * FROM made;
                   UPDATE submissions SET status = 'completed'";
        let (page, ()) = tokio::join!(test.get(&address), lock.commit_before_waiting_query(end));
        let page = page.into_string().await.expect("a page");
        let (ready, generating) = (page.contains("badge completed"), page.contains("badge processing"));
        assert!(!page.contains("The legacy store has no reports"), "{table}: {page}");
        assert!(page.contains("report.xlsx") || page.contains("js/job.js"), "{table}: {page}");
        assert!(ready != generating && generating == page.contains("js/job.js"), "{table}: {page}");
    }
}

#[rocket::async_test]
async fn the_history_lists_events_in_order() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("history-key")).await;
    test.run_jobs().await;
    let address = format!("/submissions/{id}");
    let (_, submission) = test.get_json(&address).await;
    test.get(submission["reports"]["pdf_url"].as_str().expect("a link")).await;
    let kept = test.sql("SELECT string_agg(action, ' ' ORDER BY created_at, id) FROM audit_logs").await;
    assert_eq!(kept, "submission.created report.made report.opened");
    assert_eq!(test.get(&address).await.status(), Status::Ok);
}

#[rocket::async_test]
async fn a_photo_has_a_page_and_its_original_can_be_saved() {
    let test = TestApp::new().await;
    let complete = complete_hvac("photo-page");
    let id = test.submit("hvac_mep", &complete.form).await;
    let page = test.client.open(&format!("/submissions/{id}")).await.page;
    let address = |start: &str| {
        let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("{start}: {page}"));
        format!("{}{}", start.split_once('"').map_or(start, |(_, path)| path), rest.split('"').next().unwrap())
    };
    let photo = address(&format!("href=\"/submissions/{id}/photos/"));
    let own = test.client.open(&photo).await;
    assert!(
        own.status == Status::Ok && own.page.contains(" of 4 ") && own.page.contains("rel=\"next\""),
        "{}",
        own.page
    );
    assert!(own.page.contains(&format!("href=\"/submissions/{id}\"")), "a way back");
    let upload = photo.rsplit('/').next().unwrap();
    let original = format!("/uploads/{upload}/original");
    let answer = test.get(&original).await;
    assert_eq!(answer.status(), Status::Ok);
    let saved = answer.headers().get_one("Content-Disposition").unwrap_or_default().to_owned();
    assert!(saved.starts_with("attachment; filename=\"upl_"), "{saved}");
    use sha2::{Digest, Sha256};
    let sha256 = hex::encode(Sha256::digest(answer.into_bytes().await.expect("a file")));
    assert_eq!(
        sha256,
        test.sql(&format!("SELECT encode(sha256, 'hex') FROM uploaded_files WHERE upload_id = '{upload}'")).await
    );
    let by_api = format!("/api/v1/uploads/{upload}?size=original");
    assert_eq!(test.get(&by_api).await.status(), Status::Ok);
    // A picture of another submission has no page here.
    let other = test.submit("hvac_mep", &hvac("photo-page-other")).await;
    assert_eq!(test.client.open(&format!("/submissions/{other}/photos/{upload}")).await.status, Status::NotFound);
    let inspector = test.signed_in("inspector").await;
    for path in [photo.clone(), format!("/uploads/{upload}/original")] {
        assert_eq!(inspector.open(&path).await.status, Status::NotFound, "{path}");
        assert_eq!(test.viewer_of("hvac_mep").await.open(&path).await.status, Status::Forbidden, "{path}");
    }
}

#[rocket::async_test]
async fn a_job_that_waits_says_that_jobs_are_paused() {
    for (jobs, paused) in [("0", true), ("2", false)] {
        let test = TestApp::with(&[("INJAAZ_JOBS", jobs)]).await;
        let id = test.submit("hvac_mep", &hvac("paused-job")).await;
        let job = test.sql("SELECT job_id FROM submissions").await;
        for path in [format!("/jobs/{job}"), format!("/submissions/{id}")] {
            let page = test.client.open(&path).await.page;
            assert_eq!(page.contains("Background jobs are paused"), paused, "{path}: {page}");
        }
    }
}

#[rocket::async_test]
async fn totals_are_in_the_currency_of_the_organisation() {
    let test = TestApp::new().await;
    let id = test.submit("civil", &complete_civil("totals-civil").form).await;
    let total = async || {
        let page = test.client.open(&format!("/submissions/{id}")).await.page;
        let (_, rest) = page.split_once("class=\"grand\"").unwrap_or_else(|| panic!("no total: {page}"));
        rest.split("</dd>").next().unwrap_or_default().to_owned()
    };
    let dirhams = total().await;
    assert!(dirhams.contains("AED") && dirhams.contains("1,500.75"), "{dirhams}");
    test.execute(
        "INSERT INTO organisation_branding (organisation_id, accent, paper, currency, updated_at)
         SELECT min(id), '#125435', 'a4', 'KWD', now() FROM organisations",
    )
    .await;
    let dinars = total().await;
    assert!(dinars.contains("KWD") && dinars.contains("1,500.750"), "{dinars}");
}

#[rocket::async_test]
async fn the_sender_is_told_that_the_form_was_sent() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("sent-panel")).await;
    let address = format!("/submissions/{id}");
    let own = test.client.open(&address).await.page;
    assert!(own.contains("class=\"sent\"") && own.contains("The reports are being created"), "{own}");
    test.run_jobs().await;
    assert!(test.client.open(&address).await.page.contains("The reports are ready on this page"));
    let reviewer = test.signed_in("reviewer").await;
    assert!(!reviewer.open(&address).await.page.contains("class=\"sent\""), "somebody else has sent it");
    test.advance(time::Duration::minutes(10));
    assert!(!test.client.open(&address).await.page.contains("class=\"sent\""), "it was sent a while ago");
}
