//! Many concurrent clients on one thread, so that they take little CPU from the measured server.

use super::{bench_env::wait, http::Connection};
use anyhow::ensure;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A request that is sent repeatedly.
pub trait Request: Clone + Send + 'static {
    /// The expected status of every response.
    const STATUS: u16;

    /// The next request.
    fn next_request(&mut self) -> &[u8];
}

/// The result of a measurement.
pub struct Outcome {
    pub seconds: f64,
    /// The milliseconds of each response, sorted.
    pub times: Vec<f64>,
}

/// Sends requests over this many connections until the time is over. Every response must have the expected status.
pub fn send(port: u16, request: &impl Request, connections: usize, time: Duration) -> anyhow::Result<Outcome> {
    wait(async {
        let started = Instant::now();
        let end = started + time;
        let mut senders = JoinSet::new();
        for _ in 0..connections {
            senders.spawn(send_until(port, request.clone(), end));
        }
        let mut times = Vec::new();
        while let Some(sent) = senders.join_next().await {
            times.extend(sent??);
        }
        Ok(Outcome::new(started.elapsed(), times))
    })
}

/// Sends this many requests, one after the other over one connection.
pub fn send_some(port: u16, request: &impl Request, count: usize) -> anyhow::Result<()> {
    wait(async {
        let (mut request, mut connection) = (request.clone(), Connection::open(port).await?);
        for _ in 0..count {
            send_once(&mut connection, &mut request).await?;
        }
        Ok(())
    })
}

async fn send_until<R: Request>(port: u16, mut request: R, end: Instant) -> anyhow::Result<Vec<f64>> {
    let mut connection = Connection::open(port).await?;
    let mut times = Vec::new();
    while Instant::now() < end {
        times.push(send_once(&mut connection, &mut request).await?);
    }
    Ok(times)
}

async fn send_once<R: Request>(connection: &mut Connection, request: &mut R) -> anyhow::Result<f64> {
    let request = request.next_request();
    let started = Instant::now();
    let answer = connection.request(request).await?;
    let took = started.elapsed().as_secs_f64() * 1_000.0;
    ensure!(answer.status == R::STATUS, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    Ok(took)
}

impl Outcome {
    pub fn new(elapsed: Duration, mut times: Vec<f64>) -> Outcome {
        times.sort_by(f64::total_cmp);
        Outcome { seconds: elapsed.as_secs_f64(), times }
    }

    pub fn count(&self) -> f64 {
        self.times.len() as f64
    }

    pub fn rate(&self) -> f64 {
        self.count() / self.seconds
    }

    /// The time that this share of the responses did not exceed.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        self.times.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
    }
}
