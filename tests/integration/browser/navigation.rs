//! The frame of the pages on phones and wide screens: bar, rail, account menu, search and colours, by touch, by keyboard
//! and without scripts.

use super::{
    access::{check_accessibility, judge_narrow},
    server::Server,
};
use crate::support::browser::{Browser, Device, NARROW_PHONE, PHONE, PLAIN_PHONE};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};

const NARROWEST: Device = Device { width: 320, height: 640, ..PHONE };
const DESK: Device = Device { width: 1366, height: 768, touch: false, scripts: true };

const ESCAPE: char = '\u{e00c}';
const ENTER: char = '\u{e007}';

async fn press(browser: &Browser, key: char) {
    let keys =
        KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
    browser.page.perform_actions(keys).await.unwrap();
}

/// What the visible links of the navigation say, in the order in which Tab reaches them.
async fn shown(browser: &Browser) -> Vec<String> {
    let texts = "return [...document.querySelectorAll('.main-nav a')].filter((link) => link.checkVisibility()) \
        .map((link) => link.querySelector('span').textContent)";
    serde_json::from_value(browser.run(texts).await).unwrap()
}

/// Elements of the frame that stand outside of the window or are too small for a finger.
async fn misplaced(browser: &Browser) -> Value {
    browser
        .run(
            "return [...document.querySelectorAll('.app-bar a, .app-bar summary, .app-bar input')] \
             .filter((part) => part.checkVisibility()).filter((part) => { const box = part.getBoundingClientRect(); \
             return box.left < 0 || box.right > innerWidth + 0.5 || box.top < 0 || box.bottom > innerHeight + 0.5 \
             || box.height < 40 || box.width < 40 }).map((part) => part.outerHTML)",
        )
        .await
}

