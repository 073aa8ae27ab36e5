//! The expected files of a submission in the legacy store: generated from the database, or, if it was imported from
//! there and not corrected since, the exact bytes that were read. A correction takes the place of the imported record,
//! whose bytes stay in the ledger.

use super::{
    folder::blocking_or_problem,
    stored_files::{self, StoredFiles, picture},
};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{JobId, ModuleSlug, SubmissionId, UploadId},
        problem::Problem,
        submission::Submission,
        upload::{FileType, Upload},
    },
    files::{OldStore, StoredUpload},
    legacy,
    services::records::{definition, submission},
    store::{
        self,
        migration::written_records::{self as ledger, AvailableMedia, WrittenRecord},
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
    pub revision: i32,
    pub content_hash: String,
    pub record: Record,
    pub job: Option<(JobId, Record)>,
    pub pictures: Vec<Picture>,
    pub reports: Vec<Report>,
    pub before: RecordedState,
}

impl LegacyFileSet {
    /// The names of all files in the ledger.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let pictures = self.pictures.iter().map(|picture| format!("uploads/{}", picture.name()));
        let reports = self.reports.iter().map(|report| report.name.clone());
        pictures.chain(reports).chain(self.job.iter().map(|(_, job)| job.listed())).chain([self.record.listed()])
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

/// A report, and the name under which the ledger lists it in the root.
pub(in crate::migration) struct Report {
    pub id: UploadId,
    pub kind: FileType,
    pub name: String,
    /// Its name is made from the id of the submission. Another name is that of the legacy app, whose files are not
    /// replaced.
    pub is_ours: bool,
}

/// A photo or signature, and its name in the old `uploads/`.
pub(in crate::migration) enum Picture {
    Stored {
        picture: StoredUpload,
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
    let mut standing: HashMap<i64, WrittenRecord> =
        by_submission(ledger::of_submissions(conn, source, keys).await?, |row| row.submission_id);
    let imported: Vec<i64> = standing.values().filter(|s| s.state == "imported").map(|s| s.submission_id).collect();
    let (mut jobs, mut media) = (HashMap::new(), HashMap::<i64, Vec<AvailableMedia>>::new());
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
    let of_rows = rows.iter().map(|row| (row.id, row.module.clone(), files.remove(&row.id).unwrap_or_default()));
    let mut stored = stored(app, of_rows.collect()).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let key = row.id;
        let stored = stored.remove(&key).unwrap_or_default();
        let wanted = async {
            let def = definition(app, conn, organisation, &row.module, row.form_version).await?;
            let submission = submission(row, &def);
            match standing.remove(&key) {
                Some(was) if was.state == "imported" && submission.revision == 1 => {
                    let job = jobs.remove(submission.id.as_str());
                    let media = media.remove(&key).unwrap_or_default();
                    restored(organisation, key, &submission, was, job, &media, &stored.uploads)
                }
                was => {
                    let files = generate(app, target, organisation, key, &def, &submission, &stored);
                    // An imported record may have another name.
                    let record = match &was {
                        Some(was) => Record::listed_as(&was.name, files.record.bytes),
                        None => files.record,
                    };
                    let before = was
                        .and_then(|was| was.sha256?.try_into().ok())
                        .map_or(RecordedState::Unknown, RecordedState::Written);
                    Ok(LegacyFileSet { before, record, ..files })
                }
            }
        };
        all.push((key, wanted.await));
    }
    Ok(all)
}

/// Reads the files of several submissions on the blocking pool.
async fn stored(app: &App, wanted: Vec<(i64, ModuleSlug, Vec<Upload>)>) -> Result<HashMap<i64, StoredFiles>, Problem> {
    let files = app.files.clone();
    let read = move |(key, module, uploads)| (key, stored_files::read(&files, &module, uploads));
    blocking_or_problem(move || Ok(wanted.into_iter().map(read).collect())).await
}

fn by_submission<T>(rows: Vec<T>, key: impl Fn(&T) -> i64) -> HashMap<i64, T> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

/// The files of a submission that was created here, in the old shape.
pub(super) fn generate(
    app: &App,
    target: &OldStore,
    organisation: i64,
    key: i64,
    def: &FormDef,
    submission: &Submission,
    stored: &StoredFiles,
) -> LegacyFileSet {
    let uploads_dir = format!("{}/uploads", target.place());
    let StoredFiles { uploads, drawings } = stored;
    let old = legacy::write::write(def, submission, uploads, drawings, &uploads_dir, &app.config.public_url);
    let job = Record::of("jobs", format!("{}.json", submission.job_id), old.job);
    let pictures = old.pictures.into_iter().filter_map(|(id, name)| {
        let upload = uploads.iter().find(|upload| upload.id == id)?;
        Some(Picture::Stored { picture: picture(upload)?, name })
    });
    let report = |(id, kind, name)| Report { id, kind, name, is_ours: true };
    // Our own folder contains our own job file, which has more facts, and our own reports.
    let is_apart = !target.is_at(app.files.root());
    LegacyFileSet {
        key,
        organisation,
        id: submission.id.clone(),
        module: submission.module.to_string(),
        revision: submission.revision,
        content_hash: submission.content_hash.clone(),
        record: Record::of("submissions", format!("{}.json", submission.id), old.record),
        job: is_apart.then(|| (submission.job_id.clone(), job)),
        pictures: pictures.collect(),
        reports: if is_apart { old.reports.into_iter().map(report).collect() } else { Vec::new() },
        before: RecordedState::Unknown,
    }
}

/// The files as they were read, byte for byte, for those that were removed since.
fn restored(
    organisation: i64,
    key: i64,
    submission: &Submission,
    was: WrittenRecord,
    job: Option<ledger::Job>,
    media: &[AvailableMedia],
    uploads: &[Upload],
) -> Result<LegacyFileSet, Problem> {
    let bytes = was.content.with_context(|| format!("the bytes of {} were not kept", was.name));
    let of_media = |kept: &AvailableMedia| {
        let (id, name) = (kept.upload_id.parse::<UploadId>().ok()?, kept.place.clone());
        if kept.state == "kept" {
            return Some(Picture::Kept { id, name });
        }
        Some(Picture::Stored { picture: picture(uploads.iter().find(|upload| upload.id == id)?)?, name })
    };
    // A report that was imported has the name that its job gives; one that was made here since has none there.
    let imported = uploads
        .iter()
        .filter(|upload| upload.file_type.is_report())
        .filter(|upload| upload.original_filename.split('.').next() != Some(upload.id.as_str()));
    let report = |upload: &Upload| Report {
        id: upload.id.clone(),
        kind: upload.file_type,
        name: upload.original_filename.clone(),
        is_ours: false,
    };
    Ok(LegacyFileSet {
        key,
        organisation,
        id: submission.id.clone(),
        module: submission.module.to_string(),
        revision: submission.revision,
        content_hash: submission.content_hash.clone(),
        record: Record::listed_as(&was.name, bytes.map_err(Problem::Internal)?),
        job: job.map(|job| (submission.job_id.clone(), Record::listed_as(&job.name, job.content))),
        pictures: media.iter().filter_map(of_media).collect(),
        reports: imported.map(report).collect(),
        before: RecordedState::Imported,
    })
}
