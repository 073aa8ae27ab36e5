//! Privacy requests in the browser: an export that is requested and downloaded, and an erasure.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    server::Server,
};
use crate::support::{
    accounts,
    browser::{Browser, NARROW_PHONE},
    db, http,
};
use serde_json::json;
use std::{collections::BTreeSet, fs::File, path::Path, time::Duration};
use time::OffsetDateTime;
use zip::ZipArchive;

/// Taps a link and waits until its file is in the download folder.
async fn save(browser: &Browser, link: &str, folder: &Path) -> ZipArchive<File> {
    let wanted = json!({ "behavior": "allow", "downloadPath": folder });
    browser.devtools("Browser.setDownloadBehavior", wanted).await;
    browser.tap(link).await;
    for _ in 0..400 {
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        if let [file] = files.as_slice()
            && file.extension().is_some_and(|extension| extension == "zip")
        {
            return ZipArchive::new(File::open(file).unwrap()).unwrap();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("nothing was saved");
}

#[rocket::async_test]
async fn a_person_is_exported_and_then_erased() {
    let server = Server::start().await;
    let inspector = accounts::sign_in(&server.database, "inspector", OffsetDateTime::now_utc()).await;
    let (submission, _) = server.submitted_by(&inspector).await;
    let query = format!("SELECT public_id FROM users WHERE email = '{}'", inspector.email);
    let id = db::text(&server.database, &query).await;
    let theirs = format!("/privacy/people/{id}");

    let office = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    judge_narrow(&office, "/privacy").await;
    office.goto("/people").await;
    office.tap(&format!("a[href='/people/{id}']")).await;
    office.tap(&format!("a[href='{theirs}']")).await;
    office.find("#confirm").await;
    judge_narrow(&office, &theirs).await;

    // Half-typed input stays while the page updates itself when the export is done.
    office.tap("form[action$='/export'] button").await;
    office.until("document.querySelector('#requests .badge')").await;
    office.write("confirm", "half").await;
    let copy = "#requests a[href^='/privacy/exports/']";
    office.find(copy).await;
    assert_eq!(office.value("confirm").await, "half");
    let folder = tempfile::tempdir().unwrap();
    let mut zip = save(&office, copy, folder.path()).await;
    let account: serde_json::Value = serde_json::from_reader(zip.by_name("account.json").unwrap()).unwrap();
    assert_eq!(account["email"], inspector.email.as_str());
    let names: BTreeSet<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    for end in ["/submission.json", ".jpg", ".pdf", ".xlsx"] {
        assert!(names.iter().any(|name| name.ends_with(end)), "{end}: {names:?}");
    }
    judge_narrow(&office, &theirs).await;

    // A wrong confirmation erases nothing.
    office.write("confirm", "somebody@example.org").await;
    office.tap("form[action$='/erase'] button").await;
    assert!(office.text("#error-summary").await.contains("enter exactly what is shown above the field"));
    judge_as_it_stands(&office, "an erasure that is not confirmed", "en").await;
    office.goto(&theirs).await;
    office.write("confirm", &inspector.email).await;
    office.tap("form[action$='/erase'] button").await;
    assert!(office.text(".told").await.contains("The deletion is in progress"));
    assert_eq!(office.path().await, "/people");
    office.until(&format!("!(await (await fetch('/people')).text()).includes('{id}')")).await;
    judge_narrow(&office, "/people?done=erasing").await;
    let people = office.text("main").await;
    assert!(people.contains("everywhere@example.org") && !people.contains(&inspector.email), "{people}");
    office.goto(&theirs).await;
    assert!(office.all("#confirm").await.is_empty());

    // The session has ended; the submissions belong to the organisation and name no person.
    let client = http::signed_in(&inspector).build().unwrap();
    let answer = client.get(format!("{}/privacy", server.base)).header("Accept", "application/json").send().await;
    assert_eq!(answer.unwrap().status(), 401);
    office.goto(&submission).await;
    let page = office.text("main").await;
    let name = inspector.email.split('@').next().unwrap();
    assert!(page.contains("Marina Tower") && !page.contains(name), "{page}");
    office.assert_quiet(&["status of 422", "status of 404"]).await;
}

#[rocket::async_test]
async fn sensitive_actions_require_recent_authentication() {
    let server = Server::start().await;
    db::execute(&server.database, "UPDATE sessions SET confirmed_at = now() - interval '1 day'").await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.goto("/privacy").await;
    browser.tap("form[action$='/export'] button").await;
    browser.tap("#error-summary a").await;
    browser.until("location.pathname === '/account/confirm' && location.search === '?next=%2Fprivacy'").await;
    assert_eq!(server.count("privacy_requests").await, 0);
    browser.assert_quiet(&["status of 403"]).await;
}
