//! The navigation of every page, `/more`, `/forms`, and the colour scheme.

use crate::support::app::{Browser, TestApp};
use rocket::http::Status;

/// The addresses that the navigation of a page leads to.
async fn navigation(browser: &Browser, path: &str) -> Vec<String> {
    let page = browser.open(path).await.page;
    let (_, nav) = page.split_once("<nav class=\"main-nav\"").unwrap_or_else(|| panic!("{path}: {page}"));
    let (nav, _) = nav.split_once("</nav>").expect("its end");
    nav.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[rocket::async_test]
async fn the_navigation_has_what_the_member_may_open() {
    let test = TestApp::new().await;
    let of = async |role: &str| navigation(&test.signed_in(role).await, "/submissions").await;
    assert_eq!(
        of("administrator").await,
        [
            "/",
            "/submissions",
            "/forms",
            "/review",
            "/more",
            "/actions",
            "/people",
            "/organisation",
            "/public-links",
            "/audit",
            "/admin/jobs"
        ]
    );
    assert_eq!(of("manager").await, ["/", "/submissions", "/forms", "/review", "/more", "/actions", "/audit"]);
    assert_eq!(of("reviewer").await, ["/", "/submissions", "/forms", "/review", "/more", "/actions"]);
    assert_eq!(of("inspector").await, ["/", "/submissions", "/forms", "/more", "/actions"]);
    assert_eq!(of("viewer").await, ["/", "/submissions", "/more"]);
    // What was not found has it, too.
    assert_eq!(navigation(&test.signed_in("viewer").await, "/nowhere").await, ["/", "/submissions", "/more"]);
}

#[rocket::async_test]
async fn more_has_the_other_places() {
    let test = TestApp::new().await;
    let page = test.client.open("/more").await.page;
    for path in [
        "/people",
        "/organisation",
        "/public-links",
        "/audit",
        "/admin/jobs",
        "/account",
        "/tokens",
        "/api",
        "/privacy",
    ] {
        assert!(page.contains(&format!("<a class=\"with-icon\" href=\"{path}\">")), "{path}: {page}");
    }
    assert!(!page.contains("/admin/migration"), "there is no old app");
    let viewer = test.signed_in("viewer").await.open("/more").await.page;
    assert!(viewer.contains("href=\"/account\"") && !viewer.contains("href=\"/people\""), "{viewer}");
    assert_eq!(test.stranger().await.open("/more").await.status, Status::SeeOther);
}

#[rocket::async_test]
async fn the_current_place_is_marked() {
    let test = TestApp::new().await;
    for (path, marked) in [
        ("/", "<a href=\"/\" aria-current=\"page\">"),
        ("/submissions", "<a href=\"/submissions\" aria-current=\"page\">"),
        ("/submissions/sub_000000000000", "<a href=\"/submissions\" aria-current=\"true\">"),
        ("/forms", "<a href=\"/forms\" class=\"new\" aria-current=\"page\">"),
        ("/forms/civil", "<a href=\"/forms\" class=\"new\" aria-current=\"true\">"),
        ("/audit", "<a href=\"/more\" aria-current=\"true\">"),
        ("/audit", "<a href=\"/audit\" aria-current=\"page\">"),
        ("/more", "<a href=\"/more\" aria-current=\"page\">"),
    ] {
        let page = test.client.open(path).await.page;
        assert!(page.contains(marked), "{path}: {marked} in {page}");
    }
    let page = test.client.open("/account").await.page;
    assert_eq!(page.matches("aria-current=\"page\"").count(), 0, "{page}");
}

#[rocket::async_test]
async fn a_form_is_chosen_at_forms() {
    let test = TestApp::new().await;
    let page = test.signed_in("inspector").await.open("/forms").await.page;
    for module in ["hvac_mep", "civil", "cleaning"] {
        assert!(page.contains(&format!("href=\"/forms/{module}\"")), "{page}");
    }
    assert_eq!(test.signed_in("viewer").await.open("/forms").await.status, Status::Forbidden);
}

#[rocket::async_test]
async fn a_chosen_colour_scheme_is_remembered_and_is_there_at_once() {
    let test = TestApp::new().await;
    let root = |page: &str| page.split_once('>').and_then(|(_, rest)| rest.split('>').next()).unwrap_or("").to_owned();
    let browser = &test.client;
    assert!(!root(&browser.open("/").await.page).contains("data-scheme"));
    let page = browser.open("/submissions?q=pump&scheme=dark").await.page;
    assert!(root(&page).ends_with("data-scheme=\"dark\""), "{page}");
    assert!(page.contains("<meta name=\"color-scheme\" content=\"dark\">"), "{page}");
    // Every switch keeps the page and what was searched for.
    assert!(
        page.contains("href=\"/submissions?q=pump&#38;scheme=light\"")
            || page.contains("/submissions?q=pump&amp;scheme=light"),
        "{page}"
    );
    assert!(root(&browser.open("/people").await.page).ends_with("data-scheme=\"dark\""), "it is remembered");
    assert!(root(&browser.open("/nowhere").await.page).ends_with("data-scheme=\"dark\""), "also for what is not there");
    browser.open("/?scheme=purple").await;
    assert!(root(&browser.open("/").await.page).ends_with("data-scheme=\"dark\""), "an unknown one changes nothing");
    browser.open("/?scheme=auto").await;
    assert!(!root(&browser.open("/").await.page).contains("data-scheme"));
}
