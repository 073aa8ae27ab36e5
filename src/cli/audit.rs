//! `injaaz audit`: is the audit log as it was written, and keeping less of it.

use super::{database, output, progress::Progress};
use crate::{
    app::Clock,
    config::Config,
    domain::{answers::parse_iso, lang::Lang, problem::Problem},
    i18n::Texts,
    services::{
        actor::Actor,
        audit::{self, Bad, SealingKey, Verified},
        start,
    },
};
use anyhow::{Context, anyhow, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::time::Instant;
use time::{Date, format_description::well_known::Rfc3339};

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Follow the chain over the whole log and name every row that was altered, deleted or put there. Ends with 1 if
    /// there is any.
    Verify(Verify),
    /// Drop the oldest months, each only if it is sealed and signed as a whole.
    Drop(DropMonths),
}

#[derive(Debug, Args)]
#[command(after_help = VERIFY_EXAMPLES)]
pub struct Verify {
    /// Print one object: checked, bad, waiting, sequence, head, public_key, keys.
    #[arg(long)]
    json: bool,
    /// Only what came since the newest checkpoint of before this day (UTC).
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<Date>,
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  injaaz audit verify
  injaaz audit verify --since 2026-03-01 --json

It works beside a running server. Keep the public key it prints somewhere else: with it anybody can check
generated/audit/checkpoints.jsonl. docs/audit.md says what the log proves, and what it cannot.";

#[derive(Debug, Args)]
#[command(after_help = DROP_EXAMPLES)]
pub struct DropMonths {
    /// Months that end before the month of this day go.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    before: Date,
    /// Print an array of what went.
    #[arg(long)]
    json: bool,
}

const DROP_EXAMPLES: &str = "\
Examples:
  injaaz audit drop --before 2021-01-01

Their rows are gone for good. The seals stay, so `injaaz audit verify` still follows the whole chain; a row of the log
says what went.";

fn day(text: &str) -> anyhow::Result<Date> {
    parse_iso(text).context("a day is written like 2026-03-14")
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
            let app = start::open(config, Clock::System).await?;
            let (started, progress) = (Instant::now(), Progress::new());
            let since = self.since.map(|day| day.midnight().assume_utc());
            let verified = audit::verify(&app, since, &|done, of| progress.reached(done, of)).await;
            progress.end();
            let verified = verified.map_err(said)?;
            let seconds = started.elapsed().as_secs_f64();
            if self.json {
                let seconds = (seconds * 1000.0).round() / 1000.0;
                output::print_json(&Said { verified: &verified, seconds })?;
            } else {
                output::print(&in_words(&verified, seconds))?;
            }
            ensure!(verified.bad_count == 0, "{} are bad.", verified.bad_count);
            Ok(())
        })
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    verified: &'a Verified,
    seconds: f64,
}

fn in_words(verified: &Verified, seconds: f64) -> String {
    let bad: String = verified.bad.iter().map(|bad| format!("{}\n", line(bad))).collect();
    let more = verified.bad_count.saturating_sub(verified.bad.len() as u64);
    let more = if more == 0 { String::new() } else { format!("and {more} more\n") };
    // Which key sealed what is worth a line only once there was another key.
    let keys: String = match verified.keys.len() {
        0 | 1 => String::new(),
        _ => verified.keys.iter().map(sealed_with).collect(),
    };
    let unknown = match verified.unknown_keys.as_slice() {
        [] => String::new(),
        keys => format!(
            "Signed with keys that are not in the settings: {}.\nIf the secret key was replaced, give the one before in \
             INJAAZ_PREVIOUS_SECRET_KEYS and verify again.\n",
            keys.join(", ")
        ),
    };
    format!(
        "{bad}{more}{} rows were checked in {seconds:.1} s, {} are bad; {} wait for their seal, {} were dropped.\n\
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

fn line(bad: &Bad) -> String {
    let mut parts = Vec::new();
    parts.extend(bad.id.map(|id| format!("row {id}")));
    parts.extend(bad.sequence.map(|sequence| format!("seal {sequence}")));
    parts.extend(bad.created_at.and_then(|at| at.format(&Rfc3339).ok()));
    format!("{}: {}", parts.join(", "), bad.reason)
}

impl DropMonths {
    fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = start::open(config, Clock::System).await?;
            let actor = Actor::system(&app, app.organisation_id().context("the database is not prepared")?);
            let dropped = audit::drop_before(&app, &actor, "injaaz audit drop", self.before).await.map_err(said)?;
            if self.json {
                return output::print_json(&dropped);
            }
            if dropped.is_empty() {
                return output::print("There is no month before that.");
            }
            let lines: String =
                dropped.iter().map(|gone| format!("{}  {} rows dropped\n", gone.month, gone.rows)).collect();
            output::print(&lines)
        })
    }
}

/// A problem as a command says it: the sentence, and the cause, since whoever types commands runs the server.
fn said(problem: Problem) -> anyhow::Error {
    match problem.cause() {
        Some(cause) => anyhow!("{}\n{cause:#}", Texts::of(Lang::EN).problem(&problem)),
        None => anyhow!("{}", Texts::of(Lang::EN).problem(&problem)),
    }
}
