//! Passkeys over HTTP, with a software authenticator.

use super::{audited, begun, session_of};
use crate::support::{
    accounts,
    app::{Browser, TestApp},
    db,
    device::{Device, encode},
};
use rocket::http::{ContentType, Status};
use serde_json::{Value, json};
use time::Duration;

const ORIGIN: &str = "http://localhost:8000";

async fn json(browser: &Browser, path: &str, body: Value) -> (Status, Value) {
    let answer = browser.post(path).header(ContentType::JSON).body(body.to_string()).dispatch().await;
    let status = answer.status();
    (status, answer.into_json().await.unwrap_or(Value::Null))
}

async fn app() -> TestApp {
    TestApp::with(&[("INJAAZ_PUBLIC_URL", ORIGIN)]).await
}

/// A person with a passkey.
struct PasskeyDevice {
    email: String,
    browser: Browser,
    device: Device,
}

impl PasskeyDevice {
    async fn new(test: &TestApp, id: &str) -> PasskeyDevice {
        let signed_in = accounts::sign_in(&test.url, "inspector", test.now()).await;
        let browser = Browser::new(&test.app, Some(signed_in.clone())).await;
        let query = format!("SELECT public_id FROM users WHERE email = '{}'", signed_in.email);
        let device = Device::new(id, ORIGIN, "localhost", &db::text(&test.url, &query).await);
        let options = start(&browser, "/account/factors/passkeys/start").await;
        assert_eq!(options["user"]["id"], encode(device.owner.as_bytes()));
        assert_eq!((&options["rp"]["id"], &options["attestation"]), (&json!("localhost"), &json!("none")));
        let challenge = options["challenge"].as_str().unwrap();
        let body = json!({ "name": "My phone", "credential": device.make(challenge) });
        let (status, answer) = json(&browser, "/account/factors/passkeys/finish", body.clone()).await;
        assert_eq!((status, &answer["to"]), (Status::Ok, &json!("/account/factors")));
        let (status, _) = json(&browser, "/account/factors/passkeys/finish", body).await;
        assert_eq!(status, Status::UnprocessableEntity, "a repeated answer");
        PasskeyDevice { email: signed_in.email, browser, device }
    }
}

async fn start(browser: &Browser, path: &str) -> Value {
    let (status, options) = json(browser, path, json!({})).await;
    assert_eq!(status, Status::Ok, "{options}");
    options
}

async fn challenge(browser: &Browser) -> String {
    start(browser, "/sign-in/passkey/start").await["challenge"].as_str().unwrap().to_owned()
}

async fn finish(browser: &Browser, credential: Value) -> (Status, Value) {
    json(browser, "/sign-in/passkey/finish", json!({ "next": "/submissions", "credential": credential })).await
}

#[rocket::async_test]
async fn a_passkey_alone_signs_in() {
    let test = app().await;
    let holder = PasskeyDevice::new(&test, "one").await;
    let stranger = test.stranger().await;
    let options = start(&stranger, "/sign-in/passkey/start").await;
    assert_eq!(options["allowCredentials"], json!([]), "the response does not disclose who has a passkey");
    let credential = holder.device.sign(options["challenge"].as_str().unwrap(), 1);
    let (status, answer) = finish(&stranger, credential.clone()).await;
    assert_eq!((status, &answer["to"]), (Status::Ok, &json!("/submissions")), "{answer}");
    assert_eq!(stranger.get("/submissions").dispatch().await.status(), Status::Ok);
    let token = session_of(&stranger).unwrap();
    let query = format!("SELECT state || ' ' || strength FROM sessions WHERE token_hash = sha256('{token}')");
    assert_eq!(db::text(&test.url, &query).await, "active passkey");
    let another = test.stranger().await;
    assert_eq!(finish(&another, credential).await.0, Status::UnprocessableEntity, "a repeated answer");
    let page = holder.browser.get("/account/factors").dispatch().await.into_string().await.unwrap();
    assert!(page.contains("My phone") && page.contains("Last used"));
    assert!(audited(&test, "factor.used").await.contains("passkey"));
    assert!(audited(&test, "signin.ok").await.contains("passkey"));
}

