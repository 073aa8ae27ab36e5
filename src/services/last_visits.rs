//! The last visit of a site with a form: which one it was, and what a form takes over from it.
//!
//! Invariant: only what the actor may read is found. The last visit is the one with the latest day; of several on one
//! day, the one that was saved last.

use super::{actor::Actor, records::definition, search_terms::site_key, submit};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::SubmissionId,
        last_visit,
        problem::{Problem, Resource},
        raw::RawForm,
        time_zone::TimeZone,
        validate::RuleUse,
    },
    store::{self, list::sites, pool::Connection, submissions::SubmissionRow},
};
use time::{Date, OffsetDateTime};

/// A visit without its answers.
#[derive(Clone, Debug)]
pub struct Visit {
    pub id: SubmissionId,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
    /// As the form was answered.
    pub inspector: Option<String>,
}

/// A visit with the answers that the form takes over.
#[derive(Clone, Debug)]
pub struct CopiedVisit {
    pub visit: Visit,
    pub answers: RawForm,
}

/// The last visit of a site; none if the site is not known, or has no name that can be searched for.
pub async fn of_site(app: &App, actor: &Actor, def: &FormDef, site: &str) -> Result<Option<Visit>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(last(actor, &mut conn, def, site).await?.map(|row| visit(def, &row)))
}

/// The same with what the form takes over.
pub async fn copied_of_site(
    app: &App,
    actor: &Actor,
    def: &FormDef,
    site: &str,
    zone: TimeZone,
) -> Result<Option<CopiedVisit>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    match last(actor, &mut conn, def, site).await? {
        Some(row) => Ok(Some(copied(app, actor, &mut conn, def, &row, zone).await?)),
        None => Ok(None),
    }
}

/// What the form takes over from this submission.
///
/// # Errors
/// There is none of this form that the actor may read.
pub async fn copied_of(
    app: &App,
    actor: &Actor,
    def: &FormDef,
    id: &SubmissionId,
    zone: TimeZone,
) -> Result<CopiedVisit, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, actor.organisation_id, id).await?;
    let row = row.filter(|row| row.module == def.module).ok_or(Problem::NotFound(Resource::Submission))?;
    actor.require_in_scope(&mut conn, row.id, Resource::Submission).await?;
    copied(app, actor, &mut conn, def, &row, zone).await
}

async fn last(
    actor: &Actor,
    conn: &mut Connection,
    def: &FormDef,
    site: &str,
) -> Result<Option<SubmissionRow>, Problem> {
    let key = site_key(site);
    if key.is_empty() {
        return Ok(None);
    }
    let found = sites::visits(conn, actor.organisation_id, &actor.reach, (&def.module, &key), 1).await?;
    Ok(found.into_iter().next())
}

async fn copied(
    app: &App,
    actor: &Actor,
    conn: &mut Connection,
    def: &FormDef,
    row: &SubmissionRow,
    zone: TimeZone,
) -> Result<CopiedVisit, Problem> {
    let earlier = definition(app, conn, actor.organisation_id, &row.module, row.form_version).await?;
    let answers = Answers::from_json(&earlier, &row.form_data);
    // The rules are those of the form that is filled in: they are applied when it is sent.
    let context = submit::post_context(app, zone, RuleUse::AsSent);
    let answers = last_visit::copied(&earlier, &answers, def, context);
    Ok(CopiedVisit { visit: visit(def, row), answers })
}

fn visit(def: &FormDef, row: &SubmissionRow) -> Visit {
    let inspector = def.inspector_field.as_ref().and_then(|field| row.form_data.get(field)?.as_str());
    Visit {
        id: row.submission_id.clone(),
        site_name: row.site_name.clone(),
        visit_date: row.visit_date,
        created_at: row.created_at,
        inspector: inspector.map(str::to_owned),
    }
}
