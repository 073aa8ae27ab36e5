//! The lease, control signals and progress of an import run.
//!
//! The lease is that of the run's job (`services::jobs`). A worker renews it; a run in the process of a command renews
//! it itself. Every batch is conditional on the token, so a process that lost the lease writes nothing more.

use super::{
    counters::{FormCounts, RecordCounts},
    throttle::Throttle,
};
use crate::{
    app::App,
    domain::migration::{RunState, Stage},
    services::jobs::{self, ControlSignal},
    store::{
        self,
        error::cross_tenant_connection,
        migration::import_runs::{self, Lease, Progress, RunRow},
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
use tokio::time::sleep;

/// How often a run reads control signals, so that a pause takes effect within a second.
pub(super) const SIGNAL_INTERVAL: Duration = Duration::from_millis(400);

/// A run's row, and the job and token that hold it.
#[derive(Clone, Debug)]
pub(super) struct RunLease {
    pub row: RunRow,
    pub job: i64,
    pub token: String,
    /// This process renews the lease, because there is no worker.
    pub renews: bool,
}

/// The content of `import_runs.counts`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Stored as `tally`, the name in runs of earlier versions.
    #[serde(rename = "tally")]
    pub counts_by_kind: RecordCounts,
    #[serde(default)]
    pub counts_by_form: FormCounts,
    /// Records per second, measured over the last seconds.
    pub rate: f64,
}

/// The last control signal, for work inside a batch.
pub(super) struct ControlChannel(Mutex<ControlSignal>);

impl ControlChannel {
    pub fn new() -> ControlChannel {
        ControlChannel(Mutex::new(ControlSignal::Continue))
    }

    pub fn signal(&self) -> ControlSignal {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self, signal: ControlSignal) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = signal;
    }
}

impl RunLease {
    fn lease(&self) -> Lease<'_> {
        Lease { job: self.job, token: &self.token }
    }

    /// Reads control signals as long as the run is worked on, because the photos of one batch may take longer than a
    /// pause may be delayed.
    pub async fn listen(&self, app: &App, control: &ControlChannel) -> ! {
        let mut renewed = Instant::now();
        loop {
            sleep(SIGNAL_INTERVAL).await;
            // After an error the next round tries again.
            let Ok(mut conn) = cross_tenant_connection(&app.pool).await else { continue };
            let Ok(held) = store::jobs::control(&mut conn, self.job, &self.token).await else { continue };
            control.set(ControlSignal::of(held));
            if self.renews && renewed.elapsed() >= app.config.lease / 3 {
                let until = app.clock.now() + jobs::lease(app);
                if store::jobs::extend(&mut conn, self.job, &self.token, until, (0, 0)).await.is_ok() {
                    renewed = Instant::now();
                }
            }
        }
    }

    /// Writes the progress and reads the control signal.
    pub async fn advance(
        &self,
        conn: &mut AsyncPgConnection,
        app: &App,
        stage: Stage,
        checkpoint: &Checkpoint,
        throttle: &mut Throttle,
    ) -> QueryResult<ControlSignal> {
        let counts = json!(checkpoint);
        let advanced = import_runs::advance(conn, self.row.id, self.lease(), &progress(app, stage, &counts)).await?;
        let Some((control, limit)) = advanced else { return Ok(ControlSignal::Cancel) };
        throttle.limit(limit.and_then(|limit| u32::try_from(limit).ok()));
        Ok(ControlSignal::of(Some(control)))
    }

    /// Ends the run together with its job; false if the lease was lost.
    pub async fn finish(
        &self,
        conn: &mut AsyncPgConnection,
        app: &App,
        state: RunState,
        error: Option<&str>,
        stage: Stage,
        checkpoint: &Checkpoint,
    ) -> QueryResult<bool> {
        if !store::jobs::finish(conn, self.job, &self.token).await? {
            return Ok(false);
        }
        let counts = json!(checkpoint);
        import_runs::finish(conn, self.row.id, state.as_str(), error, &progress(app, stage, &counts)).await
    }
}

fn progress<'a>(app: &App, stage: Stage, counts: &'a serde_json::Value) -> Progress<'a> {
    Progress { stage: stage.as_str(), counts, now: app.clock.now() }
}