#[rocket::async_test]
async fn a_passkey_is_the_second_factor_of_its_owner_only() {
    let test = app().await;
    let (mine, theirs) = (PasskeyDevice::new(&test, "mine").await, PasskeyDevice::new(&test, "theirs").await);
    let browser = begun(&test, &mine.email, 1).await;
    let options = start(&browser, "/sign-in/passkey/start").await;
    assert_eq!(options["allowCredentials"], json!([{ "type": "public-key", "id": encode(b"mine") }]));
    let asked = options["challenge"].as_str().unwrap();
    // A passkey of another person, also with this person's user handle.
    assert_eq!(finish(&browser, theirs.device.sign(asked, 1)).await.0, Status::UnprocessableEntity);
    let lying = Device { owner: mine.device.owner.clone(), ..PasskeyDevice::new(&test, "third").await.device };
    let asked = challenge(&browser).await;
    assert_eq!(finish(&browser, lying.sign(&asked, 1)).await.0, Status::UnprocessableEntity);
    // A challenge of another session.
    let stranger = test.stranger().await;
    let foreign = challenge(&stranger).await;
    assert_eq!(finish(&browser, mine.device.sign(&foreign, 1)).await.0, Status::UnprocessableEntity);
    let before = session_of(&browser).unwrap();
    let asked = challenge(&browser).await;
    assert_eq!(finish(&browser, mine.device.sign(&asked, 1)).await.0, Status::Ok);
    assert_ne!(session_of(&browser).unwrap(), before);
    assert_eq!(browser.get("/submissions").dispatch().await.status(), Status::Ok);
    assert!(audited(&test, "factor.failed").await.contains("somebody_elses"));
}

#[rocket::async_test]
async fn invalid_assertions_are_rejected_without_details() {
    let test = app().await;
    let holder = PasskeyDevice::new(&test, "one").await;
    let stranger = test.stranger().await;
    let asked = challenge(&stranger).await;
    assert_eq!(finish(&stranger, holder.device.sign(&asked, 5)).await.0, Status::Ok);

    let mut refusals = Vec::new();
    let Device { origin, party, owner, .. } = &holder.device;
    let (origin, party, owner) = (origin.clone(), party.clone(), owner.clone());
    let mut device = holder.device;
    for case in ["origin", "party", "owner", "challenge", "counter", "late", "unknown", "signature"] {
        let browser = test.stranger().await;
        let asked = challenge(&browser).await;
        let mut count = 6;
        (device.origin, device.party, device.owner) = (origin.clone(), party.clone(), owner.clone());
        match case {
            "origin" => device.origin = "http://evil.example".into(),
            "party" => device.party = "evil.example".into(),
            "owner" => device.owner = "usr_00000000000000000000".into(),
            "counter" => count = 5,
            "late" => test.advance(Duration::minutes(5)),
            _ => {}
        }
        let asked = if case == "challenge" { encode(&[7; 32]) } else { asked };
        let mut credential = device.sign(&asked, count);
        match case {
            "unknown" => credential["id"] = json!(encode(b"unknown")),
            "signature" => credential["signature"] = device.sign(&asked, 9)["signature"].clone(),
            _ => {}
        }
        let (status, mut answer) = finish(&browser, credential).await;
        assert_eq!(status, Status::UnprocessableEntity, "{case}");
        answer.as_object_mut().unwrap().remove("request_id");
        refusals.push(answer);
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    for why in [
        "other_origin",
        "other_party",
        "somebody_elses",
        "no_challenge",
        "counter_went_back",
        "unknown_credential",
        "bad_signature",
    ] {
        assert!(audited(&test, "factor.failed").await.contains(why), "{why}");
    }
}

#[rocket::async_test]
async fn the_page_explains_when_passkeys_are_unavailable() {
    let test = TestApp::new().await;
    let page = test.client.get("/account/factors").dispatch().await.into_string().await.unwrap();
    assert!(page.contains("http://localhost") && !page.contains("id=\"passkey-new\""));
    assert_eq!(json(&test.client, "/account/factors/passkeys/start", json!({})).await.0, Status::NotFound);
    let stranger = test.stranger().await;
    assert_eq!(json(&stranger, "/sign-in/passkey/start", json!({})).await.0, Status::NotFound);
}

#[rocket::async_test]
async fn the_relying_party_does_not_depend_on_the_host_header() {
    let test = app().await;
    let request = test.client.post("/account/factors/passkeys/start").header(ContentType::JSON);
    let answer = request.header(rocket::http::Header::new("Host", "127.0.0.1:8000")).body("{}").dispatch().await;
    let options: Value = answer.into_json().await.unwrap();
    assert_eq!(options["rp"]["id"], "localhost");
}
