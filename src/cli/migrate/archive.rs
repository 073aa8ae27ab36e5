//! `injaaz migrate archive`: packs, removes and restores old files.

use super::command;
use super::command::{BY, actor, said};
use crate::{
    cli::{database, output},
    config::Config,
    domain::ids::ModuleSlug,
    migration::archive::{ArchiveView, all, pack, remove_packed, restore},
};
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Archive {
    #[command(flatten)]
    what: What,
    /// Print an object, or an array of them for --list.
    #[arg(long)]
    json: bool,
}

/// Exactly one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Pack the old files of this module into an archive and verify it. Nothing is removed.
    #[arg(value_parser = command::module)]
    module: Option<ModuleSlug>,
    /// Pack the files that belong to no module: drafts, and photos without a record.
    #[arg(long)]
    rest: bool,
    /// Remove the old files that are in this archive. A file that was changed since stays.
    #[arg(long, value_name = "ID")]
    remove: Option<i64>,
    /// Restore the files of this archive to their place.
    #[arg(long, value_name = "ID")]
    restore: Option<i64>,
    /// List all archives.
    #[arg(long)]
    list: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate archive civil          pack and verify
  injaaz migrate archive --list
  injaaz migrate archive --remove 1     only in the phase `archived`
  injaaz migrate archive --restore 1
  tar -xzf generated/archive/injaaz-civil-20261121T101500Z.tar.gz   without this program";

impl Archive {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = actor(&app)?;
            let (done, view) = match (self.what.module, self.what.remove, self.what.restore) {
                (Some(module), ..) => ("packed and read back", pack(&app, &actor, BY, &module).await),
                _ if self.what.rest => {
                    ("packed and read back", pack(&app, &actor, BY, &command::module("rest")?).await)
                }
                (_, Some(id), _) => ("removed from the old folder", remove_packed(&app, &actor, BY, id).await),
                (.., Some(id)) => ("restored to the old folder", restore(&app, &actor, BY, id).await),
                _ => return list(&all(&app, &actor).await.map_err(said)?, self.json),
            };
            let view = view.map_err(said)?;
            if self.json { output::print_json(&view) } else { output::print(&in_words(&view, done)) }
        })
    }
}

fn in_words(view: &ArchiveView, done: &str) -> String {
    let left: String =
        view.left.iter().map(|name| format!("left unchanged, as it differs from the packed file: {name}\n")).collect();
    format!(
        "{left}Archive {}: {} files of {} {done}.\nFile         {}\nSHA-256      {}\nMerkle root  {}\n",
        view.id, view.file_count, view.module, view.file_name, view.sha256, view.merkle_root
    )
}

fn list(archives: &[ArchiveView], json: bool) -> anyhow::Result<()> {
    if json {
        return output::print_json(&archives);
    }
    if archives.is_empty() {
        return output::print("There is no archive yet. `injaaz migrate archive MODULE` creates one.");
    }
    let rows: Vec<_> = archives
        .iter()
        .map(|view| [view.id.to_string(), view.state.to_string(), view.file_count.to_string(), view.file_name.clone()])
        .collect();
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    output::print(&output::table(&rows))
}
