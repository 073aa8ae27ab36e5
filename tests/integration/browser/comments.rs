//! Comments about an answer and about a photo, from the page of an inspection and back, with and without scripts.

use super::{
    access::{judge_as_it_stands, judge_narrow},
    server::Server,
};
use crate::support::browser::{Browser, NARROW_PHONE, PLAIN_PHONE};

const ANSWER: &str = "[id='answer-items.0.asset']";

/// Writes a comment about what has this anchor; the address of the thread about it.
async fn comment(browser: &Browser, page: &str, place: &str, text: &str) -> String {
    browser.goto(page).await;
    browser
        .tap(&format!("{place} > dd.comment-place a[href$='#newest'], li{place} > .comment-links a[href$='#newest']"))
        .await;
    browser.find("#about").await;
    browser.write("body", text).await;
    browser.tap("form#newest button").await;
    browser.find(".comments li").await;
    let address = browser.page.current_url().await.unwrap();
    format!("{}?{}", address.path(), address.query().unwrap_or_default())
}

#[rocket::async_test]
async fn a_person_comments_on_an_answer_and_a_photo_and_finds_both_again() {
    let server = Server::start().await;
    let (page, _) = server.submitted().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    let answer = comment(&browser, &page, ANSWER, "Which unit?").await;
    assert!(answer.ends_with("?question=items.0.asset&revision=1"), "{answer}");
    browser.tap("form#newest button").await;
    browser.find("#e-body").await;
    assert!(browser.text("#about").await.contains("Item 1"), "an empty comment keeps what it is about");
    judge_as_it_stands(&browser, "an empty comment", "en").await;

    let photo = comment(&browser, &page, "[id^='photo-']", "From closer, please. من مسافة أقرب").await;
    assert!(photo.contains("?photo=upl_"), "{photo}");
    for thread in [answer.as_str(), &photo, answer.split('?').next().unwrap()] {
        judge_narrow(&browser, thread).await;
    }
    browser.tap(".comments .comment-subject a").await;
    browser.until("document.querySelector(':target')?.id === 'answer-items.0.asset'").await;
    browser.tap(&format!("{ANSWER} .has-comments")).await;
    browser.until("location.hash.startsWith('#comment-')").await;
    assert!(browser.text(":target").await.contains("Which unit?"));
    judge_narrow(&browser, &page).await;

    // A link into a folded item unfolds it.
    browser.goto(&page).await;
    browser.run("document.querySelector('.item-row').open = false").await;
    browser.run("location.hash = 'answer-items.0.asset'").await;
    browser.until("document.querySelector('.item-row').open").await;
    browser.assert_quiet(&["status of 422"]).await;
}

#[rocket::async_test]
async fn it_works_without_scripts() {
    let server = Server::start().await;
    let (page, _) = server.submitted().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    let thread = comment(&browser, &page, ANSWER, "Which unit?").await;
    assert!(thread.ends_with("?question=items.0.asset&revision=1"), "{thread}");
    browser.tap("#about > a").await;
    browser.until_gone("#about").await;
    assert!(browser.text(".comments li").await.contains("Which unit?"), "the whole thread");
    browser.goto(&page).await;
    assert!(browser.text(&format!("{ANSWER} .has-comments")).await.contains("1 comment"));
}
