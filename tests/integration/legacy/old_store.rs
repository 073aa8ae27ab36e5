//! The genuine files of `tests/fixtures/legacy`, read as the importer reads them.

use injaaz::{
    domain::{form::FormDef, ids::ModuleSlug, local_zone::LocalZone},
    forms::Forms,
    legacy::{Context, OldSubmission, Quarantined, document::Document, job::OldJob, submission},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};
use time::{OffsetDateTime, macros::datetime};

/// A fixed modification time, independent of the checkout.
pub const MODIFIED: OffsetDateTime = datetime!(2026-11-22 00:00 UTC);

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/legacy")
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let lifts = fs::read_to_string(folder().join("lifts.toml")).expect("readable");
    Forms::load(&[("lifts.toml".to_owned(), lifts)]).expect("the built-in forms and lifts")
});

pub fn form(module: &ModuleSlug) -> Option<Arc<FormDef>> {
    FORMS.get(module).cloned()
}

pub fn def(module: &str) -> Arc<FormDef> {
    form(&module.parse().expect("a module")).expect("a form")
}

/// All jobs, by their submission.
pub fn jobs() -> BTreeMap<String, OldJob> {
    let jobs = files(&folder().join("generated/jobs"));
    jobs.into_iter()
        .map(|path| {
            let document = Document::parse(&fs::read(&path).expect("readable")).expect("JSON");
            let job = OldJob::read(&document).expect("a job");
            (job.submission_id.clone().expect("the job names a submission").to_string(), job)
        })
        .collect()
}

/// All submissions: name without `.json`, and bytes.
pub fn submissions() -> Vec<(String, Vec<u8>)> {
    let generated = folder().join("generated");
    let mut paths = files(&generated.join("submissions"));
    paths.extend(files(&generated));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (stem, fs::read(&path).expect("readable"))
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect()
}

/// Reads a record with its job and no other facts.
pub fn read(stem: &str, bytes: &[u8], job: Option<&OldJob>) -> Result<OldSubmission, Quarantined> {
    read_document(stem, &Document::parse(bytes)?, job, None)
}

/// Reads a generated record, with the id that it contains as its name.
pub fn read_value(record: &Value) -> Result<OldSubmission, Quarantined> {
    let id =
        ["id", "submission_id"].iter().find_map(|key| record[key].as_str()).unwrap_or("sub_000000000000").to_owned();
    read(&id, record.to_string().as_bytes(), None)
}

pub fn read_document(
    stem: &str,
    document: &Document,
    job: Option<&OldJob>,
    assigned: Option<&ModuleSlug>,
) -> Result<OldSubmission, Quarantined> {
    let local_zone = LocalZone::parse("+04:00").expect("a zone");
    let context = Context { stem, job, assigned, modified_at: MODIFIED, local_zone, forms: &form };
    submission::read(document, &context)
}
