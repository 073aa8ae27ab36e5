//! Pending submissions: not visible elsewhere, and their review.

use super::public::{KEY, hvac_link, send};
use crate::support::{
    accounts,
    app::{Browser, TestApp, hvac},
    forms::complete_hvac,
};
use rocket::http::{Accept, ContentType, Status};
use serde_json::json;

async fn waiting(test: &TestApp) -> String {
    let address = hvac_link(test).await;
    let (status, receipt) = send(&test.stranger().await, &address, &complete_hvac(KEY).form).await;
    assert_eq!(status, Status::Created, "{receipt}");
    receipt["submission_id"].as_str().expect("an id").to_owned()
}

async fn page(browser: &Browser, path: &str) -> (Status, String) {
    let answer = browser.get(path.to_owned()).header(Accept::HTML).dispatch().await;
    (answer.status(), answer.into_string().await.unwrap_or_default())
}

#[rocket::async_test]
async fn pending_submissions_are_visible_to_moderators_only() {
    let test = TestApp::new().await;
    let id = waiting(&test).await;
    for path in [
        "/",
        "/submissions",
        "/submissions?q=Marina",
        "/submissions?q=%40marina",
        "/submissions.csv",
        "/submissions?status=open",
    ] {
        let (status, text) = page(&test.client, path).await;
        assert_eq!(status, Status::Ok, "{path}");
        assert!(!text.contains(&id) && !text.contains("Grundfos") && !text.contains(">Marina Tower<"), "{path}");
    }
    assert_eq!(page(&test.client, &format!("/submissions/{id}")).await.0, Status::NotFound);
    let upload = test.sql("SELECT min(upload_id) FROM uploaded_files").await;
    assert_eq!(page(&test.client, &format!("/uploads/{upload}/thumb")).await.0, Status::NotFound);
    assert_eq!(test.count("jobs").await, 0, "no report is made");
    let (status, queue) = page(&test.client, "/pending-submissions").await;
    assert!(status == Status::Ok && queue.contains(&id) && queue.contains("Reception"), "{queue}");
    let (status, one) = page(&test.client, &format!("/pending-submissions/{id}")).await;
    assert!(
        status == Status::Ok && one.contains("Grundfos") && one.contains("/pending-submissions/uploads/upl_"),
        "{one}"
    );
    let photo = test.client.get(format!("/pending-submissions/uploads/{upload}/thumb")).dispatch().await;
    assert_eq!(photo.status(), Status::Ok);
    for role in ["inspector", "viewer"] {
        let browser = test.signed_in(role).await;
        for path in [
            "/pending-submissions".to_owned(),
            format!("/pending-submissions/{id}"),
            format!("/pending-submissions/uploads/{upload}"),
        ] {
            assert_eq!(page(&browser, &path).await.0, Status::Forbidden, "{role} {path}");
        }
    }
}

#[rocket::async_test]
async fn another_organisation_finds_nothing_to_decide() {
    let test = TestApp::new().await;
    let id = waiting(&test).await;
    let upload = test.sql("SELECT min(upload_id) FROM uploaded_files").await;
    let link = test.sql("SELECT min(link_id) FROM public_links").await;
    test.execute("INSERT INTO organisations (name) VALUES ('Another')").await;
    let other = "(SELECT max(id) FROM organisations)";
    let other = accounts::sign_in_to(&test.url, other, "administrator", test.now()).await;
    let other = Browser::new(&test.app, Some(other)).await;
    let (_, queue) = page(&other, "/pending-submissions").await;
    assert!(!queue.contains(&id));
    for path in [
        format!("/pending-submissions/{id}"),
        format!("/pending-submissions/uploads/{upload}"),
        format!("/public-links/{link}"),
    ] {
        assert_eq!(page(&other, &path).await.0, Status::NotFound, "{path}");
    }
    for path in [format!("/pending-submissions/{id}/accept"), format!("/public-links/{link}/revoke")] {
        assert_eq!(other.post(path.clone()).dispatch().await.status(), Status::NotFound, "{path}");
    }
    let refuse = other.post(format!("/pending-submissions/{id}/refuse")).header(ContentType::Form).body("reason=x");
    assert_eq!(refuse.dispatch().await.status(), Status::NotFound);
    assert_eq!(test.count("pending_submissions").await, 1);
}

#[rocket::async_test]
async fn an_accepted_submission_keeps_its_receipt() {
    let test = TestApp::new().await;
    let id = waiting(&test).await;
    let hash = test.sql("SELECT encode(content_hash, 'hex') FROM pending_submissions").await;
    let received = test.now();
    test.advance(time::Duration::hours(30));
    let reviewer = test.signed_in("reviewer").await;
    let accepted = reviewer.post(format!("/pending-submissions/{id}/accept")).dispatch().await;
    assert_eq!(accepted.status(), Status::SeeOther);
    let again = reviewer.post(format!("/pending-submissions/{id}/accept")).dispatch().await;
    assert_eq!(again.status(), Status::NotFound, "it is no longer pending");
    test.run_jobs().await;
    let (status, shown) = test.get_json(&format!("/submissions/{id}")).await;
    assert_eq!(status, Status::Ok);
    assert_eq!((&shown["status"], &shown["content_hash"]), (&json!("completed"), &json!(hash)));
    assert_eq!(
        shown["created_at"],
        json!(received.format(&time::format_description::well_known::Rfc3339).expect("a time"))
    );
    assert_eq!(shown["files"].as_array().map(Vec::len), Some(4));
    assert_eq!(shown["form_data"]["items"][0]["brand"], "Grundfos");
    assert_eq!(test.count("pending_submissions").await, 0);
    let who = "SELECT string_agg(action || CASE WHEN user_id IS NULL THEN '' ELSE ' by somebody' END, ', ' ORDER BY id)
        FROM audit_logs WHERE resource_type = 'submission'";
    let told = test.sql(who).await;
    assert_eq!(told, "submission.created, submission.accepted by somebody, report.made");
    assert_eq!(
        test.sql("SELECT user_id::text FROM submissions").await,
        "",
        "the reviewer is not recorded as the sender"
    );
}

