//! A build without the migration, with modules that still use the legacy app's files.

use super::migration_fixture::{MigrationFixture, hvac_mep};
use injaaz::{
    app::{App, Clock, SavedSubmission, WriteThrough, no_legacy_store},
    config::Config,
    domain::{migration::Phase, submission::Submission, upload::Upload},
    services::start,
    store::error::tenant_connection,
};
use std::sync::Arc;
use time::OffsetDateTime;

/// A server of such a build on the fixture's database.
async fn open(fixture: &MigrationFixture) -> anyhow::Result<Arc<App>> {
    let generated = fixture.test.dir.path().to_string_lossy().into_owned();
    let settings = [("DATABASE_URL", fixture.test.url.as_str()), ("INJAAZ_GENERATED", &generated)];
    start::open(Config::from_vars(settings)?, Clock::System, no_legacy_store).await
}

#[rocket::async_test]
async fn a_start_without_the_migration_refuses_modules_that_use_old_files() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    open(&fixture).await.expect("no module uses the old files");
    fixture.enter().await;
    for phase in [Phase::Files, Phase::Dual, Phase::DatabaseWithFallback] {
        assert_eq!(fixture.phase().await, phase);
        let refusal = open(&fixture).await.err().expect("the module uses the old files").to_string();
        assert!(refusal.contains(&format!("hvac_mep is in the phase {phase} ")), "{refusal}");
        fixture.forward().await;
    }
    open(&fixture).await.expect("the module uses the database only");
}

#[rocket::async_test]
async fn a_module_that_another_process_takes_to_the_old_files_gets_no_submission() {
    let fixture = MigrationFixture::at(Phase::Database).await;
    let app = open(&fixture).await.expect("no module uses the old files");
    let organisation = app.organisation_id().expect("an app that is prepared");
    let def = app.forms.installed().get(&hvac_mep()).expect("the form");
    let mut conn = tenant_connection(&app.pool, organisation).await.expect("a connection");
    let read_back = || -> (Submission, Vec<Upload>) { panic!("nothing is written") };
    for phase in Phase::ALL.iter().map(|phase| Some(*phase)).chain([None]) {
        let saved = SavedSubmission {
            organisation,
            key: 1,
            def,
            phase: phase.map(Phase::as_str),
            now: OffsetDateTime::now_utc(),
            read_back: &read_back,
        };
        let done = app.legacy_store.submission_saved(&mut conn, saved).await.expect("an answer");
        let refused = phase.is_some_and(Phase::uses_files);
        assert_eq!(matches!(done, WriteThrough::Failed(_)), refused, "{phase:?}: {done:?}");
        assert_eq!(matches!(done, WriteThrough::NotNeeded), !refused, "{phase:?}: {done:?}");
    }
}
