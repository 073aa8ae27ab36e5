//! `injaaz migrate review --all` and `--counts`: the review queue by reason and module, and decisions about many records.

use super::command::with_cause;
use crate::{
    app::App,
    cli::{output, progress::Progress},
    domain::{
        lang::Lang,
        migration::RecordState,
        review_queue::{DecisionForMany, OfModule, ReviewFilter},
    },
    i18n::Texts,
    migration::{
        reasons,
        review_many::{self, ManyDecided, QueueGroup},
        review_queue::ReviewQueueRow,
    },
    services::actor::Actor,
};
use anyhow::{anyhow, bail};
use clap::Args;
use std::io;

/// Which records, and what to do with them.
#[derive(Debug, Args)]
pub struct Many {
    /// Count the records by reason and module.
    #[arg(long, conflicts_with_all = ["record", "all", "decision", "settle"])]
    counts: bool,
    /// All records that --state, --reason and --module select.
    #[arg(long, conflicts_with_all = ["record", "settle"])]
    all: bool,
    /// Only records in this state: quarantined or divergent.
    #[arg(long, value_name = "STATE", value_parser = state, default_value = "quarantined")]
    state: RecordState,
    /// Only records with this reason, as --counts prints it.
    #[arg(long, value_name = "REASON", requires = "all")]
    reason: Option<String>,
    /// Only records of this module; `none` for those of which it is not known.
    #[arg(long, value_name = "MODULE", value_parser = of_module, requires = "all")]
    module: Option<OfModule>,
    /// Print the records as CSV.
    #[arg(long, requires = "all", conflicts_with_all = ["decision", "json"])]
    csv: bool,
}

fn state(text: &str) -> anyhow::Result<RecordState> {
    let known = [RecordState::Quarantined, RecordState::Divergent];
    known.into_iter().find(|state| state.as_str() == text).ok_or_else(|| anyhow!("quarantined or divergent"))
}

fn of_module(text: &str) -> anyhow::Result<OfModule> {
    OfModule::parse(text).ok_or_else(|| anyhow!("the name of a module, such as `civil`, or `none`"))
}

impl Many {
    pub fn is_wanted(&self) -> bool {
        self.counts || self.all
    }

    pub async fn perform(
        &self,
        app: &App,
        actor: &Actor,
        by: &str,
        decision: Option<DecisionForMany>,
        json: bool,
    ) -> anyhow::Result<()> {
        if self.counts {
            let groups = review_many::groups(app, actor).await.map_err(with_cause)?;
            return if json { output::print_json(&groups) } else { output::print(&counted(&groups)) };
        }
        let filter = ReviewFilter { state: self.state, reason: self.reason.clone(), module: self.module.clone() };
        let until = review_many::newest(app, actor).await.map_err(with_cause)?;
        let Some(decision) = decision else { return self.list(app, actor, &filter, until, json).await };
        if !decision.fits(filter.state) {
            bail!("This decision is not possible for {} records. Add --state.", filter.state);
        }
        let progress = Progress::new();
        let reached = |done, all| progress.reached(done, all);
        let done = review_many::decide_many(app, actor, by, &filter, until, &decision, &reached).await;
        progress.end();
        let done = done.map_err(with_cause)?;
        if json { output::print_json(&done) } else { output::print(&in_words(&done)) }
    }

    async fn list(
        &self,
        app: &App,
        actor: &Actor,
        filter: &ReviewFilter,
        until: i64,
        json: bool,
    ) -> anyhow::Result<()> {
        let mut rows: Vec<ReviewQueueRow> = Vec::new();
        loop {
            let after = rows.last().map_or(0, |row| row.id);
            let page = review_many::waiting_in(app, actor, filter, after, until).await.map_err(with_cause)?;
            if page.is_empty() {
                break;
            }
            rows.extend(page);
        }
        match () {
            () if json => output::print_json(&rows),
            () if self.csv => in_csv(&rows),
            () => output::print(&listed(&rows)),
        }
    }
}

fn counted(groups: &[QueueGroup]) -> String {
    if groups.is_empty() {
        return "Nothing needs a decision.\n".to_owned();
    }
    let texts = Texts::of(Lang::EN);
    let lines = groups.iter().map(|group| {
        let module = group.module.as_ref().map_or("none", |module| module.as_str());
        let what = reasons::sentence(&group.reason, texts);
        [group.count.to_string(), group.state.to_string(), group.reason.clone(), module.to_owned(), what]
    });
    let lines: Vec<_> = lines.collect();
    let head = ["", "state", "reason", "module", ""];
    let rows = lines.iter().map(|line| line.each_ref().map(String::as_str));
    output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

fn listed(rows: &[ReviewQueueRow]) -> String {
    let lines = rows.iter().map(|row| {
        let module = row.module.as_ref().map_or("", |module| module.as_str());
        [row.id.to_string(), row.name.clone(), module.to_owned(), row.reason.clone()]
    });
    let lines: Vec<_> = lines.collect();
    let rows: Vec<_> = lines.iter().map(|line| line.each_ref().map(String::as_str)).collect();
    output::table(&rows)
}

fn in_csv(rows: &[ReviewQueueRow]) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(io::stdout().lock());
    csv.write_record(["id", "state", "reason", "module", "name", "detail", "bytes", "source"])?;
    for row in rows {
        let module = row.module.as_ref().map_or("", |module| module.as_str());
        let (id, size) = (row.id.to_string(), row.size.to_string());
        let state = row.state.as_str();
        csv.write_record([&id, state, &row.reason, module, &row.name, &row.detail, &size, &row.source])?;
    }
    Ok(csv.flush()?)
}

fn in_words(done: &ManyDecided) -> String {
    let left: String = done.left.iter().map(|name| format!("not decided: {name}\n")).collect();
    let more = done.skipped.saturating_sub(done.left.len() as u64);
    let more = if more == 0 { String::new() } else { format!("and {more} more\n") };
    format!("{left}{more}{} records were decided, {} were not.\n", done.decided, done.skipped)
}
