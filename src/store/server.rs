//! Whether the database server answers at all, asked before there is a pool.

use super::error::lost_connection;
use diesel::{ConnectionError, result::Error};
use diesel_async::{AsyncConnection, AsyncPgConnection};
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
