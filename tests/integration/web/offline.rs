//! What devices keep: the manifest, the service worker, the session for scripts, and the forms without a network.

use crate::support::app::TestApp;
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::{Value, json};

const ADDRESS: &str = "/offline/forms/civil";

#[rocket::async_test]
async fn the_manifest_names_the_forms_of_the_member_and_none_to_strangers() {
    let test = TestApp::new().await;
    let manifest = test.get("/app.webmanifest?lang=ar").await;
    assert_eq!(manifest.content_type(), Some(ContentType::new("application", "manifest+json")));
    let manifest: Value = serde_json::from_str(&manifest.into_string().await.unwrap()).unwrap();
    assert_eq!(
        (&manifest["lang"], &manifest["dir"], &manifest["start_url"]),
        (&json!("ar"), &json!("rtl"), &json!("/"))
    );
    let addresses: Vec<&str> =
        manifest["shortcuts"].as_array().unwrap().iter().filter_map(|s| s["url"].as_str()).collect();
    assert_eq!(addresses, ["/forms/hvac_mep", "/forms/civil", "/forms/cleaning", "/outbox"]);
    for icon in manifest["icons"].as_array().unwrap() {
        let picture = test.get(icon["src"].as_str().unwrap()).await;
        assert_eq!(picture.status(), Status::Ok, "{icon}");
        let Some((side, _)) = icon["sizes"].as_str().unwrap().split_once('x') else { continue };
        let png = picture.into_bytes().await.unwrap();
        let width = u32::from_be_bytes(png[16..20].try_into().unwrap());
        assert_eq!(width.to_string(), side, "{icon}");
    }
    let stranger = test.stranger().await;
    let manifest = stranger.get("/app.webmanifest").dispatch().await.into_string().await.unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["shortcuts"].as_array().unwrap().len(), 1);
    let viewer = test.signed_in("viewer").await;
    let manifest = viewer.get("/app.webmanifest").dispatch().await.into_string().await.unwrap();
    assert!(!manifest.contains("/forms/"), "{manifest}");
}

#[rocket::async_test]
async fn a_kept_form_is_for_one_person_in_any_language_and_has_no_token_of_a_session() {
    let test = TestApp::new().await;
    let session: Value = test.get_json("/offline/session").await.1;
    assert_eq!(session["forms"].as_array().unwrap().len(), 3);
    assert_eq!(session["form_token"].as_str().unwrap().len(), 64);
    let mark = format!("{}.{}", session["person"].as_str().unwrap(), session["organisation"].as_str().unwrap());
    for (lang, direction) in [("en", "ltr"), ("ar", "rtl")] {
        let request = test.client.get(ADDRESS).header(Header::new("X-Page-Language", lang));
        let page = request.dispatch().await;
        assert_eq!(page.headers().get_one("X-Session-Person"), Some(mark.as_str()));
        assert!(page.headers().get("Set-Cookie").next().is_none(), "the chosen language stays");
        let text = page.into_string().await.unwrap();
        assert!(text.contains(&format!("<html lang=\"{lang}\" dir=\"{direction}\"")));
        assert!(text.contains("action=\"/forms/civil?version=") && text.contains("href=\"/forms/civil?lang="));
        let tokens: Vec<&str> =
            text.split("name=\"form_token\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!tokens.is_empty() && tokens.iter().all(|token| token.bytes().all(|b| b == b'0')), "{tokens:?}");
    }
    // Pages of nobody say nothing, and a session that has ended is an answer for scripts.
    let stranger = test.stranger().await;
    for path in ["/offline", "/outbox"] {
        let page = stranger.get(path).header(Accept::HTML).dispatch().await;
        assert_eq!((page.status(), page.headers().get_one("X-Session-Person")), (Status::Ok, None), "{path}");
    }
    let ended = stranger.get("/offline/session").header(Accept::JSON).dispatch().await;
    assert_eq!(ended.status(), Status::Unauthorized);
    assert!(ended.into_string().await.unwrap().contains("\"error\""));
    let viewer = test.signed_in("viewer").await;
    assert_eq!(viewer.get(ADDRESS).dispatch().await.status(), Status::Forbidden);
    let session = viewer.get("/offline/session").header(Accept::JSON).dispatch().await.into_string().await.unwrap();
    assert!(session.contains("\"forms\":[]"), "{session}");
}

#[rocket::async_test]
async fn the_service_worker_is_for_the_whole_site_and_always_fresh() {
    let test = TestApp::new().await;
    let worker = test.get("/service-worker.js").await;
    assert_eq!((worker.status(), worker.content_type()), (Status::Ok, Some(ContentType::JavaScript)));
    assert_eq!(worker.headers().get_one("Cache-Control"), Some("no-store"));
    let script = worker.into_string().await.unwrap();
    let files = script.split("const FILES = ").nth(1).unwrap().split(';').next().unwrap();
    let files: Vec<String> = serde_json::from_str(files).unwrap();
    assert!(files.len() > 30);
    for file in files {
        assert_eq!(test.get(&file).await.status(), Status::Ok, "{file}");
    }
    // The test of the pseudo-locale, which may run at the same time, adds a third language.
    assert!(script.contains("const LANGUAGES = [\"en\",\"ar\""), "{script}");
}
