//! Each form, from the home page to the numbers in the workbook and the pictures in the PDF.

use super::{
    answers::{self, CIVIL, CLEANING, HVAC, Visit},
    pictures::PictureFiles,
    read_back::{Pdf, Workbook},
    server::Server,
};
use crate::support::browser::{Browser, PHONE};

#[rocket::async_test]
async fn an_hvac_form_becomes_its_reports() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    visit(&server, &browser, &HVAC).await;
}

#[rocket::async_test]
async fn a_civil_form_becomes_its_reports() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    visit(&server, &browser, &CIVIL).await;
}

#[rocket::async_test]
async fn a_cleaning_form_becomes_its_reports() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    visit(&server, &browser, &CLEANING).await;
}

async fn visit(server: &Server, browser: &Browser, visit: &Visit) {
    let def = answers::definition(visit.module);
    visit.assert_complete(&def);
    browser.goto("/").await;
    browser.tap(&format!("a[href='/forms/{}']", visit.module)).await;
    browser.until("document.documentElement.classList.contains('js')").await;

    // Photos first: they are uploaded while the rest is typed.
    fill_items(browser, visit).await;
    let album = PictureFiles::new();
    for (name, count) in visit.photos {
        browser.attach(name, &album.photos(*count)).await;
    }
    for (name, how) in visit.fields {
        browser.answer(name, *how).await;
    }
    for (name, signer) in visit.signatures {
        browser.sign(name).await;
        browser.write(&format!("{name}_typed"), signer).await;
    }
    for (name, count) in visit.photos {
        browser.attached(name, *count).await;
    }
    let reports = browser.send().await;
    assert!(browser.path().await.starts_with("/submissions/sub_"));
    browser.assert_quiet(&[]).await;

    let photos: usize = visit.photos.iter().map(|(_, count)| count).sum();
    let excel = Workbook::read(&server.download(&reports.excel).await);
    let pdf = Pdf::read(&server.download(&reports.pdf).await);
    for fact in visit.expected_fields(&def) {
        excel.assert_fact(&fact);
        pdf.assert_says(&fact.label);
        pdf.assert_says(&fact.shown);
    }
    for (row, item) in visit.items.iter().enumerate() {
        for answer in visit.expected_item(&def, item) {
            excel.assert_item(row + 1, &answer);
            pdf.assert_says(&answer.shown);
        }
    }
    if !visit.items.is_empty() {
        assert_eq!(excel.rows_of_items(), visit.items.len());
    }
    for (_, signer) in visit.signatures {
        assert!(excel.says(signer), "{signer}");
        pdf.assert_says(signer);
    }
    // The additional picture is the logo of the app.
    assert_eq!(excel.media, photos + visit.signatures.len() + 1);
    assert_eq!((pdf.photos, pdf.signatures), (photos, visit.signatures.len()));
    assert_eq!(pdf.upright, visit.photos.len(), "one photo of each list is in portrait orientation");
    assert!((1..=8).contains(&pdf.pages), "{} pages", pdf.pages);
}

/// Adds each item in another way: one is added, one is a copy that is edited, and one is added and removed.
async fn fill_items(browser: &Browser, visit: &Visit) {
    let Some((first, others)) = visit.items.split_first() else { return };
    let cards = async || browser.all("[data-item]").await.len();
    if cards().await == 0 {
        browser.tap("[data-add]").await;
    }
    for (name, how) in *first {
        browser.answer(&format!("items.0.{name}"), *how).await;
    }
    // A removed card's number is not reused: the next one is the third.
    browser.tap("[data-add]").await;
    browser.tap("[data-item='1'] [data-remove]").await;
    assert_eq!(cards().await, 1);
    for (index, item) in (2..).zip(others) {
        browser.tap("[data-item='0'] [data-duplicate]").await;
        for (name, how) in *item {
            let name = format!("items.{index}.{name}");
            browser.correct(&name, *how).await;
        }
    }
}
