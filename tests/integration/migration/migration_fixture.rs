//! An app whose modules are in the migration, with the legacy app's folder.

use crate::support::{
    app::{Multipart, TestApp, hvac},
    db, pictures,
};
use injaaz::{
    domain::{
        ids::{ModuleSlug, SubmissionId},
        local_zone::LocalZone,
        migration::Phase,
    },
    forms::Forms,
    legacy::{Context, OldSubmission, document::Document, submission},
    migration::{
        legacy_store,
        phases::{self, ModulePhase},
    },
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tempfile::TempDir;
use time::OffsetDateTime;

pub const REASON: &str = "a test overrides the gates";

pub struct MigrationFixture {
    pub test: TestApp,
    pub old: TempDir,
}

impl MigrationFixture {
    /// The HVAC module in a phase, with both stores empty.
    pub async fn at(phase: Phase) -> MigrationFixture {
        let old = tempfile::Builder::new().prefix("injaaz-old-").tempdir_in("/tmp").expect("a folder");
        let place = old.path().to_string_lossy().into_owned();
        let test = TestApp::with(&[("INJAAZ_OLD_STORE", place.as_str()), ("INJAAZ_SHADOW_READS", "2")]).await;
        let fixture = MigrationFixture { test, old };
        if phase != Phase::Database {
            fixture.enter().await;
            while fixture.phase().await < phase {
                fixture.forward().await;
            }
        }
        fixture
    }

    pub async fn all(&self) -> Vec<ModulePhase> {
        phases::all(&self.test.app, &self.test.actor()).await.expect("phases")
    }

    pub async fn module(&self) -> ModulePhase {
        self.all().await.into_iter().find(|module| module.module == hvac_mep()).expect("the module")
    }

    pub async fn phase(&self) -> Phase {
        self.module().await.phase
    }

    pub async fn enter(&self) -> ModulePhase {
        phases::enter(&self.test.app, &self.test.actor(), "test", &hvac_mep())
            .await
            .expect("the module enters the first phase")
    }

    /// One step forward, overriding closed gates.
    pub async fn forward(&self) -> ModulePhase {
        let (app, actor) = (&self.test.app, self.test.actor());
        phases::forward(app, &actor, "test", &hvac_mep(), Some(REASON)).await.expect("a step forward")
    }

    pub async fn back(&self) -> ModulePhase {
        phases::previous_phase(&self.test.app, &self.test.actor(), "test", &hvac_mep(), None)
            .await
            .expect("a step back")
    }

    pub async fn drain(&self) -> usize {
        legacy_store::drain(&self.test.app, i64::MAX).await.expect("the outbox")
    }

    /// Submits a form with a photo and a signature.
    pub async fn submit(&self, key: &str) -> SubmissionId {
        self.test.submit("hvac_mep", &form(key)).await
    }

    pub fn record(&self, id: &SubmissionId) -> PathBuf {
        self.old.path().join(format!("submissions/{id}.json"))
    }

    pub async fn sql(&self, query: &str) -> String {
        db::text(&self.test.url, query).await
    }

    /// Asserts that the root of the legacy store has both reports that its job names, as they are here.
    pub async fn assert_reports(&self, id: &SubmissionId) {
        let job = self.sql(&format!("SELECT job_id FROM submissions WHERE submission_id = '{id}'")).await;
        let job = fs::read(self.old.path().join(format!("jobs/{job}.json"))).expect("its job");
        let job: Value = serde_json::from_slice(&job).expect("JSON");
        for (kind, url) in [("report_excel", &job["results"]["excel_url"]), ("report_pdf", &job["results"]["pdf_url"])]
        {
            let name = url.as_str().expect("an address").rsplit_once("/generated/").expect("its folder").1;
            let bytes = fs::read(self.old.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            let stored = format!(
                "SELECT encode(u.sha256, 'hex') FROM uploaded_files u JOIN submissions s ON s.id = u.submission_id
                 WHERE s.submission_id = '{id}' AND u.file_type = '{kind}'"
            );
            assert_eq!(hex::encode(Sha256::digest(bytes)), self.sql(&stored).await, "{name}");
        }
    }

    pub async fn assert_written(&self, id: &SubmissionId) {
        assert_written(&self.test.url, self.old.path(), id.as_str()).await;
    }
}

/// Asserts that the record equals the database row, and that its pictures and its job exist.
pub async fn assert_written(url: &str, old: &Path, id: &str) {
    let bytes = fs::read(old.join(format!("submissions/{id}.json"))).unwrap_or_else(|error| panic!("{id}: {error}"));
    let filed = read(&bytes);
    let columns = format!(
        "SELECT json_build_object('form', form_data, 'site', site_name, 'day', visit_date, 'job', job_id)::text
         FROM submissions WHERE submission_id = '{id}'"
    );
    let columns: Value = serde_json::from_str(&db::text(url, &columns).await).expect("JSON");
    assert_eq!(filed.answers.to_json(), columns["form"], "{id}");
    assert_eq!(filed.site_name, columns["site"], "{id}");
    assert_eq!(filed.visit_date.map(|day| day.to_string()), columns["day"].as_str().map(str::to_owned), "{id}");
    let job = old.join(format!("jobs/{}.json", columns["job"].as_str().expect("a job")));
    let job: Value = serde_json::from_slice(&fs::read(job).expect("its job")).expect("JSON");
    assert_eq!(job["meta"]["submission_id"], id);
    let uploads = format!(
        "SELECT string_agg(u.upload_id || ' ' || encode(u.sha256, 'hex'), ',') FROM uploaded_files u
         JOIN submissions s ON s.id = u.submission_id
         WHERE s.submission_id = '{id}' AND file_type IN ('photo', 'signature')"
    );
    for upload in db::text(url, &uploads).await.split(',').filter(|upload| !upload.is_empty()) {
        let (upload, sha256) = upload.split_once(' ').expect("an id and a hash");
        assert_eq!(hash_of(&old.join("uploads"), upload), sha256, "{upload}");
    }
}

fn hash_of(dir: &Path, stem: &str) -> String {
    let found = fs::read_dir(dir).expect("uploads").flatten().map(|entry| entry.path());
    let path = found.into_iter().find(|path| path.file_stem().is_some_and(|name| name == stem)).expect("a picture");
    hex::encode(Sha256::digest(fs::read(path).expect("readable")))
}

/// Parses a record as the importer does.
pub fn read(bytes: &[u8]) -> OldSubmission {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::load(&[]).expect("the built-in forms"));
    let document = Document::parse(bytes).expect("JSON");
    let stem = document.value["id"].as_str().or(document.value["submission_id"].as_str()).expect("an id").to_owned();
    let context = Context {
        stem: &stem,
        job: None,
        assigned: None,
        modified_at: OffsetDateTime::UNIX_EPOCH,
        local_zone: LocalZone::UTC,
        forms: &|module| FORMS.get(module).cloned(),
    };
    submission::read(&document, &context).expect("an old submission")
}

pub fn hvac_mep() -> ModuleSlug {
    "hvac_mep".parse().expect("a module")
}

pub fn form(key: &str) -> Multipart {
    hvac(key)
        .text("items.0.comments", format!("About {key}"))
        .jpeg("items.0.photos", &pictures::jpeg(64, 48, key.len() as u32))
        .text("tech_signature", crate::support::forms::data_url(&pictures::signature()))
}

/// Waits until the condition is true.
pub async fn until(what: &str, mut asked: impl AsyncFnMut() -> bool) {
    let since = std::time::Instant::now();
    while !asked().await {
        assert!(since.elapsed() < std::time::Duration::from_secs(60), "{what}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
