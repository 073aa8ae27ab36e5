//! The photos of comments.

use crate::{
    domain::ids::UploadId,
    store::{
        schema::{comments, uploaded_files},
        uploads::UploadRow,
    },
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A photo of a comment on a submission.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    id: &UploadId,
) -> QueryResult<Option<UploadRow>> {
    uploaded_files::table
        .inner_join(comments::table.on(uploaded_files::comment_id.eq(comments::id.nullable())))
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq(id))
        .filter(comments::submission_id.eq(submission))
        .select(UploadRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Deletes the photos of a comment; returns their ids, so that the files can be deleted.
pub async fn delete(conn: &mut AsyncPgConnection, organisation: i64, comment: i64) -> QueryResult<Vec<UploadId>> {
    let photos = uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::comment_id.eq(comment));
    diesel::delete(photos).returning(uploaded_files::upload_id).load(conn).await
}

/// The photos of the comments of a person.
pub async fn of_author(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .inner_join(comments::table.on(uploaded_files::comment_id.eq(comments::id.nullable())))
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(comments::user_id.eq(user))
        .order(uploaded_files::id)
        .select(UploadRow::as_select())
        .load(conn)
        .await
}
