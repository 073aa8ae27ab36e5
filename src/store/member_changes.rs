//! Notifications of changes of members.
//!
//! Triggers notify the channel when a commit changes what `session_of` or `api_token_of` return: sessions, tokens, users,
//! memberships, organisations, second factors, pending submissions, notifications that were read. Uses of a session or
//! token are not announced.
//!
//! Invariant: when [`MemberChanges::confirm`] returns, every change that was committed before it was called has been
//! announced. The server delivers notifications before it ends the answer to a query.

use super::connect::{self, OnNotification};
use diesel::{ConnectionError, QueryResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use std::time::Duration;

/// How long the server may be silent while it owes an answer.
const SILENCE: Duration = Duration::from_secs(1);

/// A connection that listens. It ends by being dropped.
pub struct MemberChanges(AsyncPgConnection);

impl MemberChanges {
    /// Listens to the changes that are committed from now on; `on_change` is called after each.
    pub async fn listen(url: &str, on_change: OnNotification) -> Result<MemberChanges, ConnectionError> {
        let mut conn = connect::listening(url, SILENCE, on_change).await?;
        conn.batch_execute(
            "SET application_name = 'injaaz member changes'; SET ROLE injaaz_app; LISTEN member_changes",
        )
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(MemberChanges(conn))
    }

    /// Waits until all changes so far have been announced.
    pub async fn confirm(&mut self) -> QueryResult<()> {
        self.0.batch_execute("").await
    }
}
