//! `/organisation`: name and settings.

mod branding;

use crate::support::{app::TestApp, db};
use rocket::http::Status;

const GOOD: &str =
    "name=Northern+Towers&link_days=7&idle_minutes=30&require_second_factor=yes&keep_submission_days=365";

#[rocket::async_test]
async fn settings_are_saved_and_audited_with_before_and_after() {
    let test = TestApp::new().await;
    // This setting will require a second factor of everyone.
    db::execute(
        &test.url,
        "INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, name, backed_up, created_at)
         SELECT id, 'x', '', 0, 'Key', false, now() FROM users",
    )
    .await;
    let page = test.client.open("/organisation").await.page;
    assert!(page.contains("value=\"720\"") && page.contains("value=\"30\"") && !page.contains(" checked"));
    let answer = test.client.press("/organisation", GOOD).await;
    assert_eq!((answer.status, answer.location.as_str()), (Status::SeeOther, "/organisation?done=saved"));
    let page = test.client.open("/organisation?done=saved").await.page;
    for shown in ["Northern Towers", "value=\"7\"", "value=\"30\"", "value=\"365\"", " checked", "Saved."] {
        assert!(page.contains(shown), "{shown}");
    }
    let told = db::text(&test.url, "SELECT details::text FROM audit_logs WHERE action = 'organisation.changed'").await;
    assert!(told.contains("{\"after\": 7, \"before\": 30}") && told.contains("\"Northern Towers\""), "{told}");
    // Saving the same values changes nothing.
    test.client.press("/organisation", GOOD).await;
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM audit_logs").await, "1");
    let form = "name=Northern+Towers&link_days=7&idle_minutes=30&keep_submission_days=&organisation_id=9&is_demo=true\
                &public_id=org_x&updated_at=x";
    assert_eq!(test.client.press("/organisation", form).await.status, Status::SeeOther);
    let stored = "SELECT concat_ws(' ', o.name, o.is_demo, o.public_id <> 'org_x', g.require_second_factor,
                      g.keep_submission_days IS NULL)
                  FROM organisations o JOIN organisation_settings g ON g.organisation_id = o.id";
    assert_eq!(db::text(&test.url, stored).await, "Northern Towers f t f t");
}

#[rocket::async_test]
async fn values_out_of_range_are_rejected_and_kept_in_the_form() {
    let test = TestApp::new().await;
    for (bad, sentence) in [
        ("name=&link_days=7&idle_minutes=30", "Enter a name"),
        ("name=a%0D%0ABcc%3A+x&link_days=7&idle_minutes=30", "Enter a name"),
        ("name=A&link_days=0&idle_minutes=30", "1 to 3650"),
        ("name=A&link_days=3651&idle_minutes=30", "1 to 3650"),
        ("name=A&link_days=99999999999&idle_minutes=30", "1 to 3650"),
        ("name=A&link_days=7&idle_minutes=4", "5 to 10080"),
        ("name=A&link_days=7&idle_minutes=x", "5 to 10080"),
        ("name=A&link_days=7&idle_minutes=30&keep_submission_days=29", "30 to 36500"),
        ("", "Enter a name"),
    ] {
        let answer = test.client.press("/organisation", bad).await;
        assert_eq!(answer.status, Status::UnprocessableEntity, "{bad}");
        assert!(answer.page.contains(sentence), "{bad}");
    }
    let answer = test.client.press("/organisation", "name=Kept+Name&link_days=bad&idle_minutes=30").await;
    assert!(answer.page.contains("value=\"Kept Name\"") && answer.page.contains("value=\"bad\""));
    assert_eq!(db::text(&test.url, "SELECT count(*)::text FROM audit_logs").await, "0");
}

#[rocket::async_test]
async fn an_idle_session_ends_when_the_organisation_says() {
    let test = TestApp::new().await;
    let browser = test.signed_in("viewer").await;
    // The sessions of the fixture were last seen ten years from now; this one was seen an hour ago.
    db::execute(&test.url, "UPDATE sessions SET last_seen_at = '2026-03-14 08:30 UTC' WHERE user_id IN (SELECT user_id FROM memberships WHERE role = 'viewer')").await;
    let form = "name=Injaaz&link_days=30&idle_minutes=59";
    assert_eq!(test.client.press("/organisation", form).await.status, Status::SeeOther);
    assert_eq!(browser.open("/submissions").await.status, Status::SeeOther);
}

#[rocket::async_test]
async fn the_migration_is_in_the_navigation_only_where_there_is_an_old_app() {
    let test = TestApp::new().await;
    let offered = async |test: &TestApp| test.client.open("/").await.page.contains("href=\"/admin/migration\"");
    assert!(!offered(&test).await);
    assert!(test.client.open("/organisation").await.page.contains("href=\"/admin/migration\""), "it can be found");
    db::execute(
        &test.url,
        "INSERT INTO legacy_sources (organisation_id, kind, place) SELECT min(id), 'folder', '/old' FROM organisations",
    )
    .await;
    assert!(offered(&test).await, "something was imported");
    let old = tempfile::tempdir().unwrap();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", old.path().to_str().unwrap())]).await;
    assert!(offered(&test).await, "the folder of a legacy app is configured");
}
