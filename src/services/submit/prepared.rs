//! Everything about a submission that is known before its transaction begins.

use crate::{
    domain::{
        answers::{Answer, Answers},
        form::FormDef,
        ids::{JobId, SubmissionId, SubmissionKey, UploadId},
        lang::Lang,
        problem::{Conflict, Problem},
        score::{StoredScore, score},
        submission::{Status, Submission},
        upload::{FileType, Upload},
        validate::{FieldError, Question, ValidationCode},
    },
    services::{search_terms, uploads::ReceivedFile},
    store::uploads::{Claim, UploadRow},
};
use anyhow::anyhow;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use time::OffsetDateTime;

/// The files that the answers name and that did not come with this post.
pub(crate) fn earlier_uploads(answers: &Answers, received: &[ReceivedFile]) -> Vec<UploadId> {
    let named = answers.uploads().into_iter().map(|(_, id)| id);
    named.filter(|id| !received.iter().any(|received| received.upload.id == *id)).collect()
}

/// All files that the answers name, in their order: those of this post, and `rows` of earlier uploads.
pub(super) fn attached(
    answers: &Answers,
    received: &[ReceivedFile],
    rows: Vec<UploadRow>,
) -> Result<Vec<AttachedUpload>, Problem> {
    let mut known: HashMap<UploadId, (Upload, bool)> =
        received.iter().map(|r| (r.upload.id.clone(), (r.upload.clone(), true))).collect();
    for row in rows {
        let upload = Upload::from(row);
        known.insert(upload.id.clone(), (upload, false));
    }
    let find = |(field, id): (String, UploadId)| {
        let (upload, fresh) = known.remove(&id).ok_or(Problem::Conflict(Conflict::UploadGone))?;
        Ok(AttachedUpload { upload: Upload { field, ..upload }, fresh })
    };
    answers.uploads().into_iter().map(find).collect()
}

/// PDFs where pictures belong, and the other way: neither could be shown as what it is.
pub(super) fn misplaced(def: &FormDef, attached: &[AttachedUpload]) -> impl Iterator<Item = FieldError> {
    let is_misplaced = move |upload: &&Upload| {
        let wanted = Question::find(def, &upload.field).and_then(|question| question.field.kind.upload_type());
        (wanted == Some(FileType::Pdf)) != (upload.file_type == FileType::Pdf)
    };
    let uploads = attached.iter().map(|attached| &attached.upload).filter(is_misplaced);
    uploads.map(move |upload| FieldError::at(def, &upload.field, ValidationCode::OtherUpload))
}

pub(super) struct AttachedUpload {
    pub upload: Upload,
    /// It came with this post and has no row yet.
    pub fresh: bool,
}

pub(super) struct PreparedSubmission {
    pub id: SubmissionId,
    pub key: SubmissionKey,
    pub lang: Lang,
    pub job_id: JobId,
    pub attached: Vec<AttachedUpload>,
    pub form_data: serde_json::Value,
    pub content_hash: [u8; 32],
    pub site_name: String,
    pub site_key: String,
    pub visit_date: Option<time::Date>,
    pub words: Vec<String>,
    pub item_count: i32,
    pub photo_count: i32,
    /// Of the answered checks; none if there are none.
    pub score: Option<StoredScore>,
    /// Time of receipt; earlier than `now` for a pending submission that is accepted.
    pub received_at: OffsetDateTime,
    pub now: OffsetDateTime,
    /// The submission that it inspects again: its key and id.
    pub reinspects: Option<(i64, SubmissionId)>,
}

impl PreparedSubmission {
    pub fn new(
        def: &FormDef,
        key: SubmissionKey,
        lang: Lang,
        answers: &Answers,
        attached: Vec<AttachedUpload>,
        id: SubmissionId,
        now: OffsetDateTime,
    ) -> Result<PreparedSubmission, Problem> {
        let form_data = answers.to_json();
        let site_name = match answers.get(&def.site_field) {
            Some(Answer::Text(text) | Answer::Choice(text)) => text.clone(),
            _ => String::new(),
        };
        let visit_date = match answers.get(&def.date_field) {
            Some(Answer::Date(date)) => Some(*date),
            _ => None,
        };
        let photos = attached.iter().filter(|a| a.upload.file_type == FileType::Photo).count();
        let items: usize = answers.items.iter().map(|(_, groups)| groups.len()).sum();
        let count = |n: usize| i32::try_from(n).map_err(|e| Problem::Internal(anyhow!(e)));
        Ok(PreparedSubmission {
            id,
            key,
            lang,
            job_id: JobId::random(),
            content_hash: content_hash(
                def,
                lang,
                &form_data,
                attached.iter().map(|a| (&a.upload.id, &a.upload.sha256)),
            ),
            site_key: search_terms::site_key(&site_name),
            words: search_terms::of(def.module.as_str(), answers, &site_name, visit_date),
            item_count: count(items)?,
            photo_count: count(photos)?,
            score: score(def, answers).and_then(|score| score.stored()),
            form_data,
            site_name,
            visit_date,
            attached,
            received_at: now,
            now,
            reinspects: None,
        })
    }
}

impl PreparedSubmission {
    /// The fields and positions of the selected files.
    pub fn claims(&self, which: impl Fn(&AttachedUpload) -> bool) -> Vec<Claim> {
        let placed = self.attached.iter().zip(0i32..).filter(|(attached, _)| which(attached));
        let claim = |(attached, position): (&AttachedUpload, i32)| Claim {
            upload_id: attached.upload.id.clone(),
            field: attached.upload.field.clone(),
            position,
        };
        placed.map(claim).collect()
    }

    /// The submission as it will be read back after it is saved.
    pub fn as_read_back(&self, def: &FormDef) -> (Submission, Vec<Upload>) {
        let submission = Submission {
            id: self.id.clone(),
            key: self.key.clone(),
            module: def.module.clone(),
            form_version: def.version,
            status: Status::Pending,
            without_reports: false,
            missing_files: 0,
            lang: self.lang,
            site_name: self.site_name.clone(),
            visit_date: self.visit_date,
            answers: Answers::from_json(def, &self.form_data),
            form_data: self.form_data.clone(),
            job_id: self.job_id.clone(),
            content_hash: hex::encode(self.content_hash),
            created_at: self.received_at,
            updated_at: self.now,
            revision: 1,
        };
        (submission, self.attached.iter().map(|attached| attached.upload.clone()).collect())
    }
}

/// The hash by which two posts count as equal: module, form version, language, answers, and the bytes of each file.
/// Upload ids are excluded, because a browser that repeats a post uploads its files again.
pub fn content_hash<'a>(
    def: &FormDef,
    lang: Lang,
    form_data: &serde_json::Value,
    files: impl Iterator<Item = (&'a UploadId, &'a [u8; 32])>,
) -> [u8; 32] {
    let mut text = form_data.to_string();
    for (id, sha256) in files {
        text = text.replace(id.as_str(), &hex::encode(sha256));
    }
    let mut hash = Sha256::new();
    hash.update(format!("{}\n{}\n{}\n", def.module, def.version, lang.code()));
    hash.update(text);
    hash.finalize().into()
}
