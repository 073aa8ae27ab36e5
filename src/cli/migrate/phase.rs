//! `injaaz migrate phase`: shows phases and gates, and changes phases.

use super::command;
use super::command::{actor, with_cause};
use crate::{
    cli::{database, output},
    config::Config,
    domain::{ids::ModuleSlug, lang::Lang},
    i18n::Texts,
    migration::phases::{self, ModulePhase},
};
use anyhow::Context;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Phase {
    /// The module; without it, all modules.
    #[arg(value_parser = command::module)]
    module: Option<ModuleSlug>,
    /// Go one phase forward, if every gate is open.
    #[arg(long, requires = "module")]
    next: bool,
    /// Go forward despite a closed gate, for this reason of at least ten characters. The reason is recorded.
    #[arg(long = "override", value_name = "REASON", requires = "next")]
    reason: Option<String>,
    /// Confirm the override that another person has asked for, if INJAAZ_OVERRIDE_PEOPLE requires two.
    #[arg(long, requires = "module", conflicts_with_all = ["next", "enter"])]
    confirm_override: bool,
    /// Put a module that never had a legacy store into the first phase, `files`.
    #[arg(long, requires = "module", conflicts_with = "next")]
    enter: bool,
    /// Print an array of objects, or one object for a change of phase.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate phase                    every module with its phase and gates
  injaaz migrate phase civil --enter      the legacy store becomes authoritative
  injaaz migrate phase civil --next
  injaaz migrate phase civil --next --override \"the two pending files are copies, checked by hand\"

`injaaz migrate rollback` goes back, at any time.";

impl Phase {
    pub fn run(self, config: Config, by: &str) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = actor(&app)?;
            let step = match &self.module {
                Some(module) if self.enter => Some(phases::enter(&app, &actor, by, module).await),
                Some(module) if self.confirm_override => Some(phases::confirm_override(&app, &actor, by, module).await),
                Some(module) if self.next => {
                    Some(phases::forward(&app, &actor, by, module, self.reason.as_deref()).await)
                }
                _ => None,
            };
            if let Some(step) = step {
                let now = step.map_err(with_cause)?;
                return if self.json { output::print_json(&now) } else { output::print(&phase_text(&now)) };
            }
            let mut all = phases::all(&app, &actor).await.map_err(with_cause)?;
            if let Some(module) = &self.module {
                all.retain(|one| one.module == *module);
                all.first().with_context(|| format!("There is no module {module}. Omit it to list all."))?;
            }
            if self.json {
                return output::print_json(&all);
            }
            let all: Vec<String> = all.iter().map(phase_text).collect();
            output::print(&all.join("\n"))
        })
    }
}

/// The phase of a module, its counters, and the gates of the next phase.
pub(super) fn phase_text(module: &ModulePhase) -> String {
    let mut text = format!("{}  {}", module.module, module.phase);
    if let Some(since) = module.since {
        text += &format!(", since {} {:02}:{:02} UTC", since.date(), since.hour(), since.minute());
    }
    text.push('\n');
    if module.outbox > 0 {
        text += &format!(
            "  {} submissions are not in the legacy store yet, {} of them failed",
            module.outbox, module.outbox_failing
        );
        text += &module
            .outbox_error
            .as_ref()
            .map_or("\n".to_owned(), |error| format!(": {}\n", Texts::of(Lang::EN).old_store_error(error)));
    }
    if module.phase.falls_back() {
        text += &format!(
            "  {} reads of both stores, {} differences, {} submissions found only in the legacy store\n",
            module.shadow_reads, module.differences, module.fallbacks
        );
    }
    if let Some(request) = &module.override_request {
        text += &format!(
            "  override asked by {}: {}\n  another person must confirm it: on the page, or with --confirm-override\n",
            request.by, request.reason
        );
    }
    let Some(next) = module.phase.next().filter(|_| !module.gates.is_empty()) else { return text };
    text += &format!("  next: {next}\n");
    let gates = module.gates.iter().map(|gate| {
        let name = serde_json::to_value(gate.name).ok();
        let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().to_owned();
        (name, if gate.open { "open" } else { "closed" }, gate)
    });
    let gates: Vec<_> = gates.collect();
    let rows: Vec<_> = std::iter::once(["    gate", "", "found", "required"].map(str::to_owned))
        .chain(gates.iter().map(|(name, open, gate)| {
            [format!("    {name}"), (*open).to_owned(), gate.found.clone(), gate.needed.clone()]
        }))
        .collect();
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    text + &output::table(&rows)
}
