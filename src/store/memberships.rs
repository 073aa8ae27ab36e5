//! Memberships: the role of a user in an organisation.

use super::schema::{memberships, organisations};
use crate::domain::access::Role;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A condition on a membership `m` with its account `u`: the member can sign in and reads submissions, which viewers do
/// not (`domain::access`).
pub const ACTIVE: &str = "m.suspended_at IS NULL AND u.disabled_at IS NULL AND m.role <> 'viewer'";

/// An organisation that a user is a member of.
#[derive(Clone, Debug, Queryable)]
pub struct Membership {
    pub organisation_id: i64,
    pub organisation_public_id: String,
    pub organisation_name: String,
    pub role: Role,
}

/// The memberships of a user that are not suspended, oldest first.
pub async fn of_user(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Vec<Membership>> {
    memberships::table
        .inner_join(organisations::table)
        .filter(memberships::user_id.eq(user))
        .filter(memberships::suspended_at.is_null())
        .order(memberships::id)
        .select((organisations::id, organisations::public_id, organisations::name, memberships::role))
        .load(conn)
        .await
}

/// Adds a membership; false if it exists already.
pub async fn add(conn: &mut AsyncPgConnection, organisation: i64, user: i64, role: Role) -> QueryResult<bool> {
    let added = diesel::insert_into(memberships::table)
        .values((
            memberships::organisation_id.eq(organisation),
            memberships::user_id.eq(user),
            memberships::role.eq(role),
        ))
        .on_conflict((memberships::organisation_id, memberships::user_id))
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(added > 0)
}

/// The organisation whose audit log records changes of an account: its first membership, suspended or not.
pub async fn first_of(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Option<i64>> {
    memberships::table
        .filter(memberships::user_id.eq(user))
        .order(memberships::id)
        .select(memberships::organisation_id)
        .first(conn)
        .await
        .optional()
}

/// What a member offers themselves when they approve.
#[derive(Clone, Debug, Queryable)]
pub struct UsualRow {
    pub comment: Option<String>,
    /// Of the signature: a decoded PNG, and a name.
    pub picture: Option<Vec<u8>>,
    pub name: Option<String>,
}

pub async fn usual(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<Option<UsualRow>> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::user_id.eq(user))
        .select((memberships::review_comment, memberships::review_signature, memberships::review_signature_name))
        .first(conn)
        .await
        .optional()
}

/// Saves the picture and the name of a signature, or deletes both.
pub async fn set_review_signature(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    (picture, name): (Option<&[u8]>, Option<&str>),
) -> QueryResult<()> {
    let own =
        memberships::table.filter(memberships::organisation_id.eq(organisation)).filter(memberships::user_id.eq(user));
    let signature = (memberships::review_signature.eq(picture), memberships::review_signature_name.eq(name));
    diesel::update(own).set(signature).execute(conn).await.map(drop)
}

pub async fn set_review_comment(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    comment: Option<&str>,
) -> QueryResult<()> {
    let own =
        memberships::table.filter(memberships::organisation_id.eq(organisation)).filter(memberships::user_id.eq(user));
    diesel::update(own).set(memberships::review_comment.eq(comment)).execute(conn).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::Permission;

    #[test]
    fn only_the_role_that_the_condition_names_reads_no_submissions() {
        let (_, excluded) = ACTIVE.split_once("m.role <> ").unwrap_or_default();
        let without = Role::ALL.iter().filter(|role| !role.has_permission(Permission::ReadSubmissions));
        let without: Vec<String> = without.map(|role| format!("'{}'", role.as_str())).collect();
        assert_eq!(without, [excluded]);
    }
}
