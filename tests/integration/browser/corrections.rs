//! Corrections without a network: begun while there was one, kept as a draft, sent from the outbox once, and never lost
//! where the submission has changed meanwhile.

use super::{
    access::{check_accessibility, judge_as_it_stands},
    offline::ENTRIES,
    page_actions::FieldAction::Type,
    pictures::PictureFiles,
    server::Server,
};
use crate::support::{
    accounts,
    app::{self, Multipart},
    browser::{Browser, NARROW_PHONE, PHONE},
    db,
    forms::data_url,
    http, pictures,
};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Number and brand of all revisions, the newest last.
const BRANDS: &str = "SELECT string_agg(revision || ' ' || coalesce(form_data #>> '{items,0,brand}', '–'), ', ' ORDER BY revision)
    FROM (SELECT revision, form_data FROM submission_revisions UNION ALL SELECT revision, form_data FROM submissions) r";

impl Browser {
    /// Opens the correction of a submission, changes the brand of its first item, and gives a reason.
    async fn begin_correction(&self, page: &str, brand: &'static str) {
        self.goto(&format!("{page}/correct")).await;
        self.until("document.getElementById('send-failure')").await;
        self.correct("items.0.brand", Type(brand)).await;
        self.answer("correction_reason", Type("Wrong plate")).await;
        self.stored(&format!(
            "String(draft.answers).includes('{brand}') && String(draft.answers).includes('Wrong plate')"
        ))
        .await;
    }

    /// Waits until the device can open the page of a correction without a network.
    async fn until_correction_kept(&self, page: &str) {
        self.until(&format!(
            "(await caches.match('{page}/correct?lang=en')) && (await caches.match('{page}/correct?lang=ar'))"
        ))
        .await;
    }

    async fn until_refused(&self) {
        self.goto("/outbox").await;
        self.until("document.querySelector('#outbox-list [data-state=refused]')").await;
    }
}

/// Corrects the first revision without a browser.
async fn correct_elsewhere(server: &Server, page: &str, brand: &str) {
    let form = app::hvac("fedcba9876543210fedcba9876543210").text("items.0.brand", brand);
    correct_with(server, page, form.text("correction_reason", "Read again")).await;
}

async fn correct_with(server: &Server, page: &str, form: Multipart) {
    let client = http::signed_in(&accounts::everywhere()).build().unwrap();
    let post = client.post(format!("{}{page}/revisions/1/correct", server.base)).body(form.body());
    let post = post.header("Content-Type", form.content_type().to_string()).header("Accept", "application/json");
    let answer = post.send().await.unwrap();
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
}

#[rocket::async_test]
async fn a_correction_made_without_a_network_is_sent_once() {
    let mut server = Server::start().await;
    let (page, _) = server.submitted().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.begin_correction(&page, "Wilo").await;
    browser.until_correction_kept(&page).await;
    browser.without_network(&mut server).await;
    // The tab is closed; the list of unsent forms leads back to the correction.
    browser.goto("/outbox").await;
    browser.tap(&format!("#drafts a[href^='{page}/correct#draft=']")).await;
    browser.until("document.querySelector('[name=\"items.0.brand\"]')?.value === 'Wilo'").await;
    assert_eq!(browser.value("correction_reason").await, "Wrong plate");
    let told = browser.text(".draft-offer").await;
    assert!(told.contains("is restored"), "{told}");
    judge_as_it_stands(&browser, "a correction without a network", "en").await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.stored("draft.photos.length === 2").await;
    browser.send_to_outbox().await;
    check_accessibility(&browser, "a correction that went to the outbox", "en").await;
    browser.goto("/outbox").await;
    browser.find("#outbox-list li").await;
    let listed = browser.text("#outbox-list li").await;
    assert!(listed.contains("Correction: ") && listed.contains("Marina Tower"), "{listed}");
    browser.tap("#outbox-list details:last-of-type summary").await;
    assert!(browser.text("#outbox-list").await.contains("Wilo"));
    check_accessibility(&browser, "the outbox with a correction", "en").await;

    // Two tabs send at once.
    let tab = browser.page.new_window(true).await.unwrap();
    browser.page.switch_to_window(tab.handle).await.unwrap();
    browser.goto("/outbox").await;
    browser.find("#outbox-list li").await;
    browser.with_network(&mut server).await;
    browser.run("new BroadcastChannel('injaaz-outbox').postMessage({ key: '', state: 'waiting' })").await;
    browser.tap("#outbox-send").await;
    browser.until_sent(1).await;
    assert_eq!(db::text(&server.database, BRANDS).await, "1 –, 2 Wilo");
    let files = "SELECT count(*) FILTER (WHERE removed_in IS NULL) || ' ' || count(*) FROM uploaded_files WHERE file_type = 'photo'";
    assert_eq!(db::text(&server.database, files).await, "2 2");
    assert_eq!(db::text(&server.database, "SELECT reason FROM submission_revisions").await, "Wrong plate");
    let left = "return new Promise((done) => { indexedDB.open('injaaz').onsuccess = ({ target }) => { \
                const all = target.result.transaction(['drafts', 'photos']); const counts = []; \
                for (const name of ['drafts', 'photos']) all.objectStore(name).count().onsuccess = \
                ({ target }) => counts.push(target.result); all.oncomplete = () => done(counts) } })";
    assert_eq!(browser.run(left).await, json!([0, 0]), "nothing of a confirmed correction stays");
}

