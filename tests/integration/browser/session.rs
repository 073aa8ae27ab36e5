//! A session that ends while a form is open: the form stays, and goes on after the sign-in.

use super::{
    access::check_accessibility,
    page_actions::FieldAction::{self, Choose, Day, Type},
    pictures::PictureFiles,
    server::Server,
};
use crate::support::{
    browser::{Browser, Device, PHONE, PLAIN_PHONE},
    db,
};

const EMAIL: &str = "aisha@example.org";
const PASSWORD: &str = "four plain words here";

const ANSWERS: [(&str, FieldAction); 5] = [
    ("site_name", Type("Marina Tower")),
    ("visit_date", Day("2026-03-14")),
    ("items.0.asset", Choose("Plumbing")),
    ("items.0.system", Choose("Drainage System")),
    ("items.0.description", Choose("Sump Pumps")),
];

/// A signed-in administrator with a password, at a form with answers.
async fn at_a_form(device: Device) -> (Server, Browser) {
    let (server, link) = Server::first().await;
    let browser = Browser::open(device, &server.base).await;
    browser.goto(&link).await;
    for (name, text) in
        [("organisation", "Northern Towers"), ("name", "Aisha Khan"), ("email", EMAIL), ("password", PASSWORD)]
    {
        browser.write(name, text).await;
    }
    browser.tap("main form button[type='submit']").await;
    browser.find("form[action='/sign-out']").await;
    browser.goto("/forms/hvac_mep").await;
    for (name, how) in ANSWERS {
        browser.answer(name, how).await;
    }
    (server, browser)
}

async fn end_session(server: &Server) {
    // A change of the end is announced to the server, which would remember the member for a moment otherwise.
    db::execute(
        &server.database,
        "UPDATE sessions SET last_seen_at = now() - interval '13 hours', expires_at = expires_at",
    )
    .await;
}

async fn sign_in(browser: &Browser) {
    browser.write("email", EMAIL).await;
    browser.write("password", PASSWORD).await;
    browser.tap("main form[action^='/sign-in'] button[type='submit']").await;
}

/// Signs in in the tab that the dialog opens, which closes itself.
async fn sign_in_beside(browser: &Browser) {
    let form = browser.page.window().await.unwrap();
    browser.tap("dialog[open] a").await;
    let other = loop {
        let windows = browser.page.windows().await.unwrap();
        match windows.into_iter().find(|window| *window != form) {
            Some(window) => break window,
            None => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    };
    browser.page.switch_to_window(other).await.unwrap();
    sign_in(browser).await;
    let closed = async {
        while browser.page.windows().await.unwrap().len() > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), closed).await.expect("the other tab closes");
    browser.page.switch_to_window(form).await.unwrap();
}

#[rocket::async_test]
async fn a_form_goes_on_after_a_sign_in_in_another_tab() {
    let (server, browser) = at_a_form(PHONE).await;
    end_session(&server).await;
    // A photo is the first thing that needs the server.
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.find("dialog[open]").await;
    check_accessibility(&browser, "the dialog of an ended session", "en").await;
    sign_in_beside(&browser).await;
    browser.attached("items.0.photos", 1).await;
    browser.until("!document.querySelector('dialog[open]')").await;
    for (name, how) in ANSWERS {
        if let Type(value) | Choose(value) | Day(value) = how {
            assert_eq!(browser.value(name).await, value, "{name}");
        }
    }

    end_session(&server).await;
    browser.tap("#send").await;
    browser.find("dialog[open]").await;
    // Not now: the form waits in the outbox.
    browser.tap("dialog[open] button").await;
    browser.until("document.getElementById('in-outbox')?.textContent.includes('Sign in to send it')").await;
    assert_eq!(server.count("submissions").await, 0);
    browser.goto("/outbox").await;
    browser.until("document.querySelector('.outbox-state')?.textContent === 'Sign in to send'").await;
    browser.tap("#outbox-list a[href^='/sign-in']").await;
    sign_in(&browser).await;
    browser.find("#outbox-sent-list a[href^='/submissions/sub_']").await;
    assert_eq!(server.count("submissions").await, 1);
}

#[rocket::async_test]
async fn without_scripts_the_form_comes_back_filled_in_after_the_sign_in() {
    let (server, browser) = at_a_form(PLAIN_PHONE).await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(2)).await;
    end_session(&server).await;
    browser.tap("#send").await;
    browser.find("main form[action^='/sign-in']").await;
    assert!(browser.text("main").await.contains("are kept for a day"));
    assert_eq!(server.count("submissions").await, 0);
    sign_in(&browser).await;
    browser.find("#inspection").await;
    for (name, how) in ANSWERS {
        if let Type(value) | Choose(value) | Day(value) = how {
            assert_eq!(browser.value(name).await, value, "{name}");
        }
    }
    assert_eq!(browser.all("[data-photos='items.0.photos'] [data-upload]").await.len(), 2);
    browser.tap("#send").await;
    browser.reports().await;
    assert!(browser.path().await.starts_with("/submissions/sub_"));
    assert_eq!(server.count("submissions").await, 1);
}
