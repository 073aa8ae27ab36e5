//! docs/webhooks.md: its examples are what is sent, and its receivers accept what is sent.

use super::{ALLOW, DELIVER, TestWebhook, kinds::one_of_each};
use crate::support::{
    app::{TestApp, hvac},
    db,
    receiver::{ReceivedEvent, Receiver},
};
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path, process::Command};
use time::OffsetDateTime;

const DOCUMENT: &str = include_str!("../../../../docs/webhooks.md");

/// The blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    DOCUMENT.split(begin.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

fn keys(value: &Value) -> BTreeSet<String> {
    let of = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let inner = of(&value["data"]).into_iter().map(|key| format!("data.{key}"));
    of(value).into_iter().chain(inner).collect()
}

#[rocket::async_test]
async fn every_kind_is_documented_as_it_is_sent() {
    let sent = one_of_each().await;
    let examples: Vec<Value> =
        blocks("json").into_iter().map(|block| serde_json::from_str(block).expect("an example of JSON")).collect();
    assert_eq!(examples.len(), sent.len(), "one example for each kind");
    for example in examples {
        let kind = example["type"].as_str().expect("a type");
        assert_eq!(keys(&example), keys(&sent[kind]), "{kind}");
        assert!(DOCUMENT.contains(&format!("`{kind}`")), "{kind} is explained");
    }
}

/// An event that was sent at the real time, which receivers compare with their clock.
async fn an_event() -> (TestWebhook, ReceivedEvent) {
    let dir = tempfile::tempdir().expect("a folder");
    let test = TestApp::in_folder(db::fresh().await, dir, &[ALLOW], OffsetDateTime::now_utc()).await;
    let mut receiver = Receiver::start().await;
    let webhook = TestWebhook::add(&test, &receiver.url, &["submission.created"]).await;
    test.submit("hvac_mep", &hvac("webhook-documented-01")).await;
    test.run_periodic(DELIVER).await;
    (webhook, receiver.event().await)
}

fn python(folder: &Path, secret: &str, event: &ReceivedEvent, body: &[u8]) -> bool {
    let headers = serde_json::to_string(&event.headers).expect("JSON");
    let code = format!(
        "{}\nimport json, sys\nheaders = json.loads(sys.argv[1])\nbody = open(sys.argv[2], 'rb').read()\n\
         sys.exit(0 if is_genuine(sys.argv[3], headers, body) else 3)\n",
        blocks("python").first().expect("an example")
    );
    let (script, file) = (folder.join("receiver.py"), folder.join("body"));
    fs::write(&script, code).expect("a script");
    fs::write(&file, body).expect("a body");
    let ended = Command::new("python3").arg(script).arg(headers).arg(file).arg(secret).status().expect("Python");
    match ended.code() {
        Some(0) => true,
        Some(3) => false,
        other => panic!("the example ended with {other:?}"),
    }
}

fn shell(folder: &Path, secret: &str, event: &ReceivedEvent, body: &[u8]) -> String {
    let file = folder.join("body");
    fs::write(&file, body).expect("a body");
    let ended = Command::new("sh")
        .args(["-c", blocks("sh").first().expect("an example")])
        .env("SECRET", secret)
        .env("ID", event.id())
        .env("TIMESTAMP", event.header("webhook-timestamp"))
        .env("SIGNATURE", event.header("webhook-signature"))
        .env("BODY", file)
        .output()
        .expect("a shell");
    assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8_lossy(&ended.stdout).trim().to_owned()
}

#[rocket::async_test]
async fn the_receivers_of_the_document_accept_what_is_sent_and_nothing_else() {
    let (webhook, event) = an_event().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, secret) = (folder.path(), webhook.secret.as_str());
    let altered = [event.body.as_slice(), b" "].concat();
    assert!(python(folder, secret, &event, &event.body));
    assert!(!python(folder, secret, &event, &altered));
    assert!(!python(folder, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &event, &event.body));
    let mut old = event.clone();
    let an_hour_ago = (OffsetDateTime::now_utc().unix_timestamp() - 3600).to_string();
    old.headers.insert("webhook-timestamp".to_owned(), an_hour_ago);
    assert!(!python(folder, secret, &old, &event.body));

    assert_eq!(shell(folder, secret, &event, &event.body), "genuine");
    assert_eq!(shell(folder, secret, &event, &altered), "not genuine");
    assert_eq!(shell(folder, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &event, &event.body), "not genuine");
}
