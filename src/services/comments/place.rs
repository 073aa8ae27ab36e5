//! The questions and photos of a submission that comments can be about, and whether those of earlier comments are still
//! there.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        comment_place::CommentPlace,
        form::FormDef,
        ids::UploadId,
        lang::{Label, Lang},
        problem::Problem,
        question,
        raw::ItemPath,
        upload::FileType,
    },
    i18n::Texts,
    services::{actor::Actor, corrections::followed_items::NewestRevision, records::definition},
    store::{
        self,
        comments::{AboutRow, CommentRow},
        pool::Connection,
        submissions::SubmissionRow,
        uploads::UploadRow,
    },
};
use diesel::QueryResult;
use serde::Deserialize;
use std::sync::Arc;

/// What a comment is about besides its submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentSubject {
    /// What it was called when the comment was written.
    pub label: Label,
    /// Where it is; none if the newest revision does not have it.
    pub place: Option<CommentPlace>,
    pub is_photo: bool,
    /// The photo, if it is there.
    pub photo: Option<UploadId>,
}

/// The newest revision of a submission.
pub(super) struct Places {
    def: Arc<FormDef>,
    answers: Answers,
    photos: Vec<UploadRow>,
}

/// A question or photo that is there.
pub(super) struct Found {
    pub about: AboutRow,
    pub label: Label,
}

impl Places {
    pub(super) async fn of(
        app: &App,
        conn: &mut Connection,
        actor: &Actor,
        row: &SubmissionRow,
    ) -> Result<Places, Problem> {
        let def = definition(app, conn, actor.organisation_id, &row.module, row.form_version).await?;
        let files = store::uploads::of_submission(conn, actor.organisation_id, row.id).await?;
        Ok(Places {
            answers: Answers::from_json(&def, &row.form_data),
            def,
            photos: files.into_iter().filter(|file| file.file_type == FileType::Photo).collect(),
        })
    }

    /// Where a place that a page of revision `read_on` showed is now; none if its item was taken out since.
    pub(super) async fn follow(
        &self,
        conn: &mut Connection,
        row: &SubmissionRow,
        place: &CommentPlace,
        read_on: Option<i32>,
    ) -> QueryResult<Option<CommentPlace>> {
        let CommentPlace::Question(name) = place else { return Ok(Some(place.clone())) };
        let Some(path) = ItemPath::parse(name) else { return Ok(Some(place.clone())) };
        let newest = NewestRevision { key: row.id, revision: row.revision, def: &self.def, answers: &self.answers };
        let now = newest.place_of(conn, row.organisation_id, read_on, (path.items, path.index)).await?;
        Ok(now.map(|now| CommentPlace::Question(format!("{}.{now}.{}", path.items, path.field))))
    }

    /// The place, if the newest revision has it.
    pub(super) fn find(&self, place: &CommentPlace) -> Option<Found> {
        match place {
            CommentPlace::Question(name) => {
                let label = question::label(&self.def, name).filter(|_| self.has(name))?;
                Some(Found { about: AboutRow::Question(name.clone()), label })
            }
            CommentPlace::Photo(id) => {
                let photo = self.photos.iter().find(|photo| photo.upload_id.as_str() == id)?;
                let field = if photo.field.is_empty() { "photos".to_owned() } else { photo.field.clone() };
                // Photos of old records answer no question of the form.
                let label = question::label(&self.def, &photo.field).unwrap_or_else(|| {
                    let photos = |lang| Texts::of(lang).t("common-photos");
                    Label::new(photos(Lang::EN), photos(Lang::AR))
                });
                Some(Found { about: AboutRow::Photo(photo.id, field), label })
            }
        }
    }

    /// What an earlier comment is about.
    pub(super) fn subject(&self, row: &CommentRow) -> Option<CommentSubject> {
        let name = row.field.clone()?;
        let label = row.field_label.as_ref().and_then(|label| Label::deserialize(label).ok()).unwrap_or_default();
        let photo = row.photo.clone().filter(|_| row.removed_in.is_none());
        let place = match (&row.photo, &photo) {
            (_, Some(photo)) => Some(CommentPlace::of_photo(photo)),
            (Some(_), None) => None,
            (None, None) => (row.item_removed_in.is_none() && self.has(&name)).then_some(CommentPlace::Question(name)),
        };
        Some(CommentSubject { label, place, is_photo: row.photo.is_some(), photo })
    }

    fn has(&self, name: &str) -> bool {
        question::is_asked(&self.def, &self.answers, name)
    }
}
