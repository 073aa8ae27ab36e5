//! Generates a legacy store of any size from files of the legacy app, repeated under other ids.

use anyhow::{Context, ensure};
use serde_json::Value;
use std::{fs, path::Path};

/// A submission and its job, with the ids that are replaced in each copy.
struct RecordAndJob {
    submission: String,
    job: String,
    submission_id: String,
    job_id: String,
}

/// Fills a folder with this many files, half of them submissions and half of them their jobs. The templates are files
/// whose pictures are on other hosts, as in nearly all files of the legacy app: a picture inside a file takes 50 ms to
/// decode, which says nothing about the importer.
pub fn fill(folder: &Path, files: u32) -> anyhow::Result<()> {
    let pairs = pairs()?;
    ensure!(!pairs.is_empty(), "there are no old files to copy");
    for name in ["submissions", "jobs", "uploads"] {
        fs::create_dir_all(folder.join(name))?;
    }
    for (n, pair) in (0..files / 2).zip(pairs.iter().cycle()) {
        let (id, job) = (format!("sub_{n:012x}"), format!("job_{n:012x}"));
        let copy = |text: &str| text.replace(&pair.submission_id, &id).replace(&pair.job_id, &job);
        fs::write(folder.join(format!("submissions/{id}.json")), copy(&pair.submission))?;
        fs::write(folder.join(format!("jobs/{job}.json")), copy(&pair.job))?;
    }
    Ok(())
}

fn pairs() -> anyhow::Result<Vec<RecordAndJob>> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/legacy");
    let index: Vec<Value> = serde_json::from_str(&fs::read_to_string(sample.join("index.json"))?)?;
    let mut pairs = Vec::new();
    for entry in &index {
        let (Some(file), Some(job_id)) = (entry["file"].as_str(), entry["job"].as_str()) else { continue };
        let submission = fs::read_to_string(sample.join("generated").join(file))?;
        let Ok(job) = fs::read_to_string(sample.join(format!("generated/jobs/{job_id}.json"))) else { continue };
        let is_here = ["data:image", "/generated/uploads/", "\"saved\": \""];
        if is_here.iter().any(|sign| submission.contains(sign)) {
            continue;
        }
        let submission_id = Path::new(file).file_stem().and_then(|stem| stem.to_str()).context("a name")?.to_owned();
        pairs.push(RecordAndJob { submission, job, submission_id, job_id: job_id.to_owned() });
    }
    Ok(pairs)
}
