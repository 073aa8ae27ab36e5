//! A complete visit in Arabic, from the form to the reports.

use super::{
    page_actions::FieldAction::{Choose, Day, Type},
    pictures::PictureFiles,
    read_back::{Pdf, Workbook},
    server::Server,
};
use crate::support::browser::{Browser, PHONE};
use serde_json::json;

#[rocket::async_test]
async fn an_arabic_form_becomes_arabic_reports() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.goto("/").await;
    browser.tap(".account-menu summary").await;
    browser.tap(".account-menu a[lang='ar']").await;
    browser.until("document.dir === 'rtl' && document.documentElement.lang === 'ar'").await;
    browser.tap("a[href='/forms/hvac_mep']").await;
    browser.show("[name=site_name]").await;
    assert_eq!(browser.text("label[for='f-site_name']").await.lines().next(), Some("اسم الموقع مطلوب"));
    let right = "return getComputedStyle(document.querySelector('h1')).direction";
    assert_eq!(browser.run(right).await, json!("rtl"));

    for (name, how) in [
        ("site_name", Type("برج المارينا Tower B")),
        ("visit_date", Day("2026-03-14")),
        ("items.0.asset", Choose("HVAC")),
        ("items.0.system", Choose("Chiller Evaporator")),
        ("items.0.description", Choose("Secondary Pump")),
        ("items.0.comments", Type("تسريب في الصمام رقم 7")),
    ] {
        browser.answer(name, how).await;
    }
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.sign("tech_signature").await;
    browser.write("tech_signature_typed", "أحمد المنصوري").await;
    browser.attached("items.0.photos", 1).await;
    let reports = browser.send().await;
    assert_eq!(browser.run("return document.dir").await, json!("rtl"));
    browser.assert_quiet(&[]).await;

    let excel = Workbook::read(&server.download(&reports.excel).await);
    for told in ["اسم الموقع", "برج المارينا Tower B", "تسريب في الصمام رقم 7", "أحمد المنصوري"]
    {
        assert!(excel.says(told), "{told}");
    }
    let pdf = Pdf::read(&server.download(&reports.pdf).await);
    for told in ["معلومات الموقع", "اسم الموقع", "برج المارينا", "تسريب في الصمام", "توقيع الفني", "أحمد المنصوري"]
    {
        pdf.assert_says(told);
    }
    assert_eq!((pdf.photos, pdf.signatures), (1, 1));
}
