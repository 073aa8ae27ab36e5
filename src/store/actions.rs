//! Actions. `entries` has what happened with them, `photos` the photos of the entries, `list` the queries of the list
//! and of the board, `recurring` the actions about the same finding, `follow` what a correction changes about them.
//!
//! Invariants: an entry is added in the transaction that it tells of and never changed; a step is one conditional
//! statement, so that of two people who take it at once one does.

pub mod entries;
pub mod follow;
pub mod list;
pub mod photos;
pub mod recurring;

use super::{
    memberships::ACTIVE,
    schema::{actions, submissions, users},
    submission_scope::{self, Condition},
};
use crate::domain::{
    access::SubmissionScope,
    action::{ActionStatus, ActionStep, Severity},
    ids::{ActionId, ModuleSlug, SubmissionId, UserId},
};
use diesel::{dsl::sql, pg::Pg, prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

#[derive(Debug, Insertable)]
#[diesel(table_name = actions)]
pub struct NewAction<'a> {
    pub action_id: &'a ActionId,
    pub organisation_id: i64,
    pub submission_id: i64,
    pub module: &'a ModuleSlug,
    pub site_name: &'a str,
    pub site_key: &'a str,
    pub item: Option<&'a str>,
    pub question: Option<&'a str>,
    pub title: &'a str,
    pub details: Option<&'a str>,
    pub severity: Severity,
    pub owner_id: Option<i64>,
    pub due_on: Date,
    pub created_by: Option<i64>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub finding_key: Option<&'a [u8]>,
    pub recurs: bool,
    pub upload_id: Option<i64>,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = actions)]
pub struct ActionRow {
    pub id: i64,
    pub action_id: ActionId,
    pub submission_id: i64,
    pub module: ModuleSlug,
    pub site_name: String,
    pub item: Option<String>,
    pub question: Option<String>,
    pub title: String,
    pub details: Option<String>,
    pub severity: Severity,
    pub status: ActionStatus,
    pub owner_id: Option<i64>,
    pub due_on: Date,
    pub created_by: Option<i64>,
    pub created_at: OffsetDateTime,
    pub finished_by: Option<i64>,
    pub row_version: i32,
    /// What it is about, for the comparison with other actions.
    pub finding_key: Option<Vec<u8>>,
    /// Another submission had an action about the same finding not long before.
    pub recurs: bool,
    /// The key of the photo that it is about.
    pub upload_id: Option<i64>,
}

pub async fn add(conn: &mut AsyncPgConnection, action: &NewAction<'_>) -> QueryResult<i64> {
    diesel::insert_into(actions::table).values(action).returning(actions::id).get_result(conn).await
}

/// The actions that a member sees: those of submissions within their scope, and their own.
pub(super) fn visible<'a>(
    organisation: i64,
    reach: &SubmissionScope,
    user: Option<i64>,
) -> actions::BoxedQuery<'a, Pg> {
    let all = actions::table.filter(actions::organisation_id.eq(organisation)).into_boxed();
    match submission_scope::within(reach) {
        None => all,
        Some(within) => all.filter(
            sql::<sql_types::Bool>(
                "actions.submission_id IN (SELECT submissions.id FROM submissions WHERE submissions.organisation_id = ",
            )
            .bind::<sql_types::Int8, _>(organisation)
            .sql(" AND ")
            .bind::<sql_types::Bool, Condition<actions::table>>(within)
            .sql(")")
            // No row has the id -1: without an account there are no own actions.
            .or(actions::owner_id.eq(user.unwrap_or(-1))),
        ),
    }
}

/// An action that the member sees, with the submission that it is about.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    user: Option<i64>,
    id: &ActionId,
) -> QueryResult<Option<(ActionRow, SubmissionId)>> {
    let found = visible(organisation, reach, user).filter(actions::action_id.eq(id)).select(ActionRow::as_select());
    let Some(row) = found.first::<ActionRow>(conn).await.optional()? else { return Ok(None) };
    let about = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq(row.submission_id))
        .select(submissions::submission_id);
    Ok(about.first(conn).await.optional()?.map(|submission| (row, submission)))
}

/// The actions of a submission in the order in which they were made.
pub async fn of_submission(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: &SubmissionId,
    limit: i64,
) -> QueryResult<Vec<(ActionRow, Option<String>)>> {
    let about = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::submission_id.eq(submission))
        .select(submissions::id);
    let query = actions::table
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::submission_id.eq_any(about))
        .order(actions::id)
        .limit(limit)
        .select(ActionRow::as_select());
    let rows = query.load(conn).await?;
    with_owners(conn, rows).await
}

