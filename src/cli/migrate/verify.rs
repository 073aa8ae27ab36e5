//! `injaaz migrate verify`: compares the database with the legacy store.

use super::command;
use super::command::{actor, with_cause};
use crate::{
    cli::{
        database, output,
        progress::Progress,
        stop_signals::{Stopped, unless_stopped},
    },
    config::Config,
    domain::ids::ModuleSlug,
    migration::verify::{BadRecord, NAMED, VerifyResult, verify},
};
use anyhow::{Context, ensure};
use clap::Args;
use serde::Serialize;
use std::{fs, path::PathBuf, time::Instant};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    /// Only the records of this module; without it, all records.
    #[arg(value_parser = command::module)]
    module: Option<ModuleSlug>,
    /// Print one object: checked, bad, merkle_root.
    #[arg(long)]
    json: bool,
    /// Also copy the signed manifest to this file.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate verify
  injaaz migrate verify civil --json
  injaaz migrate verify --manifest /mnt/usb/manifest.txt

docs/verify.md describes how to check the manifest without this program.";

/// The maximum number of bad records in the output; the manifest and the JSON output have the first [`NAMED`].
const PRINTED: usize = 50;

impl Verify {
    pub fn run(self, config: Config, by: &str) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = actor(&app)?;
            let (started, progress) = (Instant::now(), Progress::new());
            let reached = |done, of| progress.reached(done, of);
            let verified = unless_stopped(verify(&app, &actor, by, self.module.as_ref(), &reached)).await?;
            progress.end();
            let Some(verified) = verified else {
                let done = progress.in_words();
                let message = format!("Stopped after {done}; the result was not recorded. Start the verify again.");
                return Err(Stopped(message).into());
            };
            let verified = verified.map_err(with_cause)?;
            let seconds = started.elapsed().as_secs_f64();
            if let (Some(to), Some(from)) = (&self.manifest, &verified.manifest) {
                fs::copy(from, to).with_context(|| format!("The manifest cannot be copied to {}", to.display()))?;
            }
            if self.json {
                let seconds = (seconds * 1000.0).round() / 1000.0;
                output::print_json(&VerifyOutput { verified: &verified, seconds })?;
            } else {
                output::print(&text(&verified, seconds))?;
            }
            ensure!(verified.bad_count == 0, "{} of {} are bad.", verified.bad_count, verified.checked);
            Ok(())
        })
    }
}

/// The output of `--json`.
#[derive(Serialize)]
struct VerifyOutput<'a> {
    #[serde(flatten)]
    verified: &'a VerifyResult,
    seconds: f64,
}

fn text(verified: &VerifyResult, seconds: f64) -> String {
    let bad: Vec<_> = verified.bad.iter().take(PRINTED).map(line).collect();
    let bad: String = bad.iter().map(|line| format!("{line}\n")).collect();
    let more = verified.bad_count.saturating_sub(PRINTED as u64);
    let more = match more {
        0 => String::new(),
        _ if verified.bad_count > NAMED as u64 => {
            format!("and {more} more, the manifest lists the first {NAMED}\n")
        }
        _ => format!("and {more} more, see the manifest\n"),
    };
    format!(
        "{bad}{more}{} records, submissions and files were read again in {seconds:.1} s, {} of them are bad.\n\
         Merkle root  {}\nManifest     {}\n",
        verified.checked,
        verified.bad_count,
        verified.merkle_root,
        verified.manifest.as_deref().unwrap_or("none"),
    )
}

fn line(bad: &BadRecord) -> String {
    let name = match (&bad.id, &bad.file) {
        (Some(id), Some(file)) => format!("{id} ({file})"),
        (Some(name), None) | (None, Some(name)) => name.clone(),
        (None, None) => "a row".to_owned(),
    };
    format!("{name}: {}", bad.reason)
}
