//! The migration console through a complete migration: from the first phase to the archive, with a broken record in the
//! review queue and one step back.

use super::{access::check_accessibility, server::Server};
use crate::{
    migration::old::Old,
    support::{
        app::Multipart,
        browser::{Browser, Device, PHONE},
        forms::complete_civil,
        http,
    },
};
use serde_json::{Value, json};
use std::time::Duration;

const CONSOLE: &str = "/admin/migration";

/// A browser at the console of a server with a legacy store.
struct Console {
    server: Server,
    browser: Browser,
    old: Old,
    sent: usize,
}

impl Console {
    async fn beside(old: Old) -> Console {
        let place = old.path().display().to_string();
        let settings = vec![("INJAAZ_OLD_STORE", place), ("INJAAZ_SHADOW_READS", "2".to_owned())];
        let server = Server::with(settings).await;
        let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
        Console { server, browser, old, sent: 0 }
    }

    /// Presses a button whose form leads back to the console.
    async fn press(&self, form: &str) {
        self.browser.run("window.before = true").await;
        self.browser.tap(&format!("form[action='{CONSOLE}{form}'] button:last-of-type")).await;
        self.browser.until("!window.before && document.readyState === 'complete'").await;
    }

    async fn unfold(&self, id: &str) {
        self.browser.tap(&format!("#{id} > summary")).await;
    }

    /// Waits until the card of the module civil shows this phase, without a reload.
    async fn until_in(&self, phase: &str) {
        self.browser.goto(CONSOLE).await;
        let now = "document.querySelector('#module-civil [aria-current=step] .track-name')?.textContent";
        self.browser.until(&format!("{now} === '{phase}'")).await;
    }

    /// A gate closes briefly when a report is done, because the legacy store gets that as well.
    async fn forward(&self, phase: &str) {
        let open = async {
            while !self.gates().await.iter().all(|gate| gate["open"] == json!(true)) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(40), open).await.expect("the gates open");
        self.browser.goto(CONSOLE).await;
        self.press("/modules/civil/forward").await;
        self.until_in(phase).await;
    }

    /// Submits a form meanwhile; returns its id.
    async fn submit(&mut self) -> String {
        self.sent += 1;
        let form: Multipart = complete_civil(&format!("a-whole-migration-{}", self.sent)).form;
        let post = http::client().post(format!("{}/forms/civil", self.server.base)).body(form.body());
        let post = post.header("Content-Type", form.content_type().to_string()).header("Accept", "application/json");
        let receipt: Value = post.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
        receipt["submission_id"].as_str().unwrap().to_owned()
    }

    fn has_file(&self, submission: &str) -> bool {
        self.old.path().join(format!("submissions/{submission}.json")).is_file()
    }

    async fn until_file(&self, submission: &str) {
        self.until_there(submission, true).await;
    }