/// Rows with the names of their owners.
async fn with_owners(
    conn: &mut AsyncPgConnection,
    rows: Vec<ActionRow>,
) -> QueryResult<Vec<(ActionRow, Option<String>)>> {
    let mut owners: Vec<i64> = rows.iter().filter_map(|row| row.owner_id).collect();
    owners.sort_unstable();
    owners.dedup();
    let names: Vec<(i64, Option<String>, String)> = match owners.is_empty() {
        true => Vec::new(),
        false => {
            let named = users::table.filter(users::id.eq_any(owners));
            named.select((users::id, users::full_name, users::email)).load(conn).await?
        }
    };
    let name = |id: i64| {
        let found = names.iter().find(|(user, ..)| *user == id);
        found.map(|(_, name, email)| name.clone().unwrap_or_else(|| email.clone()))
    };
    Ok(rows.into_iter().map(|row| (row.owner_id.and_then(name), row)).map(|(owner, row)| (row, owner)).collect())
}

/// The public id of a user and the name of their account.
pub async fn person(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Option<(UserId, String)>> {
    let row = users::table.filter(users::id.eq(user)).select((users::public_id, users::full_name, users::email));
    let found: Option<(UserId, Option<String>, String)> = row.first(conn).await.optional()?;
    Ok(found.map(|(id, name, email)| (id, name.unwrap_or(email))))
}

/// The names of users by their public ids.
pub async fn names(conn: &mut AsyncPgConnection, ids: &[UserId]) -> QueryResult<Vec<(UserId, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let named = users::table.filter(users::public_id.eq_any(ids));
    let rows: Vec<(UserId, Option<String>, String)> =
        named.select((users::public_id, users::full_name, users::email)).load(conn).await?;
    Ok(rows.into_iter().map(|(id, name, email)| (id, name.unwrap_or(email))).collect())
}

/// Takes a step; `None` if the action is in another status now, or if the user would verify an action that they finished.
pub async fn take_step(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    action: i64,
    step: ActionStep,
    user: Option<i64>,
    now: OffsetDateTime,
) -> QueryResult<Option<ActionStatus>> {
    let from = ActionStatus::before(step);
    // Each step leads to one status, whatever the status before.
    let Some(to) = from.iter().find_map(|status| status.after(step)) else { return Ok(None) };
    let mut rows = diesel::update(actions::table)
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::id.eq(action))
        .filter(actions::status.eq_any(from))
        .set((
            actions::status.eq(to),
            actions::updated_at.eq(now),
            actions::row_version.eq(actions::row_version + 1),
            actions::finished_by.eq(sql::<sql_types::Nullable<sql_types::Int8>>("CASE WHEN ")
                .bind::<sql_types::Bool, _>(step == ActionStep::Finish)
                .sql(" THEN ")
                .bind::<sql_types::Nullable<sql_types::Int8>, _>(user)
                .sql(" ELSE finished_by END")),
        ))
        .into_boxed();
    if step == ActionStep::Verify {
        rows = rows.filter(actions::finished_by.is_distinct_from(user));
    }
    Ok((rows.execute(conn).await? == 1).then_some(to))
}

/// What of an action can be changed.
#[derive(Clone, Debug, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = actions, treat_none_as_null = true)]
pub struct ActionChange {
    pub title: String,
    pub details: Option<String>,
    pub severity: Severity,
    pub owner_id: Option<i64>,
    pub due_on: Date,
}

/// Changes an action unless it was changed since `version`; whether it was.
pub async fn change(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    action: i64,
    version: i32,
    change: &ActionChange,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let row = actions::table
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::id.eq(action))
        .filter(actions::row_version.eq(version));
    let bookkeeping = (actions::updated_at.eq(now), actions::row_version.eq(actions::row_version + 1));
    Ok(diesel::update(row).set((change, bookkeeping)).execute(conn).await? == 1)
}

/// The members who can own an action: everybody who can sign in, but for those who only read reports.
pub async fn possible_owners(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    limit: i64,
) -> QueryResult<Vec<PossibleOwner>> {
    diesel::sql_query(format!(
        "SELECT u.id, u.public_id, coalesce(u.full_name, u.email) AS name
         FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organisation_id = $1 AND {ACTIVE}
         ORDER BY lower(coalesce(u.full_name, u.email)), u.id LIMIT $2"
    ))
    .bind::<sql_types::Int8, _>(organisation)
    .bind::<sql_types::Int8, _>(limit)
    .load(conn)
    .await
}

#[derive(Clone, Debug, QueryableByName)]
pub struct PossibleOwner {
    #[diesel(sql_type = sql_types::Int8)]
    pub id: i64,
    #[diesel(sql_type = sql_types::Text)]
    pub public_id: UserId,
    #[diesel(sql_type = sql_types::Text)]
    pub name: String,
}
