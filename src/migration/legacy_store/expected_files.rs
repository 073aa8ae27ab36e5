//! The expected files of a submission in the legacy store: generated from the database, or, if it was imported from
//! there, the exact bytes that were read.

use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{JobId, SubmissionId, UploadId},
        problem::Problem,
        submission::Submission,
        upload::{FileType, PictureType, Upload},
    },
    files::{OldStore, StoredPicture},
    legacy,
    services::records::{definition, submission},
    store::{
        self,
        migration::written_records::{self as ledger, Kept, Standing},
        pool::Connection,
    },
};
use anyhow::Context;
use std::collections::HashMap;

/// All files of one submission in the legacy store.
pub(in crate::migration) struct LegacyFileSet {
    pub key: i64,
    pub organisation: i64,
    pub id: SubmissionId,
    pub module: String,
    pub content_hash: String,
    pub record: Record,
    pub job: Option<(JobId, Record)>,
    pub pictures: Vec<Picture>,
    pub before: RecordedState,
}

impl LegacyFileSet {
    /// The names of all files in the ledger.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let pictures = self.pictures.iter().map(|picture| format!("uploads/{}", picture.name()));
        pictures.chain(self.job.iter().map(|(_, job)| job.listed())).chain([self.record.listed()])
    }
}

/// The state of the record in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::migration) enum RecordedState {
    Unknown,
    Imported,
    /// We wrote bytes with this SHA-256.
    Written([u8; 32]),
}

/// A file with its bytes.
pub(in crate::migration) struct Record {
    pub folder: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Record {
    fn of(folder: &'static str, name: String, bytes: Vec<u8>) -> Record {
        Record { folder, name, bytes }
    }

    /// From a name in the ledger.
    fn listed_as(listed: &str, bytes: Vec<u8>) -> Record {
        match listed.split_once('/') {
            Some(("jobs", name)) => Record::of("jobs", name.to_owned(), bytes),
            Some((_, name)) => Record::of("submissions", name.to_owned(), bytes),
            None => Record::of("", listed.to_owned(), bytes),
        }
    }

    /// The name in the ledger.
    pub fn listed(&self) -> String {
        if self.folder.is_empty() { self.name.clone() } else { format!("{}/{}", self.folder, self.name) }
    }
}

/// A photo or signature, and its name in the old `uploads/`.
pub(in crate::migration) enum Picture {
    Stored {
        picture: StoredPicture,
        name: String,
    },
    /// Of an old record, kept because it could not be decoded.
    Kept {
        id: UploadId,
        name: String,
    },
}

impl Picture {
    pub fn name(&self) -> &str {
        match self {
            Picture::Stored { name, .. } | Picture::Kept { name, .. } => name,
        }
    }
}

/// The expected files of these submissions in a folder. A submission that cannot be converted has its own error.
pub(in crate::migration) async fn of(
    app: &App,
    conn: &mut Connection,
    target: &OldStore,
    organisation: i64,
    source: i64,
    keys: &[i64],
) -> Result<Vec<(i64, Result<LegacyFileSet, Problem>)>, Problem> {
    let rows = store::submissions::by_keys(conn, organisation, keys).await?;
    let ids: Vec<&str> = rows.iter().map(|row| row.submission_id.as_str()).collect();
    let mut standing: HashMap<i64, Standing> =
        by_submission(ledger::of_submissions(conn, source, keys).await?, |row| row.submission_id);
    let imported: Vec<i64> = standing.values().filter(|s| s.state == "imported").map(|s| s.submission_id).collect();
    let (mut jobs, mut media) = (HashMap::new(), HashMap::<i64, Vec<Kept>>::new());
    if !imported.is_empty() {
        let about = ledger::jobs_about(conn, organisation, source, &ids).await?;
        jobs = about.into_iter().map(|job| (job.about.clone(), job)).collect();
        for kept in ledger::media_of(conn, &imported).await? {
            media.entry(kept.submission_id).or_default().push(kept);
        }
    }
    let mut files: HashMap<i64, Vec<Upload>> = HashMap::new();
    for row in store::uploads::of_submissions(conn, organisation, keys).await? {
        if let Some(key) = row.submission_id {
            files.entry(key).or_default().push(Upload::from(row));
        }
    }
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let key = row.id;
        let files = files.remove(&key).unwrap_or_default();
        let wanted = async {
            let def = definition(app, conn, &row.module, row.form_version).await?;
            let submission = submission(row, &def);
            match standing.remove(&key) {
                Some(was) if was.state == "imported" => {
                    let job = jobs.remove(submission.id.as_str());
                    let media = media.remove(&key).unwrap_or_default();
                    restored(organisation, key, &submission, was, job, &media, &files)
                }
                was => {
                    let before = was
                        .and_then(|was| was.sha256?.try_into().ok())
                        .map_or(RecordedState::Unknown, RecordedState::Written);
                    Ok(LegacyFileSet { before, ..generate(app, target, organisation, key, &def, &submission, &files) })
                }
            }
        };
        all.push((key, wanted.await));
    }
    Ok(all)
}

