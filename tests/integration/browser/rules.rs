//! Rules of forms: the browser evaluates them as the server does, and a form with rules is filled in on a phone, with
//! scripts and without.

use super::{
    page_actions::FieldAction::{Choose, Day, Tick, Type},
    pictures::PictureFiles,
    server::Server,
};
use crate::{
    rules::cases,
    support::{
        browser::{Browser, PHONE, PLAIN_PHONE},
        db,
    },
};
use serde_json::{Value, json};

const COMPARE: &str = include_str!("../../fixtures/rules/compare.js");
const PUMP_VISIT: &str = include_str!("../../fixtures/forms/pump_visit.toml");
/// Random rules, each with random answers.
const RANDOM: usize = 2_000;

/// A server with the form of the fixture, and the folder of its definition.
async fn server() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pump_visit.toml"), PUMP_VISIT).unwrap();
    let server = Server::with(vec![("INJAAZ_FORMS", folder.path().to_string_lossy().into_owned())]).await;
    (server, folder)
}

async fn submitted(server: &Server) -> Value {
    let text = db::text(&server.database, "SELECT form_data::text FROM submissions ORDER BY id DESC LIMIT 1").await;
    serde_json::from_str(&text).unwrap()
}

#[rocket::async_test]
async fn the_browser_and_the_server_agree_about_every_rule() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/pump_visit").await;
    let mut all = cases::of_vectors();
    let vectors = all.len();
    assert!(vectors >= 150, "{vectors}");
    all.extend(cases::random(RANDOM));
    let (compare, all) = (COMPARE.replace("export ", ""), Value::Array(all));
    let script = format!(
        "{compare}\n const at = (name) => import(document.querySelector('script[src*=\"js/form.js\"]').src.replace('form.js', name));
         return (async () => differences({all}, await at('rule_language.js'), await at('rule_functions.js'), await at('rule_numbers.js')))()"
    );
    let different = browser.run(&script).await;
    assert_eq!(different, json!([]), "of {vectors} vectors and {RANDOM} random rules");
    let counts = cases::item_counts();
    let script = format!(
        "{compare}\n const at = (name) => import(document.querySelector('script[src*=\"js/form.js\"]').src.replace('form.js', name));
         return (async () => countDifferences({counts}, await at('rule_functions.js'), await at('rule_numbers.js')))()"
    );
    assert_eq!(browser.run(&script).await, json!([]), "of {counts}");
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn questions_come_and_go_while_one_types() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    let album = PictureFiles::new();
    browser.goto("/forms/pump_visit").await;
    browser.until("document.getElementById('inspection').dataset.ruled === ''").await;
    let shown = async |name: &str| {
        let script = format!("return !document.querySelector('[data-field=\"{name}\"]').closest('[hidden]')");
        browser.run(&script).await == json!(true)
    };
    let hidden_link = "document.querySelector('.contents a[href=\"#section-leak\"]').closest('li').hidden";
    browser.until(hidden_link).await;
    assert!(!shown("reason").await && !shown("approval").await);
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;

    // An answer comes back with its question.
    browser.answer("kind_of_visit", Choose("Other")).await;
    browser.until("!document.querySelector('[data-field=reason]').hidden").await;
    assert_eq!(browser.run("return document.querySelector('[name=reason]').required").await, json!(true));
    browser.answer("reason", Type("Noise")).await;
    browser.answer("kind_of_visit", Choose("Planned")).await;
    browser.until("document.querySelector('[data-field=reason]').hidden").await;
    browser.answer("kind_of_visit", Choose("Other")).await;
    browser.until("!document.querySelector('[data-field=reason]').hidden").await;
    assert_eq!(browser.value("reason").await, "Noise");
    browser.answer("kind_of_visit", Choose("Planned")).await;

    // A constraint speaks once the answer is complete, in the words of the form.
    browser.correct("day", Day("2019-05-01")).await;
    browser.write("site", " B").await;
    browser.until("document.getElementById('c-day')").await;
    assert_eq!(browser.text("#c-day").await, "The pumps were built in 2020.");
    browser.correct("day", Day("2026-03-14")).await;
    browser.until("!document.getElementById('c-day')").await;

    // A section comes with its box.
    browser.answer("has_leak", Tick).await;
    browser.until(&format!("!({hidden_link})")).await;
    browser.answer("leak_place", Type("Pump hall")).await;
    browser.attach("leak_photos", &album.photos(1)).await;
    browser.until("document.querySelector('[data-photos=leak_photos] input[type=hidden]')").await;

    // Calculations, in items and over all; choices that fit.
    browser.answer("pumps.0.city", Choose("Sharjah")).await;
    let offered =
        "[...document.querySelector('[name=\"pumps.0.hall\"]').options].filter((option) => !option.disabled).length";
    browser.until(&format!("{offered} === 3")).await;
    browser.answer("pumps.0.hours", Type("1000")).await;
    browser.answer("pumps.0.rate", Type("1.1")).await;
    browser.until("document.querySelector('[data-field=total] output').value === '1100.00' || document.querySelector('[data-field=total] output').value === '1100'").await;
    browser.until("!document.querySelector('[data-field=approval]').hidden").await;
    browser.answer("approval", Type("Sara")).await;

    // A draft keeps what is hidden, too.
    browser.stored("draft.answers.some(([name, value]) => name === 'approval' && value === 'Sara')").await;
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelector('[name=leak_place]').value === 'Pump hall'").await;
    browser.until("!document.querySelector('[data-field=approval]').hidden").await;
    assert_eq!(browser.run("return document.querySelector('[name=reason]').value").await, json!("Noise"));

    // The section goes again, and with it its photos and what it requires.
    browser.answer("has_leak", Tick).await;
    browser.until(hidden_link).await;
    browser.tap("#send").await;
    browser.until("location.pathname.startsWith('/submissions/')").await;
    let found = submitted(&server).await;
    for (name, wanted) in [("total", json!(1100)), ("pump_count", json!(1)), ("approval", json!("Sara"))] {
        assert_eq!(found[name], wanted, "{found}");
    }
    for name in ["reason", "leak_place", "leak_photos"] {
        assert_eq!(found[name], Value::Null, "{found}");
    }
    let page = browser.text("main").await;
    assert!(!page.contains("Place of the leak") && page.contains("Who approved it"), "{page}");
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn without_scripts_every_question_is_shown_with_its_condition() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/pump_visit").await;
    let page = browser.text("main").await;
    for words in [
        "Only if “Kind of visit” is “Other”.",
        "Only if “There is a leak” is ticked.",
        "Required if “There is a leak” is ticked.",
        "Only if “Total” is more than 1000.",
        "Calculated from the other answers when the form is sent.",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;
    // Answers that do not apply are dropped, without a word about what is wrong with them.
    browser.answer("leak_place", Type("Pump hall")).await;
    // A space selects; Enter would post the form.
    browser.find("[name=kind_of_visit][value=Other]").await.send_keys(" ").await.unwrap();
    browser.answer("pumps.0.hours", Type("3")).await;
    browser.answer("pumps.0.rate", Type("2.5")).await;
    browser.tap("#send").await;
    let summary = browser.text("#error-summary").await;
    assert!(summary.contains("Enter the reason.") && !summary.contains("leak"), "{summary}");
    browser.answer("reason", Type("Noise")).await;
    browser.tap("#send").await;
    browser.find("#reports, [data-job], .submission-head, h1").await;
    browser.until_gone("#inspection").await;
    let found = submitted(&server).await;
    assert_eq!((&found["total"], &found["reason"], &found["leak_place"]), (&json!(7.5), &json!("Noise"), &Value::Null));
}

