//! `injaaz audit`: verifies the audit log, and drops old months.

use super::{database, output, progress::Progress};
use crate::{
    config::Config,
    domain::{answers::parse_iso, lang::Lang, problem::Problem},
    i18n::Texts,
    services::{
        actor::Actor,
        audit::{self, AuditFinding, AuditVerification, SealingKey},
    },
};
use anyhow::{Context, anyhow, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::time::Instant;
use time::{Date, format_description::well_known::Rfc3339};

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Verify the hash chain of the whole log, and list every altered, deleted or inserted row. Exit code 1 if there is
    /// any.
    Verify(Verify),
    /// Drop the oldest months. A month is only dropped if it is completely sealed and covered by a signed checkpoint.
    Drop(DropMonths),
}

#[derive(Debug, Args)]
#[command(after_help = VERIFY_EXAMPLES)]
pub struct Verify {
    /// Print one object: checked, bad, waiting, sequence, head, public_key, keys.
    #[arg(long)]
    json: bool,
    /// Only rows since the newest checkpoint before this day (UTC).
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<Date>,
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  injaaz audit verify
  injaaz audit verify --since 2026-03-01 --json

It can run beside a running server. Keep a copy of the public key that it prints on another machine: it verifies
generated/audit/checkpoints.jsonl. docs/audit.md describes what the log proves, and what it cannot prove.";

#[derive(Debug, Args)]
#[command(after_help = DROP_EXAMPLES)]
pub struct DropMonths {
    /// Drop the months that end before the month of this day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    before: Date,
    /// Print an array of the dropped months.
    #[arg(long)]
    json: bool,
}

const DROP_EXAMPLES: &str = "\
Examples:
  injaaz audit drop --before 2021-01-01

The rows are deleted permanently. The seals stay, so `injaaz audit verify` still verifies the whole chain; a row of the
audit log records which months were dropped.";

fn day(text: &str) -> anyhow::Result<Date> {
    parse_iso(text).context("write the day as YYYY-MM-DD, such as 2026-03-14")
}

impl Audit {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        match self {
            Audit::Verify(verify) => verify.run(config),
            Audit::Drop(drop) => drop.run(config),
        }
    }
}

impl Verify {
    fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let (started, progress) = (Instant::now(), Progress::new());
            let since = self.since.map(|day| day.midnight().assume_utc());
            let verified = audit::verify(&app, since, &|done, of| progress.reached(done, of)).await;
            progress.end();
            let verified = verified.map_err(with_cause)?;
            let seconds = started.elapsed().as_secs_f64();
            if self.json {
                let seconds = (seconds * 1000.0).round() / 1000.0;
                output::print_json(&VerifyOutput { verified: &verified, seconds })?;
            } else {
                output::print(&text(&verified, seconds))?;
            }
            ensure!(verified.bad_count == 0, "{} rows are bad.", verified.bad_count);
            Ok(())
        })
    }
}

/// The output of `--json`.
#[derive(Serialize)]
struct VerifyOutput<'a> {
    #[serde(flatten)]
    verified: &'a AuditVerification,
    seconds: f64,
}

fn text(verified: &AuditVerification, seconds: f64) -> String {
    let bad: String = verified.bad.iter().map(|bad| format!("{}\n", line(bad))).collect();
    let more = verified.bad_count.saturating_sub(verified.bad.len() as u64);
    let more = if more == 0 { String::new() } else { format!("and {more} more\n") };
    // The keys are listed only if there has been more than one.
    let keys: String = match verified.keys.len() {
        0 | 1 => String::new(),
        _ => verified.keys.iter().map(sealed_with).collect(),
    };
    let unknown = match verified.unknown_keys.as_slice() {
        [] => String::new(),
        keys => format!(
            "Signed with keys that are not in the settings: {}.\nIf the secret key was replaced, set the previous one in \
             INJAAZ_PREVIOUS_SECRET_KEYS and verify again.\n",
            keys.join(", ")
        ),
    };
    format!(
        "{bad}{more}{} rows were checked in {seconds:.1} s, {} are bad; {} are not sealed yet, {} were dropped.\n\
         Sealed up to {}, {}\nCheckpoints  {}\nPublic key   {}\n{keys}{unknown}",
        verified.checked,
        verified.bad_count,
        verified.waiting,
        verified.dropped,
        verified.sequence,
        verified.head,
        verified.checkpoints,
        verified.public_key,
    )
}

fn sealed_with(key: &SealingKey) -> String {
    format!("Seals {} to {} contain {} made with the key {}\n", key.first, key.last, key.seals, key.public_key)
}

fn line(bad: &AuditFinding) -> String {
    let mut parts = Vec::new();
    parts.extend(bad.id.map(|id| format!("row {id}")));
    parts.extend(bad.sequence.map(|sequence| format!("seal {sequence}")));
    parts.extend(bad.created_at.and_then(|at| at.format(&Rfc3339).ok()));
    format!("{}: {}", parts.join(", "), bad.reason)
}

impl DropMonths {
    fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = Actor::system(&app, app.organisation_id().context("the database is not prepared")?);
            let dropped =
                audit::drop_before(&app, &actor, "injaaz audit drop", self.before).await.map_err(with_cause)?;
            if self.json {
                return output::print_json(&dropped);
            }
            if dropped.is_empty() {
                return output::print("There is no month to drop before that day.");
            }
            let lines: String =
                dropped.iter().map(|gone| format!("{}  {} rows dropped\n", gone.month, gone.rows)).collect();
            output::print(&lines)
        })
    }
}

/// The sentence of a problem with its cause, because the operator runs the command.
fn with_cause(problem: Problem) -> anyhow::Error {
    match problem.cause() {
        Some(cause) => anyhow!("{}\n{cause:#}", Texts::of(Lang::EN).problem(&problem)),
        None => anyhow!("{}", Texts::of(Lang::EN).problem(&problem)),
    }
}
