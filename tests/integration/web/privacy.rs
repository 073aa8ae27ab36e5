//! Exports, erasures of people, and the deletion of submissions.

use crate::{
    migration::old::{Old, import},
    support::{
        accounts,
        app::{Browser, TestApp, hvac},
        db,
        forms::complete_hvac,
        smtp::Smtp,
    },
};
use futures::future::join_all;
use injaaz::jobs::Runner;
use rocket::http::{Accept, ContentType, Status};
use serde_json::Value;
use std::{collections::BTreeSet, io::Cursor, io::Read};

/// A new member in a browser, with e-mail address and public id.
pub(super) async fn person(test: &TestApp, role: &str) -> (Browser, String, String) {
    let signed_in = accounts::sign_in(&test.url, role, test.now()).await;
    let email = signed_in.email.clone();
    let id = test.sql(&format!("SELECT public_id FROM users WHERE email = '{email}'")).await;
    (Browser::new(&test.app, Some(signed_in)).await, email, id)
}

pub(super) async fn post(browser: &Browser, path: &str, body: &str) -> Status {
    browser.post(path.to_owned()).header(ContentType::Form).body(body).dispatch().await.status()
}

/// The address of the newest export on a page.
pub(super) async fn copy(browser: &Browser, page: &str) -> String {
    let page = browser.get(page.to_owned()).header(Accept::HTML).dispatch().await.into_string().await.expect("a page");
    let (_, link) = page.split_once("href=\"/privacy/exports/").unwrap_or_else(|| panic!("no export: {page}"));
    format!("/privacy/exports/{}", &link[..link.find('"').expect("its end")])
}

#[rocket::async_test]
async fn an_export_contains_all_personal_data_and_is_available_for_a_week() {
    let test = TestApp::new().await;
    let (inspector, email, id) = person(&test, "inspector").await;
    let form = complete_hvac("privacy-of-an-inspector").form;
    let sent = inspector.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON).body(form.body());
    assert_eq!(sent.dispatch().await.status(), Status::Created);
    let other = test.submit("hvac_mep", &hvac("somebody-elses-form")).await;
    test.execute(
        "UPDATE submissions SET reinspects_id = (SELECT id FROM submissions WHERE submission_key = 'somebody-elses-form')
         WHERE submission_key = 'privacy-of-an-inspector'",
    )
    .await;
    let factors = format!(
        "WITH u AS (SELECT id FROM users WHERE email = '{email}'),
         p AS (INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, name, backed_up, created_at)
             SELECT id, 'x', 'x', 1, 'Phone', true, now() FROM u)
         INSERT INTO api_tokens (token_id, organisation_id, user_id, name, token_hash, prefix, permissions, expires_at)
         SELECT 'tok_000000000001', o.id, u.id, 'Export', sha256('a'), 'inj_00000000', '{{submit}}',
             now() + interval '1 day' FROM u, organisations o"
    );
    test.execute(&factors).await;
    // Two jobs run at once, so the export is requested after the reports are made.
    test.run_jobs().await;
    assert_eq!(post(&inspector, "/privacy/export", "").await, Status::SeeOther);
    test.run_jobs().await;
    let address = copy(&inspector, "/privacy").await;
    let answer = inspector.get(address.clone()).dispatch().await;
    assert_eq!(answer.status(), Status::Ok);
    assert_eq!(answer.headers().get_one("Cache-Control"), Some("no-store"));
    let mut zip = zip::ZipArchive::new(Cursor::new(answer.into_bytes().await.expect("bytes"))).expect("an archive");
    let names: BTreeSet<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut json = |name: &str| -> Value {
        let mut text = String::new();
        zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        serde_json::from_str(&text).expect("json")
    };
    assert_eq!(json("account.json")["email"], email);
    assert!(json("account.json").get("password_hash").is_none());
    assert_eq!(json("memberships.json")[0]["role"], "inspector");
    assert_eq!(json("sessions.json").as_array().map(Vec::len), Some(1));
    assert_eq!(json("second_factors.json")["passkeys"][0]["name"], "Phone");
    assert_eq!(json("tokens.json")[0]["name"], "Export");
    let secret = format!("{}{}", json("second_factors.json"), json("tokens.json"));
    assert!(!["credential_id", "public_key", "token_hash"].iter().any(|name| secret.contains(name)), "{secret}");
    assert!(json("audit.json").to_string().contains("submission.created"));
    let submission = names.iter().find(|name| name.ends_with("submission.json")).expect("a submission");
    assert_eq!(json(submission)["form_data"]["items"][0]["brand"], "Grundfos");
    assert_eq!(json(submission)["reinspects"], other.as_str());
    assert!(json(submission).get("reinspects_id").is_none(), "keys of the database are no part of it");
    let files = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    assert_eq!((files("submission.json"), files(".jpg"), files(".png")), (1, 3, 1), "{names:?}");
    assert_eq!((files(".xlsx"), files(".pdf")), (1, 1), "{names:?}");
    let manager = test.signed_in("manager").await;
    assert_eq!(
        manager.get(address.clone()).dispatch().await.status(),
        Status::NotFound,
        "not the person's own submission"
    );
    assert_eq!(test.client.get(format!("/privacy/people/{id}")).dispatch().await.status(), Status::Ok);
    assert_eq!(test.client.get(address.clone()).dispatch().await.status(), Status::NotFound);
    test.advance(time::Duration::days(7));
    test.run_periodic("privacy_exports.expired").await;
    assert_eq!(test.files("exports").len(), 0);
}

