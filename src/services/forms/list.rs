//! The list of all forms that an organisation has, with their states.

use crate::{
    app::App,
    domain::{form::FormDef, ids::ModuleSlug, lang::Label, problem::Problem},
    forms::Forms,
    services::actor::Actor,
    store,
};

/// Where a form comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormOrigin {
    BuiltIn,
    /// In the folder of the operator of the server.
    Operator,
    /// Made in the organisation.
    Organisation,
}

/// Whether a form takes submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormState {
    /// Never published.
    Draft,
    Published,
    Retired,
    /// Published, but this program does not understand it.
    Broken,
}

#[derive(Clone, Debug)]
pub struct ListedForm {
    pub module: ModuleSlug,
    pub title: Label,
    pub origin: FormOrigin,
    pub state: FormState,
    /// The newest version; none before the first one.
    pub version: Option<i32>,
    /// There is a draft besides the newest version.
    pub has_draft: bool,
}

/// The forms of the installation, then those of the organisation.
pub async fn list(app: &App, actor: &Actor, forms: &Forms) -> Result<Vec<ListedForm>, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::organisation_forms::all(&mut conn, organisation).await?;
    let installed = app.forms.installed();
    let of_installation = installed.all().iter().filter(|def| app.forms.is_installed(organisation, &def.module));
    let mut all: Vec<ListedForm> = of_installation
        .map(|def| ListedForm {
            module: def.module.clone(),
            title: def.title.clone(),
            origin: match installed.source(&def.module) {
                Some(source) if source.from_operator => FormOrigin::Operator,
                _ => FormOrigin::BuiltIn,
            },
            state: FormState::Published,
            version: Some(def.version),
            has_draft: false,
        })
        .collect();
    for row in rows {
        // A draft that was never published may have a name that the installation got since.
        let published = forms.get(&row.module).filter(|_| !app.forms.is_installed(organisation, &row.module));
        let state = match published {
            None => FormState::Draft,
            Some(_) if row.retired_at.is_some() => FormState::Retired,
            Some(_) if forms.offered(&row.module).is_none() => FormState::Broken,
            Some(_) => FormState::Published,
        };
        all.push(ListedForm {
            title: published.map_or_else(|| title_of(&row.module, row.draft.as_deref()), |def| def.title.clone()),
            origin: FormOrigin::Organisation,
            state,
            version: published.map(|def| def.version),
            has_draft: row.draft.is_some() && published.is_some(),
            module: row.module,
        });
    }
    Ok(all)
}

fn title_of(module: &ModuleSlug, draft: Option<&str>) -> Label {
    let def = draft.map(|text| Forms::readable(text, module, 1));
    def.unwrap_or_else(|| FormDef::unreadable(module.clone(), 1)).title
}
