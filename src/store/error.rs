//! Converts errors of diesel and the pool to a [`Problem`].
//!
//! An unavailable database and a missing row are never confused: the first is `Problem::Unavailable`, the second an
//! `Option` in the result of a query.

use super::{
    pool::{Connection, PgPool, TenantScope},
    types::invalid_value,
};
use crate::domain::problem::Problem;
use anyhow::anyhow;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::{AsyncPgConnection, pooled_connection::deadpool::PoolError};

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        if is_disk_full(&error) {
            return Problem::StorageFull(anyhow!(error));
        }
        if lost_connection(&error) || is_cancelled(&error) {
            return Problem::Unavailable(anyhow!(error));
        }
        match invalid_value(&error) {
            Some(text) => Problem::Internal(anyhow!(text)),
            None => Problem::Internal(anyhow!(error)),
        }
    }
}

/// Whether the connection was lost, so that the result of a commit is unknown.
pub fn lost_connection(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => true,
        Error::DatabaseError(_, info) => {
            let text = info.message();
            [
                "connection closed",
                "terminating connection",
                "the database system is",
                "error communicating with the server",
            ]
            .iter()
            .any(|sign| text.contains(sign))
        }
        Error::RollbackErrorOnCommit { commit_error, .. } => lost_connection(commit_error),
        Error::BrokenTransactionManager => true,
        _ => false,
    }
}

/// Stopped by a timeout, a deadlock or a read-only server; a retry can succeed.
fn is_cancelled(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::ReadOnlyTransaction, _) => {
            true
        }
        Error::DatabaseError(_, info) => ["canceling statement", "deadlock detected", "read-only transaction"]
            .iter()
            .any(|sign| info.message().contains(sign)),
        _ => false,
    }
}

fn is_disk_full(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(_, info) if info.message().contains("No space left on device"))
}

/// A connection that sees the rows of one organisation.
///
/// # Errors
/// `Problem::Unavailable` if the pool has no connection within its time limit.
pub async fn tenant_connection(pool: &PgPool, organisation: i64) -> Result<Connection, Problem> {
    scoped_connection(pool, TenantScope::Tenant(organisation)).await
}

/// A connection that sees the rows of all organisations. `tests/integration/tenant_isolation.rs` lists the allowed
/// callers and their reasons.
pub async fn cross_tenant_connection(pool: &PgPool) -> Result<Connection, Problem> {
    scoped_connection(pool, TenantScope::AllTenants).await
}

/// A connection with any tenant scope.
pub async fn scoped_connection(pool: &PgPool, scope: TenantScope) -> Result<Connection, Problem> {
    pool.connection(scope).await.map_err(no_connection)
}

/// A connection that sees the rows of one organisation and never returns to the pool.
pub async fn detached_tenant_connection(pool: &PgPool, organisation: i64) -> Result<AsyncPgConnection, Problem> {
    pool.detached_connection(TenantScope::Tenant(organisation)).await.map_err(no_connection)
}

/// A connection that sees the rows of all organisations and never returns to the pool.
pub async fn detached_cross_tenant_connection(pool: &PgPool) -> Result<AsyncPgConnection, Problem> {
    pool.detached_connection(TenantScope::AllTenants).await.map_err(no_connection)
}

fn no_connection(error: PoolError) -> Problem {
    Problem::Unavailable(anyhow!("no database connection: {error}"))
}
