//! What a new action is about: a submission, one of its items, or one of its answers.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        problem::{Malformed, Problem, Resource},
    },
    services::{actor::Actor, records::definition},
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
}

/// What an action is about.
pub struct ActionSubject {
    pub(super) key: i64,
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
    let subject = ActionSubject {
        key: row.id,
        module: row.module,
        site_name: row.site_name,
        visit_date: row.visit_date,
        def,
        answers,
    };
    if subject.has(target) { Ok(subject) } else { Err(Problem::Malformed(Malformed::Unreadable)) }
}

impl ActionSubject {
    /// The group and the position of an item such as `items.2`, if the submission has it.
    pub fn item<'a>(&self, name: &'a str) -> Option<(&'a str, usize)> {
        let (group, index) = name.rsplit_once('.')?;
        let index: usize = index.parse().ok()?;
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
