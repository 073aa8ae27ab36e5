//! Dumps of the whole database and their restore, with `pg_dump` and `pg_restore`.
//!
//! The custom format of `pg_dump` is used because it is compressed, restored in one transaction, independent of the
//! machine, and readable by newer versions of PostgreSQL; a copy of the cluster's files is none of these.
//!
//! Invariant: the facts of a dump are counted in the same snapshot that is dumped.

use super::{app_role, connect, embedded::Programs};
use anyhow::{Context, ensure};
use diesel::{
    QueryableByName,
    sql_types::{Int8, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use serde::{Deserialize, Serialize};
use std::{
    io::Read,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    thread::JoinHandle,
};
use tokio_postgres::config::Host;

/// What a dump contains, to compare a restored database with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, QueryableByName)]
pub struct DatabaseFacts {
    /// The newest migration.
    #[diesel(sql_type = Text)]
    pub schema_version: String,
    #[diesel(sql_type = Int8)]
    pub organisations: i64,
    #[diesel(sql_type = Int8)]
    pub users: i64,
    #[diesel(sql_type = Int8)]
    pub submissions: i64,
    /// Rows of stored files.
    #[diesel(sql_type = Int8)]
    pub stored_files: i64,
    #[diesel(sql_type = Int8)]
    pub audit_rows: i64,
    /// The number of the newest signed checkpoint of the audit log; 0 for none.
    #[diesel(sql_type = Int8)]
    pub audit_checkpoint: i64,
}

const FACTS: &str = "SELECT (SELECT max(version)::text FROM __diesel_schema_migrations) AS schema_version,
    (SELECT count(*) FROM organisations) AS organisations, (SELECT count(*) FROM users) AS users,
    (SELECT count(*) FROM submissions) AS submissions, (SELECT count(*) FROM uploaded_files) AS stored_files,
    (SELECT count(*) FROM audit_logs) AS audit_rows,
    (SELECT coalesce(max(number), 0) FROM audit_checkpoints) AS audit_checkpoint";

/// The facts of a database.
pub async fn facts(url: &str) -> anyhow::Result<DatabaseFacts> {
    let mut conn = connect::open(url).await?;
    Ok(diesel::sql_query(FACTS).get_result(&mut conn).await?)
}

/// Whether the database has no tables.
pub async fn is_empty(url: &str) -> anyhow::Result<bool> {
    #[derive(QueryableByName)]
    struct Tables {
        #[diesel(sql_type = Int8)]
        number: i64,
    }
    let mut conn = connect::open(url).await?;
    let query = "SELECT count(*) AS number FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'S')";
    let found: Tables = diesel::sql_query(query).get_result(&mut conn).await?;
    Ok(found.number == 0)
}

/// A snapshot of the database that stays as it is while it is dumped.
pub struct DatabaseSnapshot {
    /// Its transaction keeps the snapshot.
    _conn: AsyncPgConnection,
    name: String,
    server_major: u32,
    pub facts: DatabaseFacts,
}

impl DatabaseSnapshot {
    pub async fn take(url: &str) -> anyhow::Result<DatabaseSnapshot> {
        #[derive(QueryableByName)]
        struct Exported {
            #[diesel(sql_type = Text)]
            name: String,
            #[diesel(sql_type = Int8)]
            version: i64,
        }
        let mut conn = connect::open(url).await?;
        conn.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let query = "SELECT pg_export_snapshot() AS name, current_setting('server_version_num')::bigint AS version";
        let Exported { name, version } = diesel::sql_query(query).get_result(&mut conn).await?;
        let facts = diesel::sql_query(FACTS).get_result(&mut conn).await?;
        Ok(DatabaseSnapshot { _conn: conn, name, server_major: u32::try_from(version / 10_000)?, facts })
    }

    /// Starts `pg_dump` for this snapshot. `bin`: the folder of PostgreSQL's programs, if it is configured.
    pub fn dump(&self, url: &str, bin: Option<&Path>) -> anyhow::Result<Dump> {
        let mut command = Command::new(Programs::client("pg_dump", bin, self.server_major)?);
        command.args(["--format=custom", "--no-owner", "--no-password"]).arg(format!("--snapshot={}", self.name));
        Dump::start(for_server(command, url)?)
    }
}

/// A running `pg_dump`: reads as its output.
pub struct Dump {
    child: Child,
    output: ChildStdout,
    errors: JoinHandle<String>,
}

impl Dump {
    fn start(mut command: Command) -> anyhow::Result<Dump> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("pg_dump cannot be started")?;
        let output = child.stdout.take().context("pg_dump has no output")?;
        let mut stderr = child.stderr.take().context("pg_dump has no output")?;
        let errors = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = stderr.read_to_end(&mut text);
            String::from_utf8_lossy(&text).trim().to_owned()
        });
        Ok(Dump { child, output, errors })
    }

    /// Waits for the end. Only a dump that ended successfully is complete.
    pub fn finish(mut self) -> anyhow::Result<()> {
        drop(self.output);
        let status = self.child.wait()?;
        let said = self.errors.join().unwrap_or_default();
        ensure!(status.success(), "pg_dump failed ({status}): {said}");
        Ok(())
    }
}

