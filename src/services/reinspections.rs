//! Re-inspections: a form that begins with what failed in an earlier submission, and which submission it inspects
//! again.
//!
//! Invariant: only who may read the earlier submission and send its form begins one. What was filled in is saved even
//! if the earlier submission was erased or is out of reach by then: it is an ordinary submission then.

use super::{actor::Actor, records::definition};
use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        answers::Answers,
        form::FormDef,
        ids::{ModuleSlug, SubmissionId, SubmissionKey},
        problem::{Problem, Resource},
        raw::RawForm,
        reinspection,
    },
    store::{
        self,
        pool::Connection,
        submissions::{SubmissionRow, reinspections},
    },
};
use diesel::QueryResult;

pub use crate::store::submissions::reinspections::RelatedSubmission;

/// Re-inspections that the page of a submission names.
const NAMED: i64 = 20;

/// What the form of a re-inspection begins with.
pub async fn begin(app: &App, actor: &Actor, def: &FormDef, id: &SubmissionId) -> Result<RawForm, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(actor, &mut conn, &def.module, id).await?.ok_or(Problem::NotFound(Resource::Submission))?;
    let open = reinspections::open_items(&mut conn, actor.organisation_id, row.id).await?;
    let earlier = definition(app, &mut conn, actor.organisation_id, &row.module, row.form_version).await?;
    let answers = Answers::from_json(&earlier, &row.form_data);
    Ok(reinspection::begun(&earlier, &answers, &open, def))
}

/// Whether a sender may name this submission as the one that is inspected again, as `begin` decides it. A form that was
/// saved before with this key may: it gets its receipt again, whatever happened to the earlier one since.
pub async fn may_begin(
    app: &App,
    actor: &Actor,
    module: &ModuleSlug,
    id: &SubmissionId,
    key: Option<&SubmissionKey>,
) -> Result<bool, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    if find(actor, &mut conn, module, id).await?.is_some() {
        return Ok(true);
    }
    Ok(match key {
        Some(key) => store::submissions::by_key(&mut conn, actor.organisation_id, key).await?.is_some(),
        None => false,
    })
}

/// The key of the submission that a sent form inspects again; `None` if there is none of this form that the actor may
/// read.
pub(super) async fn key_of(
    actor: &Actor,
    conn: &mut Connection,
    module: &ModuleSlug,
    id: &SubmissionId,
) -> QueryResult<Option<i64>> {
    Ok(find(actor, conn, module, id).await?.map(|row| row.id))
}

async fn find(
    actor: &Actor,
    conn: &mut Connection,
    module: &ModuleSlug,
    id: &SubmissionId,
) -> QueryResult<Option<SubmissionRow>> {
    let row = store::submissions::by_id(conn, actor.organisation_id, id).await?;
    let Some(row) = row.filter(|row| row.module == *module) else { return Ok(None) };
    let is_within = actor.reach == SubmissionScope::Everything
        || store::submission_scope::includes(conn, actor.organisation_id, &actor.reach, row.id).await?;
    Ok(is_within.then_some(row))
}

/// The submission that one inspects again, and those that inspect it, as far as the actor may read them.
pub(super) async fn related(
    actor: &Actor,
    conn: &mut Connection,
    key: i64,
    reinspects: Option<i64>,
    has_reinspections: bool,
) -> QueryResult<(Option<RelatedSubmission>, Vec<RelatedSubmission>)> {
    let organisation = actor.organisation_id;
    let earlier = match reinspects {
        Some(earlier) => reinspections::by_key(conn, organisation, &actor.reach, earlier).await?,
        None => None,
    };
    let later = match has_reinspections {
        true => reinspections::of(conn, organisation, &actor.reach, key, NAMED).await?,
        false => Vec::new(),
    };
    Ok((earlier, later))
}
