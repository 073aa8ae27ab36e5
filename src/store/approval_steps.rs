//! The steps of approvals: who decided what, and when.

use super::schema::{approval_steps, users};
use crate::domain::approval::step::StepKind;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

#[derive(Insertable)]
#[diesel(table_name = approval_steps)]
pub struct NewStep<'a> {
    pub organisation_id: i64,
    pub submission_id: i64,
    pub kind: StepKind,
    pub revision: i32,
    pub round: i32,
    pub stage: i32,
    pub reviewers: Option<i32>,
    pub reviewers_name: Option<&'a str>,
    pub user_id: Option<i64>,
    pub absent_id: Option<i64>,
    pub in_place: bool,
    pub comment: Option<&'a str>,
    pub marks: &'a Value,
    pub signature: Option<&'a [u8]>,
    pub signature_name: Option<&'a str>,
    pub decided_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, step: &NewStep<'_>) -> QueryResult<()> {
    diesel::insert_into(approval_steps::table).values(step).execute(conn).await.map(drop)
}

/// A step with the name of its person, and of the absent member for whom a delegate took it. The signature is read apart.
#[derive(Clone, Debug, Queryable)]
pub struct StepRow {
    pub id: i64,
    pub kind: StepKind,
    pub revision: i32,
    pub round: i32,
    pub stage: i32,
    pub reviewers: Option<i32>,
    pub reviewers_name: Option<String>,
    pub user_id: Option<i64>,
    pub full_name: Option<String>,
    pub email: Option<String>,
    pub absent_id: Option<i64>,
    pub absent_full_name: Option<String>,
    pub absent_email: Option<String>,
    pub in_place: bool,
    pub comment: Option<String>,
    pub marks: Value,
    pub is_signed: bool,
    pub signature_name: Option<String>,
    pub decided_at: OffsetDateTime,
}

/// The steps of a submission, oldest first.
pub async fn of(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<Vec<StepRow>> {
    let absent = diesel::alias!(users as absent_members);
    approval_steps::table
        .left_join(users::table.on(approval_steps::user_id.eq(users::id.nullable())))
        .left_join(absent.on(approval_steps::absent_id.eq(absent.field(users::id).nullable())))
        .filter(approval_steps::organisation_id.eq(organisation))
        .filter(approval_steps::submission_id.eq(submission))
        .order(approval_steps::id)
        .select((
            approval_steps::id,
            approval_steps::kind,
            approval_steps::revision,
            approval_steps::round,
            approval_steps::stage,
            approval_steps::reviewers,
            approval_steps::reviewers_name,
            approval_steps::user_id,
            users::full_name.nullable(),
            users::email.nullable(),
            approval_steps::absent_id,
            absent.field(users::full_name).nullable(),
            absent.field(users::email).nullable(),
            approval_steps::in_place,
            approval_steps::comment,
            approval_steps::marks,
            approval_steps::signature.is_not_null(),
            approval_steps::signature_name,
            approval_steps::decided_at,
        ))
        .load(conn)
        .await
}

/// Whether a member has approved for some group at a stage in this round.
pub async fn has_approved(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    (round, stage): (i32, i32),
    user: i64,
) -> QueryResult<bool> {
    let approved = approval_steps::table
        .filter(approval_steps::organisation_id.eq(organisation))
        .filter(approval_steps::submission_id.eq(submission))
        .filter(approval_steps::round.eq(round))
        .filter(approval_steps::stage.eq(stage))
        .filter(approval_steps::kind.eq(StepKind::Approved))
        .filter(approval_steps::user_id.eq(user));
    diesel::select(diesel::dsl::exists(approved)).get_result(conn).await
}

/// The signatures of the steps of a submission, as PNG.
pub async fn signatures(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
) -> QueryResult<Vec<(i64, Vec<u8>)>> {
    approval_steps::table
        .filter(approval_steps::organisation_id.eq(organisation))
        .filter(approval_steps::submission_id.eq(submission))
        .filter(approval_steps::signature.is_not_null())
        .select((approval_steps::id, approval_steps::signature.assume_not_null()))
        .load(conn)
        .await
}

/// The signature of one of them, as PNG.
pub async fn signature(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    step: i64,
) -> QueryResult<Option<Vec<u8>>> {
    let found: Option<Option<Vec<u8>>> = approval_steps::table
        .filter(approval_steps::organisation_id.eq(organisation))
        .filter(approval_steps::submission_id.eq(submission))
        .filter(approval_steps::id.eq(step))
        .select(approval_steps::signature)
        .first(conn)
        .await
        .optional()?;
    Ok(found.flatten())
}
