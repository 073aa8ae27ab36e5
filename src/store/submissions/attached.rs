//! What there is about a submission besides its row, in one statement, so that its page asks only for what exists.

use crate::{domain::ids::UploadId, store::prepared_sql::prepared_sql};
use diesel::{
    QueryResult, QueryableByName,
    sql_types::{BigInt, Bool, Jsonb, Nullable},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Attached {
    #[diesel(sql_type = Bool)]
    pub has_approval: bool,
    #[diesel(sql_type = Bool)]
    pub has_actions: bool,
    /// Work is left for one of them.
    #[diesel(sql_type = Bool)]
    pub has_open_actions: bool,
    /// Another submission inspects it again.
    #[diesel(sql_type = Bool)]
    pub has_reinspections: bool,
    #[diesel(sql_type = Bool)]
    pub has_client_responses: bool,
    /// The reader was told something about it and has not read that.
    #[diesel(sql_type = Bool)]
    pub has_unread_notifications: bool,
    /// Comments that were not deleted.
    #[diesel(sql_type = BigInt)]
    pub comments: i64,
    /// Those of others that the reader has not seen.
    #[diesel(sql_type = BigInt)]
    pub new_comments: i64,
    #[diesel(sql_type = Jsonb)]
    commented: Value,
}

/// A question or a photo that comments are about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CommentedPlace {
    /// The name of the question.
    pub field: String,
    /// None: the comments are about the answer.
    pub photo: Option<UploadId>,
    /// Comments that were not deleted.
    pub count: i64,
    /// The key of the first of them.
    pub first: i64,
}

impl Attached {
    /// The questions and photos that comments are about.
    pub fn commented(&self) -> Vec<CommentedPlace> {
        Vec::deserialize(&self.commented).unwrap_or_default()
    }
}

/// What there is about a submission, for a reader. Without an account nothing was read.
pub async fn attached(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    reader: Option<i64>,
) -> QueryResult<Attached> {
    prepared_sql(
        "SELECT EXISTS (SELECT FROM approvals WHERE organisation_id = $1 AND submission_id = $2) AS has_approval,
             EXISTS (SELECT FROM actions WHERE organisation_id = $1 AND submission_id = $2) AS has_actions,
             EXISTS (SELECT FROM actions WHERE organisation_id = $1 AND submission_id = $2
                 AND status IN ('open', 'in_progress')) AS has_open_actions,
             EXISTS (SELECT FROM submissions WHERE organisation_id = $1 AND reinspects_id = $2) AS has_reinspections,
             EXISTS (SELECT FROM client_responses WHERE organisation_id = $1 AND submission_id = $2) AS has_client_responses,
             EXISTS (SELECT FROM notifications WHERE organisation_id = $1 AND user_id = $3 AND submission_id = $2
                 AND read_at IS NULL) AS has_unread_notifications,
             count(*) AS comments,
             count(*) FILTER (WHERE c.user_id IS DISTINCT FROM $3 AND c.id > coalesce((SELECT last_comment
                 FROM comment_reads WHERE organisation_id = $1 AND submission_id = $2 AND user_id = $3), 0)) AS new_comments,
             coalesce((SELECT jsonb_agg(to_jsonb(p)) FROM (SELECT x.field, f.upload_id AS photo, count(*), min(x.id) AS first
                 FROM comments x LEFT JOIN uploaded_files f ON f.id = x.upload_id
                 WHERE x.organisation_id = $1 AND x.submission_id = $2 AND x.deleted_at IS NULL AND x.field IS NOT NULL
                     AND x.removed_in IS NULL
                 GROUP BY x.field, f.upload_id) p), '[]') AS commented
         FROM comments c WHERE c.organisation_id = $1 AND c.submission_id = $2 AND c.deleted_at IS NULL",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(submission)
    .bind::<Nullable<BigInt>, _>(reader)
    .get_result(conn)
    .await
}
