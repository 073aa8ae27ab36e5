//! A data directory that an earlier version made is taken over by this one: the database is migrated, and everything
//! that people hold (sessions, passwords, authenticator app, links, tokens) goes on working.
//!
//! `tests/fixtures/upgrade/<version>` is such a directory; `make_fixture.py` beside it says how it was made.

use crate::support::{
    app::{Browser, TestApp},
    db,
    secret_keys::NEW,
};
use injaaz::{app::App, services};
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::Value;
use std::{fs, path::Path, sync::Arc};
use tempfile::TempDir;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use totp_rs::{Builder, Secret};

struct Upgraded {
    test: TestApp,
    facts: Value,
    /// Rows of the import before the upgrade.
    legacy_records: String,
    _old_store: TempDir,
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

async fn upgraded() -> Upgraded {
    upgraded_with(|_| Vec::new()).await
}

/// With further settings, which may follow from the secret key of the earlier version.
async fn upgraded_with(further: impl Fn(&str) -> Vec<(&'static str, String)>) -> Upgraded {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/upgrade/0.1.0");
    let facts: Value = serde_json::from_slice(&fs::read(fixture.join("facts.json")).unwrap()).unwrap();
    let url = db::bare().await;
    db::execute(&url, &fs::read_to_string(fixture.join("database.sql")).unwrap()).await;
    let legacy_records = db::text(&url, "SELECT count(*)::text FROM legacy_records").await;
    let (generated, old_store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    copy(&fixture.join("generated"), generated.path());
    copy(&fixture.join("old_store"), old_store.path());
    let made_at = OffsetDateTime::parse(facts["made_at"].as_str().unwrap(), &Rfc3339).unwrap();
    let secret_key = fs::read_to_string(generated.path().join("secret_key")).unwrap();
    let further = further(secret_key.trim());
    let further = further.iter().map(|(name, value)| (*name, value.as_str()));
    let settings: Vec<(&str, &str)> =
        further.chain([("INJAAZ_OLD_STORE", old_store.path().to_str().unwrap())]).collect();
    let test = TestApp::in_folder(url, generated, &settings, made_at + time::Duration::minutes(2)).await;
    Upgraded { test, facts, legacy_records, _old_store: old_store }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text"))
}

async fn stranger(app: &Arc<App>) -> Browser {
    Browser::new(app, None).await
}

async fn post_form(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> (Status, String) {
    let mut body = String::new();
    for (name, value) in fields {
        let value = rocket::http::RawStr::new(value).percent_encode().to_string();
        body.push_str(&format!("{name}={value}&"));
    }
    let answer = browser.post(path).header(ContentType::Form).body(body).dispatch().await;
    let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
    (answer.status(), location)
}

#[tokio::test]
async fn sessions_passwords_and_authenticator_apps_go_on_working() {
    let Upgraded { test, facts, .. } = upgraded().await;
    for person in ["admin", "inspector"] {
        let browser = stranger(&test.app).await;
        let cookie = ("session", text(&facts["cookies"][person]["session"]).to_owned());
        let answer = browser.get("/account").cookie(cookie).dispatch().await;
        assert_eq!(answer.status(), Status::Ok, "the session of {person}");
    }

    authenticator_apps_and_recovery_codes_work(&test, &facts).await;
    let resealed = "SELECT encode(sealed, 'hex') FROM totp_secrets WHERE last_used_at IS NOT NULL";
    let database =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/upgrade/0.1.0/database.sql"));
    assert!(!database.unwrap().contains(&test.sql(resealed).await), "sealed with a key of the newest version");
}

async fn authenticator_apps_and_recovery_codes_work(test: &TestApp, facts: &Value) {
    let inspector = stranger(&test.app).await;
    let person = &facts["inspector"];
    let (status, place) = post_form(
        &inspector,
        "/sign-in",
        &[("email", text(&person["email"])), ("password", text(&person["password"]))],
    )
    .await;
    assert_eq!((status, place.as_str()), (Status::SeeOther, "/"));

    let admin = stranger(&test.app).await;
    let person = &facts["admin"];
    let (status, place) =
        post_form(&admin, "/sign-in", &[("email", text(&person["email"])), ("password", text(&person["password"]))])
            .await;
    assert_eq!(status, Status::SeeOther);
    assert!(place.starts_with("/sign-in/second-factor"), "{place}");
    let secret = text(&person["totp_secret"]);
    let secret = Secret::try_from_base32(secret).unwrap();
    let authenticator = Builder::new().with_secret(secret).with_step_duration(30).build().unwrap();
    let code = authenticator.generate(u64::try_from(test.now().unix_timestamp()).unwrap()).to_string();
    let (status, place) = post_form(&admin, "/sign-in/second-factor", &[("code", &code), ("next", "/")]).await;
    assert_eq!((status, place.as_str()), (Status::SeeOther, "/"), "a code of the authenticator app");

    let admin = stranger(&test.app).await;
    post_form(&admin, "/sign-in", &[("email", text(&person["email"])), ("password", text(&person["password"]))]).await;
    let recovery = text(&person["recovery_codes"][0]);
    let (status, place) = post_form(&admin, "/sign-in/second-factor", &[("code", recovery), ("next", "/")]).await;
    assert_eq!((status, place.as_str()), (Status::SeeOther, "/"), "a recovery code");
}

#[tokio::test]
async fn submissions_reports_links_and_tokens_go_on_working() {
    let upgraded = upgraded().await;
    links_and_tokens_work(&upgraded).await;
}

async fn links_and_tokens_work(Upgraded { test, facts, .. }: &Upgraded) {
    let browser = stranger(&test.app).await;
    for submission in facts["submissions"].as_array().unwrap() {
        let id = text(&submission["submission_id"]);
        let (status, shown) = test.get_json(&format!("/submissions/{id}")).await;
        assert_eq!((status, text(&shown["status"])), (Status::Ok, "completed"), "{id}");
        for (link, begins) in [("excel_url", &b"PK"[..]), ("pdf_url", &b"%PDF"[..])] {
            let path = text(&submission["reports"][link]);
            let answer = browser.get(path).dispatch().await;
            assert_eq!(answer.status(), Status::Ok, "{path}");
            assert!(answer.into_bytes().await.unwrap().starts_with(begins), "{path}");
        }
    }
    let shared = text(&facts["shared_links"][0]);
    let page = browser.get(shared).dispatch().await;
    assert_eq!(page.status(), Status::Ok);
    assert!(page.into_string().await.unwrap().contains("name=\"password\""), "a link with a password asks for it");

    let public = browser.get(text(&facts["public_link"])).dispatch().await;
    assert_eq!(public.status(), Status::Ok, "a public form");

    for code in facts["report_codes"].as_array().unwrap() {
        let answer = browser.get(format!("/genuine/{}", text(code))).dispatch().await;
        assert!(matches!(answer.status().code, 200 | 301 | 308), "the code {code} of a printed report");
    }

    let token = Header::new("Authorization", format!("Bearer {}", text(&facts["api_token"])));
    let answer = browser.get("/api/v1/submissions").header(token).header(Accept::JSON).dispatch().await;
    assert_eq!(answer.status(), Status::Ok, "an API token");
}

#[tokio::test]
async fn the_secret_key_can_be_replaced_during_an_upgrade() {
    let upgraded = upgraded_with(|key| {
        vec![("INJAAZ_SECRET_KEY", NEW.to_owned()), ("INJAAZ_PREVIOUS_SECRET_KEYS", key.to_owned())]
    })
    .await;
    links_and_tokens_work(&upgraded).await;
    let Upgraded { test, facts, .. } = upgraded;
    authenticator_apps_and_recovery_codes_work(&test, &facts).await;
    test.run_jobs().await;
    let verified = services::audit::verify(&test.app, None, &|_, _| {}).await.expect("a verified audit log");
    assert!(verified.bad.is_empty(), "{:?}", verified.bad);
    assert!(verified.checked >= 20 && verified.keys.len() <= 2, "{verified:?}");
}

#[tokio::test]
async fn due_jobs_the_audit_log_and_the_migration_go_on() {
    let Upgraded { test, facts, legacy_records, .. } = upgraded().await;
    test.run_jobs().await;
    let due = text(&facts["due_submission"]);
    let (_, shown) = test.get_json(&format!("/submissions/{due}")).await;
    assert_eq!(text(&shown["status"]), "completed", "a report that was due before the upgrade");

    let verified = services::audit::verify(&test.app, None, &|_, _| {}).await.expect("a verified audit log");
    assert!(verified.bad.is_empty(), "{:?}", verified.bad);
    assert!(verified.checked >= 20, "{verified:?}");

    let phase = "SELECT phase FROM migration_phases WHERE module = 'cleaning'";
    assert_eq!(test.sql(phase).await, "files");
    assert_eq!(test.sql("SELECT count(*)::text FROM legacy_records").await, legacy_records);
    assert_eq!(test.count("pending_submissions").await, 1);
}
