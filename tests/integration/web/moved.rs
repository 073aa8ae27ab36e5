//! Former paths of pages: permanent redirects to the current ones, which check access themselves.

use crate::support::app::{TestApp, hvac};
use rocket::http::{Accept, ContentType, Status};

#[rocket::async_test]
async fn old_paths_redirect_permanently_with_their_query() {
    let test = TestApp::new().await;
    let stranger = test.stranger().await;
    for (old, new) in [
        ("/genuine/0123456789abcdef0123456789abcdef?lang=ar", "/verify/0123456789abcdef0123456789abcdef?lang=ar"),
        ("/forgotten", "/password-reset"),
        ("/reset/abc", "/password-reset/abc"),
        ("/admin/migration/desk?quarantined=3", "/admin/migration/review?quarantined=3"),
        ("/admin/migration/desk/17", "/admin/migration/review/17"),
        ("/moderation?after=7", "/pending-submissions?after=7"),
        ("/moderation/sub_0123456789ab", "/pending-submissions/sub_0123456789ab"),
        (
            "/moderation/uploads/upl_0123456789abcdef0123/thumb",
            "/pending-submissions/uploads/upl_0123456789abcdef0123/thumb",
        ),
    ] {
        let answer = stranger.get(old).dispatch().await;
        assert_eq!(answer.status(), Status::PermanentRedirect, "{old}");
        assert_eq!(answer.headers().get_one("Location"), Some(new), "{old}");
    }
    for (old, new) in [
        ("/genuine/0123456789abcdef0123456789abcdef", "/verify/0123456789abcdef0123456789abcdef"),
        ("/forgotten", "/password-reset"),
        ("/admin/migration/desk/17/settle", "/admin/migration/review/17/settle"),
        ("/moderation/sub_0123456789ab/accept", "/pending-submissions/sub_0123456789ab/accept"),
    ] {
        // 308 keeps the method and the body.
        let answer = stranger.post(old).header(ContentType::Form).body("note=x").dispatch().await;
        assert_eq!(answer.status(), Status::PermanentRedirect, "{old}");
        assert_eq!(answer.headers().get_one("Location"), Some(new), "{old}");
    }
}

#[rocket::async_test]
async fn a_code_on_an_old_printed_report_still_leads_to_its_page() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    test.run_jobs().await;
    let code = test.sql("SELECT code FROM report_versions ORDER BY id DESC LIMIT 1").await;
    let stranger = test.stranger().await;
    let moved = stranger.get(format!("/genuine/{code}")).dispatch().await;
    let location = moved.headers().get_one("Location").expect("a location").to_owned();
    let page = stranger.get(location).header(Accept::HTML).dispatch().await;
    assert_eq!(page.status(), Status::Ok);
    assert!(page.into_string().await.is_some_and(|page| page.contains("Marina Tower")));
}
