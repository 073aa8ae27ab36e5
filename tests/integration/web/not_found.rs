//! Pages that do not exist or are not allowed: a signed-in member keeps their navigation.

use crate::support::app::TestApp;
use rocket::http::Status;

#[rocket::async_test]
async fn a_member_keeps_the_navigation_where_nothing_is_found_or_allowed() {
    let test = TestApp::new().await;
    let viewer = test.signed_in("viewer").await;
    let stranger = test.stranger().await;
    for (path, status) in [
        ("/nowhere", Status::NotFound),
        ("/submissions/nothing/here", Status::NotFound),
        ("/submissions/sub_000000000000", Status::NotFound),
        ("/people", Status::Forbidden),
    ] {
        let answer = viewer.get(path).dispatch().await;
        assert_eq!(answer.status(), status, "{path}");
        let page = answer.into_string().await.expect("a page");
        for part in ["<a href=\"/submissions\"", "<a href=\"/account\"", "action=\"/sign-out\""] {
            assert!(page.contains(part), "{path}: {part} is not in {page}");
        }
    }
    let page = stranger.get("/nowhere").dispatch().await.into_string().await.expect("a page");
    assert!(!page.contains("action=\"/sign-out\"") && !page.contains("href=\"/account\""), "{page}");
}
