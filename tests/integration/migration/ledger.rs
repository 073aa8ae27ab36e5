//! A fixture with a legacy store and a ledger, written directly, for tests that use files and hashes only.

use crate::support::app::TestApp;
use injaaz::{
    domain::ids::ModuleSlug,
    migration::verify::{BadRecord, VerifyResult, verify},
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    path::PathBuf,
    time::{Duration, SystemTime},
};
use tempfile::TempDir;

pub struct OldStore {
    pub dir: TempDir,
}

impl OldStore {
    pub fn new() -> OldStore {
        OldStore { dir: tempfile::tempdir().expect("a folder") }
    }

    /// An app with this folder as its legacy store.
    pub async fn app(&self) -> TestApp {
        let test = TestApp::with(&[("INJAAZ_OLD_STORE", self.dir.path().to_str().expect("UTF-8"))]).await;
        let place = self.dir.path().canonicalize().expect("a path");
        test.execute(&format!(
            "INSERT INTO legacy_sources (organisation_id, kind, place)
             SELECT id, 'folder', '{}' FROM organisations",
            place.display()
        ))
        .await;
        test
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, bytes).expect("written");
        let then = SystemTime::UNIX_EPOCH + Duration::new(1_700_000_000, 123_456_000);
        File::options().write(true).open(path).and_then(|file| file.set_modified(then)).expect("a time");
    }

    /// Writes a file and its row; without a module it belongs to `rest`.
    pub async fn put(&self, test: &TestApp, name: &str, bytes: &[u8], state: &str, module: Option<&str>) {
        self.write(name, bytes);
        let kind = match name.split('/').next() {
            Some("uploads") => "upload",
            Some("drafts") => "draft",
            _ => "report",
        };
        let content = if kind == "draft" { format!("'\\x{}'", hex::encode(bytes)) } else { "NULL".to_owned() };
        let module = module.map_or("NULL".to_owned(), |module| format!("'{module}'"));
        let reason = if state == "quarantined" { "'truncated'" } else { "NULL" };
        test.execute(&format!(
            "INSERT INTO legacy_records (organisation_id, source_id, name, kind, module, state, reason, sha256, file_size,
                content, seen_at)
             SELECT organisation_id, id, '{name}', '{kind}', {module}, '{state}', {reason}, '\\x{}', {}, {content}, now()
             FROM legacy_sources",
            hex::encode(Sha256::digest(bytes)),
            bytes.len()
        ))
        .await;
    }

    /// All files below the folder, with bytes and modification times.
    pub fn all(&self) -> Vec<(String, Vec<u8>, SystemTime)> {
        let mut all = Vec::new();
        for folder in ["", "submissions", "jobs", "uploads", "drafts"] {
            for entry in fs::read_dir(self.path(folder)).into_iter().flatten().flatten() {
                let about = entry.metadata().expect("about it");
                if about.is_file() {
                    let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                    let bytes = fs::read(entry.path()).expect("read");
                    all.push((name.trim_start_matches('/').to_owned(), bytes, about.modified().expect("a time")));
                }
            }
        }
        all.sort();
        all
    }
}

pub fn module(name: &str) -> ModuleSlug {
    name.parse().expect("a module")
}

pub async fn verified(test: &TestApp) -> VerifyResult {
    verify(&test.app, &test.actor(), "a test", None, &|_, _| {}).await.expect("verified")
}

/// The findings of a verify, in their order.
pub async fn bad(test: &TestApp) -> Vec<BadRecord> {
    verified(test).await.bad
}
