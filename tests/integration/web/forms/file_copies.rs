//! Where a PDF of a form is kept besides its submission, and that it goes with it: a public link, a copy of personal data, a
//! backup, an erasure.

use super::files::{app, attach, pdf, visit};
use crate::{
    backup::{injaaz, said},
    support::{
        app::{Multipart, TestApp},
        db,
    },
    web::{
        privacy::{copy, person, post},
        public::{opened, send},
    },
};
use rocket::http::{Accept, ContentType, Status};
use std::io::{Cursor, Read};

#[rocket::async_test]
async fn a_public_link_takes_a_pdf_that_only_its_reviewers_open() {
    let (test, _folder) = app().await;
    let (address, stranger) = (opened(&test, "module=handover&name=Reception").await, test.stranger().await);
    let bytes = pdf("contract");
    let file = attach(Multipart::new().text("field", "contract"), "file", "contract.pdf", &bytes);
    let (status, kept) = send(&stranger, &format!("{address}/uploads?kind=pdf"), &file).await;
    assert_eq!(status, Status::Created, "{kept}");
    let id = kept["upload_id"].as_str().unwrap();
    let own = stranger.get(format!("{address}/uploads/{id}")).dispatch().await;
    assert_eq!((own.status(), own.content_type()), (Status::Ok, Some(ContentType::PDF)));
    assert!(own.headers().get_one("Content-Disposition").unwrap().starts_with("attachment"));
    let other = opened(&test, "module=handover&name=Other").await;
    assert_eq!(stranger.get(format!("{other}/uploads/{id}")).dispatch().await.status(), Status::NotFound);
    let form = visit("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a77").text("contract", id);
    assert_eq!(send(&stranger, &other, &form).await.0, Status::Conflict, "a file of another link");
    let (status, receipt) = send(&stranger, &address, &form).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_eq!(receipt["files"][0]["upload_id"], id);
    let closed = stranger.get(format!("{address}/uploads/{id}")).dispatch().await;
    assert_eq!(closed.status(), Status::NotFound, "after the submit");
    assert_eq!(test.get(&format!("/uploads/{id}")).await.status(), Status::NotFound, "not before it is accepted");

    let submission = receipt["submission_id"].as_str().unwrap();
    let pending = format!("/pending-submissions/uploads/{id}");
    let page = test.get(&format!("/pending-submissions/{submission}")).await.into_string().await.unwrap();
    assert!(page.contains("contract.pdf") && page.contains(&format!("href=\"{pending}\"")), "{page}");
    assert!(!page.contains(&format!("{pending}/thumb")), "a PDF has no picture: {page}");
    let saved = test.get(&pending).await;
    assert_eq!(saved.content_type(), Some(ContentType::PDF));
    assert!(saved.headers().get_one("Content-Disposition").unwrap().starts_with("attachment"));
    assert_eq!(saved.into_bytes().await.unwrap(), bytes);
    let accepted = test.client.post(format!("/pending-submissions/{submission}/accept")).dispatch().await;
    assert_eq!(accepted.status(), Status::SeeOther);
    assert_eq!(test.get(&format!("/uploads/{id}")).await.into_bytes().await.unwrap(), bytes);
}

#[rocket::async_test]
async fn a_copy_of_personal_data_has_it_and_an_erasure_removes_it() {
    let (test, _folder) = app().await;
    let bytes = pdf("contract");
    let (inspector, ..) = person(&test, "inspector").await;
    let form = attach(visit("copied-and-erased"), "contract", "Contract 7.pdf", &bytes);
    let sent = inspector.post("/forms/handover").header(form.content_type()).header(Accept::JSON).body(form.body());
    assert_eq!(sent.dispatch().await.status(), Status::Created);
    test.run_jobs().await;
    assert_eq!(post(&inspector, "/privacy/export", "").await, Status::SeeOther);
    test.run_jobs().await;
    let archive = inspector.get(copy(&inspector, "/privacy").await).dispatch().await.into_bytes().await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let copies: Vec<Vec<u8>> = (0..archive.len())
        .map(|at| {
            let mut content = Vec::new();
            archive.by_index(at).unwrap().read_to_end(&mut content).unwrap();
            content
        })
        .filter(|content| *content == bytes)
        .collect();
    assert_eq!(copies.len(), 1, "{:?}", archive.file_names().collect::<Vec<_>>());

    let id = test.sql("SELECT submission_id FROM submissions").await;
    let confirmed = format!("reason=Asked+for&confirm={id}");
    assert_eq!(post(&test.client, &format!("/submissions/{id}/erase"), &confirmed).await, Status::SeeOther);
    assert_eq!((test.count("uploaded_files").await, test.files("uploads").len()), (0, 0));
}

#[rocket::async_test]
async fn a_backup_has_it_and_a_restored_installation_serves_it() {
    let (test, forms) = app().await;
    let bytes = pdf("contract");
    test.submit("handover", &attach(visit("backed-up-1"), "contract", "Contract 7.pdf", &bytes)).await;
    test.run_jobs().await;
    let backups = tempfile::tempdir().unwrap();
    let folder = backups.path().to_str().unwrap();
    let settings = [("INJAAZ_FORMS", forms.path().to_str().unwrap())];
    let (url, data) = (db::bare().await, tempfile::tempdir().unwrap());
    for output in [
        injaaz(&test.url, test.dir.path(), &["backup", folder], &settings),
        injaaz(&url, data.path(), &["restore", folder], &settings),
    ] {
        assert!(output.status.success(), "{}", said(&output));
    }
    let there = TestApp::in_folder(url, data, &settings, test.now()).await;
    let id = there.sql("SELECT upload_id FROM uploaded_files WHERE original_filename = 'Contract 7.pdf'").await;
    let path = format!("/uploads/{id}");
    let saved = there.get(&path).await;
    assert_eq!(saved.content_type(), Some(ContentType::PDF));
    assert_eq!(saved.into_bytes().await.unwrap(), bytes);
}
