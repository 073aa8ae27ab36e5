//! `injaaz user`, with and without a running server; and `injaaz serve --demo`.

use crate::support::{
    app::TestApp,
    db,
    person::{PASSWORD, Person},
};
use injaaz::{
    app::Clock,
    config::Config,
    domain::access::Role,
    services::{demo, start},
};
use rocket::http::Status;
use serde_json::Value;
use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

/// Runs a command with this standard input.
fn user(url: &str, folder: &std::path::Path, words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_injaaz"))
        .arg("user")
        .args(words)
        .env("DATABASE_URL", url)
        .env("INJAAZ_GENERATED", folder)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn output_text(output: &Output) -> String {
    String::from_utf8_lossy(if output.status.success() { &output.stdout } else { &output.stderr }).into_owned()
}

#[rocket::async_test]
async fn accounts_are_made_listed_disabled_and_opened_again() {
    let test = TestApp::new().await;
    let run = |words: &[&str], input: &str| user(&test.url, test.dir.path(), words, input);
    let person = Person::at(&test).await;
    let password = "typed by the operator";
    let email = "omar@example.org";
    let added = run(&["add", email, "--role", "inspector", "--name", "Omar Haddad"], &format!("{password}\n"));
    assert!(added.status.success(), "{}", output_text(&added));
    // The operator chose it, so it must be changed first.
    assert_eq!(person.sign_in(email, password).await.location, "/account/password?next=%2F");
    for (words, input, complaint) in [
        (vec!["add", email, "--role", "viewer"], format!("{password}\n"), "already a member of"),
        (vec!["add", "no address", "--role", "viewer"], format!("{password}\n"), "not an e-mail address"),
        (vec!["add", "b@example.org", "--role", "viewer"], "short\n".to_owned(), "too short"),
        (vec!["add", "b@example.org", "--role", "king"], String::new(), "invalid value"),
        (
            vec!["add", "b@example.org", "--role", "viewer", "--organisation", "X"],
            format!("{password}\n"),
            "no organisation",
        ),
        (vec!["disable", "nobody@example.org"], String::new(), "no account with the address"),
    ] {
        let refused = run(&words, &input);
        assert!(
            !refused.status.success() && output_text(&refused).contains(complaint),
            "{words:?}: {}",
            output_text(&refused)
        );
    }
    let link = run(&["add", "link@example.org", "--role", "viewer", "--link"], "");
    assert!(output_text(&link).contains("/password-reset/"), "{}", output_text(&link));

    let kept = run(&["password", email, "--keep"], "another of the operator\n");
    assert!(kept.status.success(), "{}", output_text(&kept));
    assert!(!person.is_in().await, "all sessions have ended");
    person.get("/sign-in").await;
    assert_eq!(person.sign_in(email, "another of the operator").await.location, "/");
    assert!(run(&["disable", email], "").status.success());
    assert!(!person.is_in().await);
    assert!(run(&["enable", email], "").status.success());
    let list = run(&["list", "--json"], "");
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    let omar = list["users"].as_array().unwrap().iter().find(|user| user["email"] == email).unwrap();
    assert_eq!(
        (&omar["role"], &omar["disabled"], &omar["has_password"]),
        (&"inspector".into(), &false.into(), &true.into())
    );
    assert!(output_text(&run(&["list"], "")).contains("no password yet"));
    let query =
        "SELECT string_agg(DISTINCT action, ' ' ORDER BY action) FROM audit_logs WHERE details->>'by' = 'command line'";
    assert_eq!(db::text(&test.url, query).await, "password.changed user.added user.disabled user.enabled");
    let secrets = "SELECT count(*)::text FROM audit_logs WHERE details::text LIKE '%operator%'";
    assert_eq!(db::text(&test.url, secrets).await, "0");
}

#[rocket::async_test]
async fn remove_factors_deletes_all_second_factors() {
    let test = TestApp::new().await;
    let run = |words: &[&str]| user(&test.url, test.dir.path(), words, "");
    let email = "aisha@example.org";
    let person = Person::member(&test, email, Role::Inspector).await;
    let other = Person::member(&test, "omar@example.org", Role::Inspector).await;
    assert_eq!(person.sign_in(email, PASSWORD).await.location, "/");
    assert_eq!(other.sign_in("omar@example.org", PASSWORD).await.location, "/");
    test.execute(
        "INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, name, backed_up, created_at)
             SELECT id, sha256(email::bytea), 'x', 1, 'Phone', true, now() FROM users WHERE email IN ('aisha@example.org', 'omar@example.org');
         INSERT INTO totp_secrets (user_id, sealed, created_at, confirmed_at, last_step)
             SELECT id, sha256('sealed with a key that was lost'), now(), now(), 0 FROM users
             WHERE email IN ('aisha@example.org', 'omar@example.org');
         INSERT INTO recovery_codes (user_id, code_hash, created_at)
             SELECT id, sha256(email::bytea), now() FROM users WHERE email IN ('aisha@example.org', 'omar@example.org')",
    )
    .await;
    let again = Person::at(&test).await;
    assert_eq!(again.sign_in(email, PASSWORD).await.location, "/sign-in/second-factor?next=%2F");

    let removed = run(&["remove-factors", email]);
    assert!(removed.status.success(), "{}", output_text(&removed));
    assert!(
        output_text(&removed).contains("2 second factors of aisha@example.org were removed"),
        "{}",
        output_text(&removed)
    );
    for table in ["passkeys", "totp_secrets", "recovery_codes"] {
        assert_eq!(test.count(table).await, 1, "{table}: rows of others stay");
    }
    assert!(!person.is_in().await && !again.is_in().await, "all their sessions have ended");
    assert!(other.is_in().await, "no other sessions have ended");
    person.get("/sign-in").await;
    assert_eq!(person.sign_in(email, PASSWORD).await.location, "/", "the password is enough");
    let noted = "SELECT string_agg(details::text, ' ') FROM audit_logs WHERE action = 'factor.removed'
         AND resource_id = (SELECT id FROM users WHERE email = 'aisha@example.org')";
    let expected = r#"{"by": "command line", "kind": "all", "count": 2, "sessions_ended": 2}"#;
    assert_eq!(db::text(&test.url, noted).await, expected);

    assert!(output_text(&run(&["remove-factors", email])).contains("had no second factor"));
    let unknown = run(&["remove-factors", "nobody@example.org"]);
    assert!(
        !unknown.status.success() && output_text(&unknown).contains("no account with the address"),
        "{}",
        output_text(&unknown)
    );
}

#[rocket::async_test]
async fn the_demo_is_created_once_and_never_beside_real_accounts() {
    let (url, dir) = (db::fresh().await, tempfile::tempdir().unwrap());
    let generated = dir.path().to_string_lossy().into_owned();
    let settings = [("INJAAZ_GENERATED", generated.as_str()), ("DATABASE_URL", &url), ("INJAAZ_POOL_SIZE", "4")];
    let app = start::open(Config::from_vars(settings).unwrap(), Clock::System, injaaz::migration::port).await.unwrap();
    app.hashing.take_memory_kib(64);
    app.pictures.use_program(std::path::Path::new(env!("CARGO_BIN_EXE_injaaz")));
    let accounts = demo::prepare(&app).await.unwrap();
    let rows = || {
        db::text(
            &url,
            "SELECT (SELECT count(*) FROM submissions) || ' ' || (SELECT count(*) FROM uploaded_files WHERE submission_id IS NOT NULL) || ' ' || (SELECT count(*) FROM users)",
        )
    };
    let made = rows().await;
    assert!(made.starts_with("37 ") && made.ends_with(" 5"), "{made}");
    assert_eq!(demo::prepare(&app).await.unwrap(), accounts);
    assert_eq!(rows().await, made);
    let modules = "SELECT string_agg(DISTINCT module, ' ' ORDER BY module) FROM submissions";
    assert_eq!(db::text(&url, modules).await, "civil cleaning hvac_mep");
    let recurring = "SELECT string_agg(title, ', ') FROM actions WHERE recurs";
    assert_eq!(db::text(&url, recurring).await, "Replace the bearing of the secondary pump");
    let again = "SELECT string_agg(l.site_name || ' ' || (l.visit_date - e.visit_date), ', ') FROM submissions l
         JOIN submissions e ON e.id = l.reinspects_id AND e.site_name = l.site_name";
    assert_eq!(db::text(&url, again).await, "Marina Heights 11");

    let test = TestApp::on(url.clone(), &[]).await;
    let person = Person::at(&test).await;
    for account in &accounts {
        assert_eq!(person.sign_in(&account.email, &account.password).await.status, Status::SeeOther, "{account:?}");
    }
    assert!(person.get("/submissions").await.page.contains("class=\"demo\""));

    // After a rotation of the key the printed passwords differ, and they work.
    let rotated = settings.iter().copied().chain([("INJAAZ_SECRET_KEY", "a new key that is as long as it has to be")]);
    let rotated =
        start::open(Config::from_vars(rotated).unwrap(), Clock::System, injaaz::migration::port).await.unwrap();
    rotated.hashing.take_memory_kib(64);
    let before = rows().await;
    let renewed = demo::prepare(&rotated).await.unwrap();
    assert_eq!(rows().await, before);
    for (before, now) in accounts.iter().zip(&renewed) {
        assert_ne!(before.password, now.password);
        let person = Person::at(&test).await;
        assert_ne!(person.sign_in(&before.email, &before.password).await.status, Status::SeeOther, "{before:?}");
        assert_eq!(person.sign_in(&now.email, &now.password).await.status, Status::SeeOther, "{now:?}");
    }

    let real = TestApp::new().await;
    let refused = demo::prepare(&real.app).await.unwrap_err().to_string();
    assert!(refused.contains("has accounts already"), "{refused}");
}

#[rocket::async_test]
async fn a_viewer_of_a_form_of_the_organisation_is_added() {
    let test = TestApp::new().await;
    let form = "module=pool_round&title_en=Pool+round&title_ar=%D8%AC%D9%88%D9%84%D8%A9";
    assert_eq!(test.client.press("/forms/manage/copy", form).await.status, Status::SeeOther);
    let add = |form: &str| {
        let words = ["add", "client@example.org", "--role", "viewer", "--form", form, "--link"];
        user(&test.url, test.dir.path(), &words, "")
    };
    // A draft is not a form that has submissions.
    for unknown in ["pool_round", "No name"] {
        let refused = output_text(&add(unknown));
        assert!(refused.contains(&format!("There is no form {unknown:?}.")), "{refused}");
    }
    let published = test.client.press("/forms/manage/pool_round/publish", "row_version=1").await;
    assert_eq!(published.status, Status::SeeOther, "{}", published.page);
    let added = add("pool_round");
    assert!(added.status.success(), "{}", output_text(&added));
    assert_eq!(test.sql("SELECT module FROM membership_scopes").await, "pool_round");
}
