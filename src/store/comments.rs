//! Comments on submissions, and up to which one each member has read; `photos` has their photos.

pub mod photos;

use super::{
    prepared_sql::prepared_sql,
    schema::{comments, uploaded_files, users},
};
use crate::domain::ids::UploadId;
use diesel::{
    prelude::*,
    sql_types::{Array, Int4, Int8, Jsonb, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// What a comment is about besides its submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutRow {
    /// The name of a question.
    Question(String),
    /// The key of a photo, and the name of the question that it answers.
    Photo(i64, String),
}

#[derive(Debug, Insertable)]
#[diesel(table_name = comments)]
pub struct NewComment<'a> {
    pub organisation_id: i64,
    pub submission_id: i64,
    pub user_id: Option<i64>,
    pub body: &'a str,
    pub mentions: &'a [i64],
    pub created_at: OffsetDateTime,
    pub field: Option<&'a str>,
    /// A label in every language of forms.
    pub field_label: Option<&'a Value>,
    pub upload_id: Option<i64>,
}

/// A comment with the name of its author.
#[derive(Clone, Debug, Queryable)]
pub struct CommentRow {
    pub id: i64,
    pub user_id: Option<i64>,
    pub full_name: Option<String>,
    pub email: Option<String>,
    pub body: String,
    pub mentions: Vec<i64>,
    pub created_at: OffsetDateTime,
    pub edited_at: Option<OffsetDateTime>,
    pub deleted_at: Option<OffsetDateTime>,
    pub field: Option<String>,
    pub field_label: Option<Value>,
    pub photo: Option<UploadId>,
    /// The revision that took the photo out.
    pub removed_in: Option<i32>,
    /// The revision that took the item out whose question it is about.
    pub item_removed_in: Option<i32>,
}

impl AboutRow {
    pub fn field(&self) -> &str {
        match self {
            AboutRow::Question(field) | AboutRow::Photo(_, field) => field,
        }
    }

    pub fn photo(&self) -> Option<i64> {
        match self {
            AboutRow::Question(_) => None,
            AboutRow::Photo(photo, _) => Some(*photo),
        }
    }
}

/// The newest comments of a submission below a key, newest first: all of them, or those about one question or photo.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    about: Option<&AboutRow>,
    before: i64,
    limit: i64,
) -> QueryResult<Vec<CommentRow>> {
    let mut query = comments::table
        .left_join(users::table.on(comments::user_id.eq(users::id.nullable())))
        .left_join(uploaded_files::table.on(comments::upload_id.eq(uploaded_files::id.nullable())))
        .filter(comments::organisation_id.eq(organisation))
        .filter(comments::submission_id.eq(submission))
        .filter(comments::id.lt(before))
        .order(comments::id.desc())
        .limit(limit)
        .select((
            comments::id,
            comments::user_id,
            users::full_name.nullable(),
            users::email.nullable(),
            comments::body,
            comments::mentions,
            comments::created_at,
            comments::edited_at,
            comments::deleted_at,
            comments::field,
            comments::field_label,
            uploaded_files::upload_id.nullable(),
            uploaded_files::removed_in.nullable(),
            comments::removed_in,
        ))
        .into_boxed();
    if let Some(about) = about {
        query = match about.photo() {
            Some(photo) => query.filter(comments::upload_id.eq(photo)),
            None => query
                .filter(comments::field.eq(about.field()))
                .filter(comments::upload_id.is_null())
                .filter(comments::removed_in.is_null()),
        };
    }
    query.load(conn).await
}

/// Adds a comment; returns its key.
pub async fn add(conn: &mut AsyncPgConnection, comment: &NewComment<'_>) -> QueryResult<i64> {
    diesel::insert_into(comments::table).values(comment).returning(comments::id).get_result(conn).await
}

