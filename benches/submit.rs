//! Submissions per second compared with the limit of PostgreSQL, and the cost of each.

use super::{
    bench_env::{BenchEnv, Database},
    form::Form,
    load::{self, Outcome, Request},
    pgbench::PgBench,
    process::cpu_of_family,
    server::Server,
    settings::Settings,
    table::{Table, median, number},
};
use std::time::Duration;

const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// The limit and the program take turns, so that other load on the machine affects both.
const ROUNDS: usize = 3;

/// The result of one measurement; CPU in milliseconds per response.
pub struct Run {
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
    pub app_cpu: f64,
    pub postgres_cpu: f64,
}

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let database = env.database("submit")?;
    let (plain, photos) = (Form::new(0), Form::new(3));
    let mut table = Table::new(&[
        "form",
        "jobs",
        "connections",
        "per second",
        "p50 ms",
        "p99 ms",
        "p99 / p50",
        "limit",
        "of the limit",
        "CPU ms, app",
        "CPU ms, PostgreSQL",
        "the same, limit",
    ]);
    let server = Server::start(env, &database, "submit", 0)?;
    warm_up(&server, &plain)?;
    let limit = PgBench::prepare(env, &database)?;
    limit.run(1, Duration::from_secs(1))?;
    for connections in CONNECTIONS {
        let (mut limits, mut limit_cpu, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let before = postgres_cpu(env)?;
            let rate = limit.run(connections, settings.time)?;
            limit_cpu.push((postgres_cpu(env)? - before) * 1_000.0 / rate.transactions);
            limits.push(rate.per_second);
            runs.push(measure(env, &server, &plain, connections, settings.time)?);
        }
        let limit = Limit { rate: median(limits), cpu: median(limit_cpu) };
        table.row(line("26 answers", 0, connections, &middle(&runs), Some(&limit)));
    }
    for connections in CONNECTIONS {
        let run = measure(env, &server, &photos, connections, settings.time)?;
        table.row(line("3 photos", 0, connections, &run, None));
    }
    drop(server);
    with_jobs(env, &database, settings, [("26 answers", &plain), ("3 photos", &photos)], &mut table)?;
    table.print("## Submissions, acknowledged when durable");
    Ok(())
}

fn with_jobs(
    env: &BenchEnv,
    database: &Database,
    settings: &Settings,
    forms: [(&str, &Form); 2],
    table: &mut Table,
) -> anyhow::Result<()> {
    let server = Server::start(env, database, "submit", 2)?;
    for (name, form) in forms {
        warm_up(&server, form)?;
        for connections in CONNECTIONS {
            let run = measure(env, &server, form, connections, settings.time)?;
            table.row(line(name, 2, connections, &run, None));
        }
    }
    Ok(())
}

/// Runs until connections are open and statements prepared.
pub fn warm_up(server: &Server, request: &impl Request) -> anyhow::Result<()> {
    load::send(server.port, request, 16, Duration::from_secs(1)).map(drop)
}

fn postgres_cpu(env: &BenchEnv) -> anyhow::Result<f64> {
    cpu_of_family(env.postmaster()?)
}

pub fn measure(
    env: &BenchEnv,
    server: &Server,
    request: &impl Request,
    connections: usize,
    time: Duration,
) -> anyhow::Result<Run> {
    let (app, postgres) = (server.cpu()?, postgres_cpu(env)?);
    let sent: Outcome = load::send(server.port, request, connections, time)?;
    Ok(Run {
        rate: sent.rate(),
        p50: sent.percentile(0.5),
        p99: sent.percentile(0.99),
        app_cpu: (server.cpu()? - app) * 1_000.0 / sent.count(),
        postgres_cpu: (postgres_cpu(env)? - postgres) * 1_000.0 / sent.count(),
    })
}

pub fn middle(runs: &[Run]) -> Run {
    let of = |value: fn(&Run) -> f64| median(runs.iter().map(value));
    Run {
        rate: of(|run| run.rate),
        p50: of(|run| run.p50),
        p99: of(|run| run.p99),
        app_cpu: of(|run| run.app_cpu),
        postgres_cpu: of(|run| run.postgres_cpu),
    }
}

struct Limit {
    rate: f64,
    cpu: f64,
}

fn line(form: &str, jobs: usize, connections: usize, run: &Run, limit: Option<&Limit>) -> Vec<String> {
    let of_limit = |value: fn(&Limit, &Run) -> f64| limit.map_or_else(String::new, |limit| number(value(limit, run)));
    vec![
        form.to_owned(),
        jobs.to_string(),
        connections.to_string(),
        number(run.rate),
        number(run.p50),
        number(run.p99),
        number(run.p99 / run.p50),
        of_limit(|limit, _| limit.rate),
        of_limit(|limit, run| run.rate / limit.rate),
        number(run.app_cpu),
        number(run.postgres_cpu),
        of_limit(|limit, _| limit.cpu),
    ]
}
