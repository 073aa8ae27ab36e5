//! The last administrator: an organisation always keeps one who can sign in.
//!
//! Every transaction that changes or removes a membership takes the lock of its organisation before it checks. Of two
//! concurrent changes, the second waits and then sees the result of the first.

use crate::{
    domain::{
        access::Role,
        problem::{Conflict, Problem},
    },
    store,
};
use diesel::result::Error as DbError;
use diesel_async::AsyncPgConnection;

/// Serialises changes to the memberships of an organisation, until the transaction ends.
pub(super) async fn lock(conn: &mut AsyncPgConnection, organisation: i64) -> Result<(), DbError> {
    store::people::lock(conn, organisation).await
}

/// Refuses a change that was made under the [`lock`] in the same transaction, if no administrator is left.
pub(super) async fn require_one(conn: &mut AsyncPgConnection, organisation: i64) -> Result<(), Problem> {
    match store::people::active_administrators(conn, organisation, None).await? {
        0 => Err(Problem::Conflict(Conflict::LastAdministrator)),
        _ => Ok(()),
    }
}

/// Whether removing this member would leave no administrator. Takes the [`lock`].
pub(super) async fn is_last(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> Result<bool, DbError> {
    lock(conn, organisation).await?;
    Ok(store::people::role_of(conn, organisation, user).await? == Some(Role::Administrator)
        && store::people::active_administrators(conn, organisation, Some(user)).await? == 0)
}
