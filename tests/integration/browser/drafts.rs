//! Many drafts: named by their site, shown again by themselves, reached by a list, and deleted only by a person.

use super::{
    page_actions::FieldAction::{Day, Type},
    pictures::PictureFiles,
    server::Server,
};
use crate::support::browser::{Browser, NARROW_PHONE};
use serde_json::{Value, json};

impl Browser {
    /// Opens the civil form and waits for its scripts.
    pub async fn open_civil(&self) {
        self.goto("/forms/civil").await;
        self.until("document.getElementById('send-failure') && document.documentElement.classList.contains('js')")
            .await;
    }

    /// Answers the required questions of the civil form, and waits until the device has stored them.
    pub async fn fill_civil(&self, name: &'static str) {
        for (field, how) in [
            ("project_name", Type(name)),
            ("location", Type("North wing")),
            ("date", Day("2026-03-14")),
            ("items.0.work_desc", Type("Patch the wall")),
        ] {
            self.answer(field, how).await;
        }
        self.stored(&format!("draft.name === '{name}' && String(draft.answers).includes('Patch the wall')")).await;
    }

    /// Waits until a stored draft has this property.
    pub async fn stored(&self, property: &str) {
        self.until(&format!("(await {DRAFTS}).some((draft) => {property})")).await;
    }

    /// The names of all stored drafts, in order.
    pub async fn draft_names(&self) -> Vec<String> {
        let names =
            self.run(&format!("return {DRAFTS}.then((drafts) => drafts.map((draft) => draft.name).sort())")).await;
        serde_json::from_value(names).unwrap()
    }
}

const DRAFTS: &str = "new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
     target.result.transaction('drafts').objectStore('drafts').getAll().onsuccess = \
     ({ target }) => done(target.result) } })";

/// The text of the notice, once it is completely on the screen.
async fn notice(browser: &Browser) -> String {
    browser
        .until(
            "(() => { const box = document.querySelector('.draft-offer')?.getBoundingClientRect(); \
             return box && box.top >= 0 && box.bottom <= innerHeight })()",
        )
        .await;
    browser.text(".draft-offer p").await
}

#[rocket::async_test]
async fn a_reloaded_form_shows_its_answers_says_so_and_can_be_emptied_again() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    // The browser returns to this place after the reload.
    browser.run("scrollTo(0, 1200)").await;
    browser.page.refresh().await.unwrap();
    let told = notice(&browser).await;
    assert!(told.contains("Marina Tower") && told.contains("is restored"), "{told}");
    assert_eq!(browser.value("project_name").await, "Marina Tower");
    assert_eq!(browser.value("items.0.work_desc").await, "Patch the wall");

    browser.tap(".draft-offer .button.quiet").await;
    browser.until("document.querySelector('[name=project_name]').value === ''").await;
    assert!(notice(&browser).await.contains("stays in the list"));
    assert_eq!(browser.draft_names().await, ["Marina Tower"], "undo deletes nothing");
    browser.tap(".draft-offer .button").await;
    browser.until("document.querySelector('[name=project_name]').value === 'Marina Tower'").await;
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn two_inspections_of_a_day_are_kept_side_by_side() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(2)).await;
    browser.attached("items.0.photos", 2).await;
    browser.stored("draft.photos.length === 2").await;
    browser.tap("#drafts summary").await;
    browser.tap("#draft-new").await;
    browser.until("document.querySelector('[name=project_name]').value === ''").await;
    browser.fill_civil("Palm House").await;
    assert_eq!(browser.draft_names().await, ["Marina Tower", "Palm House"]);

    // A month later the clock of the device says what it likes: nothing has expired.
    let old = "const drafts = await new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
               const store = target.result.transaction('drafts', 'readwrite').objectStore('drafts'); \
               store.getAll().onsuccess = ({ target }) => { for (const draft of target.result) \
               store.put({ ...draft, savedAt: draft.savedAt - 400 * 86400000 }); }; \
               store.transaction.oncomplete = () => done(true) } })";
    browser.run(&format!("return (async () => {{ {old} }})()")).await;
    browser.goto("/").await;
    browser.until("!document.getElementById('drafts').hidden").await;
    let listed = browser.text("#drafts").await;
    for told in ["Marina Tower", "Palm House", "2 photos", "Site Inspection Report - Civil"] {
        assert!(listed.contains(told), "{told} is not in {listed}");
    }
    let marina = "[...document.querySelectorAll('#drafts li')].find((line) => line.textContent.includes('Marina'))";
    browser.run(&format!("{marina}.querySelector('a').click()")).await;
    browser.until("document.querySelector('[name=project_name]')?.value === 'Marina Tower'").await;
    browser.attached("items.0.photos", 2).await;

    // Deleting asks, names the form, and takes no other one.
    browser.tap("#drafts summary").await;
    browser.run(&format!("{}.querySelector('button.link').click()", marina.replace("Marina", "Palm"))).await;
    let question = browser.text("#drafts [role=alert]").await;
    assert!(question.contains("Palm House") && question.contains("not sent"), "{question}");
    browser.tap("#drafts .button.secondary").await;
    assert_eq!(browser.draft_names().await, ["Marina Tower", "Palm House"]);
    browser.run(&format!("{}.querySelector('button.link').click()", marina.replace("Marina", "Palm"))).await;
    browser.tap("#drafts .danger").await;
    browser.until("document.querySelectorAll('#drafts li').length === 1").await;
    assert_eq!(browser.draft_names().await, ["Marina Tower"]);

    // The one that is left is sent, and only then it goes.
    browser.send().await;
    assert_eq!(server.count("submissions").await, 1);
    browser.goto("/").await;
    assert_eq!(browser.text("#drafts").await, "");
    assert!(browser.draft_names().await.is_empty());
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn answers_without_a_question_are_shown_and_not_dropped_in_silence() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    let other = "return new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
                 const store = target.result.transaction('drafts', 'readwrite').objectStore('drafts'); \
                 store.getAll().onsuccess = ({ target: { result: [draft] } }) => store.put({ ...draft, version: '0', \
                 answers: [...draft.answers, ['gone', 'Water behind the wall']] }); \
                 store.transaction.oncomplete = () => done(true) } })";
    assert_eq!(browser.run(other).await, json!(true));
    browser.goto("/").await;
    browser.open_civil().await;
    let told = notice(&browser).await;
    assert!(told.contains("The form has changed") && told.contains("no longer have a question"), "{told}");
    assert_eq!(browser.text(".draft-offer li").await, "Water behind the wall");
    assert_ne!(browser.run("return document.querySelector('.draft-offer')").await, Value::Null);
}

#[rocket::async_test]
async fn photos_of_a_removed_item_do_not_come_back() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.tap("[data-add]").await;
    let album = PictureFiles::new();
    browser.attach("items.1.photos", &album.photos(1)).await;
    browser.attached("items.1.photos", 1).await;
    browser.tap("[data-item='1'] [data-remove]").await;
    browser.fill_civil("Marina Tower").await;
    browser.stored("draft.items[0][1].length === 1 && draft.photos.length === 0").await;
    browser.page.refresh().await.unwrap();
    let told = notice(&browser).await;
    assert!(told.contains("is restored") && !told.contains("no longer"), "{told}");
    browser.tap("[data-add]").await;
    assert!(browser.all(".photo-list li").await.is_empty());
}
