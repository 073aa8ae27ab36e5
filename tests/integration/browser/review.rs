//! The owner's chain on a phone: a form is returned, corrected, approved by all with signatures, and locked; the list of
//! what waits by keyboard.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    page_actions::FieldAction::Type,
    read_back::Pdf,
    server::Server,
};
use crate::support::{
    accounts::{self, SignedIn},
    browser::{Browser, Device, NARROW_PHONE},
    db,
};
use time::OffsetDateTime;

const DESK: Device = Device { width: 1366, height: 768, touch: false, scripts: true };

/// The codes of keys in the WebDriver protocol.
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

async fn person(server: &Server, role: &str) -> (SignedIn, String) {
    let signed_in = accounts::sign_in(&server.database, role, OffsetDateTime::now_utc()).await;
    let key = format!("SELECT id::text FROM users WHERE email = '{}'", signed_in.email);
    let key = db::text(&server.database, &key).await;
    (signed_in, key)
}

impl Browser {
    /// Approves the submission with a typed name in the place of a signature.
    async fn approve_as(&self, page: &str, name: &str) {
        self.goto(page).await;
        // The page loads itself again when the reports are there.
        self.until("!document.getElementById('job') && document.querySelector('[data-signature] .pad') !== null").await;
        // The pad is loaded when it comes near, and moves what is below it.
        self.run("document.querySelector('[data-signature]').scrollIntoView()").await;
        self.until("document.querySelector('[data-signature] .pad:not([hidden])') !== null").await;
        self.run(&format!("document.querySelector('[name=signature_typed]').value = '{name}'")).await;
        self.tap("#approve").await;
        self.until("location.pathname === '/review'").await;
    }
}

