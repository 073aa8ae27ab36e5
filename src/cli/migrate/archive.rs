//! `injaaz migrate archive`: packs, removes and restores old files.

use super::command;
use super::command::{actor, space, with_cause};
use crate::{
    cli::{
        database, output,
        stop_signals::{Stopped, unless_stopped},
    },
    config::Config,
    domain::ids::ModuleSlug,
    migration::archive::{ArchiveView, PackPlan, all, pack, plan_pack, remove_packed, restore},
};
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Archive {
    #[command(flatten)]
    what: ArchiveAction,
    /// Only print how many files would be packed, and whether there is space for the archive.
    #[arg(long, conflicts_with_all = ["remove", "restore", "list"])]
    dry_run: bool,
    /// Print an object, or an array of them for --list.
    #[arg(long)]
    json: bool,
}

/// Exactly one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct ArchiveAction {
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
  injaaz migrate archive civil --dry-run
  injaaz migrate archive civil          pack and verify
  injaaz migrate archive --list
  injaaz migrate archive --remove 1     only in the phase `archived`
  injaaz migrate archive --restore 1
  tar -xzf generated/archive/injaaz-civil-20261121T101500Z.tar.gz   without this program";

impl Archive {
    pub fn run(self, config: Config, by: &str) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = actor(&app)?;
            if self.dry_run {
                let module = self.what.module.map_or_else(|| command::module("rest"), Ok)?;
                let plan = plan_pack(&app, &actor, &module).await.map_err(with_cause)?;
                return if self.json { output::print_json(&plan) } else { output::print(&planned(&plan)) };
            }
            let rest = command::module("rest")?;
            let module = self.what.module.or_else(|| self.what.rest.then_some(rest));
            let (done, left) = match (&module, self.what.remove, self.what.restore) {
                (Some(_), ..) => ("packed and read back", "Nothing was packed or removed."),
                (_, Some(_), _) => ("removed from the old folder", "Some files are removed; all are in the archive."),
                (.., Some(_)) => ("restored to the old folder", "Some files are restored; all are in the archive."),
                _ => return list(&all(&app, &actor).await.map_err(with_cause)?, self.json),
            };
            let working = async {
                match (&module, self.what.remove, self.what.restore) {
                    (Some(module), ..) => pack(&app, &actor, by, module).await.map(Some),
                    (_, Some(id), _) => remove_packed(&app, &actor, by, id).await.map(Some),
                    (.., Some(id)) => restore(&app, &actor, by, id).await.map(Some),
                    _ => Ok(None),
                }
            };
            let Some(view) = unless_stopped(working).await? else {
                return Err(Stopped(format!("Stopped. {left} Start the command again to continue.")).into());
            };
            let Some(view) = view.map_err(with_cause)? else { return Ok(()) };
            if self.json { output::print_json(&view) } else { output::print(&text(&view, done)) }
        })
    }
}

fn planned(plan: &PackPlan) -> String {
    let fits = if plan.fits() { "" } else { " This is not enough: free some space first." };
    match &plan.source {
        None => format!("{}: there are no old files to pack.\n", plan.module),
        Some(source) => format!(
            "{}: {} files of {source} would be packed, {}.{fits}\n",
            plan.module,
            plan.files,
            space(plan.bytes, plan.free_bytes)
        ),
    }
}

fn text(view: &ArchiveView, done: &str) -> String {
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
