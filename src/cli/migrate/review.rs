//! `injaaz migrate review`: lists records that need a decision, and records decisions.

use super::{
    command::{self, actor, with_cause},
    review_many::Many,
};
use crate::{
    app::App,
    cli::{database, output},
    config::Config,
    domain::{
        ids::ModuleSlug,
        lang::Lang,
        migration::{Decision, RecordState},
        review_queue::DecisionForMany,
    },
    i18n::Texts,
    migration::{
        phases::{self, ShadowDifference},
        reasons,
        review_queue::{self, Difference, ReviewQueueRow, ReviewRecord},
    },
    services::actor::Actor,
};
use anyhow::{Context, ensure};
use clap::Args;
use serde::Serialize;

const EXAMPLES: &str = "\
Examples:
  injaaz migrate review
  injaaz migrate review 17
  injaaz migrate review 17 --assign civil
  injaaz migrate review 17 --set-aside \"an empty file, the app was stopped\"
  injaaz migrate review 21 --keep-database \"corrected by phone on 3 March\"
  injaaz migrate review --settle 4 --note \"the file was edited by hand\"
  injaaz migrate review --counts
  injaaz migrate review --all --reason empty --csv > empty.csv
  injaaz migrate review --all --reason empty --set-aside \"the disk was full on 3 March\"
  injaaz migrate review --all --state divergent --module civil --keep-database \"corrected here\"

`--all` decides about every record that --state, --reason and --module select; without a decision it lists them.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Review {
    /// The number of a record to show or to decide about.
    record: Option<i64>,
    /// Import it as a submission of this module.
    #[arg(long, value_name = "MODULE", value_parser = command::module, group = "decision")]
    assign: Option<ModuleSlug>,
    /// Read it again.
    #[arg(long, group = "decision")]
    retry: bool,
    /// Do not import it, for this reason.
    #[arg(long, value_name = "NOTE", group = "decision")]
    set_aside: Option<String>,
    /// Keep the content of the database, for this reason.
    #[arg(long, value_name = "NOTE", group = "decision")]
    keep_database: Option<String>,
    /// Take the content of the file, for this reason.
    #[arg(long, value_name = "NOTE", group = "decision")]
    take_file: Option<String>,
    /// Settle this difference, which a shadow read found.
    #[arg(long, value_name = "DIFFERENCE", conflicts_with = "record", requires = "note")]
    settle: Option<i64>,
    /// The reason for settling it.
    #[arg(long, value_name = "NOTE", requires = "settle")]
    note: Option<String>,
    #[command(flatten)]
    many: Many,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Everything that awaits a decision.
#[derive(Serialize)]
struct OpenReviews {
    quarantined: Vec<ReviewQueueRow>,
    divergent: Vec<ReviewQueueRow>,
    differences: Vec<ShadowDifference>,
}

/// A record as JSON, without its content.
#[derive(Serialize)]
struct ReviewRecordJson {
    #[serde(flatten)]
    row: ReviewQueueRow,
    differences: Vec<Difference>,
}

impl Review {
    pub fn run(self, config: Config, by: &str) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = actor(&app)?;
            self.perform(&app, &actor, by).await
        })
    }

    async fn perform(self, app: &App, actor: &Actor, by: &str) -> anyhow::Result<()> {
        if self.many.is_wanted() {
            return self.many.perform(app, actor, by, self.for_many()?, self.json).await;
        }
        let Some(id) = self.record else {
            ensure!(self.for_many()?.is_none(), "Name a record to decide about, or decide about all with --all.");
            if let (Some(difference), Some(note)) = (self.settle, &self.note) {
                phases::settle_difference(app, actor, by, difference, note).await.map_err(with_cause)?;
                return output::print(&format!("Difference {difference} is settled."));
            }
            return self.list(app, actor).await;
        };
        let decided = match &self {
            Review { assign: Some(module), .. } => Some(review_queue::assign(app, actor, by, id, module).await),
            Review { retry: true, .. } => Some(review_queue::retry(app, actor, by, id).await),
            Review { set_aside: Some(note), .. } => {
                Some(review_queue::set_aside(app, actor, by, id, note).await.map(|()| RecordState::Quarantined))
            }
            Review { keep_database: Some(note), .. } => {
                let kept = review_queue::settle(app, actor, by, id, Decision::KeepDatabase, note).await;
                Some(kept.map(|()| RecordState::Divergent))
            }
            Review { take_file: Some(note), .. } => {
                let taken = review_queue::settle(app, actor, by, id, Decision::TakeFile, note).await;
                Some(taken.map(|()| RecordState::Imported))
            }
            _ => None,
        };
        if let Some(decided) = decided {
            decided.map_err(with_cause)?;
        }
        let record = review_queue::record(app, actor, id).await.map_err(with_cause)?;
        if self.json {
            return output::print_json(&ReviewRecordJson { row: record.row, differences: record.differences });
        }
        output::print(&shown(&record))
    }

    /// The decision as one about many records.
    fn for_many(&self) -> anyhow::Result<Option<DecisionForMany>> {
        let noted = |decision, note: &str| {
            DecisionForMany::with_note(decision, note).context("Write a reason for the decision.").map(Some)
        };
        match self {
            Review { assign: Some(module), .. } => Ok(Some(DecisionForMany::Assign(module.clone()))),
            Review { retry: true, .. } => Ok(Some(DecisionForMany::Retry)),
            Review { set_aside: Some(note), .. } => noted(Decision::SetAside, note),
            Review { keep_database: Some(note), .. } => noted(Decision::KeepDatabase, note),
            Review { take_file: Some(note), .. } => noted(Decision::TakeFile, note),
            _ => Ok(None),
        }
    }

    async fn list(&self, app: &App, actor: &Actor) -> anyhow::Result<()> {
        let differences = phases::differences(app, actor).await.map_err(with_cause)?;
        let waiting = OpenReviews {
            quarantined: all(app, actor, RecordState::Quarantined).await?,
            divergent: all(app, actor, RecordState::Divergent).await?,
            differences: differences.into_iter().filter(|one| one.settled_by.is_none()).collect(),
        };
        if self.json {
            return output::print_json(&waiting);
        }
        output::print(&listed(&waiting))
    }
}

