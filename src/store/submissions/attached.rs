//! What there is about a submission besides its row, in one statement, so that its page asks only for what exists.

use diesel::{
    QueryResult, QueryableByName,
    sql_types::{BigInt, Bool, Nullable},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Attached {
    #[diesel(sql_type = Bool)]
    pub has_approval: bool,
    #[diesel(sql_type = Bool)]
    pub has_actions: bool,
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
}

/// What there is about a submission, for a reader. Without an account nothing was read.
pub async fn attached(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    reader: Option<i64>,
) -> QueryResult<Attached> {
    diesel::sql_query(
        "SELECT EXISTS (SELECT FROM approvals WHERE organisation_id = $1 AND submission_id = $2) AS has_approval,
             EXISTS (SELECT FROM actions WHERE organisation_id = $1 AND submission_id = $2) AS has_actions,
             EXISTS (SELECT FROM client_responses WHERE organisation_id = $1 AND submission_id = $2) AS has_client_responses,
             EXISTS (SELECT FROM notifications WHERE organisation_id = $1 AND user_id = $3 AND submission_id = $2
                 AND read_at IS NULL) AS has_unread_notifications,
             count(*) AS comments,
             count(*) FILTER (WHERE c.user_id IS DISTINCT FROM $3 AND c.id > coalesce((SELECT last_comment
                 FROM comment_reads WHERE organisation_id = $1 AND submission_id = $2 AND user_id = $3), 0)) AS new_comments
         FROM comments c WHERE c.organisation_id = $1 AND c.submission_id = $2 AND c.deleted_at IS NULL",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(submission)
    .bind::<Nullable<BigInt>, _>(reader)
    .get_result(conn)
    .await
}
