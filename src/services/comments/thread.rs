//! Reading the comments of a submission, page by page, with their photos.

use super::{
    place::{CommentSubject, Places},
    submission::submission,
};
use crate::{
    app::App,
    domain::{
        comment_place::CommentPlace,
        ids::{SubmissionId, UploadId},
        problem::{Problem, Resource},
        upload::Upload,
    },
    services::{
        actor::Actor,
        uploads::{self, OpenFile, PictureSize},
    },
    store::{
        self,
        comments::CommentRow,
        uploads::{
            UploadRow,
            of_notes::{self, NoteKind},
        },
    },
};
use time::OffsetDateTime;

/// Comments on one page.
pub const PAGE: i64 = 50;

/// A comment as it is shown.
pub struct Comment {
    pub id: i64,
    pub who: Option<String>,
    pub is_own: bool,
    /// Empty if it was deleted.
    pub body: String,
    /// It names the reader.
    pub mentions_me: bool,
    pub at: OffsetDateTime,
    pub edited_at: Option<OffsetDateTime>,
    pub is_deleted: bool,
    /// None: it is about the whole submission.
    pub subject: Option<CommentSubject>,
    /// Attached to it.
    pub photos: Vec<Upload>,
}

/// A page of the thread, oldest first.
pub struct Thread {
    pub site_name: String,
    /// The newest revision, which the places are of.
    pub revision: i32,
    /// What all of them are about; none: all comments of the submission.
    pub subject: Option<CommentSubject>,
    pub comments: Vec<Comment>,
    /// The cursor of earlier comments.
    pub earlier: Option<i64>,
}

/// The comments of a submission below a key, and records that they were read: all of them, or those about one question
/// or photo, as a page of revision `read_on` showed it. If that is not there, all of them.
pub async fn thread(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    (place, read_on): (Option<&CommentPlace>, Option<i32>),
    before: Option<i64>,
) -> Result<Thread, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let submission = submission(&mut conn, actor, id).await?;
    let key = submission.id;
    let places = Places::of(app, &mut conn, actor, &submission).await?;
    let place = match place {
        Some(place) => places.follow(&mut conn, &submission, place, read_on).await?,
        None => None,
    };
    let found = place.and_then(|place| {
        let found = places.find(&place)?;
        Some((place, found))
    });
    let about = found.as_ref().map(|(_, found)| &found.about);
    let below = before.unwrap_or(i64::MAX);
    let mut rows = store::comments::page(&mut conn, organisation, key, about, below, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    if let (Some(newest), Some(user)) = (rows.first(), actor.user_id) {
        store::comments::mark_read(&mut conn, organisation, key, about, user, newest.id).await?;
    }
    let earlier = rows.last().map(|row| row.id).filter(|_| more);
    rows.reverse();
    let keys: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut photos = of_notes::of(&mut conn, organisation, NoteKind::Comment, &keys).await?;
    let comments = rows.into_iter().map(|row| {
        let photos = photos.remove(&row.id).unwrap_or_default();
        Comment::new(row, photos, &places, actor.user_id)
    });
    let comments = comments.collect();
    let subject = found.map(|(place, found)| CommentSubject {
        label: found.label,
        is_photo: matches!(place, CommentPlace::Photo(_)),
        photo: match &place {
            CommentPlace::Photo(id) => id.parse().ok(),
            CommentPlace::Question(_) => None,
        },
        place: Some(place),
    });
    Ok(Thread { site_name: submission.site_name, revision: submission.revision, subject, comments, earlier })
}

/// Opens a photo of a comment.
pub async fn open_photo(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    photo: &UploadId,
    size: PictureSize,
) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let key = submission(&mut conn, actor, id).await?.id;
    let found = store::comments::photos::by_id(&mut conn, actor.organisation_id, key, photo).await?;
    drop(conn);
    uploads::open_row(app, found.ok_or(Problem::NotFound(Resource::Upload))?, size)
}

impl Comment {
    fn new(row: CommentRow, photos: Vec<UploadRow>, places: &Places, reader: Option<i64>) -> Comment {
        Comment {
            id: row.id,
            subject: places.subject(&row),
            is_own: row.user_id.is_some() && row.user_id == reader,
            mentions_me: reader.is_some_and(|reader| row.mentions.contains(&reader)),
            who: row.full_name.or(row.email),
            body: row.body,
            at: row.created_at,
            edited_at: row.edited_at,
            is_deleted: row.deleted_at.is_some(),
            photos: photos.into_iter().map(Upload::from).collect(),
        }
    }
}
