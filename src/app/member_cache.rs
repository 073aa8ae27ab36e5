//! Signed-in members, remembered for a short time so that most requests need no look-up of their session or API token.
//!
//! Input: the hash of a token, and the member that a look-up in the database found for it. Output: the member, as long as
//! nothing about any member has changed since that look-up.
//!
//! Invariants:
//! - A change by a request of this process is in force when its response is sent: `forget_all` is called before.
//! - A change by another process is in force within a second. `follow` listens to the database and confirms several
//!   times a second that no change is outstanding. Without a recent confirmation nothing is taken from memory.
//! - A look-up that was under way while something changed is not remembered ([`Generation`]).
//! - An entry is used for at most half a minute, and never after the end of its session or token.

mod follow;
mod members;

pub use members::Generation;

use crate::domain::member::Member;
use members::{Entry, Members, TokenHash};
use std::sync::Arc;
use time::OffsetDateTime;
use tokio::sync::mpsc;

/// The members of one process.
pub struct MemberCache {
    members: Arc<Members>,
    /// Asks `follow` for confirmations; none if nothing is to be remembered.
    wanted: Option<mpsc::Sender<()>>,
}

impl MemberCache {
    /// A cache that remembers nothing.
    pub fn off() -> MemberCache {
        MemberCache { members: Arc::default(), wanted: None }
    }

    /// A cache that follows the changes in the database of this URL from its first use on, until it is dropped. Needs a
    /// tokio runtime.
    pub fn following(url: String) -> MemberCache {
        let (wanted, requests) = mpsc::channel(1);
        let members = Arc::default();
        tokio::spawn(follow::follow(url, Arc::clone(&members), requests));
        MemberCache { members, wanted: Some(wanted) }
    }

    /// The member of a token, if it is remembered and certainly unchanged.
    pub fn get(&self, token: &TokenHash, now: OffsetDateTime) -> Option<Arc<Member>> {
        // A full channel already has a request.
        let _ = self.wanted.as_ref()?.try_send(());
        self.members.get(token, now)
    }

    /// To be read before a look-up.
    pub fn generation(&self) -> Generation {
        self.members.generation()
    }

    /// Remembers the result of a look-up that began in this generation, until `end` at the latest.
    pub fn remember(
        &self,
        token: TokenHash,
        member: &Arc<Member>,
        generation: Generation,
        now: OffsetDateTime,
        end: OffsetDateTime,
    ) {
        if self.wanted.is_some() {
            self.members.remember(token, Entry::new(member, now, end), generation);
        }
    }

    /// Forgets everyone, after a change. Requests in other processes are told by the database.
    pub fn forget_all(&self) {
        self.members.forget_all();
    }
}
