//! Checks of the database server: whether it is reachable, and whether its durability settings are on.

use super::{connect, error::lost_connection};
use diesel::{ConnectionError, QueryResult, QueryableByName, result::Error, sql_types::Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::time::Duration;
use tokio::time::timeout;

/// The time limit for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The result of a connection attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The connection succeeded.
    Ready,
    /// The server is unreachable or starting; a retry can succeed.
    Later(String),
    /// A retry will fail too: wrong password, or the database does not exist.
    Refused(String),
}

pub async fn ping(url: &str) -> Answer {
    match timeout(PATIENCE, connect::open(url)).await {
        Ok(Ok(_)) => Answer::Ready,
        Err(_) => Answer::Later(format!("no answer within {} seconds", PATIENCE.as_secs())),
        Ok(Err(ConnectionError::CouldntSetupConfiguration(error))) if can_pass(&error) => {
            Answer::Later(error.to_string())
        }
        Ok(Err(error)) => Answer::Refused(error.to_string()),
    }
}

/// Whether a connection of the pool can run a statement.
pub async fn answers(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    diesel::sql_query("SELECT 1").execute(conn).await.map(drop)
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The settings that are off although confirmed commits could be lost in a power failure without them.
pub async fn durability_turned_off(conn: &mut AsyncPgConnection) -> QueryResult<Vec<String>> {
    let query = "SELECT name FROM pg_settings
        WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off' ORDER BY name";
    let off: Vec<Setting> = diesel::sql_query(query).load(conn).await?;
    Ok(off.into_iter().map(|setting| setting.name).collect())
}

/// Whether a retry can succeed.
fn can_pass(error: &Error) -> bool {
    let text = error.to_string();
    let full = ["too many clients", "too many connections", "connection slots"];
    // An invalid URL gives the same type of error as an unreachable server.
    !text.contains("invalid") && (lost_connection(error) || full.iter().any(|sign| text.contains(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::result::DatabaseErrorKind::{self, UnableToSendCommand, Unknown};

    #[test]
    fn only_transient_database_errors_are_retried() {
        let passes =
            |kind: DatabaseErrorKind, text: &str| can_pass(&Error::DatabaseError(kind, Box::new(text.to_owned())));
        assert!(passes(UnableToSendCommand, "error connecting to server"));
        assert!(passes(Unknown, "the database system is starting up"));
        assert!(passes(Unknown, "sorry, too many clients already"));
        assert!(!passes(UnableToSendCommand, "invalid configuration: unknown option `pasword`"));
        assert!(!passes(Unknown, "database \"nope\" does not exist"));
        assert!(!passes(Unknown, "password authentication failed for user \"me\""));
    }
}
