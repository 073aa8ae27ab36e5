//! A form that is sent without scripts after the session has ended is kept for the person, and for nobody else.

use crate::support::{
    accounts::{self, SignedIn},
    app::{Browser, Multipart, TestApp, hvac},
    pictures,
};
use rocket::http::{Accept, Header, Status};

/// The form of a page of this person, with a photo and without a date.
fn form() -> Multipart {
    hvac("0123456789abcdef")
        .without("visit_date")
        .text("visit_date", "14 \u{0} March")
        .jpeg("items.0.photos", &pictures::jpeg(64, 48, 1))
}

async fn send(browser: &Browser, accept: Accept) -> (Status, Option<String>) {
    let form = form();
    let post = browser.post("/forms/hvac_mep").header(form.content_type()).header(accept).body(form.body());
    let answer = post.dispatch().await;
    (answer.status(), answer.headers().get_one("Location").map(str::to_owned))
}

/// A member whose session ends by disuse, as it does in life, and their browser.
async fn idle(test: &TestApp, role: &str) -> (SignedIn, Browser) {
    let person = accounts::sign_in(&test.url, role, test.now()).await;
    // Thirteen hours before the clock of the test.
    let token = &person.token;
    let idle =
        format!("UPDATE sessions SET last_seen_at = '2026-03-13T20:30:00Z' WHERE token_hash = sha256('{token}')");
    test.execute(&idle).await;
    let browser = Browser::new(&test.app, Some(person.clone())).await;
    (person, browser)
}

#[rocket::async_test]
async fn a_form_that_was_sent_too_late_is_kept_for_its_person() {
    let test = TestApp::new().await;
    let (person, browser) = idle(&test, "inspector").await;
    let (status, to) = send(&browser, Accept::HTML).await;
    let expected = "/sign-in?done=form-kept&next=%2Fforms%2Fhvac_mep%3Fkept%3Dyes";
    assert_eq!((status, to.as_deref()), (Status::SeeOther, Some(expected)));
    let page = test.stranger().await.get(expected).dispatch().await.into_string().await.expect("a page");
    assert!(page.contains("kept for a day") && page.contains("value=\"/forms/hvac_mep?kept=yes\""));
    assert_eq!(test.count("submissions").await, 0);
    assert_eq!(test.sql("SELECT count(*)::text FROM uploaded_files WHERE expires_at IS NOT NULL").await, "1");

    // The same person signs in again.
    test.execute(&format!(
        "UPDATE sessions SET last_seen_at = '2100-01-01' WHERE token_hash = sha256('{}')",
        person.token
    ))
    .await;
    let page = browser.get("/forms/hvac_mep?kept=yes").dispatch().await.into_string().await.expect("a page");
    for part in ["Marina Tower", "0123456789abcdef", "Your session had ended", "data-upload"] {
        assert!(page.contains(part), "{part}");
    }
    let plain = browser.get("/forms/hvac_mep").dispatch().await.into_string().await.expect("a page");
    assert!(!plain.contains("Marina Tower"), "only when it is asked for");
    // Somebody else, and another form.
    for (other, path) in [(&test.client, "/forms/hvac_mep?kept=yes"), (&browser, "/forms/civil?kept=yes")] {
        let page = other.get(path).dispatch().await.into_string().await.expect("a page");
        assert!(!page.contains("Marina Tower") && !page.contains("Your session had ended"));
    }
    // The next one takes its place, and a day later nothing is left.
    test.advance(time::Duration::hours(25));
    let page = browser.get("/forms/hvac_mep?kept=yes").dispatch().await.into_string().await.expect("a page");
    assert!(!page.contains("Marina Tower"));
    test.run_periodic("sessions.expired").await;
    assert_eq!(test.count("kept_forms").await, 0);
}

#[rocket::async_test]
async fn nothing_is_kept_for_those_who_may_not_send_forms() {
    let test = TestApp::new().await;
    let (_, viewer) = idle(&test, "viewer").await;
    let (_, disabled) = idle(&test, "inspector").await;
    test.execute("UPDATE users SET disabled_at = now() WHERE id = (SELECT max(id) FROM users)").await;
    let (_, suspended) = idle(&test, "inspector").await;
    test.execute("UPDATE memberships SET suspended_at = now() WHERE id = (SELECT max(id) FROM memberships)").await;
    let (signed_out, ended) = idle(&test, "inspector").await;
    test.execute(&format!("DELETE FROM sessions WHERE token_hash = sha256('{}')", signed_out.token)).await;
    let (_, unfinished) = idle(&test, "inspector").await;
    test.execute("UPDATE sessions SET state = 'second_factor' WHERE id = (SELECT max(id) FROM sessions)").await;
    for browser in [&viewer, &disabled, &suspended, &ended, &unfinished] {
        assert_eq!(send(browser, Accept::HTML).await.0, Status::Unauthorized);
    }
    let stranger = test.stranger().await;
    assert_eq!(send(&stranger, Accept::HTML).await.0, Status::Unauthorized);
    // Scripts keep the form themselves.
    let (person, idle) = idle(&test, "inspector").await;
    assert_eq!(send(&idle, Accept::JSON).await.0, Status::Unauthorized);
    // Without the token of the session it may be another site's doing.
    let form = form();
    let request = idle.rocket_client().post("/forms/hvac_mep").cookie(("session", person.token));
    let request = request.header(form.content_type()).header(Accept::HTML).header(Header::new("X-Form-Token", "0"));
    assert_eq!(request.body(form.body()).dispatch().await.status(), Status::Forbidden);
    assert_eq!((test.count("kept_forms").await, test.files("uploads").len()), (0, 0));
}
