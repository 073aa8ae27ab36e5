//! A posted form while the database or the disk is unavailable: it comes back as it was entered. Attached files are kept
//! as pending uploads if possible; otherwise the page carries a description of each (`services::held_uploads`), and the
//! next post brings them back.

use super::{FormController, FormInput, FormResponse, InvalidForm, PostedForm};
use crate::{
    domain::{
        form::FieldKind,
        ids::{SubmissionKey, UploadId},
        problem::Problem,
        raw::RawValue,
        upload::{FileType, PictureType, Upload, UploadContent},
        validate::Question,
    },
    i18n::Texts,
    services::{
        held_uploads,
        uploads::{self, ReceivedFile},
    },
    web::problem,
};
use rocket::{Data, http::ContentType};

impl FormController<'_> {
    /// Handles a post that could not be authorized, because the database does not answer. Nothing of it is saved.
    pub async fn return_unsaved(
        mut self,
        content_type: Option<&ContentType>,
        data: Data<'_>,
        problem: Problem,
    ) -> Result<FormResponse, Problem> {
        // A program sends the same request again.
        if self.context.wants_json {
            return Err(problem);
        }
        let mut posted = PostedForm::read(self.app, self.context, &self.def, content_type, data).await?;
        self.take_reinspects(&mut posted.raw);
        self.without_database(posted, problem)
    }

    /// Adds the files that an earlier post brought. An error means that the database cannot say which of them have a
    /// row by now.
    pub(super) async fn take_held(&self, posted: &mut PostedForm) -> Result<(), Problem> {
        if !posted.held.is_empty() {
            let held = held_uploads::received(self.app, &posted.held);
            posted.received.extend(held_uploads::without_row(self.app, &self.actor, held).await?);
        }
        Ok(())
    }

    /// The page as it was posted, after an error that came before anything was saved.
    pub(super) fn without_database(&self, posted: PostedForm, problem: Problem) -> Result<FormResponse, Problem> {
        let PostedForm { key, raw, mut received, held, file_errors, .. } = posted;
        received.extend(held_uploads::received(self.app, &held));
        if self.context.wants_json {
            uploads::discard(self.app, &received);
            return Err(problem);
        }
        problem::log(&problem, &self.context.request_id);
        Ok(self.described(key, FormInput { raw, errors: file_errors }, &received, &problem))
    }

    /// The page after an error of the server: the form comes back as it was entered. Files are kept as far as possible.
    pub(super) async fn page_after_error(
        &self,
        key: Option<SubmissionKey>,
        filled: FormInput,
        received: &[ReceivedFile],
        problem: &Problem,
    ) -> FormResponse {
        problem::log(problem, &self.context.request_id);
        let kept = match problem {
            // Deleted with the refusal.
            Problem::DayFull => Ok(()),
            _ => self.keep_pending(received).await,
        };
        if kept.is_err() {
            return self.described(key, filled, received, problem);
        }
        let held = self.pending(&filled).await.unwrap_or_else(|_| self.unread(&filled, &[]));
        self.failed(key, filled, held, Vec::new(), problem)
    }

    /// The page with a description of each file of this post. Files that were sent before have their rows, which cannot
    /// be read now: their ids stay in the page.
    fn described(
        &self,
        key: Option<SubmissionKey>,
        filled: FormInput,
        received: &[ReceivedFile],
        problem: &Problem,
    ) -> FormResponse {
        let described = held_uploads::hold(self.app, received);
        let mut held = self.unread(&filled, received);
        if !described.is_empty() {
            held.extend(received.iter().map(|received| received.upload.clone()));
        }
        self.failed(key, filled, held, described, problem)
    }

    /// The uploads that the page names, except those of this post, with what is known of them without the database.
    pub(super) fn unread(&self, filled: &FormInput, received: &[ReceivedFile]) -> Vec<Upload> {
        let is_of_post = |id: &UploadId| received.iter().any(|received| received.upload.id == *id);
        let sent_before = filled.raw.parts.iter().filter_map(|part| match &part.value {
            RawValue::Upload(id) if !is_of_post(id) => Some((part.name.as_str(), id.clone())),
            RawValue::Upload(_) | RawValue::Text(_) => None,
        });
        let is_pdf =
            |name: &str| Question::find(&self.def, name).is_some_and(|question| question.field.kind == FieldKind::File);
        let unread = |(name, id): (&str, UploadId)| Upload {
            id,
            file_type: if is_pdf(name) { FileType::Pdf } else { FileType::Photo },
            field: String::new(),
            original_filename: if is_pdf(name) { "file.pdf" } else { "photo" }.to_owned(),
            content_type: if is_pdf(name) { UploadContent::Pdf.mime() } else { PictureType::Jpeg.mime() }.to_owned(),
            file_size: 0,
            sha256: [0; 32],
            width: 0,
            height: 0,
            uploaded_at: self.app.clock.now(),
        };
        sent_before.map(unread).collect()
    }

    fn failed(
        &self,
        key: Option<SubmissionKey>,
        filled: FormInput,
        held: Vec<Upload>,
        described: Vec<String>,
        problem: &Problem,
    ) -> FormResponse {
        let number = problem.cause().map(|_| format!(" ({})", self.context.request_id)).unwrap_or_default();
        let sentence = Some(format!("{}{number}", Texts::of(self.context.lang).problem(problem)));
        let status = problem::status(problem);
        self.invalid_page(InvalidForm { key, filled, held, described, status, sentence })
    }
}
