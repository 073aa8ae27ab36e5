//! Generated submissions: found like real ones, and never mixed with them accidentally.

use crate::support::app::{TestApp, hvac};
use injaaz::services::seed::seed;
use rocket::http::Status;

async fn found(test: &TestApp, query: &str) -> usize {
    let (status, list) = test.get_json(&format!("/api/v1/submissions?{query}")).await;
    assert_eq!(status, Status::Ok);
    list["submissions"].as_array().expect("rows").len()
}

#[rocket::async_test]
async fn seeded_submissions_are_found_and_shown_like_real_ones() {
    let test = TestApp::new().await;
    let mut reached = Vec::new();
    seed(&test.app, 40, false, |done| reached.push(done)).await.expect("seeded");
    assert_eq!(reached, [40]);
    assert_eq!(found(&test, "").await, 40);
    assert_eq!(found(&test, "q=technician").await, 40);
    let modules = ["hvac_mep", "civil", "cleaning"];
    let mut in_all = 0;
    for module in modules {
        in_all += found(&test, &format!("module={module}")).await;
    }
    assert_eq!(in_all, 40);

    let (_, list) = test.get_json("/api/v1/submissions?sort=site").await;
    let first = &list["submissions"][0];
    let site = first["site_name"].as_str().expect("a site").to_owned();
    assert!(found(&test, &format!("site={}", site.replace(' ', "+"))).await >= 1);
    let id = first["submission_id"].as_str().expect("an id");
    assert_eq!(test.get(&format!("/submissions/{id}")).await.status(), Status::Ok);
}

#[rocket::async_test]
async fn seeding_continues_after_existing_rows() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &hvac("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10")).await;
    let refused = seed(&test.app, 5, false, |_| {}).await.expect_err("there is one already");
    assert!(refused.to_string().contains("--add"), "{refused}");
    assert_eq!(found(&test, "").await, 1);

    seed(&test.app, 5, true, |_| {}).await.expect("seeded");
    seed(&test.app, 7, true, |_| {}).await.expect("a second seed is refused");
    assert_eq!(found(&test, "").await, 13);
}
