//! Memory of the program without PostgreSQL: idle, under load, and while it makes large reports.

use super::{
    bench_env::BenchEnv,
    form::Form,
    load,
    server::Server,
    settings::Settings,
    table::{Table, megabytes},
};
use anyhow::ensure;
use std::{
    thread,
    time::{Duration, Instant},
};

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let mut table = Table::new(&["after", "resident", "peak"]);
    let mut note = |when: &str, server: &Server| {
        let memory = server.memory()?;
        table.row([when.to_owned(), megabytes(memory.now), megabytes(memory.peak)]);
        Ok::<(), anyhow::Error>(())
    };

    let database = env.database("memory")?;
    let server = Server::start(env, &database, "memory", 0)?;
    note("start", &server)?;
    load::send(server.port, &Form::new(0), 64, settings.time)?;
    note("64 connections, 26 answers", &server)?;
    load::send(server.port, &Form::new(3), 64, settings.time)?;
    note("64 connections, 3 photos", &server)?;
    drop(server);

    let database = env.database("large_reports")?;
    let server = Server::start(env, &database, "memory", 0)?;
    load::send_some(server.port, &Form::new(30), 2)?;
    drop(server);
    let server = Server::start(env, &database, "memory", 2)?;
    let started = Instant::now();
    while database.count("SELECT count(*) FROM submissions WHERE status <> 'completed'")? > 0 {
        ensure!(started.elapsed() < Duration::from_secs(60), "two reports take more than a minute");
        thread::sleep(Duration::from_millis(20));
    }
    note("two reports with 30 photos at once", &server)?;
    table.print("## Memory of the program");
    Ok(())
}
