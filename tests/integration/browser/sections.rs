//! The form section by section: on a narrow phone with many items and photos, by keyboard, enlarged, and in Arabic.

use super::{
    access::{check_accessibility, judge_as_it_stands},
    pictures::PictureFiles,
    server::Server,
};
use crate::support::browser::{Browser, Device, NARROW_PHONE, PHONE};
use serde_json::json;

const ENTER: &str = "\u{e007}";

impl Browser {
    /// The section that the form shows.
    async fn view(&self) -> String {
        self.run("return document.querySelector('main').dataset.view").await.as_str().unwrap_or_default().to_owned()
    }

    async fn next(&self, view: &str) {
        self.tap("#step-next").await;
        self.until(&format!("document.querySelector('main').dataset.view === '{view}'")).await;
    }

    async fn state(&self, section: &str) -> String {
        let css = format!(".contents a[href='#section-{section}'] [data-state]");
        let text = format!("return document.querySelector(\"{css}\").textContent");
        self.run(&text).await.as_str().unwrap_or_default().to_owned()
    }

    async fn height(&self) -> u64 {
        self.run("return document.documentElement.scrollHeight").await.as_u64().unwrap()
    }

    /// The descriptions of work in the order of the page.
    async fn works(&self) -> serde_json::Value {
        self.run("return [...document.querySelectorAll('[name$=work_desc]')].map((text) => text.value)").await
    }
}

