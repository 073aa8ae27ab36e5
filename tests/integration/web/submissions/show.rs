//! `/submissions/<id>`: the page of one submission, with any input.

use crate::support::{
    app::{TestApp, hvac},
    forms::{complete_civil, complete_cleaning, complete_hvac},
};
use rocket::http::Status;

#[rocket::async_test]
async fn everything_that_was_entered_stands_on_the_page_as_text() {
    let test = TestApp::new().await;
    for complete in [complete_hvac("page-hvac"), complete_civil("page-civil"), complete_cleaning("page-cleaning")] {
        let id = test.submit(complete.module, &complete.form).await;
        let address = format!("/submissions/{id}");
        let page = test.get(&address).await;
        assert_eq!(page.status(), Status::Ok);
        let page = page.into_string().await.expect("a page");
        for (_, answer) in complete.stored.as_object().expect("answers") {
            let Some(text) = answer.as_str().filter(|text| text.chars().all(|c| c.is_alphanumeric() || c == ' '))
            else {
                continue;
            };
            assert!(page.contains(text), "{text} of {}", complete.module);
        }
        assert_eq!(page.matches("/thumb\"").count(), complete.files.len(), "{page}");
    }
    let script = hvac("page-script").text("items.0.comments", "</script><script>alert(1)</script>");
    let id = test.submit("hvac_mep", &script).await;
    let address = format!("/submissions/{id}");
    let page = test.get(&address).await.into_string().await.expect("a page");
    assert!(page.contains("alert(1)") && !page.contains("<script>alert"), "{page}");
}

#[rocket::async_test]
async fn the_history_tells_what_happened_in_its_order() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &hvac("history-key")).await;
    test.run_jobs().await;
    let address = format!("/submissions/{id}");
    let (_, submission) = test.get_json(&address).await;
    test.get(submission["reports"]["pdf_url"].as_str().expect("a link")).await;
    let kept = test.sql("SELECT string_agg(action, ' ' ORDER BY created_at, id) FROM audit_logs").await;
    assert_eq!(kept, "submission.created report.made report.opened");
    assert_eq!(test.get(&address).await.status(), Status::Ok);
}