impl Read for Dump {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.output.read(buffer)
    }
}

/// Restores a dump into an empty database, in one transaction.
pub async fn restore(url: &str, bin: Option<&Path>, dump: &Path) -> anyhow::Result<()> {
    app_role::ensure(url).await?;
    let mut command = Command::new(Programs::client("pg_restore", bin, 0)?);
    command.args(["--no-owner", "--no-password", "--single-transaction", "--exit-on-error", "--dbname="]).arg(dump);
    run(for_server(command, url)?, "pg_restore").await
}

/// Reads the table of contents of a dump; an error if it is damaged.
pub async fn read_contents(bin: Option<&Path>, dump: &Path) -> anyhow::Result<()> {
    let mut command = Command::new(Programs::client("pg_restore", bin, 0)?);
    command.args(["--list"]).arg(dump).stderr(Stdio::piped());
    run(command, "pg_restore").await
}

async fn run(mut command: Command, name: &'static str) -> anyhow::Result<()> {
    let ended = tokio::task::spawn_blocking(move || command.stdin(Stdio::null()).output()).await?;
    let ended = ended.with_context(|| format!("{name} cannot be started"))?;
    let said = String::from_utf8_lossy(&ended.stderr);
    ensure!(ended.status.success(), "{name} failed ({}): {}", ended.status, said.trim());
    Ok(())
}

/// Names the server in the environment, which other users cannot read, unlike arguments.
fn for_server(mut command: Command, url: &str) -> anyhow::Result<Command> {
    let config: tokio_postgres::Config = url.parse().context("DATABASE_URL cannot be read")?;
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.to_string_lossy().into_owned(),
    });
    let hosts: Vec<String> = match config.get_hosts() {
        [] => config.get_hostaddrs().iter().map(ToString::to_string).collect(),
        _ => hosts.collect(),
    };
    let ports: Vec<String> = config.get_ports().iter().map(ToString::to_string).collect();
    command.env_clear().stdin(Stdio::null()).stderr(Stdio::piped());
    for (name, value) in [
        ("PATH", std::env::var("PATH").ok()),
        ("LC_ALL", Some("C".to_owned())),
        ("PGHOST", Some(hosts.join(",")).filter(|hosts| !hosts.is_empty())),
        ("PGPORT", Some(ports.join(",")).filter(|ports| !ports.is_empty())),
        ("PGUSER", config.get_user().map(str::to_owned)),
        ("PGPASSWORD", config.get_password().map(|password| String::from_utf8_lossy(password).into_owned())),
        ("PGDATABASE", config.get_dbname().or_else(|| config.get_user()).map(str::to_owned)),
        ("PGCONNECT_TIMEOUT", Some("10".to_owned())),
    ] {
        command.envs(value.map(|value| (name, value)));
    }
    Ok(command)
}
