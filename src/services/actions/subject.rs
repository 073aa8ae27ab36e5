//! What a new action is about: a submission, one of its items, or one of its answers.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        problem::{Conflict, Malformed, Problem, Resource},
    },
    services::{actor::Actor, corrections::followed_items::NewestRevision, records::definition},
    store::{self, pool::Connection},
};
use std::sync::Arc;
use time::Date;

/// What a new action is about, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionTarget {
    pub submission: SubmissionId,
    /// `items.2`, counted from 0; none: a question that is asked once, or the whole submission.
    pub item: Option<String>,
    /// The name of a field.
    pub question: Option<String>,
    /// The revision that the page showed; none: the newest one. The item may have another place by now.
    pub read_on: Option<i32>,
}

/// What an action is about.
pub struct ActionSubject {
    pub(super) key: i64,
    /// The item and the question where the newest revision has them, which is that of `read_on`.
    pub target: ActionTarget,
    pub(super) revision: i32,
    pub module: ModuleSlug,
    pub site_name: String,
    pub def: Arc<FormDef>,
    pub answers: Answers,
    pub visit_date: Option<Date>,
}

/// What a new action would be about, for its form.
pub async fn subject(app: &App, actor: &Actor, target: &ActionTarget) -> Result<ActionSubject, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    find_subject(app, actor, &mut conn, target).await
}

pub(super) async fn find_subject(
    app: &App,
    actor: &Actor,
    conn: &mut Connection,
    target: &ActionTarget,
) -> Result<ActionSubject, Problem> {
    let row = store::submissions::by_id(conn, actor.organisation_id, &target.submission).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    actor.require_in_scope(conn, row.id, Resource::Submission).await?;
    let def = definition(app, conn, actor.organisation_id, &row.module, row.form_version).await?;
    let answers = Answers::from_json(&def, &row.form_data);
    let newest = NewestRevision { key: row.id, revision: row.revision, def: &def, answers: &answers };
    let target = followed(conn, actor.organisation_id, &newest, target).await?;
    let subject = ActionSubject {
        key: row.id,
        target: ActionTarget { read_on: Some(row.revision), ..target },
        revision: row.revision,
        module: row.module,
        site_name: row.site_name,
        visit_date: row.visit_date,
        def,
        answers,
    };
    if subject.has(&subject.target) { Ok(subject) } else { Err(Problem::Malformed(Malformed::Unreadable)) }
}

/// The same item where it is now.
async fn followed(
    conn: &mut Connection,
    organisation: i64,
    newest: &NewestRevision<'_>,
    target: &ActionTarget,
) -> Result<ActionTarget, Problem> {
    let has_passed = target.read_on.is_some_and(|read_on| read_on < newest.revision);
    let Some((group, place)) = target.item.as_deref().filter(|_| has_passed).and_then(item_named) else {
        return Ok(target.clone());
    };
    let now = newest.place_of(conn, organisation, target.read_on, (group, place)).await?;
    let now = now.ok_or(Problem::Conflict(Conflict::ActionItemGone))?;
    Ok(ActionTarget { item: Some(format!("{group}.{now}")), ..target.clone() })
}

/// The group and the position of an item such as `items.2`.
fn item_named(name: &str) -> Option<(&str, usize)> {
    let (group, index) = name.rsplit_once('.')?;
    Some((group, index.parse().ok()?))
}

impl ActionSubject {
    /// The group and the position of an item such as `items.2`, if the submission has it.
    pub fn item<'a>(&self, name: &'a str) -> Option<(&'a str, usize)> {
        let (group, index) = item_named(name)?;
        (index < self.answers.items_of(group).len()).then_some((group, index))
    }

    fn has(&self, target: &ActionTarget) -> bool {
        let item = target.item.as_deref().map(|name| self.item(name));
        match (item, &target.question) {
            (Some(None), _) => false,
            (_, None) => true,
            (Some(Some((group, _))), Some(question)) => self
                .def
                .items_named(group)
                .is_some_and(|items| items.fields.iter().any(|field| field.name == *question)),
            (None, Some(question)) => self.def.field(question).is_some(),
        }
    }
}