#[rocket::async_test]
async fn forty_items_and_thirty_photos_are_handled_on_a_narrow_phone() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    assert_eq!(browser.view().await, "sections");
    assert_eq!(browser.state("items").await, "1 item");
    browser.next("section-project").await;
    let shown =
        "return [...document.querySelectorAll('form > section')].filter((part) => part.checkVisibility()).length";
    assert_eq!(browser.run(shown).await, json!(1), "one section at a time");
    for (name, text) in [("project_name", "Palm Villas"), ("location", "Plot 117")] {
        browser.write(name, text).await;
    }
    assert_ne!(browser.value("date").await, "", "the day is offered");
    browser.next("section-items").await;
    browser.run("for (let n = 1; n < 40; n += 1) document.querySelector('[data-add]').click()").await;
    browser
        .run(
            "for (const text of document.querySelectorAll('[name$=work_desc]')) { text.value = `Work ${text.name}`; \
             text.dispatchEvent(new Event('input', { bubbles: true })) }",
        )
        .await;
    // The last one is open.
    let height = browser.height().await;
    assert!(height < 6_500, "{height}");
    let folded = "return document.querySelectorAll('[data-item][data-folded]').length";
    assert_eq!(browser.run(folded).await, json!(39));
    let album = PictureFiles::new();
    browser.attach("items.3.photos", &album.photos(30)).await;
    browser.attached("items.3.photos", 30).await;
    let line = browser.run("return document.querySelector('[data-item=\"3\"] .item-line').textContent").await;
    assert_eq!(line, json!("Work item 4 · Work items.3.work_desc · 30 photos"));
    browser.show("[data-photos='items.3.photos'] [data-open]").await;
    let row = "const tops = [...document.querySelectorAll('.photo-list [data-open]')].map((tile) => tile.getBoundingClientRect()); \
               return [tops.filter((box) => box.top === tops[0].top).length, Math.round(tops[0].width - tops[0].height)]";
    assert_eq!(browser.run(row).await, json!([3, 0]), "squares, three beside each other");

    // The viewer: order, and the button Back of the browser.
    let first = "document.querySelector('[data-photos=\"items.3.photos\"] li .photo-name').textContent";
    let name = browser.run(&format!("return {first}")).await;
    browser.tap("[data-photos='items.3.photos'] [data-open]").await;
    browser.until("document.getElementById('photo-view')?.open").await;
    browser.until("document.querySelector('#photo-view img').naturalWidth > 0").await;
    check_accessibility(&browser, "a photo of a form", "en").await;
    browser.tap("[data-way=later]").await;
    browser.until(&format!("{first} !== {name}")).await;
    browser.tap("[data-way=remove]").await;
    browser.attached("items.3.photos", 29).await;
    browser.run("history.back()").await;
    browser.until("!document.getElementById('photo-view').open").await;
    assert_eq!(browser.view().await, "section-items", "Back closes the photo and nothing else");

    browser.run("document.querySelector('#step-next').click()").await;
    browser.until("document.querySelector('main').dataset.view !== 'section-items'").await;
    browser.run("location.hash = 'check'").await;
    browser.until("document.querySelectorAll('[data-check] details').length === 40").await;
    assert!(browser.all(".check-open").await.is_empty(), "nothing is missing");
    judge_as_it_stands(&browser, "the check of the answers", "en").await;
    browser.send().await;
    let number = browser.path().await;
    assert!(browser.text(".sent").await.contains("Sent"), "the page says so");
    let height = browser.height().await;
    assert!(height < 10_000, "{number}: {height}");
    judge_as_it_stands(&browser, "a long submission", "en").await;
    let rows = "return [document.querySelectorAll('.item-row').length, document.querySelectorAll('.strip img').length]";
    assert_eq!(browser.run(rows).await, json!([40, 29]));
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn items_are_moved_copied_and_brought_back_in_their_order() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.open_civil().await;
    browser.fill_civil("Marina Tower").await;
    for (index, work) in [(1, "Paint"), (2, "Tiles")] {
        browser.tap("[data-add]").await;
        browser.write(&format!("items.{index}.work_desc"), work).await;
    }
    let album = PictureFiles::new();
    browser.attach("items.2.photos", &album.photos(1)).await;
    browser.attached("items.2.photos", 1).await;
    // Tiles go up, with the photo; the names of all controls follow.
    browser.tap("[data-item='2'] [data-move='-1']").await;
    assert_eq!(browser.works().await, json!(["Patch the wall", "Tiles", "Paint"]));
    let names = "return [...document.querySelectorAll('[name$=work_desc]')].map((text) => text.name)";
    assert_eq!(browser.run(names).await, json!(["items.0.work_desc", "items.1.work_desc", "items.2.work_desc"]));
    browser.attached("items.1.photos", 1).await;
    assert!(browser.text(".items-status").await.contains("Moved: Work item 2 of 3"));
    // The copy stands behind its original.
    browser.tap("[data-item='0'] [data-duplicate]").await;
    assert_eq!(browser.works().await, json!(["Patch the wall", "Patch the wall", "Tiles", "Paint"]));
    browser.tap("[data-item='0'] [data-remove]").await;
    browser.tap(".items .removed button").await;
    assert_eq!(browser.works().await, json!(["Patch the wall", "Patch the wall", "Tiles", "Paint"]));
    // The draft has the same order after a reload.
    browser
        .stored("draft.items[0][1].length === 4 && draft.photos.some((photo) => photo.field === 'items.2.photos')")
        .await;
    browser.page.refresh().await.unwrap();
    browser.attached("items.2.photos", 1).await;
    assert_eq!(browser.works().await, json!(["Patch the wall", "Patch the wall", "Tiles", "Paint"]));
    browser.send().await;
    let lines =
        browser.run("return [...document.querySelectorAll('.item-text')].map((line) => line.textContent)").await;
    assert_eq!(lines, json!(["Patch the wall", "Patch the wall", "Tiles", "Paint"]));
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn what_is_missing_comes_first_and_every_answer_can_be_changed() {
    let server = Server::start().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    for lang in ["ar", "en"] {
        browser.goto(&format!("/forms/civil?lang={lang}")).await;
        browser.until("document.getElementById('send-failure')").await;
        judge_as_it_stands(&browser, "the sections of a form", lang).await;
        browser.run("location.hash = 'check'").await;
        browser.until("document.querySelectorAll('.check-open a').length === 3").await;
        judge_as_it_stands(&browser, "a check with missing answers", lang).await;
    }
    browser.tap(".check-open li:last-child a").await;
    browser.until("document.activeElement.name === 'items.0.work_desc'").await;
    assert_eq!(browser.view().await, "section-items");
    browser.write("items.0.work_desc", "Paint").await;
    // From there Next leads back to the check.
    browser.next("check").await;
    browser.until("document.querySelectorAll('.check-open a').length === 2").await;
    browser.run("history.back()").await;
    browser.until("document.querySelector('main').dataset.view === 'section-items'").await;
    browser.run("history.back()").await;
    browser.until("document.querySelector('main').dataset.view === 'check'").await;

    // A refusal of the server shows the same places, and the state of their sections.
    browser.tap("#send").await;
    browser.find("#error-summary").await;
    browser.until("document.querySelector('.contents [data-state=wrong]')?.textContent === '2 problems'").await;
    browser.tap("#error-summary a").await;
    browser.until("document.activeElement.name === 'project_name'").await;
    assert_eq!(browser.view().await, "section-project");
    assert_eq!(server.count("submissions").await, 0);
    browser.assert_quiet(&["status of 422"]).await;
}

