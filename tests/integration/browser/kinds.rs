//! Kinds of questions that the built-in forms do not use, on a phone: filled in, restored from a draft, checked and sent;
//! with scripts and without.

use super::{
    access::{check_accessibility, judge_as_it_stands},
    page_actions::FieldAction::{Choose, Day, Type},
    server::Server,
};
use crate::support::{
    browser::{Browser, NARROW_PHONE, PHONE, PLAIN_PHONE},
    db,
};
use serde_json::{Value, json};

const TOUR: &str = include_str!("../../fixtures/forms/plant_tour.toml");

async fn server() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plant_tour.toml"), TOUR).unwrap();
    let server = Server::with(vec![("INJAAZ_FORMS", folder.path().to_string_lossy().into_owned())]).await;
    (server, folder)
}

async fn submitted(server: &Server) -> Value {
    let text = db::text(&server.database, "SELECT form_data::text FROM submissions ORDER BY id DESC LIMIT 1").await;
    serde_json::from_str(&text).unwrap()
}

/// Types a time as the control wants it: hours and minutes with the half of the day.
async fn time(browser: &Browser, name: &str, keys: &str, value: &str) {
    browser.write(name, keys).await;
    assert_eq!(browser.value(name).await, value);
}

#[rocket::async_test]
async fn all_kinds_are_filled_in_restored_and_sent() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    let origin = json!({ "permissions": ["geolocation"], "origin": server.base });
    browser.devtools("Browser.grantPermissions", origin).await;
    let gate = json!({ "latitude": 25.2048493, "longitude": -0.1, "accuracy": 4.46 });
    browser.devtools("Emulation.setGeolocationOverride", gate).await;
    browser.goto("/forms/plant_tour").await;
    browser.until("document.getElementById('inspection').dataset.ruled === ''").await;
    let loaded = "performance.getEntriesByType('resource').some(({ name }) => /position|barcode/.test(name))";
    assert_eq!(browser.run(&format!("return {loaded}")).await, json!(false), "loaded at the first touch only");
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;

    // Boxes decide what else is asked.
    let hidden = async |name: &str| {
        browser.run(&format!("return document.querySelector('[data-field=\"{name}\"]').hidden")).await == json!(true)
    };
    assert!(hidden("lift_note").await && hidden("many_trades").await);
    for trade in ["Lifts", "Civil", "Power, low voltage"] {
        browser.answer("trades", Choose(trade)).await;
    }
    browser.until("!document.querySelector('[data-field=many_trades]').hidden").await;
    assert!(!hidden("lift_note").await);
    browser.answer("many_trades", Type("Sara")).await;
    browser.answer("areas", Choose("Lift shaft")).await;
    // What no longer fits is taken back, and given again.
    let shaft = "document.querySelector('[name=areas][value=\"Lift shaft\"]')";
    browser.answer("trades", Choose("Lifts")).await;
    browser.until(&format!("{shaft}.disabled && !{shaft}.checked")).await;
    browser.answer("trades", Choose("Lifts")).await;
    browser.until(&format!("!{shaft}.disabled && {shaft}.checked")).await;
    time(&browser, "arrived", "0720AM", "07:20").await;
    time(&browser, "left", "0405PM", "16:05").await;
    browser.until("document.querySelector('[data-field=hours] output').value === '8.75'").await;

    // Buttons for thumbs, and a position at a press.
    browser.answer("order", Choose("4")).await;
    browser.answer("drift", Choose("-0.25")).await;
    let low = "return Math.min(...[...document.querySelectorAll('.choice')].filter((each) => each.checkVisibility()).map((each) => each.offsetHeight))";
    assert!(browser.run(low).await.as_f64().unwrap() >= 44.0);
    assert_eq!(browser.value("gps_lat").await, "");
    browser.tap("[data-field=gps] [data-locate]").await;
    browser.until("document.querySelector('[name=gps_lat]').value === '25.204849'").await;
    let numbers = (browser.value("gps_lon").await, browser.value("gps_accuracy").await);
    assert_eq!(numbers, ("-0.1".to_owned(), "4.5".to_owned()));
    browser.until("!document.querySelector('[data-field=gate_photo_note]').hidden").await;
    assert_eq!(browser.text("[data-field=gps] [data-status]").await, "The position is entered.");

    browser.answer("units.0.tag", Type("A-0042")).await;
    browser.answer("units.0.faults", Choose("Rust")).await;
    browser.answer("units.0.faults", Choose("Leak")).await;
    browser.answer("units.0.grade", Choose("3")).await;
    browser.answer("units.0.place_lat", Type("25.3")).await;
    browser.answer("units.0.place_lon", Type("55.4")).await;

    // The draft has all of it.
    browser.stored("draft.answers.some(([name, value]) => name === 'units.0.place_lon' && value === '55.4')").await;
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelector('[name=\"units.0.place_lon\"]')?.value === '55.4'").await;
    browser.until("!document.querySelector('[data-field=many_trades]').hidden").await;
    let chosen = |name: &str| {
        format!("[...document.querySelectorAll('[name=\"{name}\"]:checked')].map(({{ value }}) => value).join()")
    };
    for (name, values) in [
        ("trades", "Civil,Power, low voltage,Lifts"),
        ("areas", "Roof,Lift shaft"),
        ("order", "4"),
        ("units.0.faults", "Leak,Rust"),
    ] {
        assert_eq!(browser.run(&format!("return {}", chosen(name))).await, json!(values), "{name}");
    }
    assert_eq!((browser.value("left").await, browser.value("gps_accuracy").await), ("16:05".into(), "4.5".into()));
    // A position that is typed has no accuracy.
    browser.write("gps_lat", "1").await;
    browser.until("document.querySelector('[name=gps_accuracy]').value === ''").await;

    // The check says the answers as a person reads them.
    browser.run("location.hash = 'check'").await;
    browser.until("document.querySelector('.check-section')?.checkVisibility()").await;
    let check = browser.text("#check").await;
    for text in ["Civil, Power, low voltage, Lifts", "16:05", "25.2048491, -0.1"] {
        assert!(check.contains(text), "{text} in {check}");
    }
    assert!(!check.contains("Ask the operator"), "{check}");
    browser.tap("#send").await;
    let summary = browser.text("#error-summary").await;
    assert!(summary.contains("(latitude) may have at most 6 digits after the decimal point"), "{summary}");
    check_accessibility(&browser, "a refused form of all kinds", "en").await;
    browser.correct("gps_lat", Type("25.20485")).await;
    browser.tap("#send").await;
    browser.until("location.pathname.startsWith('/submissions/')").await;
    let found = submitted(&server).await;
    let wanted = json!({
        "site": "Marina Tower", "day": "2026-03-14", "trades": ["Civil", "Power, low voltage", "Lifts"],
        "many_trades": "Sara", "areas": ["Roof", "Lift shaft"], "arrived": "07:20", "left": "16:05", "hours": 8.75,
        "order": 4, "drift": -0.25, "gps": { "lat": 25.20485, "lon": -0.1 },
        "units": [{ "tag": "A-0042", "faults": ["Leak", "Rust"], "grade": 3, "place": { "lat": 25.3, "lon": 55.4 } }],
    });
    assert_eq!(found, wanted);
    browser.assert_quiet(&["422"]).await;
}