/// All records of a state that await a decision.
async fn all(app: &App, actor: &Actor, state: RecordState) -> anyhow::Result<Vec<ReviewQueueRow>> {
    let mut rows: Vec<ReviewQueueRow> = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row| row.id);
        let page = review_queue::waiting(app, actor, state, after).await.map_err(with_cause)?;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}

fn listed(waiting: &OpenReviews) -> String {
    let OpenReviews { quarantined, divergent, differences } = waiting;
    if quarantined.is_empty() && divergent.is_empty() && differences.is_empty() {
        return "Nothing needs a decision.".to_owned();
    }
    let mut lines: Vec<[String; 4]> = Vec::new();
    for row in quarantined.iter().chain(divergent) {
        lines.push([row.id.to_string(), row.state.to_string(), row.name.clone(), row.reason.clone()]);
    }
    for one in differences {
        let fields: Vec<&str> = one.differences.iter().map(|difference| difference.path.as_str()).collect();
        let what = format!("{} differ between the stores", fields.join(", "));
        lines.push([one.id.to_string(), "difference".to_owned(), one.submission_id.to_string(), what]);
    }
    let rows: Vec<[&str; 4]> = lines.iter().map(|line| line.each_ref().map(String::as_str)).collect();
    output::table(&rows) + "`injaaz migrate review NUMBER` shows a record and what is wrong with it."
}

fn shown(record: &ReviewRecord) -> String {
    let row = &record.row;
    let mut text = format!("{} ({}, {} bytes)\n", row.name, row.state, row.size);
    text += &reasons::sentence(&row.reason, Texts::of(Lang::EN));
    text.push('\n');
    if !row.detail.is_empty() {
        text += &format!("{}\n", row.detail);
    }
    if let (Some(decision), Some(by)) = (row.decision, &row.decided_by) {
        text += &format!("Decided: {decision}, by {by}. {}\n", row.note.as_deref().unwrap_or_default());
    }
    for Difference { path, database, file } in &record.differences {
        let quoted = |answer: &Option<String>| answer.as_ref().map_or("nothing".to_owned(), |text| format!("{text:?}"));
        text += &format!("{path}: the database has {}, the file has {}\n", quoted(database), quoted(file));
    }
    text
}
