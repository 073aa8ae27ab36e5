//! Photos that are uploaded before their form: claimed once, by their own organisation, within a day; and kept while
//! the form is refused.

use crate::support::{
    app::{Multipart, TestApp, hvac},
    forms::data_url,
    pictures,
};
use futures::future::join_all;
use injaaz::{domain::upload::FileType, services::uploads};
use rocket::http::{Accept, Status};
use serde_json::Value;

const KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10";
const OTHER_KEY: &str = "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a11";
const FORM: &str = "/forms/hvac_mep";

/// A pending upload.
async fn uploaded(test: &TestApp, seed: u32) -> String {
    let photo = Multipart::new().text("field", "items.0.photos").jpeg("file", &pictures::jpeg(64, 64, seed));
    let (status, kept) = test.post_json("/uploads", &photo).await;
    assert_eq!(status, Status::Created, "{kept}");
    kept["upload_id"].as_str().expect("an id").to_owned()
}

fn with_photo(key: &str, id: &str) -> Multipart {
    hvac(key).text("items.0.photos", id)
}

async fn refused_as_gone(test: &TestApp, form: &Multipart) {
    let before = test.count("submissions").await;
    let (status, refusal) = test.post_json(FORM, form).await;
    assert_eq!(status, Status::Conflict, "{refusal}");
    let sentence = refusal["error"].as_str().expect("a sentence");
    assert!(sentence.contains("no longer on the server") && sentence.contains("Attach it again"), "{sentence}");
    assert_eq!(test.count("submissions").await, before);
}

#[rocket::async_test]
async fn uploaded_and_attached_photos_are_equal() {
    let test = TestApp::new().await;
    let (first, second) = (uploaded(&test, 1).await, uploaded(&test, 2).await);
    // The order is that of the form, not that of the uploads.
    let form =
        with_photo(KEY, &second).jpeg("items.0.photos", &pictures::jpeg(64, 64, 3)).text("items.0.photos", &first);
    let (status, receipt) = test.post_json(FORM, &form).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let confirmed: Vec<&Value> = receipt["files"].as_array().expect("files").iter().map(|f| &f["upload_id"]).collect();
    assert_eq!((confirmed[0], confirmed[2]), (&Value::from(second), &Value::from(first)));
    let stored = test.sql("SELECT form_data #>> '{items,0,photos}' FROM submissions").await;
    assert_eq!(serde_json::from_str::<Vec<Value>>(&stored).expect("ids").iter().collect::<Vec<_>>(), confirmed);
    assert_eq!(test.count("uploaded_files WHERE expires_at IS NOT NULL").await, 0);

    // A repetition with the ids, or with the files themselves, is the same form.
    assert_eq!(test.post_json(FORM, &form).await, (Status::Ok, receipt.clone()));
    let photos = [2, 3, 1].map(|seed| pictures::jpeg(64, 64, seed));
    let bytes = photos.iter().fold(hvac(KEY), |form, photo| form.jpeg("items.0.photos", photo));
    assert_eq!(test.post_json(FORM, &bytes).await, (Status::Ok, receipt));
}

#[rocket::async_test]
async fn a_photo_belongs_to_one_submission() {
    let test = TestApp::new().await;
    let id = uploaded(&test, 1).await;
    test.submit("hvac_mep", &with_photo(KEY, &id)).await;
    refused_as_gone(&test, &with_photo(OTHER_KEY, &id)).await;
    refused_as_gone(&test, &with_photo(OTHER_KEY, "upl_00000000000000000000")).await;
    // The form reports a photo that it names twice.
    let id = uploaded(&test, 2).await;
    let (status, refusal) = test.post_json(FORM, &with_photo(OTHER_KEY, &id).text("items.0.photos", &id)).await;
    assert_eq!((status, refusal["fields"][0]["name"].as_str()), (Status::UnprocessableEntity, Some("items.0.photos")));
}

#[rocket::async_test]
async fn two_concurrent_forms_cannot_claim_the_same_photo() {
    let test = TestApp::new().await;
    let id = uploaded(&test, 1).await;
    let forms: Vec<Multipart> = (0..6).map(|n| with_photo(&format!("parallel-{n}"), &id)).collect();
    let answers = join_all(forms.iter().map(|form| test.post_json(FORM, form))).await;
    let of = |status: u16| answers.iter().filter(|(s, _)| s.code == status).count();
    assert_eq!((of(201), of(409)), (1, 5), "{answers:?}");
    assert_eq!((test.count("submissions").await, test.count("jobs").await), (1, 1));
}

#[rocket::async_test]
async fn a_photo_of_another_organisation_is_not_found() {
    let test = TestApp::new().await;
    let id = uploaded(&test, 1).await;
    test.execute("INSERT INTO organisations (name) VALUES ('Another')").await;
    test.execute("UPDATE uploaded_files SET organisation_id = (SELECT max(id) FROM organisations)").await;
    refused_as_gone(&test, &with_photo(KEY, &id)).await;
    assert_eq!(test.get(&format!("/uploads/{id}")).await.status(), Status::NotFound);
}

/// If one photo is refused, the others of the same post are kept.
#[rocket::async_test]
async fn one_missing_photo_does_not_affect_others() {
    let test = TestApp::new().await;
    let used = uploaded(&test, 1).await;
    test.submit("hvac_mep", &with_photo(KEY, &used)).await;
    for gone in [used.as_str(), "upl_00000000000000000000"] {
        let form = with_photo(OTHER_KEY, gone).jpeg("items.0.photos", &pictures::jpeg(64, 64, 2));
        let page = test.post(FORM, &form, Accept::HTML).await;
        assert_eq!(page.status(), Status::Conflict);
        let page = page.into_string().await.expect("a page");
        assert_eq!(page.matches("data-upload=\"upl_").count(), 1, "the other photo is still there");
        assert!(page.contains("Attach it again"), "the field has its error");
    }
}

