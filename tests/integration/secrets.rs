//! Every kind of secret is used once on the real program, correctly and incorrectly, and must not occur in anything
//! that the program writes: its log at any level, its standard output, its job files.

mod fixture;

use crate::{
    crash::{
        client::Visit,
        process_fixture::{ProcessFixture, until},
    },
    support::{
        accounts, db, http,
        smtp::{self, Smtp},
    },
};
use fixture::{SecretsFixture, between, one_time_path, quiet, stranger};
use reqwest::Client;
use serde_json::Value;

const FORM: &str = "application/x-www-form-urlencoded";

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().expect("a part")
}

#[rocket::async_test]
async fn secrets_are_never_logged() {
    for filter in ["debug", "trace"] {
        let place = ProcessFixture::on(Some(db::fresh().await));
        let mut watched = SecretsFixture { place, secrets: Vec::new() };
        let key = watched.note("the secret key", "an-only-key-of-this-test-0123456789abcdef");
        let server = watched.place.start(&[("INJAAZ_LOG", filter), ("INJAAZ_SECRET_KEY", &key)]).await;
        until("the first link is printed", async || server.output().contains("/setup/")).await;
        let setup = between(&server.output(), "/setup/", "\n").to_owned();

        let admin = first_start(&mut watched, &setup).await;
        links_of_people(&mut watched, &admin).await;
        passwords(&mut watched).await;
        forms_and_reports(&mut watched, &admin).await;
        tokens_and_copies(&mut watched, &admin).await;

        // This one was printed on purpose, once; from now on it is a secret like the others.
        let said = server.last_words().await;
        assert_eq!(said.matches(&setup).count(), 1, "{said}");
        watched.note("the first link", setup.clone());
        watched.nothing_tells(filter, &said.replace(&setup, ""));
        let log = String::from_utf8_lossy(&watched.place.whole_log()).into_owned();
        for line in
            ["POST /sign-in", "POST /password-reset/<token>", "POST /reports/<token>/<name>", "GET /public/<token>"]
        {
            assert!(log.contains(line), "{filter}: {line} was not requested:\n{log}");
        }
    }
}

async fn first_start(watched: &mut SecretsFixture, setup: &str) -> Client {
    let path = format!("/setup/{setup}");
    watched.opened(&path, 200).await;
    let password = watched.note("the first password", "Blue-kettle-7931-left");
    let form = |name: &str| format!("organisation=Gulf&name={name}&email=mariam@example.org&password={password}");
    assert_eq!(watched.post(&stranger(), &path, &form("")).await.status, 422);
    let answer = watched.post(&stranger(), &path, &form("Mariam")).await;
    watched.signed_in(&answer)
}

/// Invitations and password resets.
async fn links_of_people(watched: &mut SecretsFixture, admin: &Client) {
    let made = watched.post(admin, "/people/invitations", "email=sara%40example.org&role=viewer").await;
    watched.note("an address of e-mail", "sara@example.org");
    let join = one_time_path(&made);
    watched.note("an invitation", last_part(&join));
    watched.opened(&join, 200).await;
    let password = watched.note("a password of somebody invited", "Green-lamp-4410-over");
    let form = |again: &str| format!("full_name=Sara&password={password}&password_again={again}");
    let other = watched.note("another password", "Green-lamp-4410-undr");
    assert_eq!(watched.post(&stranger(), &join, &form(&other)).await.status, 422);
    let joined = watched.post(&stranger(), &join, &form(&password)).await;
    watched.signed_in(&joined);

    let query = "SELECT public_id FROM users WHERE email = 'sara@example.org'";
    let id = db::text(watched.place.database.as_deref().unwrap_or_default(), query).await;
    let reset = one_time_path(&watched.post(admin, &format!("/people/{id}/reset-link"), "").await);
    watched.note("a link to a new password", last_part(&reset));
    watched.opened(&reset, 200).await;
    let password = watched.note("a new password", "Grey-window-1187-shut");
    let form = format!("password={password}&password_again={password}");
    assert_eq!(watched.post(&stranger(), &reset, &form).await.status, 200);
    assert_eq!(watched.post(&stranger(), &reset, &form).await.status, 404, "once");
}

