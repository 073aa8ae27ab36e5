//! What a monitoring system is told about the server besides its requests.

use super::backup;
use crate::{
    app::App,
    store::{self, error::cross_tenant_connection, jobs::counts::JobCount, pool::PoolUsage},
};

/// The state of the server at one moment.
#[derive(Clone, Debug)]
pub struct ServerFacts {
    pub uptime_seconds: f64,
    pub pool: PoolUsage,
    /// None if the database does not answer.
    pub database: Option<DatabaseState>,
    /// None if it cannot be determined.
    pub disk_free_bytes: Option<u64>,
    /// None if no backup was made.
    pub backup_age_seconds: Option<f64>,
}

#[derive(Clone, Debug)]
pub struct DatabaseState {
    pub jobs: Vec<JobCount>,
    /// 0 if all rows are sealed.
    pub audit_lag_seconds: f64,
}

pub async fn facts(app: &App) -> ServerFacts {
    let now = app.clock.now();
    let disk = rustix::fs::statvfs(app.files.root()).ok();
    ServerFacts {
        uptime_seconds: app.started.elapsed().as_secs_f64(),
        pool: app.pool.usage(),
        database: database(app).await,
        disk_free_bytes: disk.map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
        backup_age_seconds: backup::last(&app.files).map(|last| (now - last.created_at).as_seconds_f64()),
    }
}

async fn database(app: &App) -> Option<DatabaseState> {
    app.organisation_id()?;
    let now = app.clock.now();
    let asked = async {
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let jobs = store::jobs::counts::by_kind_and_state(&mut conn, now).await?;
        let oldest = store::audit::seals::oldest_unsealed(&mut conn).await?;
        let lag = oldest.map_or(0.0, |at| (now - at).as_seconds_f64().max(0.0));
        Ok::<_, crate::domain::problem::Problem>(DatabaseState { jobs, audit_lag_seconds: lag })
    };
    match asked.await {
        Ok(state) => Some(state),
        Err(problem) => {
            tracing::warn!("metrics without those of the database: {problem:?}");
            None
        }
    }
}