#[rocket::async_test]
async fn a_rejected_form_keeps_its_files_for_a_day() {
    let test = TestApp::new().await;
    let form = hvac(KEY)
        .without("site_name")
        .jpeg("items.0.photos", &pictures::jpeg(64, 64, 1))
        .text("tech_signature", data_url(&pictures::signature()));
    let page = test.post(FORM, &form, Accept::HTML).await;
    assert_eq!(page.status(), Status::UnprocessableEntity);
    assert_eq!(page.into_string().await.expect("a page").matches("data-upload=\"upl_").count(), 1);
    assert_eq!((test.count("submissions").await, test.count("jobs").await), (0, 0));
    assert_eq!(test.count("audit_logs").await, 0);
    let photo = test.sql("SELECT upload_id FROM uploaded_files WHERE file_type = 'photo'").await;
    let signature = test.sql("SELECT upload_id FROM uploaded_files WHERE file_type = 'signature'").await;

    test.advance(time::Duration::hours(24) - time::Duration::SECOND);
    assert_eq!(test.run_periodic("uploads.expired").await, 0);
    assert_eq!(test.files("uploads").len(), 6);
    let sent_in_time = with_photo(OTHER_KEY, &photo);
    test.submit("hvac_mep", &sent_in_time).await;

    test.advance(time::Duration::SECOND);
    refused_as_gone(&test, &hvac(KEY).text("tech_signature", &signature)).await;
    assert_eq!(test.run_periodic("uploads.expired").await, 1);
    assert_eq!(test.count("uploaded_files").await, 1);
    let left = test.files("uploads");
    assert!(left.len() == 3 && left.iter().all(|name| name.contains(&photo)), "{left:?}");
}

/// A crash between the publication of a file and the commit of its row leaves a file without a row.
#[rocket::async_test]
async fn files_without_a_row_go_when_they_are_a_day_old() {
    let test = TestApp::new().await;
    let kept = uploaded(&test, 1).await;
    let photo = pictures::jpeg(64, 64, 2);
    let bytes = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(photo))]);
    let orphan = uploads::receive(&test.app, "items.0.photos", FileType::Photo, "a.jpg", bytes).await;
    let orphan = orphan.unwrap_or_else(|_| panic!("a photo is received")).upload.id;
    let temporary = test.dir.path().join("uploads/00/.upl_00000000000000000000.abc.tmp");
    std::fs::write(&temporary, b"half").expect("a file");
    assert_eq!(orphans(&test).await, 0, "a submit may be running");

    for name in test.files("uploads") {
        let file =
            std::fs::File::options().write(true).open(test.dir.path().join("uploads").join(name)).expect("a file");
        let old = std::time::SystemTime::now() - std::time::Duration::from_secs(24 * 60 * 60 + 60);
        file.set_modified(old).expect("a time");
    }
    assert_eq!(orphans(&test).await, 1);
    let left = test.files("uploads");
    assert!(left.len() == 3 && left.iter().all(|name| name.contains(&kept)), "{left:?} without {orphan}");
    assert_eq!(test.get(&format!("/uploads/{kept}")).await.status(), Status::Ok);
}

/// What a crashed request left goes within ten minutes: a check every five minutes, of files of that age.
#[rocket::async_test]
async fn files_of_a_request_that_ended_go_within_minutes() {
    let test = TestApp::new().await;
    let kept = uploaded(&test, 1).await;
    let receive = async |seed| {
        let bytes = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(pictures::jpeg(64, 64, seed)))]);
        let received = uploads::receive(&test.app, "items.0.photos", FileType::Photo, "a.jpg", bytes).await;
        received.unwrap_or_else(|_| panic!("a photo is received")).upload.id
    };
    let orphan = receive(2).await;
    assert_eq!(test.run_periodic("orphans.recent").await, 0, "its request may be in progress");
    for name in test.files("uploads") {
        let path = test.dir.path().join("uploads").join(name);
        let file = std::fs::File::options().write(true).open(path).expect("a file");
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(5 * 60 + 1)).expect("a time");
    }
    // A slow request renews the age of its files.
    let slow = receive(3).await;
    test.app.files.renew_upload(&slow).expect("its files");
    assert_eq!(test.run_periodic("orphans.recent").await, 1);
    let left = test.files("uploads");
    assert!(left.iter().all(|name| !name.contains(orphan.as_str())), "{left:?}");
    assert_eq!(left.len(), 6, "{left:?}");
    assert_eq!(test.get(&format!("/uploads/{kept}")).await.status(), Status::Ok);

    // An import publishes files before their rows.
    for name in test.files("uploads") {
        let path = test.dir.path().join("uploads").join(name);
        let file = std::fs::File::options().write(true).open(path).expect("a file");
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(60 * 60)).expect("a time");
    }
    let running = "INSERT INTO jobs (organisation_id, job_id, kind, payload, attempts, run_after, lease_token, created_at, \
                   priority, max_attempts) SELECT min(id), 'job_0123456789ab', 'import', '{}', 1, \
                   'infinity', 'lease', now(), 0, 3 FROM organisations";
    crate::support::db::execute(&test.url, running).await;
    assert_eq!(test.run_periodic("orphans.recent").await, 0);
    crate::support::db::execute(&test.url, "DELETE FROM jobs").await;
    assert_eq!(test.run_periodic("orphans.recent").await, 1);
}

/// The number of removed files without a row, of both kinds.
async fn orphans(test: &TestApp) -> usize {
    test.run_periodic("uploads.orphaned").await + test.run_periodic("reports.orphaned").await
}
