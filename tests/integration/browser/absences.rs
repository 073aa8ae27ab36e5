//! An absence on a narrow phone and in Arabic: a reviewer enters it, and the delegate decides for them.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    server::Server,
};
use crate::support::{
    accounts::{self, SignedIn},
    browser::{Browser, NARROW_PHONE},
    db,
};
use time::OffsetDateTime;

async fn person(server: &Server, role: &str) -> (SignedIn, String) {
    let signed_in = accounts::sign_in(&server.database, role, OffsetDateTime::now_utc()).await;
    let id = format!("SELECT public_id FROM users WHERE email = '{}'", signed_in.email);
    let id = db::text(&server.database, &id).await;
    (signed_in, id)
}

/// Fills the form with days from the first one that can be entered.
async fn fill(browser: &Browser, days: [u8; 2], delegate: &str) {
    browser
        .run(&format!(
            "const day = (name, later) => {{ const field = document.getElementById('f-' + name); \
             const date = new Date(field.min); date.setUTCDate(date.getUTCDate() + later); \
             field.value = date.toISOString().slice(0, 10); }}; \
             day('first_day', {}); day('last_day', {}); document.getElementById('f-delegate').value = '{delegate}'",
            days[0], days[1]
        ))
        .await;
    browser.tap("form[action$='/absence'] button[type=submit]").await;
}

#[rocket::async_test]
async fn a_delegate_decides_on_a_phone_while_the_reviewer_is_away() {
    let server = Server::start().await;
    let (inspector, _) = person(&server, "inspector").await;
    let (absent, absent_id) = person(&server, "manager").await;
    let (delegate, delegate_id) = person(&server, "reviewer").await;
    let office = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    office.goto("/organisation/approval/hvac_mep?template=one_reviewer").await;
    office.run("document.getElementById('w-0.0').value = '0.0=manager'").await;
    office.tap("main form[method=post] > .button").await;
    office.until("location.search.includes('done=saved')").await;

    let phone = Browser::open(NARROW_PHONE, &server.base).await.signed_in_as(&absent).await;
    phone.goto("/account").await;
    phone.tap("main a[href='/account/absence']").await;
    phone.until("location.pathname === '/account/absence'").await;
    fill(&phone, [3, 1], &delegate_id).await;
    phone.find("#error-summary").await;
    judge_as_it_stands(&phone, "an absence that ends before it begins", "en").await;
    let kept = phone.run("return document.getElementById('f-delegate').value").await;
    assert_eq!(kept.as_str(), Some(delegate_id.as_str()));
    fill(&phone, [0, 2], &delegate_id).await;
    phone.until("location.search.includes('done=entered')").await;
    assert!(phone.text("main").await.contains("Away now"));
    judge_narrow(&phone, "/account/absence").await;

    let (page, _) = server.submitted_by(&inspector).await;
    let reviewer = Browser::open(NARROW_PHONE, &server.base).await.signed_in_as(&delegate).await;
    judge_narrow(&reviewer, "/review").await;
    assert!(reviewer.text(".review-rows").await.contains("for "));
    judge_narrow(&reviewer, &page).await;
    reviewer.goto(&page).await;
    assert!(reviewer.text("#review").await.contains("You decide for an absent member"));
    reviewer.until("!document.getElementById('job')").await;
    reviewer.tap("#approve").await;
    reviewer.until("location.pathname === '/review'").await;
    judge_narrow(&reviewer, &page).await;
    judge_narrow(&reviewer, "/account/absence").await;

    let theirs = format!("/people/{absent_id}");
    office.goto(&theirs).await;
    office.tap(&format!("a[href='{theirs}/absence']")).await;
    office.until("location.pathname.endsWith('/absence')").await;
    judge_narrow(&office, &format!("{theirs}/absence")).await;
    office.tap("form[action$='/end'] button").await;
    office.until("location.search.includes('done=ended')").await;
    assert_eq!(server.count("absences").await, 0);
    let recorded = "SELECT (absent_id IS NOT NULL)::text FROM approval_steps";
    assert_eq!(db::text(&server.database, recorded).await, "true");
    phone.assert_quiet(&["status of 422"]).await;
    reviewer.assert_quiet(&[]).await;
}
