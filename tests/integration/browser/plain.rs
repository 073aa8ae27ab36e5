//! A form without any script: each button is a request, and nothing that was entered gets lost.

use super::{
    page_actions::FieldAction::{Choose, Day, Type},
    pictures::PictureFiles,
    read_back::{Pdf, Workbook},
    server::Server,
};
use crate::support::browser::{Browser, PLAIN_PHONE};
use fantoccini::Locator;

#[rocket::async_test]
async fn a_form_is_filled_in_corrected_and_sent_without_scripts() {
    let server = Server::start().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    let album = PictureFiles::new();
    browser.goto("/forms/hvac_mep").await;
    assert!(browser.page.find(Locator::Css("html.no-js")).await.is_ok(), "scripts are off");

    browser.tap("[data-add]").await;
    browser.find("[data-item='1']").await;
    for (name, how) in [
        ("items.0.asset", Choose("Plumbing")),
        ("items.0.system", Choose("Drainage System")),
        ("items.0.description", Choose("Sump Pumps")),
        ("items.0.quantity", Type("2")),
        ("items.0.comments", Type("Float switch stuck. عوامة عالقة")),
        ("items.1.asset", Choose("Lights")),
    ] {
        browser.answer(name, how).await;
    }
    browser.tap("[data-item='1'] [data-remove]").await;
    browser.until_gone("[data-item='1']").await;
    assert_eq!(browser.value("items.0.comments").await, "Float switch stuck. عوامة عالقة");

    // The site is missing.
    browser.answer("visit_date", Day("2026-03-14")).await;
    browser.attach("items.0.photos", &album.photos(2)).await;
    browser.write("tech_signature_typed", "Ahmed Al Mansoori").await;
    browser.tap("#send").await;
    let summary = browser.text("#error-summary").await;
    assert!(summary.contains("Enter the site name."), "{summary}");
    assert!(browser.page.title().await.unwrap().starts_with("Error: "));
    assert_eq!(browser.all("[data-photos='items.0.photos'] [data-upload]").await.len(), 2, "photos are still there");
    for (name, value) in [
        ("visit_date", "2026-03-14"),
        ("items.0.system", "Drainage System"),
        ("items.0.description", "Sump Pumps"),
        ("items.0.quantity", "2"),
        ("items.0.comments", "Float switch stuck. عوامة عالقة"),
        ("tech_signature_typed", "Ahmed Al Mansoori"),
    ] {
        assert_eq!(browser.value(name).await, value, "{name}");
    }
    assert_eq!(server.count("submissions").await, 0);

    browser.tap("#error-summary a").await;
    browser.write("site_name", "Marina Tower").await;
    browser.tap("#send").await;
    // The page reloads itself until the reports are there.
    let reports = browser.reports().await;
    assert_eq!(server.count("submissions").await, 1);
    browser.assert_quiet(&["status of 422"]).await;

    let excel = Workbook::read(&server.download(&reports.excel).await);
    let pdf = Pdf::read(&server.download(&reports.pdf).await);
    for told in ["Marina Tower", "Sump Pumps", "Float switch stuck. عوامة عالقة", "Ahmed Al Mansoori"] {
        assert!(excel.says(told), "{told}");
    }
    for told in ["Marina Tower", "Sump Pumps", "Float switch stuck.", "عوامة عالقة", "Ahmed Al Mansoori"] {
        pdf.assert_says(told);
    }
    assert_eq!((pdf.photos, pdf.signatures, pdf.upright), (2, 0, 1));
}