    async fn until_there(&self, submission: &str, is_there: bool) {
        let there = async {
            while self.has_file(submission) != is_there {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(40), there)
            .await
            .unwrap_or_else(|_| panic!("the file of {submission} should be there: {is_there}"));
    }

    /// Opens submissions until the gate for shadow reads is open.
    async fn read(&self, submissions: &[&str]) {
        for submission in submissions {
            self.browser.goto(&format!("/submissions/{submission}")).await;
            self.browser.find("h1").await;
        }
        let open = async {
            while !self.gate_is_open("shadow_reads").await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(40), open).await.expect("the shadow reads are counted");
    }

    async fn gate_is_open(&self, gate: &str) -> bool {
        self.gates().await.iter().find(|one| one["name"] == gate).is_some_and(|one| one["open"] == json!(true))
    }

    /// The gates of the module civil.
    async fn gates(&self) -> Vec<Value> {
        let ask = http::client().get(format!("{}/api/v1/migration", self.server.base));
        let all: Value = ask.send().await.unwrap().json().await.unwrap();
        let modules = all["modules"].as_array().unwrap();
        modules.iter().find(|one| one["module"] == "civil").unwrap()["gates"].as_array().unwrap().clone()
    }

    /// Starts a long job and watches it until its end on the same page.
    async fn watch(&self, done: &str) {
        self.browser.run("window.same = true").await;
        self.browser.until(done).await;
        assert_eq!(self.browser.run("return window.same").await, json!(true), "the page was reloaded");
    }

    /// Checks the current page in both languages and on a narrow screen.
    async fn looks_good(&self, path: &str) {
        for lang in ["ar", "en"] {
            self.browser.goto(&format!("{path}?lang={lang}")).await;
            check_accessibility(&self.browser, path, lang).await;
            let wide = self.browser.run("return document.documentElement.scrollWidth").await;
            assert_eq!(wide, json!(PHONE.width), "{path} in {lang}");
        }
    }
}

#[rocket::async_test]
async fn a_whole_migration() {
    let old = Old::sample();
    old.put("submissions/sub_00000000dead.json", b"{\"id\": \"sub_00000000dead\", \"fields\": {\"project_na");
    let mut console = Console::beside(old).await;
    let imported = "sub_2f06693314bf";

    console.browser.goto("/more").await;
    console.browser.tap("main a[href='/admin/migration']").await;
    console.browser.find("#module-civil").await;
    console.unfold("enter-civil").await;
    console.press("/modules/civil/enter").await;
    console.until_in("Files").await;
    let first = console.submit().await;
    assert!(console.has_file(&first), "acknowledged before its file existed");
    console.forward("Dual").await;
    let second = console.submit().await;
    console.until_file(&second).await;

    // A slow import, so that its progress can be observed.
    console.browser.write("rate", "60").await;
    console.press("/imports").await;
    console.browser.find("#now progress").await;
    console.looks_good(CONSOLE).await;
    console.watch("!document.querySelector('#now .run') && document.querySelector('#import .runs')").await;
    let run = console.browser.text("#import .runs li").await;
    assert!(run.contains("Done") && run.contains("69"), "{run}");

    // The next gate requires a decision about the truncated file.
    assert!(!console.gate_is_open("quarantine").await);
    console.browser.tap("#desk a.button").await;
    console.browser.tap("#quarantined .records a").await;
    assert!(console.browser.text("pre.raw").await.ends_with("\"project_na"));
    let record = console.browser.path().await;
    console.looks_good(&record).await;
    console.looks_good("/admin/migration/review").await;
    console.browser.goto(&record).await;
    console.browser.write("note", "The app was stopped while it wrote; the client sent it again.").await;
    console.browser.tap(&format!("form[action='{record}/set-aside'] button")).await;
    console.browser.until("document.querySelector('.told')").await;
    assert!(console.gate_is_open("quarantine").await);

    console.browser.goto(CONSOLE).await;
    console.press("/verify").await;
    console.watch("document.querySelector('#proof .badge.completed')").await;
    console.read(&[&first, &second, imported]).await;
    console.forward("Database first").await;
    let third = console.submit().await;
    console.until_file(&third).await;
    console.read(&[&first, &third, imported]).await;
    console.forward("Database").await;

    // Created in the database only, and available to the legacy app after one step back.
    let fourth = console.submit().await;
    console.browser.goto(CONSOLE).await;
    console.unfold("back-civil").await;
    assert!(!console.has_file(&fourth));
    console.browser.find("#back-why-civil").await.send_keys("The client asked for the legacy app").await.unwrap();
    console.press("/modules/civil/back").await;
    console.until_in("Database first").await;
    console.until_file(&fourth).await;
    assert!(console.browser.text("#history").await.contains("The client asked for the legacy app"));

    console.browser.goto(CONSOLE).await;
    console.press("/verify").await;
    console.watch("document.querySelector('#proof .badge.completed')").await;
    console.read(&[&third, &fourth, imported]).await;
    console.forward("Database").await;

    console.browser.find("#f-pack option[value=civil]").await.click().await.unwrap();
    console.press("/archives").await;
    console.watch("document.querySelector('.archive-list li')").await;
    console.forward("Archived").await;
    console.unfold("remove-1").await;
    console.press("/archives/1/remove").await;
    console.watch("document.querySelector('.archive-list .badge.pending')").await;
    // The badge appears first: from then on missing files are looked for in the archive.
    console.until_there(imported, false).await;
    console.until_there(&fourth, false).await;
    console.unfold("restore-1").await;
    console.press("/archives/1/restore").await;
    console.watch("document.querySelector('.archive-list .badge.completed')").await;
    console.until_file(imported).await;
    console.until_file(&fourth).await;
    console.browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn the_console_works_without_scripts() {
    let console = Console::beside(Old::of(3)).await;
    let plain = Browser::open(Device { scripts: false, ..PHONE }, &console.server.base).await.signed_in().await;
    plain.goto(CONSOLE).await;
    plain.tap(&format!("form[action='{CONSOLE}/imports'] button[type=submit]")).await;
    // The page reloads itself until no job is running.
    plain.find("#import .runs .badge.completed").await;
    plain.tap("#enter-hvac_mep > summary").await;
    plain.tap(&format!("form[action='{CONSOLE}/modules/hvac_mep/enter'] button")).await;
    plain.find("#module-hvac_mep [aria-current=step]").await;
}
