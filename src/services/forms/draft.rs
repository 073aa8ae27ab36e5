//! Drafts: from a spreadsheet or a form file, or as a copy of another form.
//!
//! Input: a file as it was uploaded, or the form to copy. Output: a draft that is a correct form, or everything that is
//! wrong with it; then nothing is saved.
//!
//! Invariant: a draft has the name of its row, and the number of the version that it will become.

use super::is_taken;
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        form_mistake::{DefinitionError, SheetMessage},
        ids::ModuleSlug,
        lang::Label,
        problem::{Conflict, Problem, Resource},
    },
    forms::{
        Forms,
        identity::Identity,
        xlsform::read::{Converted, MOST_BYTES, read},
    },
    services::{actor::Actor, records},
    store::{
        self,
        organisation_forms::{OwnFormRow, SeenForm},
        pool::Connection,
    },
};
use diesel_async::AsyncConnection;
use serde_json::json;

/// The most forms of one organisation.
pub const MOST_FORMS: usize = 500;

/// The largest file that is read, in bytes.
pub const MOST_FILE_BYTES: usize = MOST_BYTES;

/// A form file or spreadsheet.
pub struct FormFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Why no draft was made.
#[derive(Debug, PartialEq, Eq)]
pub enum DraftRefusal {
    /// The spreadsheet is no form; every mistake with its cell.
    Sheet {
        mistakes: Vec<SheetMessage>,
        notices: Vec<SheetMessage>,
    },
    /// The form file is no form; every mistake with its line.
    Text(Vec<DefinitionError>),
    /// The file is no text in UTF-8.
    NoText,
    /// The installation has or had a form of this name.
    NameTaken(ModuleSlug),
    /// The organisation has a form of this name.
    NameUsed(ModuleSlug),
    /// The file is of another form.
    OtherName(ModuleSlug),
    TooManyForms,
}

/// A draft that was saved.
pub struct SavedDraft {
    pub module: ModuleSlug,
    /// What is different here from other programs, or was left out.
    pub notices: Vec<SheetMessage>,
}

type DraftResult = Result<Result<SavedDraft, DraftRefusal>, Problem>;

/// A definition that was read, with its text.
pub(super) struct ReadForm {
    pub module: ModuleSlug,
    pub toml: String,
    pub notices: Vec<SheetMessage>,
}

