//! Comments on submissions: the thread, writing, changing and deleting, and who is named in them.
//!
//! Every member who can see a submission can read its comments and add one. Authors change and delete their own; the
//! text of a deleted one is gone, its place stays. A member is mentioned only if they can see the submission. A comment
//! may be about a question or a photo (`place`), which has to be there when the comment is written and may be gone in a
//! later revision. It may have photos of its own, which are deleted with it. `thread` reads them, `follow` is what a
//! correction changes about them.

pub(crate) mod follow;
mod place;
mod submission;
mod thread;

pub use place::CommentSubject;
pub use thread::{Comment, PAGE, Thread, open_photo, thread};

use super::{
    accounts::principal::scopes_of,
    actor::Actor,
    corrections::followed_items::MOST_TRIES,
    notifications::tell,
    webhooks::events::{self, Deliveries},
};
use crate::{
    app::App,
    domain::{
        access::{Permission, SubmissionScope},
        audit::actions::AuditAction,
        comment_place::CommentPlace,
        ids::{SubmissionId, UploadId},
        mention::mentions,
        problem::{Conflict, Problem, Resource},
        validate::{FieldError, Subject, ValidationCode},
    },
    store::{
        self,
        comments::NewComment,
        pool::Connection,
        submissions::SubmissionRow,
        uploads::of_notes::{self, NoteKind},
    },
};
use diesel_async::AsyncConnection;
use place::{Found, Places};
use serde_json::json;
use submission::submission;

/// The longest comment, in characters.
pub const CHARS: usize = 4000;
/// Members who can be mentioned: more than an organisation has.
const MOST_MEMBERS: i64 = 500;

/// What is said in a new comment, with pending uploads as its photos.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommentNote<'a> {
    pub body: &'a str,
    pub photos: &'a [UploadId],
}

/// Writes a comment, about the whole submission or about a question or photo of its newest revision, which a page of
/// revision `read_on` showed. If a correction is saved at the same time, it is written for the revision after that.
pub async fn add(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    (place, read_on): (Option<&CommentPlace>, Option<i32>),
    said: CommentNote<'_>,
) -> Result<(), Problem> {
    let said = CommentNote { body: checked(said.body)?, ..said };
    let mut conn = actor.connection(&app.pool).await?;
    let (mut place, mut read_on) = (place.cloned(), read_on);
    for _ in 0..MOST_TRIES {
        let submission = submission(&mut conn, actor, id).await?;
        let found = match place.take() {
            None => None,
            Some(before) => {
                let places = Places::of(app, &mut conn, actor, &submission).await?;
                place = places.follow(&mut conn, &submission, &before, read_on).await?;
                let found = place.as_ref().and_then(|now| places.find(now));
                Some(found.ok_or(Problem::Conflict(Conflict::CommentPlaceGone))?)
            }
        };
        read_on = Some(submission.revision);
        if let Some(deliveries) = save(app, &mut conn, actor, &submission, found.as_ref(), said).await? {
            deliveries.wake(app);
            return Ok(());
        }
    }
    Err(Problem::Conflict(Conflict::CorrectedMeanwhile))
}

