//! Comments on submissions, and up to which one each member has read.

use super::schema::{comments, users};
use diesel::{prelude::*, sql_types::Int8};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

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
}

/// The newest comments of a submission below a key, newest first.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    before: i64,
    limit: i64,
) -> QueryResult<Vec<CommentRow>> {
    comments::table
        .left_join(users::table.on(comments::user_id.eq(users::id.nullable())))
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
        ))
        .load(conn)
        .await
}

/// Adds a comment; returns its key.
pub async fn add(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    user: Option<i64>,
    (body, mentions): (&str, &[i64]),
    now: OffsetDateTime,
) -> QueryResult<i64> {
    diesel::insert_into(comments::table)
        .values((
            comments::organisation_id.eq(organisation),
            comments::submission_id.eq(submission),
            comments::user_id.eq(user),
            comments::body.eq(body),
            comments::mentions.eq(mentions),
            comments::created_at.eq(now),
        ))
        .returning(comments::id)
        .get_result(conn)
        .await
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

/// Records that a member has read up to a comment; never backwards.
pub async fn mark_read(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    user: i64,
    last: i64,
) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO comment_reads (organisation_id, submission_id, user_id, last_comment) VALUES ($1, $2, $3, $4)
         ON CONFLICT (submission_id, user_id) DO UPDATE SET last_comment = excluded.last_comment
         WHERE comment_reads.last_comment < excluded.last_comment",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(submission)
    .bind::<Int8, _>(user)
    .bind::<Int8, _>(last)
    .execute(conn)
    .await
    .map(drop)
}
