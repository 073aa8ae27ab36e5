//! A module without code: one file defines the page, the validation, the list and both reports.

use crate::support::{
    app::{Multipart, TestApp},
    pictures,
};
use calamine::{Reader, Xlsx};
use injaaz::{app::Clock, config::Config, services};
use rocket::http::{Accept, Status};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// The example of the documentation, so that it stays correct.
fn garden() -> String {
    let docs = include_str!("../../../../docs/forms.md");
    docs.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example").to_owned()
}

fn visit() -> Multipart {
    Multipart::new()
        .text("submission_key", "garden-visit-1")
        .text("park", "Zabeel Park")
        .text("day", "2026-03-13")
        .text("items.0.family", "Palms")
        .text("items.0.species", "Date palm")
        .jpeg("items.0.photos", &pictures::jpeg(200, 150, 1))
        .text("items.1.family", "Lawn")
}

#[rocket::async_test]
async fn one_file_is_a_module() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("garden.toml"), garden()).expect("a definition");
    let test = TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await;

    assert!(test.get("/").await.into_string().await.is_some_and(|page| page.contains("Garden visit")));
    let page = test.get("/forms/garden").await.into_string().await.expect("a page");
    for part in ["name=\"park\"", "type=\"date\" ", "name=\"items.0.species\"", "Doum palm", "name=\"items.0.photos\""]
    {
        assert!(page.contains(part), "{part} in {page}");
    }

    let refused = test.post_json("/forms/garden", &visit().without("park").text("items.1.species", "Date palm")).await;
    let names = refused.1["fields"].as_array().expect("fields").iter().filter_map(|field| field["name"].as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["park", "items.1.species"], "{refused:?}");
    let id = test.submit("garden", &visit()).await;
    let (_, listed) = test.get_json("/api/v1/submissions?module=garden&site=zabeel&q=palm&from=2026-03-13").await;
    assert_eq!(listed["submissions"][0]["submission_id"], id.as_str());
    assert_eq!(listed["submissions"][0]["item_count"], 2);
    let page = test.get("/submissions?module=garden").await.into_string().await.expect("a page");
    assert!(page.contains("Zabeel Park") && page.contains(">Garden<"), "{page}");

    test.run_jobs().await;
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    let report = async |kind: &str| {
        let url = submission["reports"][kind].as_str().expect("a link").to_owned();
        let answer = test.client.get(url).dispatch().await;
        assert_eq!(answer.status(), Status::Ok);
        answer.into_bytes().await.expect("bytes")
    };
    let mut book = Xlsx::new(Cursor::new(report("excel_url").await)).expect("a workbook");
    let cells: Vec<String> = (book.worksheets().into_iter())
        .flat_map(|(_, sheet)| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>())
        .collect();
    for text in ["Zabeel Park", "Palms", "Date palm", "Lawn", "Family", "Species"] {
        assert!(cells.iter().any(|cell| cell == text), "{text} in {cells:?}");
    }
    assert!(report("pdf_url").await.starts_with(b"%PDF-"));
    let html = test.client.get(format!("/submissions/{id}")).header(Accept::HTML).dispatch().await;
    assert!(html.into_string().await.is_some_and(|page| page.contains("Date palm")));
}

/// A removed definition is kept for the submissions that were made with it.
#[rocket::async_test]
async fn a_submission_is_shown_after_its_module_was_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("garden.toml");
    std::fs::write(&file, garden()).expect("a definition");
    let forms = folder.path().to_string_lossy().into_owned();
    let before = TestApp::with(&[("INJAAZ_FORMS", &forms)]).await;
    let id = before.submit("garden", &visit().without("items.0.photos")).await;

    std::fs::remove_file(&file).expect("the definition goes");
    let after = TestApp::on(before.url.clone(), &[("INJAAZ_FORMS", &forms)]).await;
    assert_eq!(after.get("/forms/garden").await.status(), Status::NotFound);
    let address = format!("/submissions/{id}");
    let page = after.get(&address).await;
    assert_eq!(page.status(), Status::Ok);
    assert!(page.into_string().await.is_some_and(|page| page.contains("Date palm") && page.contains("Species")));
    let (_, listed) = after.get_json("/api/v1/submissions").await;
    assert_eq!(listed["submissions"][0]["module"], "garden");
    after.run_jobs().await;
    let (_, submission) = after.get_json(&address).await;
    assert_eq!(submission["status"], "completed", "{submission}");
    assert_eq!(after.get("/submissions?module=garden").await.status(), Status::UnprocessableEntity);
}

/// Answers were given to the questions of a version, not to its comments.
#[rocket::async_test]
async fn a_definition_keeps_its_version_only_while_it_means_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("garden.toml");
    std::fs::write(&file, garden()).expect("a definition");
    let forms = folder.path().to_string_lossy().into_owned();
    let before = TestApp::with(&[("INJAAZ_FORMS", &forms)]).await;
    let id = before.submit("garden", &visit().without("items.0.photos")).await;

    std::fs::write(&file, format!("# Another comment.\n\n{}", garden())).expect("a definition");
    let after = before.restarted(&[("INJAAZ_FORMS", &forms)]).await;
    assert_eq!(after.get(&format!("/submissions/{id}")).await.status(), Status::Ok);

    std::fs::write(&file, garden().replace("Species", "Kind of tree")).expect("a definition");
    let generated = before.dir.path().to_string_lossy().into_owned();
    let settings = [("DATABASE_URL", &*before.url), ("INJAAZ_GENERATED", &*generated), ("INJAAZ_FORMS", &*forms)];
    let config = Config::from_vars(settings).expect("settings");
    let started = services::start::open(config, Clock::System, injaaz::migration::port).await;
    let refused = started.map(drop).expect_err("refused").to_string();
    assert!(refused.contains("The form garden was changed, but its version is still"), "{refused}");
}

/// The list is ordered by site name, and an index row is smaller than the longest name that a form may allow.
#[rocket::async_test]
async fn a_site_name_may_be_as_long_as_its_form_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = garden().replace("name = \"park\"\n", "name = \"park\"\nmax = 10000\n");
    std::fs::write(folder.path().join("garden.toml"), long).expect("a definition");
    let test = TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await;
    // Random digits, which cannot be compressed.
    let name: Vec<String> = (0..150u32).map(|n| hex::encode(Sha256::digest(n.to_be_bytes()))).collect();
    let name = name.join(" ");
    let id = test.submit("garden", &visit().without("park").text("park", &name)).await;
    let (_, listed) = test.get_json("/api/v1/submissions?sort=site").await;
    assert_eq!(listed["submissions"][0]["submission_id"], id.as_str());
    assert_eq!(listed["submissions"][0]["site_name"], name);
}