#[rocket::async_test]
async fn a_failed_check_demands_a_photo() {
    let folder = tempfile::tempdir().unwrap();
    let form = include_str!("../../fixtures/forms/safety_round.toml");
    std::fs::write(folder.path().join("safety_round.toml"), form).unwrap();
    let server = Server::with(vec![("INJAAZ_FORMS", folder.path().to_string_lossy().into_owned())]).await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    let album = PictureFiles::new();
    browser.goto("/forms/safety_round").await;
    browser.until("document.getElementById('inspection').dataset.ruled === ''").await;
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;
    assert_eq!(
        browser.run("return document.querySelector('[data-field=extinguisher_photos]').hidden").await,
        json!(true)
    );
    // The buttons are for thumbs.
    browser.answer("extinguisher", Choose("Fail")).await;
    let height = "return Math.min(...[...document.querySelectorAll('[data-field=extinguisher] .choice')].map((label) => label.offsetHeight))";
    assert!(browser.run(height).await.as_f64().unwrap() >= 48.0);
    browser.until("!document.querySelector('[data-field=extinguisher_photos]').hidden").await;
    browser.answer("exit_signs", Choose("Pass")).await;
    browser.answer("seen", Tick).await;
    browser.tap("#send").await;
    let summary = browser.text("#error-summary").await;
    assert!(
        summary.contains("description of the failure (Extinguishers)")
            && summary.contains("Photos of the failure (Extinguishers)"),
        "{summary}"
    );
    assert_eq!(server.count("submissions").await, 0);
    browser.answer("extinguisher_comment", Type("Empty")).await;
    browser.attach("extinguisher_photos", &album.photos(1)).await;
    browser.until("document.querySelector('[data-photos=extinguisher_photos] input[type=hidden]')").await;
    browser.tap("#send").await;
    browser.until("location.pathname.startsWith('/submissions/')").await;
    let page = browser.text("main").await;
    // The score is 1 of 4, and the failure is the first finding.
    assert!(page.contains("25 % (1 of 4)") && page.contains("Failed: a critical check has failed"), "{page}");
    assert!(browser.text(".findings li.failed").await.contains("Extinguishers"));
    browser.assert_quiet(&["422"]).await;
}