/// Adds a form with what a file contains.
pub async fn add(app: &App, actor: &Actor, file: FormFile) -> DraftResult {
    match read_file(file).await? {
        Ok(form) => insert(app, actor, form, "file").await,
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Replaces the draft of a form, as it was seen, by what a file contains.
pub async fn replace(app: &App, actor: &Actor, module: &ModuleSlug, row_version: i32, file: FormFile) -> DraftResult {
    let form = match read_file(file).await? {
        Ok(form) if form.module == *module => form,
        Ok(form) => return Ok(Err(DraftRefusal::OtherName(form.module))),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let row = find(&mut conn, organisation, module).await?;
    let number = next_version(&mut conn, organisation, module).await?;
    let toml = Identity { version: Some(number), ..Identity::default() }.put_into(&form.toml);
    let seen = SeenForm { id: row.id, row_version };
    let details = json!({ "module": module, "from": "file" });
    let audit = actor.audit_of("form", Some(row.id), AuditAction::FormDrafted, details, now);
    conn.transaction(async |conn| {
        if !store::organisation_forms::set_draft(conn, organisation, seen, Some(&toml), now).await? {
            return Err(Problem::Conflict(Conflict::FormChanged));
        }
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    Ok(Ok(SavedDraft { module: form.module, notices: form.notices }))
}

/// Adds a form that asks what another one asks, of the installation or of the organisation.
pub async fn copy(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    original: &ModuleSlug,
    module: &ModuleSlug,
    title: &Label,
) -> DraftResult {
    let organisation = actor.organisation_id;
    let def = forms.get(original).ok_or(Problem::NotFound(Resource::Module))?;
    let source = match app.forms.installed().source(original) {
        Some(source) if app.forms.is_installed(organisation, original) => source.text.clone(),
        _ => {
            let mut conn = actor.connection(&app.pool).await?;
            let stored = records::source(app, &mut conn, organisation, original, def.version).await?;
            stored.ok_or(Problem::NotFound(Resource::Module))?
        }
    };
    let toml = Identity { module: Some(module), version: Some(1), title: Some(title) }.put_into(&source);
    match Forms::parse(&toml, module.as_str()) {
        Ok(_) => insert(app, actor, ReadForm { module: module.clone(), toml, notices: Vec::new() }, "copy").await,
        Err(errors) => Ok(Err(DraftRefusal::Text(errors.0))),
    }
}

/// Removes the draft of a form, as it was seen; a form that was never published goes with it. Whether the form is left.
pub async fn discard(app: &App, actor: &Actor, module: &ModuleSlug, row_version: i32) -> Result<bool, Problem> {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let row = find(&mut conn, organisation, module).await?;
    let seen = SeenForm { id: row.id, row_version };
    let is_published = store::organisation_forms::newest_version(&mut conn, organisation, module).await?.is_some();
    let details = json!({ "module": module });
    let audit = actor.audit_of("form", Some(row.id), AuditAction::FormDraftDiscarded, details, now);
    conn.transaction(async |conn| {
        let done = match is_published {
            true => store::organisation_forms::set_draft(conn, organisation, seen, None, now).await?,
            false => store::organisation_forms::delete(conn, organisation, seen).await?,
        };
        if !done {
            return Err(Problem::Conflict(Conflict::FormChanged));
        }
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    Ok(is_published)
}

pub(super) async fn find(conn: &mut Connection, organisation: i64, module: &ModuleSlug) -> Result<OwnFormRow, Problem> {
    store::organisation_forms::find(conn, organisation, module).await?.ok_or(Problem::NotFound(Resource::Module))
}

/// The number of the version that is published next.
pub(super) async fn next_version(
    conn: &mut Connection,
    organisation: i64,
    module: &ModuleSlug,
) -> Result<i32, Problem> {
    let newest = store::organisation_forms::newest_version(conn, organisation, module).await?;
    Ok(newest.unwrap_or(0).saturating_add(1))
}

pub(super) async fn insert(app: &App, actor: &Actor, form: ReadForm, from: &str) -> DraftResult {
    let (mut conn, now, organisation) = (actor.connection(&app.pool).await?, app.clock.now(), actor.organisation_id);
    let ReadForm { module, toml, notices } = form;
    if is_taken(app, &mut conn, organisation, &module).await? {
        return Ok(Err(DraftRefusal::NameTaken(module)));
    }
    if store::organisation_forms::all(&mut conn, organisation).await?.len() >= MOST_FORMS {
        return Ok(Err(DraftRefusal::TooManyForms));
    }
    let toml = Identity { version: Some(1), ..Identity::default() }.put_into(&toml);
    let added = conn
        .transaction(async |conn| {
            let key = store::organisation_forms::add(conn, organisation, &module, &toml, now).await?;
            if let Some(key) = key {
                let details = json!({ "module": module, "from": from });
                let audit = actor.audit_of("form", Some(key), AuditAction::FormDrafted, details, now);
                store::audit::add(conn, &audit).await?;
            }
            Ok::<_, Problem>(key)
        })
        .await?;
    Ok(match added {
        Some(_) => Ok(SavedDraft { module, notices }),
        None => Err(DraftRefusal::NameUsed(module)),
    })
}

/// Reads a file on a thread of its own: a large one takes a noticeable time.
async fn read_file(file: FormFile) -> Result<Result<ReadForm, DraftRefusal>, Problem> {
    let read = tokio::task::spawn_blocking(move || parse_file(&file));
    read.await.map_err(|error| Problem::Internal(error.into()))
}

fn parse_file(file: &FormFile) -> Result<ReadForm, DraftRefusal> {
    if !file.name.to_lowercase().ends_with(".toml") {
        return match read(&file.bytes, &file.name) {
            Ok(Converted { def, toml, notices }) => Ok(ReadForm { module: def.module, toml, notices }),
            Err(found) => Err(DraftRefusal::Sheet { mistakes: found.mistakes, notices: found.notices }),
        };
    }
    let text = String::from_utf8(file.bytes.clone()).map_err(|_| DraftRefusal::NoText)?;
    match Forms::parse(&text, &file.name) {
        Ok(def) => Ok(ReadForm { module: def.module, toml: text, notices: Vec::new() }),
        Err(errors) => Err(DraftRefusal::Text(errors.0)),
    }
}
