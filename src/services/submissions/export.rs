//! The export of all submissions that match a filter, page by page.

use super::list::{Filter, StatusFilter, SubmissionSummary, page_with_senders};
use crate::{
    app::App,
    domain::{answers::Answers, audit::actions::AuditAction, form::FormDef, ids::SubmissionId, problem::Problem},
    services::actor::Actor,
    store::{self, submissions::reinspections},
};
use serde_json::json;
use std::collections::HashMap;

/// Rows that an export reads at once.
const EXPORT_PAGE: usize = 1_000;

/// A row of an export.
#[derive(Clone, Debug)]
pub struct ExportRow {
    pub row: SubmissionSummary,
    /// Read with the newest form version; empty if the filter names no module.
    pub answers: Answers,
    /// The name or e-mail address of the sender; none without an account.
    pub sender: Option<String>,
    /// The submission that it inspects again.
    pub reinspects: Option<SubmissionId>,
}

#[derive(Clone, Debug)]
pub struct ExportPage {
    pub rows: Vec<ExportRow>,
    pub next: Option<String>,
}

/// Records an export and its filter in the audit log.
pub async fn exported(app: &App, actor: &Actor, filter: &Filter) -> Result<(), Problem> {
    let conn = actor.connection(&app.pool).await?;
    let details = json!({
        "module": filter.module, "site": filter.site, "q": filter.q,
        "from": filter.from.map(|day| day.to_string()), "to": filter.to.map(|day| day.to_string()),
        "status": filter.standing.map(StatusFilter::as_str), "inspector": filter.inspector,
        "passed": filter.has_passed, "score_below": filter.score_below,
    });
    let row = actor.audit_of("submissions", None, AuditAction::SubmissionsExported, details, app.clock.now());
    Ok(store::audit::add(&conn, &row).await?)
}

/// The next rows of an export: call again with `after` set to the last page's `next` until it is `None`. If the filter
/// names a form, `def` is its definition, and the rows have their answers.
pub async fn export_page(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    def: Option<&FormDef>,
) -> Result<ExportPage, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (rows, next) = page_with_senders(&mut conn, actor, filter, EXPORT_PAGE).await?;
    let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
    let organisation = actor.organisation_id;
    let earlier = reinspections::earlier_of(&mut conn, organisation, &actor.reach, &ids).await?;
    let mut earlier: HashMap<i64, SubmissionId> = earlier.into_iter().collect();
    let mut answers = match def {
        Some(def) => {
            let stored = store::list::answers(&mut conn, organisation, &ids).await?;
            stored.into_iter().map(|(id, json)| (id, Answers::from_json(def, &json))).collect()
        }
        None => HashMap::new(),
    };
    let rows = rows.into_iter().map(|(listed, sender)| {
        let answers = answers.remove(&listed.id).unwrap_or_default();
        let reinspects = earlier.remove(&listed.id);
        ExportRow { row: SubmissionSummary::from(listed), answers, sender, reinspects }
    });
    Ok(ExportPage { rows: rows.collect(), next })
}