fn by_submission<T>(rows: Vec<T>, key: impl Fn(&T) -> i64) -> HashMap<i64, T> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

/// The files of a submission that was created here, in the old shape.
pub(in crate::migration) fn generate(
    app: &App,
    target: &OldStore,
    organisation: i64,
    key: i64,
    def: &FormDef,
    submission: &Submission,
    files: &[Upload],
) -> LegacyFileSet {
    let uploads_dir = format!("{}/uploads", target.place());
    let old = legacy::write::write(def, submission, files, &uploads_dir, &app.config.public_url);
    let job = Record::of("jobs", format!("{}.json", submission.job_id), old.job);
    let pictures = old.pictures.into_iter().filter_map(|(id, name)| {
        let upload = files.iter().find(|upload| upload.id == id)?;
        Some(Picture::Stored { picture: stored(upload)?, name })
    });
    LegacyFileSet {
        key,
        organisation,
        id: submission.id.clone(),
        module: submission.module.to_string(),
        content_hash: submission.content_hash.clone(),
        record: Record::of("submissions", format!("{}.json", submission.id), old.record),
        // Our own folder contains our own job file, which has more facts.
        job: (!target.is_at(app.files.root())).then(|| (submission.job_id.clone(), job)),
        pictures: pictures.collect(),
        before: RecordedState::Unknown,
    }
}

/// The files as they were read, byte for byte, for those that were removed since.
fn restored(
    organisation: i64,
    key: i64,
    submission: &Submission,
    was: Standing,
    job: Option<ledger::Job>,
    media: &[Kept],
    files: &[Upload],
) -> Result<LegacyFileSet, Problem> {
    let bytes = was.content.with_context(|| format!("the bytes of {} were not kept", was.name));
    let picture = |kept: &Kept| {
        let (id, name) = (kept.upload_id.parse::<UploadId>().ok()?, kept.place.clone());
        if kept.state == "kept" {
            return Some(Picture::Kept { id, name });
        }
        Some(Picture::Stored { picture: stored(files.iter().find(|upload| upload.id == id)?)?, name })
    };
    Ok(LegacyFileSet {
        key,
        organisation,
        id: submission.id.clone(),
        module: submission.module.to_string(),
        content_hash: submission.content_hash.clone(),
        record: Record::listed_as(&was.name, bytes.map_err(Problem::Internal)?),
        job: job.map(|job| (submission.job_id.clone(), Record::listed_as(&job.name, job.content))),
        pictures: media.iter().filter_map(picture).collect(),
        before: RecordedState::Imported,
    })
}

fn stored(upload: &Upload) -> Option<StoredPicture> {
    let kind = PictureType::from_mime(&upload.content_type)?;
    matches!(upload.file_type, FileType::Photo | FileType::Signature).then(|| StoredPicture {
        id: upload.id.clone(),
        file_type: upload.file_type,
        kind,
    })
}
