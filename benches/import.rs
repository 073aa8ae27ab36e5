//! The import of history, compared with `psql \copy` of the same rows; and its effect on people who submit forms
//! meanwhile.

use super::{
    bench_env::{BenchEnv, Database},
    form::Form,
    load, old_store,
    process::memory,
    server::Server,
    settings::Settings,
    table::{Table, median, megabytes, number},
};
use anyhow::{Context, ensure};
use injaaz::{app::Clock, config::Config, services::start, store::embedded::Programs};
use serde_json::Value;
use std::{
    env,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// In the order of their foreign keys.
const TABLES: [&str; 7] =
    ["legacy_sources", "import_runs", "submissions", "jobs", "uploaded_files", "legacy_media", "legacy_records"];
const ROUNDS: usize = 3;
const CONNECTIONS: [usize; 2] = [1, 16];

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let old = env.folder("old");
    old_store::fill(&old, settings.files)?;
    let database = prepared(env, "import")?;
    let first = import(env, &database, &old)?;
    let again = import(env, &database, &old)?;
    ensure!(first.imported > 0 && again.imported == 0, "the second run imported {}", again.imported);
    let mut copied = vec![copy(env, &database, 0)?];
    let mut imported = vec![first.seconds];
    for round in 1..ROUNDS {
        let database = prepared(env, &format!("import_{round}"))?;
        imported.push(import(env, &database, &old)?.seconds);
        copied.push(copy(env, &database, round)?);
    }
    let (import, copy) = (median(imported), median(copied));
    let files = f64::from(settings.files);
    let mut table = Table::new(&["what", "files", "seconds", "files per second", "of the limit", "memory"]);
    let mut row = |what: &str, seconds: f64, of: Option<f64>, peak: Option<u64>| {
        let share = of.map_or(String::new(), |limit| number(limit / seconds));
        let peak = peak.map_or(String::new(), megabytes);
        table.row([what.to_owned(), number(files), number(seconds), number(files / seconds), share, peak]);
    };
    row("import", import, Some(copy), Some(first.peak));
    row("import, all of it there", again.seconds, None, Some(again.peak));
    row("limit: \\copy of the same rows", copy, None, None);
    table.print("## History comes in");
    beside_people(env, settings, &old)
}

/// The latency of submissions while an import runs.
fn beside_people(env: &BenchEnv, settings: &Settings, old: &Path) -> anyhow::Result<()> {
    let mut table =
        Table::new(&["connections", "import", "per second", "p50 ms", "p99 ms", "p99 to alone", "files per second"]);
    let form = Form::new(0);
    for connections in CONNECTIONS {
        let database = prepared(env, &format!("beside_{connections}"))?;
        let server = Server::start(env, &database, "beside", 0)?;
        load::send(server.port, &form, 16, Duration::from_secs(1))?;
        let alone = load::send(server.port, &form, connections, settings.time)?;
        let mut importing = Importing::start(env, &database, old)?;
        // The importer detects other load only while there is some.
        load::send(server.port, &form, connections, Duration::from_secs(3))?;
        let before = database.count("SELECT count(*) FROM legacy_records")?;
        let beside = load::send(server.port, &form, connections, settings.time)?;
        let came = database.count("SELECT count(*) FROM legacy_records")? - before;
        let still_runs = importing.child.try_wait()?.is_none();
        importing.stop();
        let ratio = beside.percentile(0.99) / alone.percentile(0.99);
        let rate = if still_runs { number(came as f64 / beside.seconds) } else { "it was done".to_owned() };
        let line = |import: &str, sent: &load::Outcome, ratio: String, files: String| {
            let (rate, p50, p99) = (number(sent.rate()), number(sent.percentile(0.5)), number(sent.percentile(0.99)));
            [connections.to_string(), import.to_owned(), rate, p50, p99, ratio, files]
        };
        table.row(line("no", &alone, String::new(), String::new()));
        table.row(line("yes", &beside, number(ratio), rate));
    }
    table.print("## Sending forms while history comes in");
    Ok(())
}

/// A database with our tables and form versions.
fn prepared(env: &BenchEnv, name: &str) -> anyhow::Result<Database> {
    let database = env.database(name)?;
    let generated = env.folder(name).display().to_string();
    let settings = [("DATABASE_URL", database.url.clone()), ("INJAAZ_GENERATED", generated)];
    super::bench_env::wait(async {
        start::open(Config::from_vars(settings)?, Clock::System, injaaz::migration::port).await.map(drop)
    })?;
    Ok(database)
}

/// The result of an import, and its highest observed memory use.
struct Imported {
    imported: i64,
    seconds: f64,
    peak: u64,
}

/// `injaaz migrate import` in a separate process.
struct Importing {
    child: Child,
}

impl Importing {
    fn start(env: &BenchEnv, database: &Database, old: &Path) -> anyhow::Result<Importing> {
        let generated = env.folder("importing");
        let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
        command.args(["migrate", "import", "--json"]).arg(old).current_dir(env.folder("")).env_clear();
        command.env("PATH", env::var_os("PATH").unwrap_or_default());
        command.env("DATABASE_URL", &database.url).env("INJAAZ_GENERATED", generated);
        let log = File::create(env.folder("import.log"))?;
        Ok(Importing { child: command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()? })
    }

    fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn import(env: &BenchEnv, database: &Database, old: &Path) -> anyhow::Result<Imported> {
    let mut importing = Importing::start(env, database, old)?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = importing.child.try_wait()? {
            break status;
        }
        peak = memory(importing.child.id()).map_or(peak, |memory| memory.peak.max(peak));
        thread::sleep(Duration::from_millis(50));
    };
    ensure!(status.success(), "the import ended with {status}");
    let mut output = String::new();
    importing.child.stdout.take().context("it says nothing")?.read_to_string(&mut output)?;
    let output: Value = serde_json::from_str(&output)?;
    let seconds = output.get("seconds").and_then(Value::as_f64).context("it says no time")?;
    let imported = output.get("imported").and_then(Value::as_i64).context("it says no number")?;
    Ok(Imported { imported, seconds, peak })
}

/// Copies the rows to a second database with the same tables; returns the seconds.
fn copy(env: &BenchEnv, from: &Database, round: usize) -> anyhow::Result<f64> {
    let to = prepared(env, &format!("copy_{round}"))?;
    let file = |table: &str| env.folder(&format!("{table}.copy"));
    psql(from, TABLES.map(|table| format!("\\copy {table} to '{}'", file(table).display())))?;
    let since = Instant::now();
    psql(&to, TABLES.map(|table| format!("\\copy {table} from '{}'", file(table).display())))?;
    let took = since.elapsed().as_secs_f64();
    let rows = "SELECT count(*) FROM legacy_records";
    ensure!(to.count(rows)? == from.count(rows)?, "\\copy has lost rows");
    Ok(took)
}

fn psql(database: &Database, commands: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
    let mut command = Command::new(program()?);
    command.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", &database.url]);
    for one in commands {
        command.args(["--command", &one]);
    }
    let status = command.status().context("psql cannot be started")?;
    ensure!(status.success(), "psql ended with {status}");
    Ok(())
}

fn program() -> anyhow::Result<PathBuf> {
    let program = Programs::find(None, None)?.folder().join("psql");
    Ok(if program.is_file() { program } else { "psql".into() })
}
