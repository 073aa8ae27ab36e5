//! One form of an organisation as its administrators see it, and its text.

use super::{draft::find, list::FormState};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        form_mistake::DefinitionError,
        ids::ModuleSlug,
        lang::Label,
        problem::{Problem, Resource},
    },
    forms::{Forms, xlsform::write::write},
    services::{actor::Actor, records},
    store::{self, organisation_forms::ListedVersion},
};
use std::sync::Arc;
use time::OffsetDateTime;

/// How many versions are listed.
const LISTED: i64 = 100;

/// A form of an organisation.
#[derive(Debug)]
pub struct OwnFormDetails {
    pub module: ModuleSlug,
    pub title: Label,
    pub state: FormState,
    pub changed_at: OffsetDateTime,
    pub retired_at: Option<OffsetDateTime>,
    /// To be sent with every change.
    pub row_version: i32,
    pub draft: Option<Draft>,
    /// Newest first.
    pub versions: Vec<ListedVersion>,
    /// What this program does not understand in the newest version.
    pub errors: Vec<DefinitionError>,
    /// The installation has a form of this name. A form that was published before goes on; a draft cannot be published.
    pub name_is_installed: bool,
}

#[derive(Debug)]
pub struct Draft {
    /// None if this program does not understand it.
    pub def: Option<FormDef>,
    pub errors: Vec<DefinitionError>,
}

pub async fn show(app: &App, actor: &Actor, module: &ModuleSlug) -> Result<OwnFormDetails, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, organisation, module).await?;
    let versions = store::organisation_forms::versions(&mut conn, organisation, module, LISTED).await?;
    let newest = match versions.first() {
        Some(newest) => {
            let text =
                store::organisation_forms::definition_of(&mut conn, organisation, module, newest.version).await?;
            text.map(|text| (Forms::readable(&text, module, newest.version), errors_of(&text)))
        }
        None => None,
    };
    let draft = row.draft.as_deref().map(|text| match Forms::parse(text, "") {
        Ok(def) => Draft { def: Some(def), errors: Vec::new() },
        Err(errors) => Draft { def: None, errors: errors.0 },
    });
    let state = match &newest {
        None => FormState::Draft,
        Some(_) if row.retired_at.is_some() => FormState::Retired,
        Some((_, errors)) if !errors.is_empty() => FormState::Broken,
        Some(_) => FormState::Published,
    };
    let name = || Label::new(module.as_str(), module.as_str());
    let of_draft = draft.as_ref().and_then(|draft| draft.def.as_ref()).map(|def| def.title.clone());
    let (title, errors) = match newest {
        Some((def, errors)) => (def.title, errors),
        None => (of_draft.unwrap_or_else(name), Vec::new()),
    };
    Ok(OwnFormDetails {
        title,
        state,
        changed_at: row.changed_at,
        retired_at: row.retired_at,
        row_version: row.row_version,
        draft,
        versions,
        errors,
        name_is_installed: app.forms.installed().get(module).is_some(),
        module: row.module,
    })
}

fn errors_of(text: &str) -> Vec<DefinitionError> {
    Forms::parse(text, "").err().map(|errors| errors.0).unwrap_or_default()
}

/// Which text of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormText {
    Draft,
    /// None: the newest version.
    Version(Option<i32>),
}

/// The text of a form that the organisation has: its own, or one of the installation.
pub async fn text(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    module: &ModuleSlug,
    which: FormText,
) -> Result<String, Problem> {
    let organisation = actor.organisation_id;
    let none = || Problem::NotFound(Resource::Module);
    let mut conn = actor.connection(&app.pool).await?;
    let version = match which {
        FormText::Draft => return find(&mut conn, organisation, module).await?.draft.ok_or_else(none),
        FormText::Version(Some(version)) => version,
        FormText::Version(None) => forms.get(module).ok_or_else(none)?.version,
    };
    // As it is now: another text with the same meaning needs no new version.
    let installed = app.forms.installed().source(module).filter(|_| app.forms.is_installed(organisation, module));
    match installed {
        Some(source) if source.version == version => Ok(source.text.clone()),
        _ => records::source(app, &mut conn, organisation, module, version).await?.ok_or_else(none),
    }
}

/// The same as a spreadsheet in the XLSForm standard; none if this program does not understand the text.
pub async fn spreadsheet(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    module: &ModuleSlug,
    which: FormText,
) -> Result<Option<Vec<u8>>, Problem> {
    let text = text(app, actor, forms, module, which).await?;
    let written = tokio::task::spawn_blocking(move || write(&text).ok());
    written.await.map_err(|error| Problem::Internal(error.into()))
}

/// The draft as it will be asked, or the newest version if there is no draft.
///
/// # Errors
/// There is no such form, or this program does not understand it.
pub async fn preview(app: &App, actor: &Actor, module: &ModuleSlug) -> Result<Arc<FormDef>, Problem> {
    let shown = show(app, actor, module).await?;
    if let Some(draft) = shown.draft {
        return draft.def.map(Arc::new).ok_or(Problem::NotFound(Resource::Module));
    }
    let version = shown.versions.first().map(|newest| newest.version).filter(|_| shown.errors.is_empty());
    let version = version.ok_or(Problem::NotFound(Resource::Module))?;
    let mut conn = actor.connection(&app.pool).await?;
    records::definition(app, &mut conn, actor.organisation_id, module, version).await
}