/// Correct and wrong passwords, in every form field that takes one.
async fn passwords(watched: &mut SecretsFixture) {
    let wrong = watched.note("a wrong password", "Grey-window-1187-open");
    for email in ["sara@example.org", "nobody@example.org", "no-address", ""] {
        let form = format!("email={email}&password={wrong}");
        let answer = watched.post(&stranger(), "/sign-in", &form).await;
        assert_eq!(answer.status, 422, "{email}");
        watched.get(&stranger(), &format!("/sign-in?{form}")).await;
    }
    let right = "Grey-window-1187-shut";
    let answer = watched.post(&stranger(), "/sign-in", &format!("email=sara@example.org&password={right}")).await;
    let sara = watched.signed_in(&answer);
    assert_eq!(watched.post(&sara, "/account/confirm", &format!("password={wrong}")).await.status, 422);
    assert_eq!(watched.post(&sara, "/account/confirm", &format!("password={right}")).await.status, 303);
    let next = watched.note("the next password", "Red-carpet-2280-roll");
    let refused = watched.post(&sara, "/account/password", &format!("current={wrong}&new={next}")).await;
    assert_eq!(refused.status, 422, "{}", refused.page);
    let changed = watched.post(&sara, "/account/password", &format!("current={right}&new={next}")).await;
    assert_eq!(changed.status, 303, "{}", changed.page);
}

/// A public form, and a report behind a link with a password.
async fn forms_and_reports(watched: &mut SecretsFixture, admin: &Client) {
    let base = watched.place.base();
    let form = "module=hvac_mep&name=Reception&site_name=&until=&daily_cap=100";
    assert_eq!(watched.post(admin, "/public-links", form).await.status, 303);
    let link = "SELECT link_id FROM public_links";
    let link = db::text(watched.place.database.as_deref().unwrap_or_default(), link).await;
    let poster = watched.get(admin, &format!("/public-links/{link}")).await;
    let token = watched.note("a public form", between(&poster.page, "/public/", "<"));
    let address = format!("/public/{token}");
    watched.opened(&address, 200).await;
    let visit = Visit::new(1);
    watched.note("what somebody wrote", "Comment number 1 of the technician");
    watched.note("the name of a site", "Marina Tower");
    let answer = visit.send_as(&stranger(), &format!("{base}{address}")).await.expect("an answer");
    assert_eq!(answer.status, 201, "{answer:?}");
    watched.get(&stranger(), answer.body["url"].as_str().expect("a receipt")).await;

    let answer = visit.send_as(admin, &format!("{base}/forms/hvac_mep")).await.expect("an answer");
    let page = format!("/submissions/{}", visit.ack(&answer).unwrap_or_else(|| panic!("{answer:?}")).id());
    until("the reports are made", async || watched.get(admin, &format!("{page}/report.pdf")).await.status == 200).await;
    let password = watched.note("the password of a link", "Tall-ladder-9002-wood");
    let made = watched.post(admin, &format!("{page}/links"), &format!("files=pdf&days=30&password={password}")).await;
    assert_eq!(made.status, 303, "{}", made.page);
    let shown = watched.get(admin, &page).await.page;
    let token = watched.note("a link to a report", between(&shown, "/reports/", "\"").trim_end_matches('/'));
    let address = format!("/reports/{token}");
    watched.opened(&address, 200).await;
    let wrong = watched.note("a wrong password of a link", "Tall-ladder-9002-iron");
    for (password, status) in [(wrong, 403), (password, 200)] {
        let file = format!("{address}/report.pdf");
        assert_eq!(watched.post(&stranger(), &file, &format!("password={password}")).await.status, status);
    }
    // A link of an API response opens without a password.
    let asked = admin.get(format!("{base}{page}")).header("Accept", "application/json").send().await;
    let answer: Value = asked.expect("an answer").json().await.expect("JSON");
    let url = answer["reports"]["pdf_url"].as_str().expect("a link").to_owned();
    assert_eq!(watched.get(&stranger(), &url).await.status, 200);
}