#[rocket::async_test]
async fn a_phone_has_a_header_of_one_line_and_a_bar() {
    let server = Server::start().await;
    let browser = Browser::open(NARROWEST, &server.base).await.signed_in().await;
    for (lang, names) in [
        ("en", ["Home", "Inspections", "New", "Review", "More"]),
        ("ar", ["الرئيسية", "الفحوص", "جديد", "المراجعة", "المزيد"]),
    ] {
        for page in ["/", "/submissions", "/more", "/people", "/account"] {
            browser.goto(&format!("{page}?lang={lang}")).await;
            assert_eq!(misplaced(&browser).await, json!([]), "{page} in {lang}");
            let measured = "const box = (css) => document.querySelector(css).getBoundingClientRect(); \
                const bar = box('.main-nav'); return [box('.app-bar').height <= 57, bar.bottom >= innerHeight - 1, \
                bar.height <= 60, document.documentElement.scrollWidth]";
            assert_eq!(browser.run(measured).await, json!([true, true, true, 320]), "{page} in {lang}");
        }
        assert_eq!(shown(&browser).await, names);
        let cut = "return [...document.querySelectorAll('.main-nav a > span')].filter((name) => \
            name.scrollWidth > name.clientWidth + 1 && name.checkVisibility()).map((name) => name.textContent)";
        assert_eq!(browser.run(cut).await, json!([]), "names are whole in {lang}");
        // The end of a page is not behind the bar.
        let end = "scrollTo(0, document.body.scrollHeight); \
            return document.querySelector('main').getBoundingClientRect().bottom <= \
            document.querySelector('.main-nav').getBoundingClientRect().top + 1";
        assert_eq!(browser.run(end).await, json!(true), "{lang}");
    }
    browser.goto("/?lang=en").await;
    browser.tap(".main-nav a[href='/more']").await;
    browser.until("location.pathname === '/more'").await;
    browser.tap("main a[href='/people']").await;
    browser.until("location.pathname === '/people'").await;
    // A form has a bar of its own.
    browser.goto("/forms/civil").await;
    assert_eq!(shown(&browser).await, Vec::<String>::new());
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn nothing_is_covered_at_four_hundred_percent() {
    let server = Server::start().await;
    let zoomed = Device { width: 320, height: 256, touch: false, scripts: true };
    let browser = Browser::open(zoomed, &server.base).await.signed_in().await;
    let metrics = json!({ "width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    for page in ["/", "/submissions", "/more"] {
        browser.goto(page).await;
        let fixed = "return [document.documentElement.scrollWidth <= innerWidth, [...document.querySelectorAll('body *')] \
            .filter((part) => ['fixed', 'sticky'].includes(getComputedStyle(part).position) && part.getClientRects().length) \
            .map((part) => part.className)]";
        assert_eq!(browser.run(fixed).await, json!([true, []]), "{page}");
    }
}

#[rocket::async_test]
async fn a_wide_screen_has_a_rail_with_everything() {
    let server = Server::start().await;
    let browser = Browser::open(DESK, &server.base).await.signed_in().await;
    for lang in ["ar", "en"] {
        browser.goto(&format!("/submissions?lang={lang}")).await;
        assert_eq!(misplaced(&browser).await, json!([]), "{lang}");
        let beside = "const rail = document.querySelector('.app-bar').getBoundingClientRect(); \
            const main = document.querySelector('main').getBoundingClientRect(); \
            return [document.dir === 'rtl' ? main.right <= rail.left : main.left >= rail.right, rail.height === innerHeight]";
        assert_eq!(browser.run(beside).await, json!([true, true]), "{lang}");
        check_accessibility(&browser, "/submissions", lang).await;
    }
    assert!(!shown(&browser).await.contains(&"More".to_owned()));
    assert!(shown(&browser).await.contains(&"Audit log".to_owned()));
    // The account menu, by keyboard alone.
    browser.run("document.querySelector('.account-menu summary').focus()").await;
    press(&browser, ENTER).await;
    browser.until("document.querySelector('.account-menu').open").await;
    assert_eq!(misplaced(&browser).await, json!([]), "with the menu open");
    check_accessibility(&browser, "the account menu", "en").await;
    press(&browser, ESCAPE).await;
    browser.until("!document.querySelector('.account-menu').open").await;
    assert_eq!(browser.run("return document.activeElement.tagName").await, json!("SUMMARY"));
    browser.assert_quiet(&[]).await;
}

#[rocket::async_test]
async fn a_slash_leads_to_the_search() {
    let server = Server::start().await;
    server.submitted().await;
    let browser = Browser::open(DESK, &server.base).await.signed_in().await;
    browser.goto("/account").await;
    browser.until("document.readyState === 'complete'").await;
    press(&browser, '/').await;
    browser.until("document.activeElement.id === 'nav-q'").await;
    // In a field it is a character.
    press(&browser, '/').await;
    assert_eq!(browser.run("return document.getElementById('nav-q').value").await, json!("/"));
    browser.run("document.getElementById('nav-q').value = 'marina'").await;
    press(&browser, ENTER).await;
    browser
        .until("location.pathname === '/submissions' && new URLSearchParams(location.search).get('q') === 'marina'")
        .await;
    // A phone has a link to the search field of the list.
    let phone = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    phone.goto("/").await;
    phone.tap(".search-link").await;
    phone.until("location.pathname === '/submissions' && document.activeElement.id === 'f-q'").await;
}

#[rocket::async_test]
async fn chosen_colours_count_more_than_those_of_the_device() {
    let server = Server::start().await;
    let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
    let paper = async || browser.run("return getComputedStyle(document.documentElement).backgroundColor").await;
    browser.colours("light").await;
    browser.goto("/submissions").await;
    let light = paper().await;
    browser.colours("dark").await;
    let dark = paper().await;
    assert_ne!(light, dark);
    for (scheme, device, colour) in [("light", "dark", &light), ("dark", "light", &dark)] {
        browser.tap(".account-menu summary").await;
        browser.tap(&format!(".account-menu a[href*='scheme={scheme}']")).await;
        browser.find(&format!("html[data-scheme='{scheme}']")).await;
        browser.colours(device).await;
        assert_eq!(paper().await, *colour, "{scheme} on a device that is {device}");
        browser.goto("/more").await;
        assert_eq!(paper().await, *colour, "on every page");
    }
    browser.tap(".account-menu summary").await;
    browser.tap(".account-menu a[href*='scheme=auto']").await;
    browser.find("html:not([data-scheme])").await;
    assert_eq!(paper().await, light);
}

#[rocket::async_test]
async fn the_account_menu_works_without_scripts() {
    let server = Server::start().await;
    let browser = Browser::open(PLAIN_PHONE, &server.base).await.signed_in().await;
    browser.goto("/submissions").await;
    browser.tap(".account-menu summary").await;
    browser.tap(".account-menu a[href*='scheme=dark']").await;
    browser.find("html[data-scheme='dark']").await;
    assert_eq!(browser.path().await, "/submissions");
    browser.tap(".account-menu summary").await;
    browser.tap(".account-menu a[lang='ar']").await;
    browser.find("html[dir='rtl'][data-scheme='dark']").await;
    browser.tap(".main-nav a[href='/more']").await;
    browser.find("main a[href='/privacy']").await;
    browser.tap(".account-menu summary").await;
    browser.tap("form[action='/sign-out'] button").await;
    browser.find("main form[action^='/sign-in']").await;
}

#[rocket::async_test]
async fn the_pages_of_the_frame_are_right_on_a_narrow_phone() {
    let server = Server::start().await;
    server.submitted().await;
    let browser = Browser::open(NARROW_PHONE, &server.base).await.signed_in().await;
    for page in ["/", "/more", "/forms", "/notifications", "/account/notifications", "/_kit"] {
        if page == "/_kit" {
            // For developers: its sentences are in English.
            browser.goto("/_kit?lang=en").await;
            check_accessibility(&browser, page, "en").await;
            let wide = browser.run("return document.documentElement.scrollWidth").await;
            assert_eq!(wide, json!(NARROW_PHONE.width));
        } else {
            judge_narrow(&browser, page).await;
        }
    }
    browser.assert_quiet(&[]).await;
}
