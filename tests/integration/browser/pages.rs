//! Rules for every page: small transfer size, and usable on the narrowest phone.

use super::server::Server;
use crate::support::browser::{Browser, Device, PHONE};
use serde_json::json;

#[rocket::async_test]
async fn the_first_page_is_light() {
    let server = Server::start().await;
    // A form has more to load: its steps, drafts, photos and outbox work without a network from then on. A form with rules
    // loads what evaluates them, 5 kB.
    for (path, most) in
        [("/", 50_000), ("/forms/hvac_mep", 55_000), ("/forms/civil", 58_000), ("/forms/cleaning", 58_000)]
    {
        // A phone with an empty cache.
        let browser = Browser::open(PHONE, &server.base).await.signed_in().await;
        browser.goto(path).await;
        browser.until("document.readyState === 'complete' && document.documentElement.classList.contains('js') || !document.getElementById('inspection')").await;
        // The worker does not count: it fetches what is needed without a network, after the page.
        let sum = |part: &str| {
            format!(
                "return ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind)) \
                 .filter(({{ name }}) => {part}).reduce((sum, entry) => sum + entry.transferSize, 0)"
            )
        };
        let bytes = browser.run(&sum("true")).await.as_u64().unwrap();
        assert!((1_000..=most).contains(&bytes), "{path}: {bytes} bytes");
        if browser.all("#inspection").await.is_empty() {
            continue;
        }
        let scripts = browser.run(&sum("name.endsWith('.js')")).await.as_u64().unwrap();
        assert!((10_000..=45_000).contains(&scripts), "{path}: {scripts} bytes of scripts");
        // With what a form loads later, if it is needed: the check of the answers, the viewer, the pad of a signature, a photo, an attempt without a network.
        browser.run("location.hash = document.querySelector('[data-signature]').closest('section').id").await;
        browser.until("document.querySelector('[data-signature]').checkVisibility()").await;
        browser.run("document.querySelector('[data-signature]').scrollIntoView()").await;
        browser
            .until("performance.getEntriesByType('resource').some(({ name }) => name.includes('signature_pad'))")
            .await;
        let later = "return Promise.all(['check', 'viewer', 'shrink', 'outbox_entry', 'outbox_sending', 'errors', 'session', 'kept_copy', \
                     'sign_out'].map((name) => import(document.querySelector('script[src*=form]').src.replace('form.js', `${name}.js`)))).then(() => true)";
        assert_eq!(browser.run(later).await, json!(true));
        let scripts = browser.run(&sum("name.endsWith('.js')")).await.as_u64().unwrap();
        assert!((10_000..=60_000).contains(&scripts), "{path}: {scripts} bytes of scripts with all their parts");
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
