//! Signed-in members, remembered for a short time so that most requests need no look-up of their session or API token.
//!
//! Input: the hash of a token, and the member that a look-up in the database found for it. Output: the member, as long as
//! nothing about any member has changed since that look-up.
//!
//! Invariants:
//! - A change by a request of this process is in force when its response is sent: `forget_all` is called before.
//! - A change by another process is in force within [`TRUSTED`]. `follow` listens to the database and confirms several
//!   times a second that no change is outstanding. Without a recent confirmation nothing is taken from memory.
//! - A look-up that was under way while something changed is not remembered ([`Generation`]).
//! - An entry is used for at most [`KEPT`], and never after the end of its session or token.

mod follow;

use crate::domain::member::Member;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use time::{Duration, OffsetDateTime};
use tokio::sync::mpsc;

/// For how long a confirmation counts.
const TRUSTED: std::time::Duration = std::time::Duration::from_secs(1);

/// The longest use of an entry. Shorter than the interval in which the last use of a session is recorded.
const KEPT: Duration = Duration::seconds(30);

/// The maximum number of entries, about 10 MB.
const MOST: usize = 10_000;

/// The SHA-256 of a session token or API token.
type TokenHash = [u8; 32];

/// The members of one process.
pub struct MemberCache {
    members: Arc<Members>,
    /// Asks `follow` for confirmations; none if nothing is to be remembered.
    wanted: Option<mpsc::Sender<()>>,
}

/// The state that requests share with `follow`.
#[derive(Default)]
struct Members(Mutex<State>);

#[derive(Default)]
struct State {
    generation: Generation,
    /// When the last confirmation was asked for. None: the database is not listened to.
    confirmed_at: Option<Instant>,
    entries: HashMap<TokenHash, Entry>,
}

struct Entry {
    member: Arc<Member>,
    since: OffsetDateTime,
    until: OffsetDateTime,
}

/// Counts the changes. A look-up is remembered only if there was none while it ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generation(u64);

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
        self.members.lock().generation
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
            let entry = Entry { member: Arc::clone(member), since: now, until: end.min(now + KEPT) };
            self.members.remember(token, entry, generation);
        }
    }

    /// Forgets everyone, after a change. Requests in other processes are told by the database.
    pub fn forget_all(&self) {
        self.members.forget_all();
    }
}

impl Members {
    fn get(&self, token: &TokenHash, now: OffsetDateTime) -> Option<Arc<Member>> {
        let state = self.lock();
        let current = state.confirmed_at.is_some_and(|at| at.elapsed() < TRUSTED);
        // A clock that was set back makes an entry invalid.
        let entry = state.entries.get(token).filter(|entry| current && (entry.since..entry.until).contains(&now))?;
        Some(Arc::clone(&entry.member))
    }

    fn remember(&self, token: TokenHash, entry: Entry, generation: Generation) {
        let mut state = self.lock();
        if state.generation != generation {
            return;
        }
        if state.entries.len() >= MOST {
            state.entries.clear();
        }
        state.entries.insert(token, entry);
    }

    fn forget_all(&self) {
        let mut state = self.lock();
        state.generation = Generation(state.generation.0.wrapping_add(1));
        state.entries.clear();
    }

    /// Everything that was committed before `asked_at` is known.
    fn confirm(&self, asked_at: Instant) {
        self.lock().confirmed_at = Some(asked_at);
    }

    /// Changes may be missed from now on.
    fn stop_trusting(&self) {
        self.lock().confirmed_at = None;
        self.forget_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
