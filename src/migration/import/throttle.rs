//! How fast a run goes, so that people who use the app meanwhile do not feel it.
//!
//! The rule: as long as nobody else makes transactions in the database, batches are large and follow each other at
//! once. When others do, more than [`AT_WORK`] a second, batches are small, so that nobody waits long behind one, and
//! after each the run rests [`REST`] times as long as the batch took from its first statement to its commit. A slow
//! commit is the first sign of a busy disk, and lengthens the rest by itself. A limit in files a second that a person
//! set holds in any case.

use std::time::{Duration, Instant};

/// Records in a batch while nobody else is at work.
const LARGE: usize = 500;
/// And while somebody is: a few milliseconds of work.
const SMALL: usize = 25;
/// Bytes in a batch, whatever the number of its records; one batch is read while another is written.
pub(super) const BYTES: u64 = 16 * 1024 * 1024;
/// Transactions of others in a second. A server that idles makes a few by itself.
const AT_WORK: f64 = 25.0;
const REST: u32 = 4;
/// How often to look at what others do: the database's counters are about a second behind.
const LOOK_EVERY: Duration = Duration::from_millis(1_500);
/// Over how long the rate that people see is measured.
const WINDOW: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Throttle {
    limit: Option<u32>,
    others_at_work: bool,
    seen: Option<Seen>,
    /// Transactions of our own since the last look.
    own: u64,
    /// When how many records were done, over the last seconds.
    done: Vec<(Instant, u64)>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    at: Instant,
    transactions: i64,
}

impl Throttle {
    pub fn new(limit: Option<u32>) -> Throttle {
        Throttle { limit, others_at_work: false, seen: None, own: 0, done: Vec::new() }
    }

    pub fn limit(&mut self, limit: Option<u32>) {
        self.limit = limit;
    }

    /// How many records the next batch may have.
    pub fn batch(&self) -> usize {
        let polite = if self.others_at_work { SMALL } else { LARGE };
        match self.limit {
            // Half a second's worth, so that a pause is kept soon.
            Some(limit) => polite.min((limit as usize / 2).max(1)),
            None => polite,
        }
    }

    /// How long to rest after a batch of so many records that took the database so long.
    pub fn rest(&self, records: usize, took: Duration, since: Duration) -> Duration {
        let polite = if self.others_at_work { took * REST } else { Duration::ZERO };
        let limited = self.limit.map_or(Duration::ZERO, |limit| {
            let due = Duration::from_secs_f64(records as f64 / f64::from(limit.max(1)));
            due.saturating_sub(since)
        });
        polite.max(limited)
    }

    pub fn asked(&mut self, times: u64) {
        self.own += times;
    }

    pub fn wants_to_look(&self, now: Instant) -> bool {
        self.seen.is_none_or(|seen| now - seen.at >= LOOK_EVERY)
    }

    /// The database has counted so many transactions by now.
    pub fn look(&mut self, now: Instant, transactions: i64) {
        if let Some(before) = self.seen {
            let all = (transactions - before.transactions).max(0) as f64;
            let others = (all - self.own as f64) / (now - before.at).as_secs_f64().max(0.001);
            self.others_at_work = others > AT_WORK;
        }
        self.seen = Some(Seen { at: now, transactions });
        self.own = 0;
    }

    /// So many records are done in all; answers how many a second it were lately.
    pub fn measure(&mut self, now: Instant, records: u64) -> f64 {
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
        throttle.look(start, 1_000);
        assert_eq!(throttle.batch(), LARGE);
        assert_eq!(throttle.rest(500, Duration::from_millis(80), Duration::from_millis(80)), Duration::ZERO);
        throttle.asked(300);
        throttle.look(at(2), 1_300);
        assert_eq!(throttle.batch(), LARGE, "these were our own");
        throttle.asked(300);
        throttle.look(at(4), 1_900);
        assert_eq!(throttle.batch(), SMALL);
        assert_eq!(throttle.rest(25, Duration::from_millis(8), Duration::from_millis(10)), Duration::from_millis(32));
        throttle.look(at(6), 1_910);
        assert_eq!(throttle.batch(), LARGE);
    }

    #[test]
    fn a_rate_limit_applies_per_client_and_per_account() {
        let mut throttle = Throttle::new(Some(10));
        assert_eq!(throttle.batch(), 5);
        let rest = throttle.rest(5, Duration::from_millis(20), Duration::from_millis(100));
        assert_eq!(rest, Duration::from_millis(400));
        throttle.limit(Some(1));
        assert_eq!(throttle.batch(), 1);
        throttle.limit(None);
        assert_eq!(throttle.rest(5, Duration::from_millis(20), Duration::from_millis(100)), Duration::ZERO);
    }
}
