//! The remembered members, which requests and `follow` share.

use crate::domain::member::Member;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use time::{Duration, OffsetDateTime};

/// For how long a confirmation counts.
const TRUSTED: std::time::Duration = std::time::Duration::from_secs(1);

/// The longest use of an entry. Shorter than the interval in which the last use of a session is recorded.
const KEPT: Duration = Duration::seconds(30);

/// The maximum number of entries, about 10 MB.
const MOST: usize = 10_000;

/// The SHA-256 of a session token or API token.
pub(super) type TokenHash = [u8; 32];

/// The members of one process.
#[derive(Default)]
pub(super) struct Members(Mutex<State>);

#[derive(Default)]
struct State {
    generation: Generation,
    /// When the last confirmation was asked for. None: the database is not listened to.
    confirmed_at: Option<Instant>,
    entries: HashMap<TokenHash, Entry>,
}

pub(super) struct Entry {
    member: Arc<Member>,
    since: OffsetDateTime,
    until: OffsetDateTime,
}

/// Counts the changes. A look-up is remembered only if there was none while it ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generation(u64);

impl Entry {
    /// Used until `end`, and for at most [`KEPT`].
    pub(super) fn new(member: &Arc<Member>, since: OffsetDateTime, end: OffsetDateTime) -> Entry {
        Entry { member: Arc::clone(member), since, until: end.min(since + KEPT) }
    }
}

impl Members {
    pub(super) fn get(&self, token: &TokenHash, now: OffsetDateTime) -> Option<Arc<Member>> {
        let state = self.lock();
        let current = state.confirmed_at.is_some_and(|at| at.elapsed() < TRUSTED);
        // A clock that was set back makes an entry invalid.
        let entry = state.entries.get(token).filter(|entry| current && (entry.since..entry.until).contains(&now))?;
        Some(Arc::clone(&entry.member))
    }

    pub(super) fn remember(&self, token: TokenHash, entry: Entry, generation: Generation) {
        let mut state = self.lock();
        if state.generation != generation {
            return;
        }
        if state.entries.len() >= MOST {
            state.entries.clear();
        }
        state.entries.insert(token, entry);
    }

    pub(super) fn forget_all(&self) {
        let mut state = self.lock();
        state.generation = Generation(state.generation.0.wrapping_add(1));
        state.entries.clear();
    }

    /// Everything that was committed before `asked_at` is known.
    pub(super) fn confirm(&self, asked_at: Instant) {
        self.lock().confirmed_at = Some(asked_at);
    }

    /// Changes may be missed from now on.
    pub(super) fn stop_trusting(&self) {
        self.lock().confirmed_at = None;
        self.forget_all();
    }

    pub(super) fn generation(&self) -> Generation {
        self.lock().generation
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