/// All rows of the database that contain one of these texts.
async fn rows_with(url: &str, words: &[&str]) -> Vec<String> {
    let tables = db::text(
        url,
        "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition",
    )
    .await;
    let mut found = Vec::new();
    for table in tables.split(' ') {
        for word in words {
            let query = format!("SELECT count(*)::text FROM {table} t WHERE strpos(t::text, '{word}') > 0");
            if db::text(url, &query).await != "0" {
                found.push(format!("{table}: {word}"));
            }
        }
    }
    found
}

#[rocket::async_test]
async fn an_erased_person_is_named_nowhere_and_submissions_stay() {
    let test = TestApp::new().await;
    let (inspector, email, id) = person(&test, "inspector").await;
    let form = hvac("form-of-somebody-erased");
    let sent = inspector.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON).body(form.body());
    assert_eq!(sent.dispatch().await.status(), Status::Created);
    test.execute("UPDATE users SET full_name = 'Zenobia Quill' WHERE email LIKE 'inspector-%'").await;
    assert_eq!(post(&inspector, "/privacy/export", "").await, Status::SeeOther);
    test.run_jobs().await;
    assert!(!rows_with(&test.url, &[&email, "Zenobia"]).await.is_empty());
    let path = format!("/privacy/people/{id}/erase");
    assert_eq!(post(&test.signed_in("manager").await, &path, "confirm=x").await, Status::Forbidden);
    assert_eq!(post(&test.client, &path, "confirm=somebody").await, Status::UnprocessableEntity);
    assert_eq!(post(&test.client, &path, &format!("confirm={email}")).await, Status::SeeOther);
    test.run_jobs().await;
    assert_eq!(rows_with(&test.url, &[&email, "Zenobia"]).await, Vec::<String>::new());
    let answer = inspector.get("/privacy").header(Accept::JSON).dispatch().await;
    assert_eq!(answer.status(), Status::Unauthorized, "the session has ended");
    assert_eq!((test.count("submissions").await, test.files("exports").len()), (1, 0));
    assert_eq!(test.sql("SELECT state FROM privacy_requests WHERE kind = 'erase'").await, "done");
    let last = test.sql("SELECT action FROM audit_logs ORDER BY id DESC LIMIT 1").await;
    assert_eq!(last, "person.erased");
}

#[rocket::async_test]
async fn an_erased_person_gets_no_e_mail_that_waits() {
    let mut server = Smtp::start().await;
    let settings = [("INJAAZ_SMTP_URL", server.url.as_str()), ("INJAAZ_MAIL_FROM", "forms@example.org")];
    let test = TestApp::with(&settings).await;
    let (_, erased, id) = person(&test, "inspector").await;
    let (_, other, _) = person(&test, "viewer").await;
    server.refuse(100);
    let stranger = test.stranger().await;
    for address in [&erased, &other] {
        stranger.press("/password-reset", &format!("email={address}")).await;
    }
    let runner = Runner::start(&test.app);
    until(&test, "SELECT count(*)::text FROM jobs WHERE kind = 'send_email' AND error IS NOT NULL", "2").await;
    runner.stop().await;
    let errors = test.sql("SELECT string_agg(error, ' ') FROM jobs").await;
    assert!(errors.contains("(451): <(address)>: later") && !errors.contains('@'), "{errors}");

    test.execute("UPDATE jobs SET control = 'pause' WHERE kind = 'send_email'").await;
    assert_eq!(
        post(&test.client, &format!("/privacy/people/{id}/erase"), &format!("confirm={erased}")).await,
        Status::SeeOther
    );
    test.run_jobs().await;
    assert_eq!(test.sql("SELECT state FROM privacy_requests").await, "done");
    server.refuse(0);
    test.execute("UPDATE jobs SET control = NULL").await;
    test.advance(time::Duration::hours(1) - time::Duration::SECOND);
    test.run_jobs().await;
    assert!(server.letter().await.contains(&format!("To: {other}")));
    assert!(server.is_quiet(), "the e-mail to the erased person was sent");
}

