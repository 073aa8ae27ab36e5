//! A run that this process holds: its lease, what people say to it meanwhile, and what it tells them.

use super::{counters::RecordCounts, throttle::Throttle};
use crate::{
    app::App,
    domain::migration::{RunState, Stage},
    store::{
        error::cross_tenant_connection,
        migration::import_runs::{self, Progress, RunRow},
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::time::sleep;

/// How often a run hears what people want of it: a pause is kept within a second.
pub(super) const HEAR_EVERY: Duration = Duration::from_millis(400);

/// A run's row and the token that holds it.
#[derive(Clone, Debug)]
pub(super) struct RunLease {
    pub row: RunRow,
    pub token: String,
}

/// What stands in `import_runs.counts`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Stored as `tally`, as runs of earlier versions have it.
    #[serde(rename = "tally")]
    pub counts_by_kind: RecordCounts,
    /// Records a second, over the last seconds.
    pub rate: f64,
}

/// What people want of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ControlSignal {
    GoOn,
    Pause,
    /// It is over, or somebody else has it.
    Leave,
}

pub(super) fn new_token() -> String {
    hex::encode(rand::random::<[u8; 12]>())
}

/// Until when a lease that is taken now holds.
pub(super) fn lease_end(app: &App) -> OffsetDateTime {
    app.clock.now() + time::Duration::try_from(app.config.lease).unwrap_or(time::Duration::seconds(30))
}

/// What people said last, for work that takes longer than a batch should.
pub(super) struct ControlChannel(Mutex<ControlSignal>);

impl ControlChannel {
    pub fn new() -> ControlChannel {
        ControlChannel(Mutex::new(ControlSignal::GoOn))
    }

    pub fn heard(&self) -> ControlSignal {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn hear(&self, word: ControlSignal) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = word;
    }
}

impl RunLease {
    /// Listens for as long as the run is worked on, and renews its lease: the photos of one batch may take longer.
    pub async fn listen(&self, app: &App, control: &ControlChannel) -> ! {
        let mut renewed = Instant::now();
        loop {
            sleep(HEAR_EVERY).await;
            // What cannot be asked now is asked the next time.
            let Ok(mut conn) = cross_tenant_connection(&app.pool).await else { continue };
            match import_runs::state_of(&mut conn, self.row.id, &self.token).await {
                Ok(None) => control.hear(ControlSignal::Leave),
                Ok(Some(state)) if state == RunState::Paused.as_str() => control.hear(ControlSignal::Pause),
                Ok(Some(_)) => control.hear(ControlSignal::GoOn),
                Err(_) => continue,
            }
            let due = renewed.elapsed() >= app.config.lease / 3;
            if due && import_runs::extend(&mut conn, self.row.id, &self.token, lease_end(app)).await.is_ok() {
                renewed = Instant::now();
            }
        }
    }

    /// Notes how far it is, and hears what people want.
    pub async fn advance(
        &self,
        conn: &mut AsyncPgConnection,
        app: &App,
        stage: Stage,
        checkpoint: &Checkpoint,
        throttle: &mut Throttle,
    ) -> QueryResult<ControlSignal> {
        let counts = json!(checkpoint);
        let progress = progress(app, stage, &counts);
        let said = import_runs::advance(conn, self.row.id, &self.token, &progress).await?;
        Ok(match said {
            None => ControlSignal::Leave,
            Some((state, limit)) => {
                throttle.limit(limit.and_then(|limit| u32::try_from(limit).ok()));
                if state == RunState::Paused.as_str() { ControlSignal::Pause } else { ControlSignal::GoOn }
            }
        })
    }

    /// Ends it; false if it is not ours any more.
    pub async fn finish(
        &self,
        conn: &mut AsyncPgConnection,
        app: &App,
        state: RunState,
        error: Option<&str>,
        stage: Stage,
        checkpoint: &Checkpoint,
    ) -> QueryResult<bool> {
        let counts = json!(checkpoint);
        let progress = progress(app, stage, &counts);
        import_runs::finish(conn, self.row.id, &self.token, state.as_str(), error, &progress).await
    }
}

fn progress<'a>(app: &App, stage: Stage, counts: &'a serde_json::Value) -> Progress<'a> {
    Progress { stage: stage.as_str(), counts, now: app.clock.now(), leased_until: lease_end(app) }
}