#[rocket::async_test]
async fn the_position_is_never_asked_for_by_itself_and_a_refusal_is_said() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/plant_tour").await;
    browser.until("document.getElementById('inspection').dataset.ruled === ''").await;
    let calls = "window.asked = 0; navigator.geolocation.getCurrentPosition = (found, failed) => { asked += 1; failed({ code: 1 }) }";
    browser.run(calls).await;
    browser.answer("gps_lat", Type("25")).await;
    assert_eq!(browser.run("return asked").await, json!(0));
    browser.tap("[data-field=gps] [data-locate]").await;
    browser.until("document.querySelector('[data-field=gps] [data-status]').textContent.includes('may not use')").await;
    assert_eq!((browser.run("return asked").await, browser.value("gps_lat").await), (json!(1), "25".to_owned()));
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn a_code_is_read_with_the_camera_where_the_browser_can() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/plant_tour").await;
    browser.until("document.getElementById('inspection').dataset.ruled === ''").await;
    // A camera and a reader of our own: neither is there in a test.
    let camera = "document.getElementById('inspection').classList.add('scans'); \
        window.BarcodeDetector = class { async detect(video) { return video.videoWidth ? [{ rawValue: 'A-77' }] : [] } }; \
        const canvas = document.createElement('canvas'); canvas.getContext('2d').fillRect(0, 0, 9, 9); \
        window.stream = canvas.captureStream(10); \
        setInterval(() => canvas.getContext('2d').fillRect(0, 0, 9, 9), 50); \
        Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => window.stream } })";
    browser.run(camera).await;
    browser.tap("[data-field='units.0.tag'] [data-scan]").await;
    browser.until("document.querySelector('[name=\"units.0.tag\"]').value === 'A-77'").await;
    browser.until("!document.querySelector('dialog.scan-view')").await;
    browser.until("stream.getTracks().every(({ readyState }) => readyState === 'ended')").await;
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn all_kinds_work_without_scripts() {
    let (server, _folder) = server().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    browser.goto("/forms/plant_tour").await;
    let page = browser.text("main").await;
    for words in ["Only if “Trades seen” has “Lifts”.", "From 0 to 100 in steps of 5.", "No answer", "Latitude"]
    {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(!page.contains("Use my position") && !page.contains("Scan with the camera"), "{page}");
    browser.answer("site", Type("Marina Tower")).await;
    browser.answer("day", Day("2026-03-14")).await;
    for trade in ["Lifts", "HVAC"] {
        browser.find(&format!("[name=trades][value={trade}]")).await.send_keys(" ").await.unwrap();
    }
    time(&browser, "arrived", "0720AM", "07:20").await;
    browser.find("[name=drift][value='0.5']").await.send_keys(" ").await.unwrap();
    browser.answer("load", Type("55")).await;
    browser.answer("gps_lat", Type("25.2")).await;
    browser.answer("gps_lon", Type("55.3")).await;
    browser.answer("gps_accuracy", Type("12")).await;
    browser.tap("#send").await;
    browser.until_gone("#inspection").await;
    let found = submitted(&server).await;
    let wanted = json!({
        "site": "Marina Tower", "day": "2026-03-14", "trades": ["HVAC", "Lifts"], "areas": ["Roof"], "arrived": "07:20",
        "drift": 0.5, "load": 55, "gps": { "lat": 25.2, "lon": 55.3, "accuracy": 12 }, "units": [],
    });
    assert_eq!(found, wanted);
}

#[rocket::async_test]
async fn all_kinds_are_accessible_and_fit_on_a_narrow_phone() {
    let (server, _folder) = server().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    for lang in ["ar", "en"] {
        for section in ["visit", "state", "units"] {
            // Each is another page, so that it is loaded anew.
            let page = format!("/forms/plant_tour?lang={lang}&part={section}#section-{section}");
            browser.goto(&page).await;
            browser.until(&format!("document.getElementById('t-{section}').checkVisibility()")).await;
            judge_as_it_stands(&browser, &page, lang).await;
        }
    }
    browser.assert_quiet(&[]).await;
}
