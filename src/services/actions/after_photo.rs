//! Whether the form of an inspection requires a photo of the finished work of an action: the key `after_photo` of the check
//! that the action is about.

use crate::{
    app::App,
    domain::{
        action::{ActionStatus, ActionStep},
        field_rules::CheckRules,
        form::{Field, FormDef},
        ids::SubmissionId,
        problem::Problem,
        score::{DEMANDED_COMMENT, DEMANDED_PHOTOS},
    },
    services::{actor::Actor, records::definition},
    store::{self, actions::ActionRow, pool::Connection},
};

/// Whether the action can be reported as done with a photo only. `submission`: the one that it is about, of whose newest
/// revision the form decides.
pub(super) async fn is_required(
    app: &App,
    conn: &mut Connection,
    actor: &Actor,
    action: &ActionRow,
    submission: &SubmissionId,
) -> Result<bool, Problem> {
    let can_finish = action.status.after(ActionStep::Finish) == Some(ActionStatus::Done);
    let Some(question) = action.question.as_deref().filter(|_| can_finish) else { return Ok(false) };
    let row = store::submissions::by_id(conn, actor.organisation_id, submission).await?;
    let Some(row) = row else { return Ok(false) };
    let def = definition(app, conn, actor.organisation_id, &row.module, row.form_version).await?;
    Ok(check_of(&def, action.item.as_deref(), question).is_some_and(|check| check.after_photo))
}

/// The check that a question is, or whose failure demands it. `item`: such as `items.2`.
fn check_of<'a>(def: &'a FormDef, item: Option<&str>, question: &str) -> Option<&'a CheckRules> {
    let group = item.map(|item| item.rsplit_once('.').map_or(item, |(group, _)| group));
    let find = |name: &str| -> Option<&'a Field> {
        match group {
            Some(group) => def.items_named(group)?.fields.iter().find(|field| field.name == name),
            None => def.field(name),
        }
    };
    let demanded_by = [DEMANDED_COMMENT, DEMANDED_PHOTOS].into_iter().find_map(|end| question.strip_suffix(end));
    [Some(question), demanded_by].into_iter().flatten().find_map(|name| find(name)?.rules.check.as_ref())
}