#[rocket::async_test]
async fn an_erasure_requested_twice_runs_once() {
    let test = TestApp::new().await;
    let (_, email, id) = person(&test, "inspector").await;
    let (path, body) = (format!("/privacy/people/{id}/erase"), format!("confirm={email}"));
    let answers = join_all((0..5).map(|_| post(&test.client, &path, &body))).await;
    assert_eq!(answers, [Status::SeeOther; 5]);
    assert_eq!((test.count("privacy_requests").await, test.count("jobs").await), (1, 1));
    test.run_jobs().await;
    let told = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_logs WHERE action LIKE 'person.%'";
    assert_eq!(test.sql(told).await, "person.erase_requested person.erased");
}

/// An export takes long; here it waits for photos until its person is erased.
#[rocket::async_test]
async fn an_export_that_races_with_an_erasure_is_removed() {
    let test = TestApp::new().await;
    let (inspector, email, id) = person(&test, "inspector").await;
    let form = hvac("form-of-somebody-erased");
    let sent = inspector.post("/forms/hvac_mep").header(form.content_type()).header(Accept::JSON).body(form.body());
    assert_eq!(sent.dispatch().await.status(), Status::Created);
    test.run_jobs().await;
    let photos = db::lock_table(&test.url, "uploaded_files").await;
    assert_eq!(post(&inspector, "/privacy/export", "").await, Status::SeeOther);
    let runner = Runner::start(&test.app);
    until(&test, "SELECT (lease_token IS NOT NULL)::text FROM jobs", "true").await;
    let path = format!("/privacy/people/{id}/erase");
    assert_eq!(post(&test.client, &path, &format!("confirm={email}")).await, Status::SeeOther);
    until(&test, "SELECT state FROM privacy_requests WHERE kind = 'erase'", "done").await;
    drop(photos);
    runner.stop().await;
    let ended = "SELECT string_agg(concat_ws(' ', kind, state, file_size), ', ' ORDER BY id) FROM privacy_requests";
    assert_eq!(test.sql(ended).await, "export expired, erase done");
    assert_eq!((test.files("exports").len(), test.count("jobs").await), (0, 0));
    assert_eq!(test.sql("SELECT count(*)::text FROM audit_logs WHERE action = 'person.exported'").await, "0");
}

async fn until(test: &TestApp, query: &str, wanted: &str) {
    let is_so = async {
        while test.sql(query).await != wanted {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), is_so).await.expect(query);
}

#[rocket::async_test]
async fn a_member_of_another_organisation_keeps_the_account() {
    let test = TestApp::new().await;
    let (_, email, id) = person(&test, "reviewer").await;
    test.execute("INSERT INTO organisations (name) VALUES ('Another')").await;
    test.execute(&format!(
        "INSERT INTO memberships (organisation_id, user_id, role)
        SELECT (SELECT max(id) FROM organisations), id, 'viewer' FROM users WHERE email = '{email}'"
    ))
    .await;
    assert_eq!(
        post(&test.client, &format!("/privacy/people/{id}/erase"), &format!("confirm={email}")).await,
        Status::SeeOther
    );
    test.run_jobs().await;
    let left =
        format!("SELECT count(*)::text FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = '{email}'");
    assert_eq!(test.sql(&left).await, "1");
    assert_eq!(test.client.get(format!("/privacy/people/{id}")).dispatch().await.status(), Status::NotFound);
}

#[rocket::async_test]
async fn the_last_administrator_stays_and_a_stale_sign_in_is_not_enough() {
    let test = TestApp::new().await;
    let admin = "SELECT u.public_id || ' ' || u.email FROM users u JOIN memberships m ON m.user_id = u.id
        WHERE m.role = 'administrator'";
    let admin = test.sql(admin).await;
    let (id, email) = admin.split_once(' ').expect("two words");
    let (path, body) = (format!("/privacy/people/{id}/erase"), format!("confirm={email}"));
    assert_eq!(post(&test.client, &path, &body).await, Status::Conflict);
    assert_eq!(test.count("privacy_requests").await, 0);
    test.advance(time::Duration::hours(2));
    test.execute("UPDATE sessions SET last_seen_at = last_seen_at + interval '3 hours'").await;
    assert_eq!(post(&test.client, "/privacy/export", "").await, Status::Forbidden);
}

