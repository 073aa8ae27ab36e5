//! The builder: a draft is changed part by part in the browser.
//!
//! Input: a draft as an administrator saw it, and one change. Output: the draft with the change, or why it cannot be made;
//! then nothing is saved.
//!
//! Invariant: a change adds no mistake to a draft. What was wrong before, such as after an upgrade of the program, does
//! not stand in the way of correcting it.

use super::{
    draft::{DraftRefusal, MOST_FILE_BYTES, ReadForm, SavedDraft, find, insert, next_version},
    show::{FormText, text},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        form::FormDef,
        form_mistake::DefinitionError,
        ids::ModuleSlug,
        lang::Label,
        message::Message,
        problem::{Conflict, Problem, Resource},
    },
    forms::{
        Forms,
        edit::editor::{EditRefusal, FormEditor},
        identity::Identity,
    },
    services::actor::Actor,
    store::{self, organisation_forms::SeenForm},
};
use diesel_async::AsyncConnection;
use serde_json::json;

/// A draft to be changed.
pub struct OpenDraft {
    /// To be sent with every change.
    pub row_version: i32,
    pub editor: FormEditor,
    /// None if this program does not understand it.
    pub def: Option<FormDef>,
    pub errors: Vec<DefinitionError>,
}

/// Why a change was not made.
#[derive(Debug)]
pub enum ChangeRefusal<T> {
    Edit(EditRefusal),
    /// What would be wrong with the form, and what the edit resulted in.
    Mistakes(Vec<DefinitionError>, T),
    /// The form would be larger than a form file may be.
    TooLarge,
}

/// Adds a form with the questions that every form needs.
pub async fn add_empty(
    app: &App,
    actor: &Actor,
    module: &ModuleSlug,
    title: &Label,
) -> Result<Result<SavedDraft, DraftRefusal>, Problem> {
    let toml = FormEditor::empty_form(module, title);
    insert(app, actor, ReadForm { module: module.clone(), toml, notices: Vec::new() }, "builder").await
}

/// Makes a draft of the newest version of a form of the organisation, as it was seen.
///
/// # Errors
/// There is no such form, it has a draft, or it was changed since it was seen.
pub async fn begin(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    module: &ModuleSlug,
    row_version: i32,
) -> Result<(), Problem> {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let row = find(&mut conn, organisation, module).await?;
    if row.draft.is_some() {
        return Err(Problem::Conflict(Conflict::FormChanged));
    }
    let number = next_version(&mut conn, organisation, module).await?;
    let newest = text(app, actor, forms, module, FormText::Version(number.checked_sub(1))).await?;
    let toml = Identity { version: Some(number), ..Identity::default() }.put_into(&newest);
    let seen = SeenForm { id: row.id, row_version };
    let details = json!({ "module": module, "from": "version" });
    let audit = actor.audit_of("form", Some(row.id), AuditAction::FormDrafted, details, now);
    conn.transaction(async |conn| {
        if !store::organisation_forms::set_draft(conn, organisation, seen, Some(&toml), now).await? {
            return Err(Problem::Conflict(Conflict::FormChanged));
        }
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// # Errors
/// There is no such form, or it has no draft that can be changed.
pub async fn open(app: &App, actor: &Actor, module: &ModuleSlug) -> Result<OpenDraft, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, actor.organisation_id, module).await?;
    let draft = row.draft.ok_or(Problem::NotFound(Resource::Module))?;
    let editor = FormEditor::open(&draft).ok_or(Problem::NotFound(Resource::Module))?;
    let (def, errors) = match Forms::parse(&draft, "") {
        Ok(def) => (Some(def), Vec::new()),
        Err(errors) => (None, errors.0),
    };
    Ok(OpenDraft { row_version: row.row_version, editor, def, errors })
}

/// Changes the draft of a form, as it was seen. `what` names the change in the audit log.
///
/// # Errors
/// There is no such draft, or the form was changed since it was seen.
pub async fn change<T: Send + 'static>(
    app: &App,
    actor: &Actor,
    module: &ModuleSlug,
    row_version: i32,
    what: &'static str,
    edit: impl FnOnce(&mut FormEditor) -> Result<T, EditRefusal> + Send + 'static,
) -> Result<Result<T, ChangeRefusal<T>>, Problem> {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let row = find(&mut conn, organisation, module).await?;
    let before = row.draft.ok_or(Problem::NotFound(Resource::Module))?;
    // Several hundred questions take a noticeable time.
    let changed = tokio::task::spawn_blocking(move || changed(&before, edit));
    let (toml, result) = match changed.await.map_err(|error| Problem::Internal(error.into()))? {
        Ok(changed) => changed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let seen = SeenForm { id: row.id, row_version };
    let details = json!({ "module": module, "from": "builder", "change": what });
    let audit = actor.audit_of("form", Some(row.id), AuditAction::FormDrafted, details, now);
    conn.transaction(async |conn| {
        if !store::organisation_forms::set_draft(conn, organisation, seen, Some(&toml), now).await? {
            return Err(Problem::Conflict(Conflict::FormChanged));
        }
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    Ok(Ok(result))
}

/// The text with the change.
fn changed<T>(
    before: &str,
    edit: impl FnOnce(&mut FormEditor) -> Result<T, EditRefusal>,
) -> Result<(String, T), ChangeRefusal<T>> {
    let mut editor = FormEditor::open(before).ok_or(ChangeRefusal::Edit(EditRefusal::Gone))?;
    let result = edit(&mut editor).map_err(ChangeRefusal::Edit)?;
    let toml = editor.text();
    if toml.len() > MOST_FILE_BYTES {
        return Err(ChangeRefusal::TooLarge);
    }
    let known: Vec<(String, Message)> = mistakes(before).into_iter().map(|error| (error.place, error.reason)).collect();
    let is_new =
        |error: &DefinitionError| !known.iter().any(|(place, reason)| *place == error.place && *reason == error.reason);
    let new: Vec<DefinitionError> = mistakes(&toml).into_iter().filter(is_new).collect();
    if new.is_empty() { Ok((toml, result)) } else { Err(ChangeRefusal::Mistakes(new, result)) }
}

fn mistakes(text: &str) -> Vec<DefinitionError> {
    Forms::parse(text, "").err().map(|errors| errors.0).unwrap_or_default()
}
