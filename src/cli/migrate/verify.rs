//! `injaaz migrate verify`: compares the database with the legacy store.

use super::command;
use super::command::{BY, actor, said};
use crate::{
    cli::{database, output, progress::Progress},
    config::Config,
    domain::ids::ModuleSlug,
    migration::verify::{Bad, Verified, verify},
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

/// The maximum number of bad records in the output; the manifest and the JSON output have all of them.
const PRINTED: usize = 50;

impl Verify {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = actor(&app)?;
            let (started, progress) = (Instant::now(), Progress::new());
            let verified = verify(&app, &actor, BY, self.module.as_ref(), &|done, of| progress.reached(done, of)).await;
            progress.end();
            let verified = verified.map_err(said)?;
            let seconds = started.elapsed().as_secs_f64();
            if let (Some(to), Some(from)) = (&self.manifest, &verified.manifest) {
                fs::copy(from, to).with_context(|| format!("The manifest cannot be copied to {}", to.display()))?;
            }
            if self.json {
                let seconds = (seconds * 1000.0).round() / 1000.0;
                output::print_json(&Said { verified: &verified, seconds })?;
            } else {
                output::print(&in_words(&verified, seconds))?;
            }
            ensure!(verified.bad_count == 0, "{} of {} are bad.", verified.bad_count, verified.checked);
            Ok(())
        })
    }
}

/// The output of `--json`.
#[derive(Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    verified: &'a Verified,
    seconds: f64,
}

fn in_words(verified: &Verified, seconds: f64) -> String {
    let bad: Vec<_> = verified.bad.iter().take(PRINTED).map(line).collect();
    let bad: String = bad.iter().map(|line| format!("{line}\n")).collect();
    let more = verified.bad_count.saturating_sub(PRINTED as u64);
    let more = if more == 0 { String::new() } else { format!("and {more} more, see the manifest\n") };
    format!(
        "{bad}{more}{} records, submissions and files were read again in {seconds:.1} s, {} of them are bad.\n\
         Merkle root  {}\nManifest     {}\n",
        verified.checked,
        verified.bad_count,
        verified.merkle_root,
        verified.manifest.as_deref().unwrap_or("none"),
    )
}

fn line(bad: &Bad) -> String {
    let name = match (&bad.id, &bad.file) {
        (Some(id), Some(file)) => format!("{id} ({file})"),
        (Some(name), None) | (None, Some(name)) => name.clone(),
        (None, None) => "a row".to_owned(),
    };
    format!("{name}: {}", bad.reason)
}