#[rocket::async_test]
async fn erasing_a_submission_requires_a_confirmation() {
    let test = TestApp::new().await;
    let id = test.submit("hvac_mep", &complete_hvac("to-be-erased-soon").form).await;
    test.run_jobs().await;
    let path = format!("/submissions/{id}/erase");
    assert_eq!(post(&test.signed_in("manager").await, &path, "").await, Status::Forbidden);
    for body in
        ["reason=&confirm=".to_owned(), format!("reason=+&confirm={id}"), "reason=Asked+for&confirm=sub_0".to_owned()]
    {
        assert_eq!(post(&test.client, &path, &body).await, Status::UnprocessableEntity, "{body}");
    }
    assert_eq!(post(&test.client, "/submissions/sub_000000000000/erase", "reason=x&confirm=x").await, Status::NotFound);
    assert_eq!(post(&test.client, &path, &format!("reason=Asked+for&confirm={id}")).await, Status::SeeOther);
    for table in ["submissions", "uploaded_files", "report_links", "jobs"] {
        assert_eq!(test.count(table).await, 0, "{table}");
    }
    assert_eq!((test.files("uploads").len(), test.files("reports").len()), (0, 0));
    assert_eq!(rows_with(&test.url, &["Grundfos", "Marina"]).await, Vec::<String>::new());
    let why = test.sql("SELECT details ->> 'reason' FROM audit_logs WHERE action = 'submission.erased'").await;
    assert_eq!(why, "Asked for");
}

#[rocket::async_test]
async fn erased_submissions_are_not_imported_again() {
    let (test, old) = (TestApp::new().await, Old::of(3));
    import(&test, &old).await;
    let before = test.count("submissions").await;
    let id = test.sql("SELECT min(submission_id) FROM submissions").await;
    let file = format!("submissions/{id}.json");
    let text = std::fs::read_to_string(old.dir.path().join(&file)).expect("a record");
    old.put(&file, text.replace("Site 0", "Another site").as_bytes());
    import(&test, &old).await;
    assert_eq!(test.count("legacy_record_versions").await, 1, "the bytes before the change");
    assert_eq!(
        post(&test.client, &format!("/submissions/{id}/erase"), &format!("reason=x&confirm={id}")).await,
        Status::SeeOther
    );
    let kept = format!("SELECT count(*)::text FROM legacy_records WHERE record_id = '{id}' AND content IS NOT NULL");
    assert_eq!(test.sql(&kept).await, "0");
    assert_eq!(test.count("legacy_record_versions").await, 0);
    // The same folder again, without its ledger rows, as if it were another copy.
    import(&test, &old).await;
    assert_eq!(test.count("submissions").await, before - 1);
    test.execute("UPDATE legacy_records SET name = name || '.moved', submission_id = NULL").await;
    import(&test, &old).await;
    assert_eq!(test.count("submissions").await, before - 1);
    assert_eq!(test.sql(&kept).await, "0");
    assert_eq!(test.get_json(&format!("/submissions/{id}")).await.0, Status::NotFound);
}

#[rocket::async_test]
async fn the_retention_period_is_applied() {
    let test = TestApp::new().await;
    test.submit("hvac_mep", &complete_hvac("an-old-submission").form).await;
    test.run_jobs().await;
    test.advance(time::Duration::days(31));
    test.execute("UPDATE sessions SET last_seen_at = last_seen_at + interval '31 days', confirmed_at = confirmed_at + interval '31 days'").await;
    let young = test.submit("hvac_mep", &hvac("a-young-submission")).await;
    test.run_periodic("submissions.retention").await;
    assert_eq!(test.count("submissions").await, 2, "nothing is erased without a retention period");
    test.execute("INSERT INTO organisation_settings (organisation_id, keep_submission_days) SELECT min(id), 30 FROM organisations
        ON CONFLICT (organisation_id) DO UPDATE SET keep_submission_days = 30").await;
    let page = test.get("/privacy").await.into_string().await.expect("a page");
    assert!(page.contains("<b id=\"retention-due\">1</b>"), "{page}");
    assert_eq!(test.run_periodic("submissions.retention").await, 1);
    assert_eq!(test.sql("SELECT submission_id FROM submissions").await, young.as_str());
    assert_eq!(test.files("uploads").len(), 0);
    let reason = "SELECT concat_ws(' ', details ->> 'reason', details ->> 'days')
        FROM audit_logs WHERE action = 'submission.erased'";
    assert_eq!(test.sql(reason).await, "retention_period 30");
}
