//! Rules for every page: small transfer size, and usable on the narrowest phone.

use super::server::Server;
use crate::support::browser::{Browser, Device, PHONE};
use serde_json::json;

#[rocket::async_test]
async fn the_first_page_is_light() {
    let server = Server::start().await;
    for path in ["/", "/forms/hvac_mep", "/forms/civil", "/forms/cleaning"] {
        // A phone with an empty cache.
        let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
        browser.goto(path).await;
        browser.until("document.readyState === 'complete' && document.documentElement.classList.contains('js') || !document.getElementById('inspection')").await;
        // The worker does not count: it fetches what is needed without a network, after the page.
        let bytes = browser.run(
            "return ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind)) \
             .reduce((sum, entry) => sum + entry.transferSize, 0)",
        );
        let bytes = bytes.await.as_u64().unwrap();
        assert!((1_000..=50_000).contains(&bytes), "{path}: {bytes} bytes");
    }
}

#[rocket::async_test]
async fn no_page_is_wider_than_the_smallest_phone() {
    let server = Server::start().await;
    let browser = Browser::open(Device { width: 320, height: 640, ..PHONE }, &server.base).await.signed_in().await;
    let (submission, job) = server.submitted().await;
    for lang in ["en", "ar"] {
        for page in [
            "/",
            "/forms/hvac_mep",
            "/forms/civil",
            "/forms/cleaning",
            "/submissions",
            &submission,
            &job,
            "/nowhere",
            "/audit",
            "/account",
            "/account/password",
            "/account/factors",
            "/people",
            "/tokens",
            "/organisation",
            "/privacy",
            "/outbox",
            "/offline",
        ] {
            browser.goto(&format!("{page}?lang={lang}")).await;
            let wide = browser.run("return document.documentElement.scrollWidth").await;
            assert_eq!(wide, json!(320), "{page} in {lang}");
        }
    }
}

/// Between a phone and a wide screen a table of many columns is the widest part.
#[rocket::async_test]
async fn no_table_is_wider_than_a_tablet() {
    let server = Server::start().await;
    let browser = Browser::open(Device { width: 800, height: 1000, ..PHONE }, &server.base).await.signed_in().await;
    server.submitted().await;
    for lang in ["en", "ar"] {
        for page in ["/audit", "/submissions", "/people", "/account/password"] {
            browser.goto(&format!("{page}?lang={lang}")).await;
            let wide = browser.run("return document.documentElement.scrollWidth").await;
            assert_eq!(wide, json!(800), "{page} in {lang}");
        }
    }
}

/// At the narrowest width with a rail, the content has less room than on a tablet.
#[rocket::async_test]
async fn no_page_is_wider_than_a_small_desk() {
    let server = Server::start().await;
    let desk = Device { width: 1024, height: 768, touch: false, scripts: true };
    let browser = Browser::open(desk, &server.base).await.signed_in().await;
    let (submission, _) = server.submitted().await;
    let metrics = json!({ "width": 1024, "height": 768, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    for lang in ["en", "ar"] {
        for page in ["/", "/submissions", &submission, "/forms/civil", "/audit", "/people", "/tokens", "/admin/jobs"] {
            browser.goto(&format!("{page}?lang={lang}")).await;
            let wide = browser.run("return document.documentElement.scrollWidth").await;
            assert!(wide.as_u64().unwrap() <= 1024, "{page} in {lang}: {wide}");
        }
    }
}

#[rocket::async_test]
async fn filters_have_one_height_and_stand_on_one_line() {
    let server = Server::start().await;
    let desk = Device { width: 1280, height: 900, touch: false, scripts: true };
    let browser = Browser::open(desk, &server.base).await.signed_in().await;
    for lang in ["en", "ar"] {
        for page in ["/audit", "/submissions?module=civil"] {
            let joint = if page.contains('?') { '&' } else { '?' };
            browser.goto(&format!("{page}{joint}lang={lang}")).await;
            let uneven = browser
                .run(
                    "const boxes = [...document.querySelectorAll('.filter-grid :is(input, select)')] \
                     .map((control) => control.getBoundingClientRect()); \
                     const height = Math.max(...boxes.map((box) => box.height)); \
                     return boxes.length < 6 || boxes.some((box) => height - box.height > 1 || boxes.some((other) => \
                     Math.abs(box.bottom - other.bottom) > 1 && Math.abs(box.bottom - other.bottom) < 40))",
                )
                .await;
            assert_eq!(uneven, json!(false), "{page} in {lang}");
        }
    }
}