/// Saves a comment about a place of this revision; none if it is not the newest one any more.
async fn save(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    submission: &SubmissionRow,
    found: Option<&Found>,
    said: CommentNote<'_>,
) -> Result<Option<Deliveries>, Problem> {
    let (key, id, now) = (submission.id, &submission.submission_id, app.clock.now());
    let label = found.map(|found| json!(found.label));
    let named = mentioned(app, conn, actor, submission, said.body).await?;
    let adding = conn.transaction::<_, Problem, _>(async |conn| {
        let comment = NewComment {
            organisation_id: actor.organisation_id,
            submission_id: key,
            user_id: actor.user_id,
            body: said.body,
            mentions: &named,
            created_at: now,
            field: found.map(|found| found.about.field()),
            field_label: label.as_ref(),
            upload_id: found.and_then(|found| found.about.photo()),
        };
        let comment = store::comments::add(conn, &comment).await?;
        let note = (NoteKind::Comment, comment);
        if of_notes::claim(conn, actor.organisation_id, note, said.photos, now).await? != said.photos.len() {
            return Err(Problem::Conflict(Conflict::UploadGone));
        }
        tell::mentioned(app, conn, actor, (key, comment), &named, now).await?;
        let deliveries = events::comment_created(conn, actor, key, comment, now).await?;
        let field = found.map(|found| found.about.field());
        let details = json!({ "submission_id": id, "comment": comment, "field": field, "mentions": named.len() });
        store::audit::add(conn, &actor.audit(AuditAction::CommentAdded, key, details, now)).await?;
        if found.is_some()
            && !store::submission_revisions::is_newest(conn, actor.organisation_id, key, submission.revision).await?
        {
            return Err(Problem::Conflict(Conflict::CorrectedMeanwhile));
        }
        Ok(deliveries)
    });
    match adding.await {
        Ok(deliveries) => Ok(Some(deliveries)),
        Err(Problem::Conflict(Conflict::CorrectedMeanwhile)) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Changes a comment of the actor; no text deletes it.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    comment: i64,
    body: Option<&str>,
) -> Result<(), Problem> {
    let body = body.map(checked).transpose()?.unwrap_or_default();
    let author = actor.user_id.ok_or(Problem::NotFound(Resource::Submission))?;
    let (organisation, now) = (actor.organisation_id, app.clock.now());
    let mut conn = actor.connection(&app.pool).await?;
    let submission = submission(&mut conn, actor, id).await?;
    let key = submission.id;
    let named = mentioned(app, &mut conn, actor, &submission, body).await?;
    let action = if body.is_empty() { AuditAction::CommentDeleted } else { AuditAction::CommentChanged };
    let photos = conn
        .transaction::<_, Problem, _>(async |conn| {
            let text = (body, named.as_slice());
            if !store::comments::change(conn, organisation, (key, comment), author, text, now).await? {
                return Err(Problem::Conflict(Conflict::Decided));
            }
            let photos = match body.is_empty() {
                true => store::comments::photos::delete(conn, organisation, comment).await?,
                false => Vec::new(),
            };
            tell::mentioned(app, conn, actor, (key, comment), &named, now).await?;
            let details = json!({ "submission_id": id, "comment": comment });
            store::audit::add(conn, &actor.audit(action, key, details, now)).await?;
            Ok(photos)
        })
        .await?;
    let files = app.files.clone();
    // A file that stays because of an interruption is removed as a file without a row.
    let removing = tokio::task::spawn_blocking(move || photos.iter().for_each(|photo| files.remove_upload(photo)));
    removing.await.map_err(|error| Problem::Internal(error.into()))
}

fn checked(body: &str) -> Result<&str, Problem> {
    let body = body.trim();
    let found = body.chars().count();
    let complaint = match found {
        0 => ValidationCode::Missing,
        1..=CHARS => return Ok(body),
        _ => ValidationCode::TooLong { limit: CHARS, found },
    };
    Err(Problem::Invalid(vec![FieldError::of("body", Subject::Control("comment-label"), complaint)]))
}

/// The members who are named in a text and can see the submission.
async fn mentioned(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    row: &SubmissionRow,
    body: &str,
) -> Result<Vec<i64>, Problem> {
    if !body.contains('@') {
        return Ok(Vec::new());
    }
    let site_key = super::search_terms::site_key(&row.site_name);
    let now = app.clock.now();
    let people = store::people::page(conn, actor.organisation_id, now, "%", None, MOST_MEMBERS).await?;
    let mut members = Vec::new();
    for person in people {
        let scopes = scopes_of(&person.scopes).map_err(Problem::Internal)?;
        let reach = SubmissionScope::of(person.role, scopes, person.user_id);
        let is_active = person.suspended_at.is_none() && !person.disabled;
        let can_read = person.role.has_permission(Permission::ReadSubmissions);
        if is_active && can_read && reach.includes(row.user_id, &row.module, &site_key) {
            members.push((person.user_id, person.full_name.unwrap_or(person.email)));
        }
    }
    let names: Vec<String> = members.iter().map(|(_, name)| name.clone()).collect();
    let found = mentions(body, &names);
    Ok(found.into_iter().filter_map(|at| members.get(at).map(|(user, _)| *user)).collect())
}
