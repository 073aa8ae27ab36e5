//! What clients said about submissions behind shared links. Rows are added and never changed.

use super::schema::{client_responses, shared_links, submissions};
use crate::domain::{
    client_response::ClientResponseKind,
    ids::{JobId, LinkId, SubmissionId},
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// A link whose client may respond now, and the submission behind it.
#[derive(Debug, Queryable)]
pub struct RespondingLink {
    pub id: i64,
    pub organisation_id: i64,
    pub submission_key: i64,
    pub submission: SubmissionId,
    pub job: JobId,
    pub sender: Option<i64>,
    pub made_by: Option<i64>,
}

/// A link that allows responses and is neither revoked nor expired. A used-up limit of openings does not matter: who
/// responds has opened it. The link is the permission, so there is no filter by organisation.
pub async fn responding(
    conn: &mut AsyncPgConnection,
    link: &LinkId,
    now: OffsetDateTime,
) -> QueryResult<Option<RespondingLink>> {
    shared_links::table
        .inner_join(submissions::table.on(submissions::id.eq(shared_links::submission_id)))
        .filter(shared_links::link_id.eq(link))
        .filter(shared_links::allows_response)
        .filter(shared_links::revoked_at.is_null())
        .filter(shared_links::expires_at.gt(now))
        .select((
            shared_links::id,
            shared_links::organisation_id,
            shared_links::submission_id,
            submissions::submission_id,
            submissions::job_id,
            submissions::user_id,
            shared_links::made_by,
        ))
        .first(conn)
        .await
        .optional()
}

#[derive(Insertable)]
#[diesel(table_name = client_responses)]
pub struct NewClientResponse<'a> {
    pub organisation_id: i64,
    pub submission_id: i64,
    pub shared_link_id: i64,
    pub kind: ClientResponseKind,
    pub revision: i32,
    pub name: &'a str,
    pub comment: Option<&'a str>,
    pub signature: Option<&'a [u8]>,
    pub response_key: &'a str,
    pub created_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, response: &NewClientResponse<'_>) -> QueryResult<i64> {
    diesel::insert_into(client_responses::table).values(response).returning(client_responses::id).get_result(conn).await
}

/// The number of responses to a submission. Locks the submission until the end of the transaction, so that responses are
/// saved one after another: none exceeds a limit, and none is saved twice.
pub async fn count_locked(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<i64> {
    submissions::table.find(submission).select(submissions::id).for_update().first::<i64>(conn).await?;
    client_responses::table
        .filter(client_responses::organisation_id.eq(organisation))
        .filter(client_responses::submission_id.eq(submission))
        .count()
        .get_result(conn)
        .await
}

/// A response as it is shown. The signature is read apart.
#[derive(Clone, Debug, Queryable)]
pub struct ClientResponseRow {
    pub id: i64,
    pub link: i64,
    pub kind: ClientResponseKind,
    pub revision: i32,
    pub name: String,
    pub comment: Option<String>,
    pub is_signed: bool,
    pub created_at: OffsetDateTime,
}

/// The responses to a submission, oldest first.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Vec<ClientResponseRow>> {
    client_responses::table
        .filter(client_responses::organisation_id.eq(organisation))
        .filter(client_responses::submission_id.eq(submission))
        .order(client_responses::id)
        .select(as_row())
        .load(conn)
        .await
}

/// The response that a link has with this key.
pub async fn with_key(conn: &mut AsyncPgConnection, link: i64, key: &str) -> QueryResult<Option<ClientResponseRow>> {
    client_responses::table
        .filter(client_responses::shared_link_id.eq(link))
        .filter(client_responses::response_key.eq(key))
        .select(as_row())
        .first(conn)
        .await
        .optional()
}

#[diesel::dsl::auto_type]
fn as_row() -> _ {
    (
        client_responses::id,
        client_responses::shared_link_id,
        client_responses::kind,
        client_responses::revision,
        client_responses::name,
        client_responses::comment,
        client_responses::signature.is_not_null(),
        client_responses::created_at,
    )
}

/// The signatures of the responses to a submission, as PNG.
pub async fn signatures(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Vec<(i64, Vec<u8>)>> {
    client_responses::table
        .filter(client_responses::organisation_id.eq(organisation))
        .filter(client_responses::submission_id.eq(submission))
        .filter(client_responses::signature.is_not_null())
        .select((client_responses::id, client_responses::signature.assume_not_null()))
        .load(conn)
        .await
}

/// The signature of one of them, as PNG.
pub async fn signature(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    response: i64,
) -> QueryResult<Option<Vec<u8>>> {
    let found: Option<Option<Vec<u8>>> = client_responses::table
        .filter(client_responses::organisation_id.eq(organisation))
        .filter(client_responses::submission_id.eq(submission))
        .filter(client_responses::id.eq(response))
        .select(client_responses::signature)
        .first(conn)
        .await
        .optional()?;
    Ok(found.flatten())
}