/// An API token, a legacy key, and the link of a personal data export.
async fn tokens_and_copies(watched: &mut SecretsFixture, admin: &Client) {
    let made = watched.post(admin, "/admin/migration/modules/civil/keys", "name=Script").await;
    let key = watched.note("a legacy key", format!("injl_{}", between(&made.page, "value=\"injl_", "\"")));
    for path in ["/civil/status/job_000000000000", "/civil/submit", "/generated/x.pdf"] {
        let address = format!("{path}?api_key={key}");
        watched.get(&stranger(), &address).await;
        watched.post(&stranger(), &address, "a=b").await;
        watched.get(&stranger(), &format!("{address}0")).await;
    }
    let made = watched.post(admin, "/tokens", "name=Export&permissions=submit&days=7").await;
    let digits = between(&made.page, "value=\"inj_", "\"");
    let token = watched.note("a token of a program", format!("inj_{digits}"));
    let base = watched.place.base();
    for (path, token, status) in [
        ("/api/v1/me", token.clone(), 200),
        ("/api/v1/submissions", token.clone(), 403),
        ("/api/v1/nowhere", token.clone(), 404),
        ("/api/v1/me", format!("{token}0"), 401),
    ] {
        let asked = stranger().get(format!("{base}{path}")).bearer_auth(&token);
        assert_eq!(watched.request(asked).await.status, status, "{path}");
    }
    watched.get(&stranger(), &format!("/api/v1/me?token={token}")).await;

    assert_eq!(watched.post(admin, "/privacy/export", "").await.status, 303);
    until("a copy is made", async || watched.get(admin, "/privacy").await.page.contains("/privacy/exports/")).await;
    let page = watched.get(admin, "/privacy").await.page;
    let link = watched.note("a link to a copy", between(&page, "href=\"/privacy/exports/", "\""));
    assert_eq!(watched.get(admin, &format!("/privacy/exports/{link}")).await.status, 200);
    watched.opened(&format!("/privacy/exports/{link}"), 303).await;
}

/// E-mails contain links that grant access, and the mail server requires a password.
#[rocket::async_test]
async fn e_mail_content_is_never_logged() {
    for filter in ["debug", "trace"] {
        let mut mail = Smtp::start().await;
        let mut watched = SecretsFixture { place: ProcessFixture::new().await, secrets: Vec::new() };
        let settings =
            [("INJAAZ_LOG", filter), ("INJAAZ_SMTP_URL", &mail.url), ("INJAAZ_MAIL_FROM", "forms@example.org")];
        let server = watched.place.start(&settings).await;
        let everywhere = accounts::everywhere();
        watched.note("a session", everywhere.token.clone());
        watched.note("a form token", everywhere.form_token.clone());
        let admin = quiet(http::signed_in(&everywhere));
        // The first attempt is rejected, so that the log of the failure is checked as well.
        mail.refuse(1);
        assert!(
            watched.post(&stranger(), "/password-reset", &format!("email={}", everywhere.email)).await.status < 400
        );
        let letter = mail.letter().await;
        watched.note("a link to a new password", last_part(&smtp::link(&letter)));
        let invited = watched.post(&admin, "/people/invitations", "email=omar%40example.org&role=viewer").await;
        assert!(invited.status < 400, "{}", invited.page);
        let letter = mail.letter().await;
        watched.note("an invitation", last_part(&smtp::link(&letter)));
        let said = server.last_words().await;
        watched.nothing_tells(filter, &said);
        assert!(String::from_utf8_lossy(&watched.place.whole_log()).contains("the mail server refused the e-mail"));
    }
}
