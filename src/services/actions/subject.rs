//! What a new action is about: a submission, one of its items, one of its answers, or one photo.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::{ModuleSlug, SubmissionId, UploadId},
        problem::{Conflict, Malformed, Problem, Resource},
        raw::ItemPath,
        upload::{FileType, Upload},
    },
    services::{actor::Actor, corrections::followed_items::NewestRevision, records::definition},
    store::{self, pool::Connection, uploads::UploadRow},
};
use std::sync::Arc;
use time::Date;

/// What a new action is about, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionTarget {
    pub submission: SubmissionId,
    /// `items.2`, counted from 0; none: a question that is asked once, or the whole submission.
    pub item: Option<String>,
    /// The name of a field.
    pub question: Option<String>,
    /// A photo; its item and its question go before those that are named.
    pub photo: Option<UploadId>,
    /// The revision that the page showed; none: the newest one. The item may have another place by now.
    pub read_on: Option<i32>,
}

/// What an action is about.
pub struct ActionSubject {
    pub(super) key: i64,
    /// The item and the question where the newest revision has them, which is that of `read_on`.
    pub target: ActionTarget,
    pub(super) revision: i32,
    pub module: ModuleSlug,
    pub site_name: String,
    pub def: Arc<FormDef>,
    pub answers: Answers,
    pub visit_date: Option<Date>,
    /// The photo that it is about, with its key.
    pub photo: Option<(i64, Upload)>,
}

/// What a new action would be about, for its form.
pub async fn subject(app: &App, actor: &Actor, target: &ActionTarget) -> Result<ActionSubject, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    find_subject(app, actor, &mut conn, target).await
}

pub(super) async fn find_subject(
    app: &App,
    actor: &Actor,
    conn: &mut Connection,
    target: &ActionTarget,
) -> Result<ActionSubject, Problem> {
    let row = store::submissions::by_id(conn, actor.organisation_id, &target.submission).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    actor.require_in_scope(conn, row.id, Resource::Submission).await?;
    let def = definition(app, conn, actor.organisation_id, &row.module, row.form_version).await?;
    let answers = Answers::from_json(&def, &row.form_data);
    let newest = NewestRevision { key: row.id, revision: row.revision, def: &def, answers: &answers };
    let photo = photo_of(conn, actor.organisation_id, row.id, target).await?;
    let target = match &photo {
        Some(photo) => about_photo(target, &photo.field),
        None => followed(conn, actor.organisation_id, &newest, target).await?,
    };
    let subject = ActionSubject {
        key: row.id,
        target: ActionTarget { read_on: Some(row.revision), ..target },
        revision: row.revision,
        module: row.module,
        site_name: row.site_name,
        visit_date: row.visit_date,
        photo: photo.map(|photo| (photo.id, Upload::from(photo))),
        def,
        answers,
    };
    if subject.has(&subject.target) { Ok(subject) } else { Err(Problem::Malformed(Malformed::Unreadable)) }
}

/// The photo that is named, if the newest revision has it.
async fn photo_of(
    conn: &mut Connection,
    organisation: i64,
    submission: i64,
    target: &ActionTarget,
) -> Result<Option<UploadRow>, Problem> {
    let Some(id) = &target.photo else { return Ok(None) };
    let files = store::uploads::of_submission(conn, organisation, submission).await?;
    let photo = files.into_iter().find(|file| file.file_type == FileType::Photo && file.upload_id == *id);
    photo.map(Some).ok_or(Problem::Conflict(Conflict::ActionItemGone))
}

/// The item and the question that a photo answers; none for photos of old records, which answer no question.
fn about_photo(target: &ActionTarget, field: &str) -> ActionTarget {
    let (item, question) = match ItemPath::parse(field) {
        Some(path) => (Some(format!("{}.{}", path.items, path.index)), path.field.to_owned()),
        None => (None, field.to_owned()),
    };
    ActionTarget { item, question: Some(question).filter(|name| !name.is_empty()), ..target.clone() }
}

/// The same item where it is now.
async fn followed(
    conn: &mut Connection,
    organisation: i64,
    newest: &NewestRevision<'_>,
    target: &ActionTarget,
) -> Result<ActionTarget, Problem> {
    let has_passed = target.read_on.is_some_and(|read_on| read_on < newest.revision);
    let Some((group, place)) = target.item.as_deref().filter(|_| has_passed).and_then(item_named) else {
        return Ok(target.clone());
    };
    let now = newest.place_of(conn, organisation, target.read_on, (group, place)).await?;
    let now = now.ok_or(Problem::Conflict(Conflict::ActionItemGone))?;
    Ok(ActionTarget { item: Some(format!("{group}.{now}")), ..target.clone() })
}

/// The group and the position of an item such as `items.2`.
fn item_named(name: &str) -> Option<(&str, usize)> {
    let (group, index) = name.rsplit_once('.')?;
    Some((group, index.parse().ok()?))
}

impl ActionSubject {
    /// The group and the position of an item such as `items.2`, if the submission has it.
    pub fn item<'a>(&self, name: &'a str) -> Option<(&'a str, usize)> {
        let (group, index) = item_named(name)?;
        (index < self.answers.items_of(group).len()).then_some((group, index))
    }

    fn has(&self, target: &ActionTarget) -> bool {
        let item = target.item.as_deref().map(|name| self.item(name));
        match (item, &target.question) {
            // Also the photos that a check demands, and those of old records, whose names are no fields.
            _ if target.photo.is_some() => true,
            (Some(None), _) => false,
            (_, None) => true,
            (Some(Some((group, _))), Some(question)) => self
                .def
                .items_named(group)
                .is_some_and(|items| items.fields.iter().any(|field| field.name == *question)),
            (None, Some(question)) => self.def.field(question).is_some(),
        }
    }
}