/// Changes a comment of its author; an empty text deletes it. False if it is not theirs, or was deleted before.
pub async fn change(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    (submission, comment): (i64, i64),
    author: i64,
    (body, mentions): (&str, &[i64]),
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let own = comments::table
        .filter(comments::organisation_id.eq(organisation))
        .filter(comments::submission_id.eq(submission))
        .filter(comments::id.eq(comment))
        .filter(comments::user_id.eq(author))
        .filter(comments::deleted_at.is_null());
    let changed = match body.is_empty() {
        true => diesel::update(own).set((comments::body.eq(""), comments::deleted_at.eq(now))).execute(conn).await?,
        false => {
            let set = (comments::body.eq(body), comments::mentions.eq(mentions), comments::edited_at.eq(now));
            diesel::update(own).set(set).execute(conn).await?
        }
    };
    Ok(changed == 1)
}

/// Records that a member has read up to a comment; never backwards. If they have read those about one question or photo
/// only, nothing is recorded while others that they have not seen are among them.
pub async fn mark_read(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    about: Option<&AboutRow>,
    user: i64,
    last: i64,
) -> QueryResult<()> {
    prepared_sql(
        "INSERT INTO comment_reads (organisation_id, submission_id, user_id, last_comment) SELECT $1, $2, $3, $4
         WHERE $5 IS NULL OR NOT EXISTS (SELECT FROM comments c
             WHERE c.organisation_id = $1 AND c.submission_id = $2 AND c.id < $4 AND c.deleted_at IS NULL
                 AND c.user_id IS DISTINCT FROM $3
                 AND (c.field, c.upload_id, c.removed_in) IS DISTINCT FROM ($5, $6, NULL::integer)
                 AND c.id > coalesce((SELECT last_comment FROM comment_reads
                     WHERE organisation_id = $1 AND submission_id = $2 AND user_id = $3), 0))
         ON CONFLICT (submission_id, user_id) DO UPDATE SET last_comment = excluded.last_comment
         WHERE comment_reads.last_comment < excluded.last_comment",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(submission)
    .bind::<Int8, _>(user)
    .bind::<Int8, _>(last)
    .bind::<Nullable<Text>, _>(about.map(AboutRow::field))
    .bind::<Nullable<Int8>, _>(about.and_then(AboutRow::photo))
    .execute(conn)
    .await
    .map(drop)
}

/// A question of an item that a correction has moved or taken out.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedQuestion {
    pub from: String,
    /// Its name and label now; none: its item was taken out.
    pub to: Option<String>,
    pub label: Option<Value>,
}

/// The questions that comments of a submission are about, but for those of items that were taken out.
pub async fn questions(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<Vec<String>> {
    comments::table
        .filter(comments::organisation_id.eq(organisation))
        .filter(comments::submission_id.eq(submission))
        .filter(comments::removed_in.is_null())
        .filter(comments::field.is_not_null())
        .select(comments::field.assume_not_null())
        .distinct()
        .load(conn)
        .await
}

/// Renames the questions of moved items in the comments about them, all at once, and notes which revision took the
/// others out.
pub async fn follow_items(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    revision: i32,
    moved: &[MovedQuestion],
) -> QueryResult<()> {
    if moved.is_empty() {
        return Ok(());
    }
    prepared_sql(
        "UPDATE comments c SET field = coalesce(m.now, c.field), field_label = coalesce(m.label, c.field_label),
             removed_in = CASE WHEN m.now IS NULL THEN $3 END
         FROM unnest($4::text[], $5::text[], $6::jsonb[]) AS m (before, now, label)
         WHERE c.organisation_id = $1 AND c.submission_id = $2 AND c.field = m.before AND c.removed_in IS NULL",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(submission)
    .bind::<Int4, _>(revision)
    .bind::<Array<Text>, _>(moved.iter().map(|one| one.from.as_str()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(moved.iter().map(|one| one.to.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Jsonb>>, _>(moved.iter().map(|one| one.label.as_ref()).collect::<Vec<_>>())
    .execute(conn)
    .await
    .map(drop)
}

/// Comments about photos that the newest revision has are about the question that each answers now.
pub async fn follow_photos(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<()> {
    prepared_sql(
        "UPDATE comments c SET field = u.field, removed_in = NULL FROM uploaded_files u
         WHERE c.organisation_id = $1 AND c.submission_id = $2 AND u.id = c.upload_id AND u.removed_in IS NULL
             AND u.field <> '' AND (c.field, c.removed_in) IS DISTINCT FROM (u.field, NULL::integer)",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(submission)
    .execute(conn)
    .await
    .map(drop)
}