#[rocket::async_test]
async fn the_keyboard_alone_is_enough() {
    let server = Server::start().await;
    let browser = Browser::open(Device { touch: false, ..PHONE }, &server.base).await.signed_in().await;
    browser.goto("/forms/hvac_mep").await;
    browser.until("document.getElementById('send-failure')").await;
    let press = async |keys: &str| browser.page.active_element().await.unwrap().send_keys(keys).await.unwrap();
    browser.run("document.querySelector('.contents a').focus()").await;
    press(ENTER).await;
    browser.until("document.querySelector('main').dataset.view === 'section-visit'").await;
    browser.run("document.querySelector('[name=site_name]').focus()").await;
    // Enter moves on, and at the end of a section to its button.
    press(&format!("Marina Tower{ENTER}")).await;
    assert_eq!(browser.run("return document.activeElement.name").await, json!("visit_date"));
    press(ENTER).await;
    assert_eq!(browser.run("return document.activeElement.id").await, json!("step-next"));
    press(ENTER).await;
    browser.until("document.querySelector('main').dataset.view === 'section-items'").await;
    browser.run("document.querySelector('[data-item] [data-remove]').focus()").await;
    press(ENTER).await;
    assert_eq!(browser.run("return document.activeElement.textContent").await, json!("Undo"));
    browser.run("document.querySelector('#step-next').focus()").await;
    for view in ["section-signatures", "check"] {
        press(ENTER).await;
        browser.until(&format!("document.querySelector('main').dataset.view === '{view}'")).await;
        browser.run("document.querySelector('#step-next, #send').focus()").await;
    }
    browser.run("document.getElementById('send').focus()").await;
    press(ENTER).await;
    browser.find(".sent").await;
    assert_eq!(server.count("submissions").await, 1);
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn four_times_enlarged_nothing_is_cut_off() {
    let server = Server::start().await;
    let (submission, _) = server.submitted().await;
    let enlarged = Device { width: 320, height: 256, touch: true, scripts: true };
    let browser = Browser::open(enlarged, &server.base).await.signed_in().await;
    for lang in ["en", "ar"] {
        for view in ["sections", "section-items", "check"] {
            browser.goto(&format!("/forms/civil?lang={lang}#{view}")).await;
            browser.until(&format!("document.querySelector('main').dataset.view === '{view}'")).await;
            let measured = "return [document.documentElement.scrollWidth, getComputedStyle(document.querySelector('.send-bar')).position]";
            assert_eq!(browser.run(measured).await, json!([320, "static"]), "{view} in {lang}");
        }
        browser.goto(&format!("{submission}?lang={lang}")).await;
        assert_eq!(browser.run("return document.documentElement.scrollWidth").await, json!(320), "{lang}");
    }
}

#[rocket::async_test]
async fn a_wide_screen_shows_all_sections_and_their_states() {
    let server = Server::start().await;
    let desk = Device { width: 1366, height: 768, touch: false, scripts: true };
    let browser = Browser::open(desk, &server.base).await.signed_in().await;
    browser.open_civil().await;
    let shown =
        "return [...document.querySelectorAll('form > section')].filter((part) => part.checkVisibility()).length";
    let all = browser.run(shown).await.as_u64().unwrap();
    assert!(all > 2, "{all}");
    browser.write("project_name", "Palm Villas").await;
    browser.until("document.querySelector('.contents [data-state]').textContent === '2 of 7'").await;
    assert_eq!(browser.text("#step-next").await, "Check your answers");
    browser.next("check").await;
    assert_eq!(browser.run(shown).await, json!(1));
    browser.tap("#step-back").await;
    browser.until("document.querySelector('main').dataset.view === 'sections'").await;
    assert_eq!(browser.run(shown).await.as_u64(), Some(all));
}
