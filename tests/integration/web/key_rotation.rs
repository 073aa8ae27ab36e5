//! Rotation of the secret key: addresses signed before stay valid as long as the old key is in the settings, and new
//! addresses are signed with the new key. `factors::rotation` and `audit::rotation` test authenticator apps and the
//! audit log.

use super::{
    links::{addresses, link, reported, status},
    privacy, public,
};
use crate::support::{
    accounts::{self, SignedIn},
    app::{Browser, TestApp},
    secret_keys::{OLD, restarted, rotations},
};
use injaaz::domain::ids::SubmissionId;
use rocket::http::Status;

struct IssuedLinks {
    submission: SubmissionId,
    /// Requested without a session.
    report: String,
    shared: String,
    public: String,
    /// Requested by the person whose data it is.
    export: String,
    owner: SignedIn,
}

async fn given(test: &TestApp) -> IssuedLinks {
    let submission = reported(test).await;
    let shared = link(test, &submission, "files=pdf&days=30").await;
    let public = public::hvac_link(test).await;
    let owner = accounts::sign_in(&test.url, "inspector", test.now()).await;
    let browser = Browser::new(&test.app, Some(owner.clone())).await;
    assert_eq!(privacy::post(&browser, "/privacy/export", "").await, Status::SeeOther);
    test.run_jobs().await;
    let export = privacy::copy(&browser, "/privacy").await;
    IssuedLinks { report: report_url(test, &submission).await, submission, shared, public, export, owner }
}

async fn report_url(test: &TestApp, id: &SubmissionId) -> String {
    let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
    submission["reports"]["pdf_url"].as_str().expect("a link").to_owned()
}

#[rocket::async_test]
async fn links_open_while_their_key_is_configured() {
    let test = TestApp::with(&[("INJAAZ_SECRET_KEY", OLD)]).await;
    let given = given(&test).await;
    for (settings, is_read) in rotations() {
        let rotated = restarted(&test, &settings).await;
        let names: Vec<&str> = settings.iter().map(|(name, _)| *name).collect();
        let expected = if is_read { Status::Ok } else { Status::NotFound };
        let stranger = rotated.stranger().await;
        for path in [&given.report, &given.shared, &given.public] {
            assert_eq!(status(&stranger, path).await, expected, "{path} with {names:?}");
        }
        let owner = Browser::new(&rotated.app, Some(given.owner.clone())).await;
        assert_eq!(status(&owner, &given.export).await, expected, "{} with {names:?}", given.export);

        // New addresses are valid, and signed with the current key.
        let report = report_url(&rotated, &given.submission).await;
        let shared = addresses(&rotated, &given.submission).await.remove(0);
        let export = privacy::copy(&owner, "/privacy").await;
        let public = public::hvac_link(&rotated).await;
        for path in [&report, &shared, &public] {
            assert_eq!(status(&stranger, path).await, Status::Ok, "{path} with {names:?}");
        }
        assert_eq!(status(&owner, &export).await, Status::Ok, "{names:?}");
        let is_same = settings[0].1 == OLD;
        for (before, now) in [(&given.report, &report), (&given.shared, &shared), (&given.export, &export)] {
            assert_eq!(before == now, is_same, "{before} and {now} with {names:?}");
        }
    }
}