/// The server is killed after its commit and before its answer, or in the middle of the transaction.
#[rocket::async_test]
async fn a_server_that_dies_while_a_correction_is_sent_has_it_once() {
    let mut server = Server::start().await;
    let (page, _) = server.submitted().await;
    server.cut();
    for (point, stored, brand) in [("submit.after_commit", 1, "Wilo"), ("correct.before_commit", 1, "KSB")] {
        server.set("INJAAZ_CRASH_AT", Some(point.to_owned()));
        server.resume();
        let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
        browser.until_kept().await;
        browser.begin_correction(&page, brand).await;
        browser.send_to_outbox().await;
        assert_eq!(server.count("submission_revisions").await, stored, "{point}");
        server.cut();
        server.set("INJAAZ_CRASH_AT", None);
        server.resume();
        browser.reports().await;
        browser.until_sent(1).await;
        server.cut();
    }
    assert_eq!(db::text(&server.database, BRANDS).await, "1 –, 2 Wilo, 3 KSB");
}

#[rocket::async_test]
async fn a_correction_of_what_was_corrected_meanwhile_shows_both_and_lets_the_person_choose() {
    let mut server = Server::start().await;
    let (page, _) = server.submitted().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.begin_correction(&page, "Wilo").await;
    browser.without_network(&mut server).await;
    browser.send_to_outbox().await;
    server.resume();
    correct_elsewhere(&server, &page, "KSB").await;
    browser.network(true).await;
    browser.until_refused().await;
    assert!(browser.text(".outbox-state").await.contains("was corrected after you opened it"));
    check_accessibility(&browser, "an outbox with a correction that is refused", "en").await;
    browser.tap("#outbox-list .button.primary").await;
    browser.find("#compare").await;
    let shown = browser.text("#compare").await;
    for part in ["Newest revision: KSB", "Your correction: Wilo"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    judge_as_it_stands(&browser, "both answers", "en").await;
    assert_eq!(browser.value("items.0.brand").await, "Wilo");

    // Without a choice nothing replaces the newest revision.
    browser.run("document.getElementById('compare').remove()").await;
    browser.tap("#send").await;
    browser.find("#compare").await;
    assert_eq!(db::text(&server.database, BRANDS).await, "1 –, 2 KSB");
    browser.tap("#keep-mine").await;
    browser.send().await;
    assert_eq!(db::text(&server.database, BRANDS).await, "1 –, 2 KSB, 3 Wilo");
    let left: Value = browser.run(&format!("return {ENTRIES}")).await;
    assert_eq!(left, json!([]));
}

/// Which photos of the first item and which signature a submission has: the hashes of their bytes, in their order.
async fn pictures_of_newest(server: &Server) -> String {
    let sql = "SELECT coalesce(string_agg(field || ' ' || left(encode(sha256, 'hex'), 8), ', ' ORDER BY field, position), '')
        FROM uploaded_files WHERE file_type IN ('photo', 'signature') AND removed_in IS NULL AND submission_id IS NOT NULL";
    db::text(&server.database, sql).await
}

/// The pictures of the newest revision are taken over, added to the own ones, or left; what is chosen is kept with the
/// draft, and what is sent is what was chosen.
#[rocket::async_test]
async fn photos_and_signatures_of_the_newest_revision_are_taken_over_or_left() {
    let mut server = Server::start().await;
    let (page, _) = server.submitted().await;
    let first = pictures_of_newest(&server).await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.begin_correction(&page, "Wilo").await;
    browser.sign("tech_signature").await;
    browser.without_network(&mut server).await;
    let album = PictureFiles::new();
    browser.attach("items.0.photos", &album.photos(1)).await;
    browser.stored("draft.photos.length === 2 && draft.signatures.length === 1").await;
    browser.send_to_outbox().await;
    server.resume();
    // The other correction has another photo in place of the first one, and another signature.
    let other = app::hvac("fedcba9876543210fedcba9876543210")
        .jpeg("items.0.photos", &pictures::jpeg(640, 480, 77))
        .text("tech_signature", data_url(&pictures::signature()))
        .text("tech_signature_typed", "Omar Haddad")
        .text("correction_reason", "Another photo");
    correct_with(&server, &page, other).await;
    let newest = pictures_of_newest(&server).await;
    assert_ne!(newest, first);
    browser.network(true).await;
    browser.until_refused().await;
    browser.tap("#outbox-list .button.primary").await;
    browser.find("#compare").await;
    let shown = browser.text("#compare").await;
    for part in ["Newest revision: 1 photo", "Your correction: 2 photos", "Newest revision: Omar Haddad"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(browser.all("#compare .compare-pictures img").await.len(), 5, "one and two photos, two signatures");
    judge_as_it_stands(&browser, "pictures of both", "en").await;

    browser.tap("#compare button[aria-label^='Take the newest answer'][aria-label$='Photos']").await;
    let taken = "document.querySelector('#compare [role=status]')?.textContent.includes('Photos')";
    browser.until(taken).await;
    browser.attached("items.0.photos", 1).await;
    assert_eq!(browser.all("[data-photos='items.0.photos'] .removed").await.len(), 2, "each can be brought back");
    browser.tap("#compare button[aria-label^='Take the newest answer'][aria-label*='ignature']").await;
    browser.find("[data-signature='tech_signature'] .signed-plate img").await;
    assert_eq!(browser.value("tech_signature_typed").await, "Omar Haddad");
    browser.stored("draft.photos.length === 1 && draft.signatures[0]?.stored").await;

    // They are there after the page was closed, also without a network.
    browser.without_network(&mut server).await;
    browser.goto("/outbox").await;
    browser.tap(&format!("#drafts a[href^='{page}/correct#draft=']")).await;
    browser.find("[data-signature='tech_signature'] .signed-plate img").await;
    browser.attached("items.0.photos", 1).await;
    browser.with_network(&mut server).await;
    browser.goto("/outbox").await;
    browser.tap(&format!("#drafts a[href^='{page}/correct#draft=']")).await;
    browser.until("document.querySelector('[name=\"items.0.brand\"]')?.value === 'Wilo'").await;
    browser.find("#keep-mine").await;
    browser.tap("#keep-mine").await;
    browser.send().await;
    assert_eq!(db::text(&server.database, BRANDS).await, "1 –, 2 –, 3 Wilo");
    assert_eq!(pictures_of_newest(&server).await, newest, "those of the newest revision before");
}

/// Both have taken photos; none of them is lost.
#[rocket::async_test]
async fn photos_of_both_corrections_are_kept() {
    let mut server = Server::start().await;
    let (page, _) = server.submitted().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.begin_correction(&page, "Wilo").await;
    let other = app::hvac("fedcba9876543210fedcba9876543210")
        .jpeg("items.0.photos", &pictures::jpeg(640, 480, 77))
        .text("tech_signature", data_url(&pictures::signature()))
        .text("correction_reason", "Another photo");
    correct_with(&server, &page, other).await;
    browser.tap("#send").await;
    browser.find("#compare").await;
    browser.tap("#compare button[aria-label^='Add the newest photos to mine']").await;
    browser.attached("items.0.photos", 2).await;
    // The page had no signature.
    browser.tap("#compare button[aria-label^='Take the newest answer'][aria-label*='ignature']").await;
    browser.find("[data-signature='tech_signature'] .signed-plate img").await;
    browser.stored("draft.signatures[0]?.stored").await;
    browser.tap("#keep-mine").await;
    browser.send().await;
    let kept = "SELECT count(*)::text FROM uploaded_files WHERE file_type = 'photo' AND removed_in IS NULL";
    assert_eq!(db::text(&server.database, kept).await, "2");
    assert!(pictures_of_newest(&server).await.contains("tech_signature "), "the signature, too");
    server.cut();
}

#[rocket::async_test]
async fn a_correction_of_what_was_deleted_stays_in_the_outbox_and_can_be_read() {
    let mut server = Server::start().await;
    let (page, _) = server.submitted().await;
    let id = page.trim_start_matches("/submissions/").to_owned();
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.until_kept().await;
    browser.begin_correction(&page, "Wilo").await;
    browser.without_network(&mut server).await;
    browser.send_to_outbox().await;
    server.resume();
    let client = http::signed_in(&accounts::everywhere()).build().unwrap();
    let erase = client.post(format!("{}{page}/erase", server.base));
    let erase = erase.header("Content-Type", "application/x-www-form-urlencoded");
    erase.body(format!("reason=asked&confirm={id}")).send().await.unwrap();
    assert_eq!(server.count("submissions").await, 0);
    browser.network(true).await;
    browser.until_refused().await;
    assert!(browser.text(".outbox-state").await.contains("was deleted, or you may not correct it"));
    browser.tap("#outbox-list details:last-of-type summary").await;
    assert!(browser.text("#outbox-list").await.contains("Wilo"));
    check_accessibility(&browser, "an outbox with a correction of nothing", "en").await;
    // Another attempt changes nothing. A line that changes is a new element.
    browser.run("document.querySelector('#outbox-list [data-state=refused]').isBefore = true").await;
    browser.tap("#outbox-list .button.primary").await;
    let again = "[...document.querySelectorAll('#outbox-list [data-state=refused]')].some((line) => !line.isBefore)";
    browser.until(again).await;
    assert_eq!(server.count("submissions").await, 0);
    browser.tap("#outbox-list button.link").await;
    browser.find("#outbox-list [data-state=removed]").await;
}

#[rocket::async_test]
async fn a_correction_of_what_was_locked_waits_until_it_may_be_sent() {
    let mut server = Server::start().await;
    let inspector = accounts::sign_in(&server.database, "inspector", OffsetDateTime::now_utc()).await;
    let (page, _) = server.submitted_by(&inspector).await;
    let approved = r#"INSERT INTO approval_flows (organisation_id, module, version, flow, first_waits, created_at)
        SELECT organisation_id, module, 1, '{"after_return": "same_stage", "stages": [{"rule": "all", "groups": [
            {"name": "Managers", "who": {"role": "manager"}, "signature": false}]}]}', '{role:manager}', created_at
        FROM submissions;
        INSERT INTO approvals (organisation_id, submission_id, flow_id, state, waiting_for, waiting_since, ended_at)
        SELECT organisation_id, id, (SELECT id FROM approval_flows), 'approved', '{}', created_at, created_at
        FROM submissions"#;
    let browser = Browser::open(PHONE, &server.base).await.signed_in_as(&inspector).await;
    browser.until_kept().await;
    browser.begin_correction(&page, "Wilo").await;
    browser.without_network(&mut server).await;
    browser.send_to_outbox().await;
    db::execute(&server.database, approved).await;
    browser.with_network(&mut server).await;
    browser.until_refused().await;
    let told = browser.text(".outbox-state").await;
    assert!(told.contains("The approval of this inspection has ended"), "{told}");
    assert_eq!(db::text(&server.database, BRANDS).await, "1 –");
    db::execute(&server.database, "DELETE FROM approvals").await;
    browser.tap("#outbox-list .button.primary").await;
    browser.until_sent(1).await;
    assert_eq!(db::text(&server.database, BRANDS).await, "1 –, 2 Wilo");
}