#[rocket::async_test]
async fn the_chain_works_on_a_phone_from_the_form_to_the_lock() {
    let server = Server::start().await;
    let (inspector, _) = person(&server, "inspector").await;
    let (operations, first) = person(&server, "reviewer").await;
    let (business, second) = person(&server, "reviewer").await;
    let (procurement, third) = person(&server, "reviewer").await;
    let (general, fourth) = person(&server, "manager").await;

    let office = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    judge_narrow(&office, "/organisation/approval").await;
    judge_narrow(&office, "/organisation/approval/hvac_mep?template=chain").await;
    for (group, key) in [("0.0", &first), ("1.0", &second), ("1.1", &third), ("2.0", &fourth)] {
        let choose = format!(
            "document.getElementById('w-{group}').value = '{group}=members';
             document.querySelector('[name=member][value=\"{group}={key}\"]').checked = true;"
        );
        office.run(&choose).await;
    }
    office.tap("main form[method=post] > .button").await;
    office.until("location.search.includes('done=saved')").await;
    assert!(office.text("main").await.contains("Business development + Procurement"));

    let (page, _) = server.submitted_by(&inspector).await;
    let reviewer = Browser::open(NARROW_PHONE, &server.base).await.signed_in_as(&operations).await;
    judge_narrow(&reviewer, "/review").await;
    reviewer.tap(".review-rows a").await;
    reviewer.until(&format!("location.pathname === '{page}'")).await;
    judge_narrow(&reviewer, &page).await;
    reviewer.tap(".other-decisions > summary").await;
    reviewer.tap("button[value=return]").await;
    reviewer.find("#e-decision").await;
    judge_as_it_stands(&reviewer, "a return without a reason", "en").await;
    reviewer.run("document.getElementById('d-reason').value = 'Which pump?'").await;
    reviewer.run("document.querySelector('[name=mark][value=\"items.0.brand\"]').checked = true").await;
    reviewer.tap("button[value=return]").await;
    reviewer.until("location.pathname === '/review'").await;

    let phone = Browser::open(NARROW_PHONE, &server.base).await.signed_in_as(&inspector).await;
    phone.goto(&page).await;
    phone.tap(".correct a").await;
    phone.until("document.documentElement.classList.contains('js')").await;
    let told = phone.text("#error-summary").await;
    assert!(told.contains("Which pump?") && told.contains("check this answer"), "{told}");
    judge_as_it_stands(&phone, "a returned form", "en").await;
    phone.attached("items.0.photos", 1).await;
    phone.correct("items.0.brand", Type("Wilo")).await;
    phone.run("document.getElementById('send').click()").await;
    phone.until(&format!("location.pathname === '{page}'")).await;
    assert!(phone.text(".page-head").await.contains("Revision 2"));
    judge_narrow(&phone, &page).await;
    judge_narrow(&phone, &format!("{page}/revisions/1")).await;

    reviewer.approve_as(&page, "Omar Haddad").await;
    for (signed_in, name) in [(&procurement, "Priya Nair"), (&business, "Elena Petrova")] {
        let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in_as(signed_in).await;
        browser.approve_as(&page, name).await;
    }
    let last = Browser::open(NARROW_PHONE, &server.base).await.signed_in_as(&general).await;
    last.goto(&page).await;
    last.draw("signature").await;
    last.until("document.querySelector('[name=signature]').value.startsWith('data:image/png')").await;
    last.tap("#approve").await;
    last.until("location.pathname === '/review'").await;
    let steps = "SELECT string_agg(kind, ' ' ORDER BY id) FROM approval_steps";
    let recorded = "returned corrected approved approved approved approved";
    assert_eq!(db::text(&server.database, steps).await, recorded);

    let reports = {
        phone.goto(&page).await;
        phone.reports().await
    };
    assert!(phone.all(".correct a").await.is_empty(), "it is locked");
    // Pictures of what is folded are loaded when they come into view.
    phone
        .run(
            "const signed = document.querySelector('.step-approved .signed'); \
             for (let fold = signed.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true; \
             signed.scrollIntoView()",
        )
        .await;
    phone.until("document.querySelector('.step-approved .signed').naturalWidth > 0").await;
    let pdf = Pdf::read(&server.download(&reports.pdf).await);
    for told in ["Wilo", "General manager", "Omar Haddad", "Revision"] {
        pdf.assert_says(told);
    }
    judge_narrow(&last, &page).await;
    phone.assert_quiet(&[]).await;
    reviewer.assert_quiet(&["status of 422"]).await;
    last.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn the_list_is_used_by_keyboard() {
    let server = Server::start().await;
    let office = Browser::open(DESK, &server.base).await.signed_in().await;
    office.goto("/organisation/approval/hvac_mep?template=one_reviewer").await;
    office.run("document.getElementById('w-0.0').value = '0.0=reviewer'").await;
    office.tap("main form[method=post] > .button").await;
    office.until("location.search.includes('done=saved')").await;
    let (inspector, _) = person(&server, "inspector").await;
    for key in ["waits-for-a-reviewer-1", "waits-for-a-reviewer-2"] {
        server.submitted_as(key, &inspector).await;
    }
    let (reviewer, _) = person(&server, "reviewer").await;
    let reviewer = Browser::open(DESK, &server.base).await.signed_in_as(&reviewer).await;
    reviewer.goto("/review").await;
    let keys = reviewer.run("return document.querySelector('.review-keys').textContent").await;
    assert!(keys.as_str().unwrap().contains("go from one inspection to the next"), "{keys}");
    reviewer.run("document.querySelector('.review-rows a').focus()").await;
    let press = async |key: &str| reviewer.page.active_element().await.unwrap().send_keys(key).await.unwrap();
    let at = async || {
        reviewer.run("return [...document.querySelectorAll('.review-rows li')].indexOf(document.activeElement.closest('li'))").await
    };
    let chosen =
        async || reviewer.run("return [...document.querySelectorAll('[name=chosen]')].map((box) => box.checked)").await;
    press(DOWN).await;
    assert_eq!(at().await, 1);
    // Behind the last one there is none.
    press(DOWN).await;
    assert_eq!(at().await, 1);
    press("x").await;
    assert_eq!(chosen().await, serde_json::json!([false, true]));
    press(UP).await;
    press("x").await;
    assert_eq!((at().await, chosen().await), (0.into(), serde_json::json!([true, true])));
    press("x").await;
    assert_eq!(chosen().await, serde_json::json!([false, true]));
    let first = reviewer.run("return document.querySelector('.review-rows a').pathname").await;
    press(ENTER).await;
    reviewer.until(&format!("location.pathname === {first}")).await;
}
