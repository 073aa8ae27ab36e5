//! A question for a PDF on a phone: attached with scripts and without, replaced, and sent later by the outbox.

use super::{
    access::check_accessibility,
    page_actions::FieldAction::{Day, Type},
    server::Server,
};
use crate::support::{
    browser::{Browser, NARROW_PHONE, PHONE, PLAIN_PHONE},
    db,
};
use std::path::{Path, PathBuf};

const HANDOVER: &str = include_str!("../../fixtures/forms/handover.toml");
const STORED: &str = "SELECT original_filename || ' ' || encode(sha256, 'hex') FROM uploaded_files WHERE file_type = 'pdf' AND submission_id IS NOT NULL";

async fn server() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("handover.toml"), HANDOVER).unwrap();
    let server = Server::with(vec![("INJAAZ_FORMS", folder.path().to_string_lossy().into_owned())]).await;
    (server, folder)
}

fn file(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn pdf(folder: &Path, name: &str) -> PathBuf {
    file(folder, name, &format!("%PDF-1.7\n{name}\n%%EOF\n"))
}

fn hash(path: &Path) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(std::fs::read(path).unwrap()))
}

async fn choose(browser: &Browser, question: &str, path: &Path) {
    let css = format!("input[type=file][name='{question}']");
    browser.show(&css).await;
    browser.find(&css).await.send_keys(&path.display().to_string()).await.unwrap();
}

/// Waits for the file of a question with this name in this state.
async fn until_file(browser: &Browser, question: &str, name: &str, state: &str) {
    let entry = format!("[data-photos='{question}'] li[data-state='{state}'] .photo-name");
    browser.until(&format!("document.querySelector(`{entry}`)?.textContent === '{name}'")).await;
}

async fn open(browser: &Browser) {
    browser.goto("/forms/handover").await;
    browser.until("document.documentElement.classList.contains('js')").await;
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;
}

#[rocket::async_test]
async fn a_file_is_attached_replaced_restored_and_sent() {
    let (server, folder) = server().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    open(&browser).await;
    browser.until("document.querySelector('[data-field=remark]').hidden").await;
    choose(&browser, "contract", &file(folder.path(), "notes.pdf", "no PDF at all")).await;
    until_file(&browser, "contract", "notes.pdf", "refused").await;
    let sentence = browser.text("[data-photos='contract'] .photo-state").await;
    assert!(sentence.contains("is not a PDF"), "{sentence}");
    check_accessibility(&browser, "a refused file", "en").await;
    // Another file takes its place.
    let contract = pdf(folder.path(), "contract.pdf");
    choose(&browser, "contract", &contract).await;
    until_file(&browser, "contract", "contract.pdf", "done").await;
    browser.until("!document.querySelector('[data-field=remark]').hidden").await;
    check_accessibility(&browser, "an attached file", "en").await;
    browser.until("document.getElementById('draft-status').textContent !== ''").await;
    browser.goto("/forms/handover").await;
    until_file(&browser, "contract", "contract.pdf", "done").await;
    browser.tap("#send").await;
    browser.until("location.pathname.startsWith('/submissions/sub_')").await;
    assert_eq!(browser.text("dd a[download][href^='/uploads/upl_']").await, "contract.pdf");
    assert_eq!(db::text(&server.database, STORED).await, format!("contract.pdf {}", hash(&contract)));
}

#[rocket::async_test]
async fn a_file_is_sent_from_the_outbox() {
    let (mut server, folder) = server().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    open(&browser).await;
    browser.without_network(&mut server).await;
    let contract = pdf(folder.path(), "عقد 2026.pdf");
    choose(&browser, "contract", &contract).await;
    browser.find("[data-photos='contract'] li .photo-name").await;
    browser.send_to_outbox().await;
    browser.with_network(&mut server).await;
    browser.until("location.pathname.startsWith('/submissions/sub_')").await;
    assert_eq!(db::text(&server.database, STORED).await, format!("عقد 2026.pdf {}", hash(&contract)));
}

#[rocket::async_test]
async fn a_file_is_sent_without_scripts() {
    let (server, folder) = server().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/handover").await;
    let contract = pdf(folder.path(), "contract.pdf");
    choose(&browser, "contract", &contract).await;
    browser.tap("#send").await;
    // The site is missing: the page comes back with the file.
    assert_eq!(browser.text("[data-photos='contract'] a.photo-name").await, "contract.pdf");
    browser.answer("site", Type("Marina Tower")).await;
    browser.tap("#send").await;
    assert!(browser.path().await.starts_with("/submissions/sub_"));
    assert_eq!(db::text(&server.database, STORED).await, format!("contract.pdf {}", hash(&contract)));
}
