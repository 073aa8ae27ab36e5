//! Whether the database server answers at all, asked before there is a pool.

use diesel::ConnectionError;
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

pub async fn knock(url: &str) -> Answer {
    match timeout(PATIENCE, AsyncPgConnection::establish(url)).await {
        Ok(Ok(_)) => Answer::Ready,
        Err(_) => Answer::Later(format!("no answer within {} seconds", PATIENCE.as_secs())),
        Ok(Err(ConnectionError::BadConnection(reason))) if !is_final(&reason) => Answer::Later(reason),
        Ok(Err(error)) => Answer::Refused(error.to_string()),
    }
}

/// A server that answers "FATAL" has decided, unless it says that it is starting, stopping or full.
fn is_final(reason: &str) -> bool {
    let passing = ["the database system is", "too many clients", "connection slots", "too many connections"];
    reason.contains("FATAL") && !passing.iter().any(|sign| reason.contains(sign)) || reason.contains("invalid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_pass_is_waited_for() {
        assert!(is_final("db error: FATAL: database \"nope\" does not exist"));
        assert!(is_final("db error: FATAL: password authentication failed for user \"me\""));
        assert!(!is_final("db error: FATAL: the database system is starting up"));
        assert!(!is_final("db error: FATAL: sorry, too many clients already"));
        assert!(!is_final("error connecting to server: Connection refused (os error 111)"));
    }
}
