//! Compares an older program, named by `INJAAZ_BENCH_BEFORE`, with this one: the two take turns with the same forms
//! and pages, so that other load on the machine affects both.

use super::{
    bench_env::{BenchEnv, Database},
    form::Form,
    http::Page,
    load::{self, Request},
    process::cpu_of_family,
    server::Server,
    settings::Settings,
    submit::{Run, measure, middle, warm_up},
    table::{Table, median, number},
};
use anyhow::{Context, ensure};
use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Connections for cases that are not measured with each number of connections.
const SOME: usize = 16;
const ROUNDS: usize = 5;
/// Concurrent report jobs, the default.
const JOBS: usize = 2;
/// Pairs for each second of the settings. Enough that the periodic jobs of a start do not count.
const PAIRS: u64 = 100;

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let Some(before) = &settings.before else {
        println!("\nINJAAZ_BENCH_BEFORE names no older program, so there is nothing to compare with.");
        return Ok(());
    };
    requests(env, settings, before)?;
    reports(env, settings, before)
}

fn requests(env: &BenchEnv, settings: &Settings, before: &Path) -> anyhow::Result<()> {
    let (now, then) = (env.database("submit_now")?, env.database("submit_then")?);
    let pair = BothPrograms {
        env,
        settings,
        now: Server::start(env, &now, "now", 0)?,
        then: Server::of(before, env, &then, "then", 0)?,
    };
    let forms = [Form::of_older_program(0), Form::new(0)];
    let columns = [
        "what",
        "connections",
        "a second, before",
        "now",
        "now / before",
        "CPU ms, app, before",
        "now",
        "CPU ms, PostgreSQL, before",
        "now",
    ];
    let mut table = Table::new(&columns);
    for connections in CONNECTIONS {
        table.row(pair.line("26 answers", forms.each_ref(), connections)?);
    }
    // The server does this by itself within a minute; until then it assumes that a row-level security policy selects
    // few rows.
    for database in [&now, &then] {
        database.execute("ANALYZE")?;
    }
    for (name, path) in [("home", "/"), ("list", "/submissions"), ("a form", "/forms/hvac_mep")] {
        let page = Page::at(path);
        table.row(pair.line(name, [&page, &page], SOME)?);
    }
    let newest = [newest(&then)?, newest(&now)?];
    table.row(pair.line("a submission", newest.each_ref(), SOME)?);
    table.print("## An older program and this one");
    Ok(())
}

fn newest(database: &Database) -> anyhow::Result<Page> {
    let rows = database.rows("SELECT submission_id FROM submissions ORDER BY id DESC LIMIT 1")?;
    let id: &str = rows.first().context("no submission")?.get(0);
    Ok(Page::at(&format!("/submissions/{id}")))
}

/// Both programs.
struct BothPrograms<'a> {
    env: &'a BenchEnv,
    settings: &'a Settings,
    then: Server,
    now: Server,
}

impl BothPrograms<'_> {
    /// Measures both; the request of the older program is the first.
    fn line<R: Request>(&self, name: &str, requests: [&R; 2], connections: usize) -> anyhow::Result<Vec<String>> {
        let servers = [&self.then, &self.now];
        let (mut then, mut now): (Vec<Run>, Vec<Run>) = Default::default();
        for round in 0..=ROUNDS {
            for ((server, request), runs) in servers.into_iter().zip(requests).zip([&mut then, &mut now]) {
                match round {
                    0 => warm_up(server, request)?,
                    _ => runs.push(measure(self.env, server, request, connections, self.settings.time)?),
                }
            }
        }
        let (then, now) = (middle(&then), middle(&now));
        Ok(vec![
            name.to_owned(),
            connections.to_string(),
            number(then.rate),
            number(now.rate),
            number(now.rate / then.rate),
            number(then.app_cpu),
            number(now.app_cpu),
            number(then.postgres_cpu),
            number(now.postgres_cpu),
        ])
    }
}

/// Report pairs of submissions that were sent while jobs were paused.
fn reports(env: &BenchEnv, settings: &Settings, before: &Path) -> anyhow::Result<()> {
    let this = Path::new(env!("CARGO_BIN_EXE_injaaz"));
    let columns = [
        "pairs",
        "a second, before",
        "now",
        "now / before",
        "CPU ms, app, before",
        "now",
        "CPU ms, PostgreSQL, before",
        "now",
    ];
    let mut table = Table::new(&columns);
    for photos in [0, 3] {
        let programs = [(before, "then", Form::of_older_program(photos)), (this, "now", Form::new(photos))];
        let mut runs: [Vec<Backlog>; 2] = Default::default();
        for round in 1..=ROUNDS {
            for ((program, name, form), runs) in programs.iter().zip(&mut runs) {
                let name = format!("reports_{name}_{photos}_{round}");
                runs.push(backlog(env, settings, program, &name, form)?);
            }
        }
        let middle = |runs: &[Backlog], value: fn(&Backlog) -> f64| median(runs.iter().map(value));
        let rates = runs.each_ref().map(|runs| middle(runs, |run| run.rate));
        let app = runs.each_ref().map(|runs| middle(runs, |run| run.app_cpu));
        let postgres = runs.each_ref().map(|runs| middle(runs, |run| run.postgres_cpu));
        table.row([
            format!("{photos} photos"),
            number(rates[0]),
            number(rates[1]),
            number(rates[1] / rates[0]),
            number(app[0]),
            number(app[1]),
            number(postgres[0]),
            number(postgres[1]),
        ]);
    }
    table.print("## Reports of an older program and of this one");
    Ok(())
}

/// A backlog that was worked off.
struct Backlog {
    /// Pairs a second.
    rate: f64,
    /// CPU milliseconds of the program for one pair.
    app_cpu: f64,
    /// CPU milliseconds of the database for one pair.
    postgres_cpu: f64,
}

fn backlog(env: &BenchEnv, settings: &Settings, program: &Path, name: &str, form: &Form) -> anyhow::Result<Backlog> {
    let database = env.database(name)?;
    let count = PAIRS * settings.time.as_secs();
    let server = Server::of(program, env, &database, name, 0)?;
    load::send_some(server.port, form, count as usize)?;
    drop(server);

    let server = Server::of(program, env, &database, name, JOBS)?;
    // The start of the program is not part of the comparison.
    let started = Instant::now();
    let [app, postgres] = [server.cpu()?, cpu_of_family(env.postmaster()?)?];
    let left = || database.count("SELECT count(*) FROM submissions WHERE status <> 'completed'");
    while left()? > 0 {
        ensure!(started.elapsed() < settings.time * 20, "the backlog does not get shorter");
        thread::sleep(Duration::from_millis(50));
    }
    let (seconds, pairs) = (started.elapsed().as_secs_f64(), count as f64);
    Ok(Backlog {
        rate: pairs / seconds,
        app_cpu: (server.cpu()? - app) * 1_000.0 / pairs,
        postgres_cpu: (cpu_of_family(env.postmaster()?)? - postgres) * 1_000.0 / pairs,
    })
}
