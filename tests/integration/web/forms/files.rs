//! Questions for a file, which is a PDF: sent, refused and kept, saved under its name, replaced by a correction, and named
//! in the reports. What is inside of a PDF is never looked at.

use crate::{
    reports::pdf::run_tool,
    support::{
        accounts,
        app::{Browser, Multipart, TestApp},
        db,
    },
};
use calamine::{Reader, Xlsx};
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::{Value, json};
use std::io::Cursor;

const HANDOVER: &str = include_str!("../../../fixtures/forms/handover.toml");
const FORM: &str = "/forms/handover";

pub(super) async fn app() -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("handover.toml"), HANDOVER).unwrap();
    (TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await, folder)
}

/// With a program and a file inside, which nothing here opens.
pub(super) fn pdf(text: &str) -> Vec<u8> {
    let body = "1 0 obj << /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >> endobj";
    format!("%PDF-1.7\n{body}\n2 0 obj << /Type /EmbeddedFile /Text ({text}) >> endobj\ntrailer\n%%EOF\n").into_bytes()
}

pub(super) fn visit(key: &str) -> Multipart {
    Multipart::new().text("submission_key", key).text("site", "Marina Tower").text("day", "2026-03-13")
}

pub(super) fn attach(form: Multipart, field: &str, name: &str, bytes: &[u8]) -> Multipart {
    form.file(field, name, "application/pdf", bytes)
}

/// A pending PDF, as the page sends it.
async fn uploaded(test: &TestApp, name: &str, bytes: &[u8]) -> Value {
    let file = attach(Multipart::new().text("field", "contract"), "file", name, bytes);
    let (status, kept) = test.post_json("/uploads?form=handover&kind=pdf", &file).await;
    assert_eq!(status, Status::Created, "{kept}");
    kept
}

/// The first sentence at a question.
fn message(refusal: &Value) -> &str {
    refusal["fields"][0]["message"].as_str().unwrap_or_default()
}

async fn page(test: &TestApp, path: &str) -> String {
    test.get(path).await.into_string().await.unwrap()
}