#[rocket::async_test]
async fn the_sender_may_send_again_after_it_was_accepted() {
    let test = TestApp::new().await;
    let (address, stranger) = (hvac_link(&test).await, test.stranger().await);
    let (_, first) = send(&stranger, &address, &hvac(KEY)).await;
    let id = first["submission_id"].as_str().expect("an id");
    let accepted = test.client.post(format!("/pending-submissions/{id}/accept")).dispatch().await;
    assert_eq!(accepted.status(), Status::SeeOther);
    assert_eq!(send(&stranger, &address, &hvac(KEY)).await, (Status::Ok, first.clone()));
    let told = page(&stranger, first["url"].as_str().expect("an address")).await;
    assert!(told.0 == Status::Ok && !told.1.contains("Marina Tower"));
    assert_eq!((test.count("submissions").await, test.count("pending_submissions").await), (1, 0));
}

#[rocket::async_test]
async fn rejected_submissions_are_deleted_after_thirty_days() {
    let test = TestApp::new().await;
    let id = waiting(&test).await;
    let refuse = async |reason: &str| {
        let request = test.client.post(format!("/pending-submissions/{id}/refuse")).header(ContentType::Form);
        request.body(format!("reason={reason}")).dispatch().await.status()
    };
    assert_eq!(refuse("+").await, Status::UnprocessableEntity);
    assert_eq!(refuse("Not+one+of+ours").await, Status::SeeOther);
    assert_eq!(refuse("Again").await, Status::Conflict);
    let accept = test.client.post(format!("/pending-submissions/{id}/accept")).dispatch().await;
    assert_eq!(accept.status(), Status::Conflict);
    assert!(page(&test.client, "/pending-submissions").await.1.contains("Not one of ours"));
    test.advance(time::Duration::days(30) - time::Duration::minutes(1));
    test.run_periodic("pending_submissions.refused").await;
    assert_eq!((test.count("pending_submissions").await, test.files("uploads").len()), (1, 12));
    test.advance(time::Duration::minutes(1));
    test.run_periodic("pending_submissions.refused").await;
    assert_eq!((test.count("pending_submissions").await, test.count("uploaded_files").await), (0, 0));
    assert_eq!(test.files("uploads").len(), 0);
    let told = test
        .sql("SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE resource_type = 'waiting_submission'");
    assert_eq!(told.await, "submission.received submission.refused submission.erased");
}

#[rocket::async_test]
async fn the_number_of_pending_submissions_is_in_the_navigation_and_on_home() {
    let test = TestApp::new().await;
    let count = |page: &str| {
        let shown = page.split_once("class=\"count\">").and_then(|(_, rest)| rest.split('<').next());
        shown.map(str::to_owned)
    };
    assert_eq!(count(&page(&test.client, "/submissions").await.1), None);
    let id = waiting(&test).await;
    for path in ["/", "/submissions", "/people"] {
        assert_eq!(count(&page(&test.client, path).await.1).as_deref(), Some("1"), "{path}");
    }
    let (_, home) = page(&test.client, "/").await;
    assert!(home.contains("Waiting for review: 1<"), "{home}");
    // A reviewer counts what they may decide about.
    for (scope, expected) in [("civil", None), ("hvac_mep", Some("1"))] {
        let reviewer = test.signed_in("reviewer").await;
        let statement = format!(
            "INSERT INTO membership_scopes (organisation_id, membership_id, module)
             SELECT organisation_id, id, '{scope}' FROM memberships WHERE role = 'reviewer' ORDER BY id DESC LIMIT 1"
        );
        test.execute(&statement).await;
        assert_eq!(count(&page(&reviewer, "/submissions").await.1).as_deref(), expected, "{scope}");
    }
    assert_eq!(count(&page(&test.signed_in("inspector").await, "/submissions").await.1), None);
    // Its reference leads to it.
    let (_, found) = page(&test.client, &format!("/submissions?q={id}")).await;
    assert!(found.contains(&format!("href=\"/pending-submissions/{id}\"")), "{found}");
    let (_, found) = page(&test.signed_in("inspector").await, &format!("/submissions?q={id}")).await;
    assert!(!found.contains("/pending-submissions/"), "{found}");
    assert_eq!(
        test.client.post(format!("/pending-submissions/{id}/accept")).dispatch().await.status(),
        Status::SeeOther
    );
    assert_eq!(count(&page(&test.client, "/submissions").await.1), None);
}
