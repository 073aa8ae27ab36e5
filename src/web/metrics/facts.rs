//! The metrics that are asked for when they are read.

use crate::services::metrics::ServerFacts;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use std::sync::atomic::AtomicU64;

type FloatGauge = Gauge<f64, AtomicU64>;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct JobLabels {
    kind: String,
    state: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct StateLabels {
    state: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct VersionLabels {
    version: String,
}

pub(super) fn register(registry: &mut Registry, facts: &ServerFacts) {
    let version = Family::<VersionLabels, Gauge>::default();
    version.get_or_create(&VersionLabels { version: env!("CARGO_PKG_VERSION").to_owned() }).set(1);
    registry.register("build", "The version of the program", version);
    seconds(registry, "uptime", "Time since the start", Some(facts.uptime_seconds));
    let up = Gauge::<i64>::default();
    up.set(i64::from(facts.database.is_some()));
    registry.register("database_up", "Whether the database answers", up);

    let connections = Family::<StateLabels, Gauge>::default();
    for (state, number) in [("idle", facts.pool.idle), ("used", facts.pool.used), ("waited_for", facts.pool.waited_for)]
    {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        connections.get_or_create(&StateLabels { state: state.to_owned() }).set(number);
    }
    registry.register("database_connections", "Connections of the pool by state", connections);

    if let Some(database) = &facts.database {
        let (jobs, ages) = (Family::<JobLabels, Gauge>::default(), Family::<JobLabels, FloatGauge>::default());
        for job in &database.jobs {
            let labels = JobLabels { kind: job.kind.clone(), state: job.state.clone() };
            jobs.get_or_create(&labels).set(job.number);
            ages.get_or_create(&labels).set(job.oldest_seconds);
        }
        registry.register("jobs", "Background jobs that have not ended, and failed ones, by kind and state", jobs);
        let help = "Age of the oldest job by kind and state";
        registry.register_with_unit("job_oldest", help, Unit::Seconds, ages);
        let help = "Age of the oldest row of the audit log that is not sealed";
        seconds(registry, "audit_seal_lag", help, Some(database.audit_lag_seconds));
    }
    let free = Gauge::<i64>::default();
    if let Some(bytes) = facts.disk_free_bytes {
        free.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        registry.register_with_unit("disk_free", "Free space for the data folder", Unit::Bytes, free);
    }
    // Without a backup the series is missing, which an alert can ask for.
    seconds(registry, "backup_age", "Time since the last backup", facts.backup_age_seconds);
}

fn seconds(registry: &mut Registry, name: &str, help: &str, value: Option<f64>) {
    if let Some(value) = value {
        let gauge = FloatGauge::default();
        gauge.set(value);
        registry.register_with_unit(name, help, Unit::Seconds, gauge);
    }
}
