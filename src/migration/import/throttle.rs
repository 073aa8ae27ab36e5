//! The speed of a run, chosen so that it does not slow down people who use the app.
//!
//! While no other transactions run in the database, batches are large and follow each other at once. When others run
//! more than [`AT_WORK`] transactions per second, batches are small, so that they wait only briefly for one. After each
//! such batch the run rests for [`REST`] times the time that the batch took from its first statement to its commit; a
//! slow commit, the first sign of a busy disk, thus lengthens the rest. A configured limit of files per second applies
//! in any case.

use std::time::{Duration, Instant};

/// Records in a batch without other load.
const LARGE: usize = 500;
/// Records in a batch under load: a few milliseconds of work.
const SMALL: usize = 25;
/// Bytes in a batch, independent of the number of records. One batch is read while another is written.
pub(super) const BYTES: u64 = 16 * 1024 * 1024;
/// Transactions of others per second. An idle server makes a few by itself.
const AT_WORK: f64 = 25.0;
const REST: u32 = 4;
/// How often the load is measured; the counters of the database lag by about a second.
const MEASURE_EVERY: Duration = Duration::from_millis(1_500);
/// The window over which the displayed rate is measured.
const WINDOW: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Throttle {
    limit: Option<u32>,
    others_at_work: bool,
    /// The last batch had known records only, to which the limit does not apply.
    only_known: bool,
    seen: Option<TransactionCount>,
    /// Transactions of this run since the last measurement.
    own: u64,
    /// Times and record counts of the last seconds.
    done: Vec<(Instant, u64)>,
}

#[derive(Clone, Copy, Debug)]
struct TransactionCount {
    at: Instant,
    transactions: i64,
}

impl Throttle {
    pub fn new(limit: Option<u32>) -> Throttle {
        Throttle { limit, others_at_work: false, only_known: false, seen: None, own: 0, done: Vec::new() }
    }

    pub fn limit(&mut self, limit: Option<u32>) {
        self.limit = limit;
    }

    /// Maximum number of records in the next batch.
    pub fn batch(&self) -> usize {
        let polite = if self.others_at_work { SMALL } else { LARGE };
        match self.limit {
            // Half a second of work, so that a pause takes effect soon.
            Some(limit) if !self.only_known => polite.min((limit as usize / 2).max(1)),
            _ => polite,
        }
    }

    /// How long to rest after a batch, given the number of its records that were new or changed, and its time in the
    /// database.
    pub fn rest(&mut self, new: usize, took: Duration, since: Duration) -> Duration {
        self.only_known = new == 0;
        let polite = if self.others_at_work { took * REST } else { Duration::ZERO };
        let limited = self.limit.map_or(Duration::ZERO, |limit| {
            let due = Duration::from_secs_f64(new as f64 / f64::from(limit.max(1)));
            due.saturating_sub(since)
        });
        polite.max(limited)
    }

    pub fn count_own_transactions(&mut self, times: u64) {
        self.own += times;
    }

    pub fn needs_measurement(&self, now: Instant) -> bool {
        self.seen.is_none_or(|seen| now - seen.at >= MEASURE_EVERY)
    }

    /// Evaluates the transaction counter of the database.
    pub fn measure_load(&mut self, now: Instant, transactions: i64) {
        if let Some(before) = self.seen {
            let all = (transactions - before.transactions).max(0) as f64;
            let others = (all - self.own as f64) / (now - before.at).as_secs_f64().max(0.001);
            self.others_at_work = others > AT_WORK;
        }
        self.seen = Some(TransactionCount { at: now, transactions });
        self.own = 0;
    }

    /// Adds a measurement of the total number of records; returns the current rate per second.
    pub fn measure_rate(&mut self, now: Instant, records: u64) -> f64 {
        self.done.push((now, records));
        let old = self.done.iter().take_while(|(at, _)| now - *at > WINDOW).count();
        self.done.drain(..old.min(self.done.len().saturating_sub(2)));
        match self.done.first() {
            Some((at, before)) if now > *at => (records - before) as f64 / (now - *at).as_secs_f64(),
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_slows_down_beside_traffic() {
        let (mut throttle, start) = (Throttle::new(None), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        throttle.measure_load(start, 1_000);
        assert_eq!(throttle.batch(), LARGE);
        assert_eq!(throttle.rest(500, Duration::from_millis(80), Duration::from_millis(80)), Duration::ZERO);
        throttle.count_own_transactions(300);
        throttle.measure_load(at(2), 1_300);
        assert_eq!(throttle.batch(), LARGE, "these were our own");
        throttle.count_own_transactions(300);
        throttle.measure_load(at(4), 1_900);
        assert_eq!(throttle.batch(), SMALL);
        assert_eq!(throttle.rest(25, Duration::from_millis(8), Duration::from_millis(10)), Duration::from_millis(32));
        throttle.measure_load(at(6), 1_910);
        assert_eq!(throttle.batch(), LARGE);
    }

    #[test]
    fn a_rate_limit_applies_per_client_and_per_account() {
        let mut throttle = Throttle::new(Some(10));
        assert_eq!(throttle.batch(), 5);
        let rest = throttle.rest(5, Duration::from_millis(20), Duration::from_millis(100));
        assert_eq!(rest, Duration::from_millis(400));
        assert_eq!(throttle.rest(0, Duration::from_millis(20), Duration::from_millis(100)), Duration::ZERO);
        assert_eq!(throttle.batch(), LARGE, "known records are not limited");
        throttle.rest(1, Duration::ZERO, Duration::ZERO);
        throttle.limit(Some(1));
        assert_eq!(throttle.batch(), 1);
        throttle.limit(None);
        assert_eq!(throttle.rest(5, Duration::from_millis(20), Duration::from_millis(100)), Duration::ZERO);
    }
}
