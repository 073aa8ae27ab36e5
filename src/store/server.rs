//! The database server itself: whether it answers, before and behind a pool, and whether it keeps what it confirms.

use super::error::lost_connection;
use diesel::{ConnectionError, QueryResult, QueryableByName, result::Error, sql_types::Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use std::time::Duration;
use tokio::time::timeout;

/// How long a server may take to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// What came of knocking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It let us in.
    Ready,
    /// Nobody there, or it is only starting: knocking again can help.
    Later(String),
    /// It knows us not, and will not later: a wrong password, a database that does not exist.
    Refused(String),
}

pub async fn ping(url: &str) -> Answer {
    match timeout(PATIENCE, AsyncPgConnection::establish(url)).await {
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

/// The settings that are off and without which a commit that was confirmed can be lost in a power cut.
pub async fn durability_turned_off(conn: &mut AsyncPgConnection) -> QueryResult<Vec<String>> {
    let query = "SELECT name FROM pg_settings
        WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off' ORDER BY name";
    let off: Vec<Setting> = diesel::sql_query(query).load(conn).await?;
    Ok(off.into_iter().map(|setting| setting.name).collect())
}

/// Whether the same question may get another answer soon.
fn can_pass(error: &Error) -> bool {
    let text = error.to_string();
    let full = ["too many clients", "too many connections", "connection slots"];
    // An address that makes no sense comes as the same kind of error as a server that is not there.
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
