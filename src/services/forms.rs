//! The forms of an organisation: those of the installation, and those that its administrators made.
//!
//! Input: an organisation. Output: its forms, from memory while they are current (`app::LoadedForms`).
//!
//! - this file: which forms an organisation has, and which version a sender names;
//! - `list`, `show`: what administrators see; `draft`: making drafts, `edit`: changing them part by part; `publish`:
//!   putting them into use.
//!
//! Invariant: a definition of one organisation is never returned for another one.

pub mod draft;
pub mod edit;
pub mod list;
pub mod publish;
pub mod show;

use super::{actor::Actor, records};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::ModuleSlug,
        problem::{Problem, Resource},
        validate::{FieldError, Subject, ValidationCode},
    },
    forms::Forms,
    store::{self, error::tenant_connection, organisation_forms::NewestVersion, pool::Connection},
};
use std::sync::Arc;

/// The forms of an organisation whose `forms_version` was just read, such as by looking up a member.
pub async fn at_version(app: &App, organisation: i64, forms_version: i64) -> Result<Arc<Forms>, Problem> {
    if let Some(forms) = app.forms.of(organisation, forms_version) {
        return Ok(forms);
    }
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    load(app, &mut conn, organisation, forms_version).await
}

/// The forms of an organisation, where nothing is known of it yet.
pub async fn of(app: &App, conn: &mut Connection, organisation: i64) -> Result<Arc<Forms>, Problem> {
    let forms_version = store::organisation_forms::forms_version(conn, organisation).await?;
    match app.forms.of(organisation, forms_version) {
        Some(forms) => Ok(forms),
        None => load(app, conn, organisation, forms_version).await,
    }
}

/// The forms of an actor's organisation, where nothing is known of it yet.
pub async fn of_actor(app: &App, actor: &Actor) -> Result<Arc<Forms>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    of(app, &mut conn, actor.organisation_id).await
}

/// `forms_version` was read before, so what is published meanwhile is loaded again by the next request.
async fn load(app: &App, conn: &mut Connection, organisation: i64, forms_version: i64) -> Result<Arc<Forms>, Problem> {
    let rows = store::organisation_forms::newest_versions(conn, organisation).await?;
    let installed = Arc::clone(app.forms.installed());
    // Several hundred forms take a noticeable time.
    let parsed = tokio::task::spawn_blocking(move || {
        let own = rows.iter().map(|row| {
            let NewestVersion { module, version, definition, retired_at } = row;
            Forms::own(definition, module, *version, retired_at.is_none())
        });
        Forms::of_organisation(&installed, own.collect())
    });
    let forms = Arc::new(parsed.await.map_err(|error| Problem::Internal(error.into()))?);
    app.forms.keep(organisation, forms_version, &forms);
    Ok(forms)
}

/// Whether a form of the organisation may not have this name, because the installation has or had a form of this name. A
/// form that was published before the installation got its own keeps the name.
async fn is_taken(app: &App, conn: &mut Connection, organisation: i64, module: &ModuleSlug) -> Result<bool, Problem> {
    Ok(app.forms.is_installed(organisation, module) || store::form_versions::is_known(conn, module).await?)
}

/// The version of a form that a sender names: the current one, or an earlier one that the form was begun with.
///
/// # Errors
/// There is no such form, or no such version of it.
pub async fn named_version(
    app: &App,
    organisation: i64,
    forms: &Forms,
    module: &ModuleSlug,
    version: Option<&str>,
) -> Result<Arc<FormDef>, Problem> {
    let current = forms.get(module).ok_or(Problem::NotFound(Resource::Module))?;
    let Some(version) = version else { return Ok(Arc::clone(current)) };
    let unknown = || {
        let label = Subject::Control("validation-label-form-version");
        Problem::Invalid(vec![FieldError::of("version", label, ValidationCode::NotAChoice)])
    };
    let version: i32 = version.parse().map_err(|_| unknown())?;
    if version == current.version {
        return Ok(Arc::clone(current));
    }
    if !(1..current.version).contains(&version) {
        return Err(unknown());
    }
    // Read as a whole or not at all: a form without some of its rules accepts what it must not.
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    let stored = records::source(app, &mut conn, organisation, module, version).await?;
    let def = stored.and_then(|source| Forms::parse(&source, module.as_str()).ok());
    def.map(Arc::new).ok_or_else(unknown)
}
