//! The limit: pgbench executes what one submission does, without a program around it.
//!
//! The same rows in one transaction, with the answers, search terms and audit row that the program has just written, as
//! parameters of prepared statements, in a database of its own with the same tables and indexes.

use super::bench_env::{BenchEnv, Database};
use anyhow::{Context, ensure};
use injaaz::{app::Clock, config::Config, services::start, store::embedded::Programs};
use std::{fs, path::PathBuf, process::Command, time::Duration};

/// `n` is the random part of each transaction: ids and key.
const SCRIPT: &str = r"
\set n random(1, 281474976710655)
BEGIN;
INSERT INTO submissions (submission_id, organisation_id, module, form_version, language, site_name, site_key,
    visit_date, form_data, item_count, photo_count, submission_key, content_hash, job_id, submitted_by_ip,
    created_at, updated_at, words)
VALUES ('sub_' || lpad(to_hex(:n::bigint), 12, '0'), :organisation, :module, :version, :language, :site_name, :site_key,
    :visit_date, :form_data, :items, 0, 'bench-' || lpad(to_hex(:n::bigint), 16, '0'), :hash,
    'job_' || lpad(to_hex(:n::bigint), 12, '0'), :ip, now(), now(), array_to_tsvector(:words))
ON CONFLICT (organisation_id, submission_key) DO NOTHING RETURNING id \gset
INSERT INTO jobs (organisation_id, job_id, kind, submission_id, payload, run_after, created_at)
VALUES (:organisation, 'job_' || lpad(to_hex(:n::bigint), 12, '0'), 'make_report', :id, :payload, now(), now());
INSERT INTO audit_logs (organisation_id, action, resource_type, resource_id, details, ip_address, user_agent, created_at)
VALUES (:organisation, 'submission.created', 'submission', :id, :details, :ip, :agent, now());
COMMIT;
";

/// The variables of the script, from the first row that the program wrote.
const SAMPLE: &str = "
SELECT s.organisation_id::text AS organisation, s.module, s.form_version::text AS version, s.language, s.site_name,
    s.site_key, s.visit_date::text AS visit_date, s.form_data::text AS form_data, s.item_count::text AS items,
    s.content_hash::text AS hash, host(s.submitted_by_ip) AS ip, tsvector_to_array(s.words)::text AS words,
    w.payload::text AS payload, a.details::text AS details, a.user_agent AS agent
FROM submissions s JOIN jobs w ON w.submission_id = s.id JOIN audit_logs a ON a.resource_id = s.id
ORDER BY s.id LIMIT 1";

pub struct PgBench {
    program: PathBuf,
    script: PathBuf,
    variables: Vec<String>,
    pub database: Database,
}

pub struct Rate {
    pub transactions: f64,
    pub per_second: f64,
}

impl PgBench {
    /// Prepares a database with our tables, and takes a row of the program's database as the sample.
    pub fn prepare(env: &BenchEnv, programs_own: &Database) -> anyhow::Result<PgBench> {
        let database = env.database("pgbench")?;
        let generated = env.folder("pgbench");
        let settings = [("DATABASE_URL", database.url.clone()), ("INJAAZ_GENERATED", generated.display().to_string())];
        super::bench_env::wait(async {
            start::open(Config::from_vars(settings)?, Clock::System, injaaz::migration::port).await.map(drop)
        })?;
        let script = generated.join("submit.sql");
        fs::write(&script, SCRIPT)?;
        let sample = programs_own.rows(SAMPLE)?;
        let sample = sample.first().context("the program has written nothing yet")?;
        let variable = |(at, column): (usize, &tokio_postgres::Column)| {
            Ok(format!("{}={}", column.name(), sample.try_get::<_, String>(at)?))
        };
        let variables = sample.columns().iter().enumerate().map(variable).collect::<anyhow::Result<_>>()?;
        let program = Programs::find(None, None)?.folder().join("pgbench");
        let program = if program.is_file() { program } else { "pgbench".into() };
        Ok(PgBench { program, script, variables, database })
    }

    /// Runs with this many clients on one thread, as `load` does.
    pub fn run(&self, clients: usize, time: Duration) -> anyhow::Result<Rate> {
        let mut command = Command::new(&self.program);
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=1"]);
        command.arg(format!("--client={clients}")).arg(format!("--time={}", time.as_secs()));
        command.arg("--file").arg(&self.script);
        for variable in &self.variables {
            command.args(["-D", variable]);
        }
        let output = command.arg(&self.database.url).output().context("pgbench cannot be started")?;
        let (text, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success() && !complaints.contains("ERROR"), "pgbench failed: {complaints}");
        let number = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).context("pgbench says nothing")?;
            Ok::<f64, anyhow::Error>(line.split_whitespace().next().context("no number")?.parse()?)
        };
        let transactions = number("number of transactions actually processed: ")?;
        Ok(Rate { transactions, per_second: number("tps = ")? })
    }
}