#[rocket::async_test]
async fn a_pdf_is_saved_under_its_name_and_never_shown() {
    let (test, _folder) = app().await;
    let (contract, sheet) = (pdf("contract"), pdf("sheet"));
    let form = attach(visit("handover-1"), "contract", "../عقد \u{202e}2026.pdf", &contract);
    let form = attach(form.text("units.0.tag", "A-1"), "units.0.sheet", "Pump '12'.PDF", &sheet);
    let (status, receipt) = test.post_json(FORM, &form).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let files = receipt["files"].as_array().unwrap();
    assert_eq!(files.len(), 2, "{receipt}");
    let id = files[0]["upload_id"].as_str().unwrap();
    let stored = test.stored(&receipt).await;
    assert_eq!(stored["contract"], id);
    assert_eq!(stored["units"], json!([{ "tag": "A-1", "sheet": files[1]["upload_id"] }]));
    // One file for each, named by its id.
    let mut on_disk = test.files("uploads");
    on_disk.sort();
    assert_eq!(on_disk.len(), 2, "{on_disk:?}");
    assert!(on_disk.iter().all(|name| name.ends_with(".pdf") && !name.contains("2026")), "{on_disk:?}");

    let submission = receipt["submission_id"].as_str().unwrap();
    let (_, read) = test.get_json(&format!("/api/v1/submissions/{submission}")).await;
    let file = &read["files"][0];
    assert_eq!((&file["upload_id"], &file["kind"], &file["field"]), (&json!(id), &json!("pdf"), &json!("contract")));
    assert_eq!((&file["name"], &file["size"]), (&json!("عقد 2026.pdf"), &json!(contract.len())));
    for path in [format!("/uploads/{id}"), format!("/uploads/{id}/original"), format!("/api/v1/uploads/{id}")] {
        let saved = test.get(&path).await;
        assert_eq!(saved.status(), Status::Ok, "{path}");
        assert_eq!(saved.content_type(), Some(ContentType::PDF), "{path}");
        let header = |name: &str| saved.headers().get_one(name).unwrap_or_default().to_owned();
        assert_eq!(header("X-Content-Type-Options"), "nosniff");
        assert_eq!(header("Content-Security-Policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
        assert_eq!(header("Cache-Control"), "no-store");
        assert_eq!(
            header("Content-Disposition"),
            "attachment; filename=\"___ 2026.pdf\"; filename*=UTF-8''%D8%B9%D9%82%D8%AF%202026.pdf"
        );
        let tag = header("ETag");
        assert_eq!(saved.into_bytes().await.unwrap(), contract);
        let held = test.client.get(path.clone()).header(Header::new("If-None-Match", tag)).dispatch().await;
        assert_eq!(held.status(), Status::NotModified, "{path}");
    }
    assert_eq!(test.get(&format!("/uploads/{id}/thumb")).await.status(), Status::NotFound);
    let shown = page(&test, &format!("/submissions/{submission}")).await;
    for text in [&format!("<a href=\"/uploads/{id}\" download>"), "عقد 2026.pdf", "PDF, ", "Pump &#39;12&#39;.PDF"] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    // A repetition is the same form.
    assert_eq!(test.post_json(FORM, &form).await.0, Status::Ok);
    assert_eq!(test.files("uploads").len(), 2);
}

#[rocket::async_test]
async fn what_is_no_whole_pdf_is_refused_at_its_question() {
    let (test, _folder) = app().await;
    let whole = pdf("contract");
    let large = [b"%PDF-1.7\n".as_slice(), &vec![b'x'; 20 * 1024 * 1024], b"%%EOF"].concat();
    for (bytes, status, code, words) in [
        (&b""[..], 422, "empty_file", "is empty (0 bytes)"),
        (&b"PK\x03\x04 a document %%EOF"[..], 415, "not_a_pdf", "is not a PDF, whatever its name says"),
        (&whole[..whole.len() - 8], 422, "pdf_cut", "its end is missing"),
        (&large, 413, "file_too_large", "larger than 20 MB"),
    ] {
        let file = attach(Multipart::new().text("field", "contract"), "file", "contract.pdf", bytes);
        let (answered, refusal) = test.post_json("/uploads?form=handover&kind=pdf", &file).await;
        assert_eq!(answered.code, status, "{code}: {refusal}");
        let sentence = refusal["error"].as_str().unwrap();
        assert!(sentence.contains(words) && sentence.contains("“Contract”"), "{sentence}");
        // The same without JavaScript, at the question; an empty file with a name is told as well.
        let (answered, refusal) =
            test.post_json(FORM, &attach(visit("refused-1"), "contract", "contract.pdf", bytes)).await;
        assert_eq!(answered.code, 422, "{refusal}");
        assert_eq!(refusal["fields"][0]["name"], "contract", "{code}: {refusal}");
        assert!(message(&refusal).contains(words), "{code}: {refusal}");
    }
    // A photo is no PDF, and a PDF is no photo.
    let photo = crate::support::pictures::jpeg(64, 64, 1);
    let (_, refusal) = test.post_json(FORM, &attach(visit("refused-1"), "contract", "contract.pdf", &photo)).await;
    assert!(message(&refusal).contains("is not a PDF"), "{refusal}");
    let id = uploaded(&test, "contract.pdf", &whole).await["upload_id"].as_str().unwrap().to_owned();
    let misplaced = attach(visit("refused-1"), "contract", "contract.pdf", &whole).text("photos", &id);
    let (status, refusal) = test.post_json(FORM, &misplaced).await;
    assert_eq!(status, Status::UnprocessableEntity, "{refusal}");
    assert!(message(&refusal).contains("is of another kind than the question asks for"), "{refusal}");
    let body =
        json!({ "submission_key": "refused-by-type", "form_data": { "site": "A", "contract": id, "photos": [id] } });
    let (status, _) = test.send_json("/api/v1/submissions/handover", &body).await;
    assert_eq!(status, Status::UnprocessableEntity);
    assert_eq!(test.get_json("/uploads?form=handover&kind=exe").await.0, Status::NotFound);
    let file = attach(Multipart::new().text("field", "contract"), "file", "a.exe", &whole);
    assert_eq!(test.post_json("/uploads?form=handover&kind=exe", &file).await.0, Status::BadRequest);
    assert_eq!(test.count("submissions").await, 0);
    let (_, missing) = test.post_json(FORM, &visit("refused-1")).await;
    assert_eq!(missing["fields"][0]["message"], "Attach a PDF to “Contract”.", "{missing}");
}

#[rocket::async_test]
async fn a_refused_form_keeps_its_file_and_lets_it_be_taken_out_or_replaced() {
    let (test, _folder) = app().await;
    let form = attach(visit("kept-file-1").without("site"), "contract", "contract.pdf", &pdf("first"));
    let refused = test.post(FORM, &form, Accept::HTML).await;
    assert_eq!(refused.status(), Status::UnprocessableEntity);
    let refused = refused.into_string().await.unwrap();
    assert!(refused.contains("accept=\"application/pdf\"") && refused.contains("PDF of at most 20 MB."), "{refused}");
    assert!(refused.contains(">contract.pdf</a>"), "{refused}");
    let id = refused.split("data-upload=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let drop = format!("drop:contract:{id}");
    assert!(refused.contains(&format!("value=\"{drop}\"")), "{refused}");
    assert_eq!(test.get(&format!("/uploads/{id}")).await.status(), Status::Ok);

    let without = test.post(FORM, &visit("kept-file-1").text("contract", &id).text("do", &drop), Accept::HTML).await;
    assert!(!without.into_string().await.unwrap().contains("data-upload=\""));
    // Another file takes the place of the one that the page had.
    let replaced = attach(visit("kept-file-1").text("contract", &id), "contract", "second.pdf", &pdf("second"));
    let (status, receipt) = test.post_json(FORM, &replaced).await;
    assert_eq!(status, Status::Created, "{receipt}");
    assert_ne!(test.stored(&receipt).await["contract"], id.as_str());
    // The same file for two questions is told.
    let kept = uploaded(&test, "contract.pdf", &pdf("third")).await["upload_id"].as_str().unwrap().to_owned();
    let twice = visit("kept-file-2").text("contract", &kept).text("units.0.sheet", &kept);
    let (_, refusal) = test.post_json(FORM, &twice).await;
    assert!(message(&refusal).contains("is attached to this form twice"), "{refusal}");
    let two = attach(visit("kept-file-2"), "contract", "a.pdf", &pdf("a"));
    let (_, refusal) = test.post_json(FORM, &attach(two, "contract", "b.pdf", &pdf("b"))).await;
    assert!(message(&refusal).contains("takes one file, and several are attached"), "{refusal}");
    let sent = test.submit("handover", &visit("kept-file-2").text("contract", &kept)).await;
    assert_eq!(test.get_json(&format!("/submissions/{sent}")).await.1["files"][0]["name"], "contract.pdf");
}

#[rocket::async_test]
async fn a_correction_keeps_the_file_or_replaces_it() {
    let (test, _folder) = app().await;
    let id = test.submit("handover", &attach(visit("corrected-1"), "contract", "first.pdf", &pdf("first"))).await;
    let (_, before) = test.get_json(&format!("/submissions/{id}")).await;
    let first = before["files"][0]["upload_id"].as_str().unwrap().to_owned();
    let path = |revision: u32| format!("/submissions/{id}/revisions/{revision}/correct");
    assert!(page(&test, &path(1)).await.contains(&format!("data-upload=\"{first}\"")));
    let kept = visit("corrected-2").text("contract", &first).text("remark", "Copy").text("correction_reason", "Remark");
    let (status, receipt) = test.post_json(&path(1), &kept).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let new = attach(visit("corrected-3").text("contract", &first), "contract", "second.pdf", &pdf("second"));
    let (status, receipt) = test.post_json(&path(2), &new.text("correction_reason", "The signed one")).await;
    assert_eq!(status, Status::Created, "{receipt}");
    let (_, after) = test.get_json(&format!("/submissions/{id}")).await;
    let names: Vec<&str> = after["files"].as_array().unwrap().iter().filter_map(|file| file["name"].as_str()).collect();
    assert_eq!(names, ["second.pdf"]);
    // The earlier revision still has its own.
    let earlier = page(&test, &format!("/submissions/{id}/revisions/1")).await;
    assert!(earlier.contains("first.pdf") && earlier.contains(&first), "{earlier}");
    assert_eq!(test.get(&format!("/uploads/{first}")).await.status(), Status::Ok);
    let removed = test.sql("SELECT removed_in::text FROM uploaded_files WHERE original_filename = 'first.pdf'").await;
    assert_eq!(removed, "3");
}

#[rocket::async_test]
async fn another_organisation_does_not_get_it() {
    let (test, _folder) = app().await;
    let kept = uploaded(&test, "contract.pdf", &pdf("contract")).await["upload_id"].as_str().unwrap().to_owned();
    let other = db::text(&test.url, "INSERT INTO organisations (name) VALUES ('Other') RETURNING id::text").await;
    let stranger = accounts::sign_in_to(&test.url, &other, "administrator", test.now()).await;
    let stranger = Browser::new(&test.app, Some(stranger)).await;
    let id = test.submit("handover", &visit("foreign-1").text("contract", &kept)).await;
    for path in [
        format!("/uploads/{kept}"),
        format!("/uploads/{kept}/original"),
        format!("/api/v1/uploads/{kept}"),
        format!("/submissions/{id}"),
    ] {
        assert_eq!(stranger.get(path.clone()).dispatch().await.status(), Status::NotFound, "{path}");
    }
    let post = stranger.post(FORM).header(Accept::JSON);
    let foreign = visit("foreign-2").text("contract", &kept);
    let answer = post.header(foreign.content_type()).body(foreign.body()).dispatch().await;
    assert_eq!(answer.status(), Status::Conflict, "{:?}", answer.into_string().await);
}

#[rocket::async_test]
async fn the_reports_name_the_files_and_lead_to_them() {
    let (test, _folder) = app().await;
    let form = attach(visit("reported-1"), "contract", "Contract 7.pdf", &pdf("contract"));
    let form = attach(form.text("units.0.tag", "A-1"), "units.0.sheet", "Pump.pdf", &pdf("sheet"));
    let id = test.submit("handover", &form).await;
    test.run_jobs().await;
    let (_, read) = test.get_json(&format!("/submissions/{id}")).await;
    let bytes = async |kind: &str| {
        let url = read["reports"][kind].as_str().unwrap().to_owned();
        test.client.get(url).dispatch().await.into_bytes().await.unwrap()
    };
    let (excel, printed) = (bytes("excel_url").await, bytes("pdf_url").await);
    let text = run_tool("pdftotext", &["-layout"], &printed);
    for words in ["Contract 7.pdf", "List of files", "Unit 1 · Data sheet", "Pump.pdf"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let links = String::from_utf8_lossy(&printed).matches("/photos/").count();
    assert!(links >= 2 || run_tool("pdfinfo", &["-url"], &printed).matches("/photos/").count() >= 2, "{links}");
    let mut book = Xlsx::new(Cursor::new(excel.clone())).unwrap();
    let cells: Vec<String> = book
        .worksheets()
        .into_iter()
        .flat_map(|(_, sheet)| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>())
        .collect();
    for name in ["Contract 7.pdf (", "Pump.pdf ("] {
        assert!(cells.iter().any(|cell| cell.starts_with(name)), "{name} in {cells:?}");
    }
    // The link of a report leads to the file without a sign-in, as the links of photos do.
    let mut zip = zip::ZipArchive::new(Cursor::new(excel)).unwrap();
    let names = zip.file_names().map(|name| name.unwrap().into_owned()).filter(|name| name.ends_with(".rels"));
    let names: Vec<String> = names.collect();
    let mut link = None;
    for name in names {
        let rels = std::io::read_to_string(zip.by_name(&name).unwrap()).unwrap();
        let found = rels.split("Target=\"").skip(1).filter_map(|rest| rest.split('"').next());
        link = link.or(found.filter(|target| target.contains("/photos/")).map(str::to_owned).next());
    }
    let link = link.unwrap();
    let path = link.split_once("/photos/").map(|(_, token)| format!("/photos/{token}")).unwrap();
    let saved = test.get(&path).await;
    assert_eq!((saved.status(), saved.content_type()), (Status::Ok, Some(ContentType::PDF)));
    assert!(saved.headers().get_one("Content-Disposition").unwrap().starts_with("attachment; filename=\""));
    assert_eq!(test.get(&format!("{path}0")).await.status(), Status::NotFound, "a link that was changed");

    // A file that is gone is told, and not left out.
    for name in test.files("uploads") {
        std::fs::remove_file(test.dir.path().join("uploads").join(name)).unwrap();
    }
    let shown = page(&test, &format!("/submissions/{id}?lang=en")).await;
    assert!(shown.contains("This file is missing."), "{shown}");
    let (_, read) = test.get_json(&format!("/api/v1/submissions/{id}")).await;
    assert_eq!(read["files"][0]["available"], false, "{read}");
}
