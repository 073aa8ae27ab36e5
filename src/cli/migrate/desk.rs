//! `injaaz migrate desk`: what waits for a person, and the decision, without a browser.

use super::{caller, import::BY, said};
use crate::{
    app::{App, Clock},
    cli::{database, output},
    config::Config,
    domain::{
        ids::ModuleSlug,
        lang::Lang,
        migration::{Decision, RecordState},
    },
    migration::{
        desk::{self, DeskRecord, DeskRow, Difference},
        phases::{self, ShadowDifference},
        reasons,
    },
    services::{caller::Caller, start},
};
use clap::Args;
use serde::Serialize;

const EXAMPLES: &str = "\
Examples:
  injaaz migrate desk
  injaaz migrate desk 17
  injaaz migrate desk 17 --assign civil
  injaaz migrate desk 17 --set-aside \"an empty file, the app was stopped\"
  injaaz migrate desk 21 --keep-database \"corrected by phone on 3 March\"
  injaaz migrate desk --settle 4 --note \"the file was edited by hand\"";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Desk {
    /// The number of a record: shows it, or decides about it.
    record: Option<i64>,
    /// Import it as a submission of this module.
    #[arg(long, value_name = "MODULE", value_parser = super::module, requires = "record", group = "decision")]
    assign: Option<ModuleSlug>,
    /// Read it again.
    #[arg(long, requires = "record", group = "decision")]
    retry: bool,
    /// It is not wanted; with the reason.
    #[arg(long, value_name = "NOTE", requires = "record", group = "decision")]
    set_aside: Option<String>,
    /// The database is right; with the reason.
    #[arg(long, value_name = "NOTE", requires = "record", group = "decision")]
    keep_database: Option<String>,
    /// The file is right; with the reason.
    #[arg(long, value_name = "NOTE", requires = "record", group = "decision")]
    take_file: Option<String>,
    /// Settle this difference, which a read found.
    #[arg(long, value_name = "DIFFERENCE", conflicts_with = "record", requires = "note")]
    settle: Option<i64>,
    /// Why it is settled.
    #[arg(long, value_name = "NOTE", requires = "settle")]
    note: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Everything that waits.
#[derive(Serialize)]
struct Waiting {
    quarantined: Vec<DeskRow>,
    divergent: Vec<DeskRow>,
    differences: Vec<ShadowDifference>,
}

/// One record for programs: the raw bytes are left to whoever opens the file.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    row: DeskRow,
    differences: Vec<Difference>,
}

impl Desk {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = start::open(config, Clock::System).await?;
            let caller = caller(&app)?;
            self.perform(&app, &caller).await
        })
    }

    async fn perform(self, app: &App, caller: &Caller) -> anyhow::Result<()> {
        let Some(id) = self.record else {
            if let (Some(difference), Some(note)) = (self.settle, &self.note) {
                phases::settle_difference(app, caller, BY, difference, note).await.map_err(said)?;
                return output::print(&format!("Difference {difference} is settled."));
            }
            return self.list(app, caller).await;
        };
        let decided = match &self {
            Desk { assign: Some(module), .. } => Some(desk::assign(app, caller, BY, id, module).await),
            Desk { retry: true, .. } => Some(desk::retry(app, caller, BY, id).await),
            Desk { set_aside: Some(note), .. } => {
                Some(desk::set_aside(app, caller, BY, id, note).await.map(|()| RecordState::Quarantined))
            }
            Desk { keep_database: Some(note), .. } => {
                let kept = desk::settle(app, caller, BY, id, Decision::KeepDatabase, note).await;
                Some(kept.map(|()| RecordState::Divergent))
            }
            Desk { take_file: Some(note), .. } => {
                let taken = desk::settle(app, caller, BY, id, Decision::TakeFile, note).await;
                Some(taken.map(|()| RecordState::Imported))
            }
            _ => None,
        };
        if let Some(decided) = decided {
            decided.map_err(said)?;
        }
        let record = desk::record(app, caller, id).await.map_err(said)?;
        if self.json {
            return output::print_json(&Shown { row: record.row, differences: record.differences });
        }
        output::print(&shown(&record))
    }

    async fn list(&self, app: &App, caller: &Caller) -> anyhow::Result<()> {
        let differences = phases::differences(app, caller).await.map_err(said)?;
        let waiting = Waiting {
            quarantined: all(app, caller, RecordState::Quarantined).await?,
            divergent: all(app, caller, RecordState::Divergent).await?,
            differences: differences.into_iter().filter(|one| one.settled_by.is_none()).collect(),
        };
        if self.json {
            return output::print_json(&waiting);
        }
        output::print(&listed(&waiting))
    }
}

/// Every record of a state that waits, page after page.
async fn all(app: &App, caller: &Caller, state: RecordState) -> anyhow::Result<Vec<DeskRow>> {
    let mut rows: Vec<DeskRow> = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row| row.id);
        let page = desk::waiting(app, caller, state, after).await.map_err(said)?;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}

fn listed(waiting: &Waiting) -> String {
    let Waiting { quarantined, divergent, differences } = waiting;
    if quarantined.is_empty() && divergent.is_empty() && differences.is_empty() {
        return "Nothing waits for a decision.".to_owned();
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
    output::table(&rows) + "`injaaz migrate desk NUMBER` shows a record and what is wrong with it."
}

fn shown(record: &DeskRecord) -> String {
    let row = &record.row;
    let mut text = format!("{} ({}, {} bytes)\n", row.name, row.state, row.size);
    text += &reasons::sentence(&row.reason, Lang::En);
    text.push('\n');
    if !row.detail.is_empty() {
        text += &format!("{}\n", row.detail);
    }
    if let (Some(decision), Some(by)) = (row.decision, &row.decided_by) {
        text += &format!("Decided: {decision}, by {by}. {}\n", row.note.as_deref().unwrap_or_default());
    }
    for Difference { path, database, file } in &record.differences {
        let said = |answer: &Option<String>| answer.as_ref().map_or("nothing".to_owned(), |text| format!("{text:?}"));
        text += &format!("{path}: the database has {}, the file has {}\n", said(database), said(file));
    }
    text
}
