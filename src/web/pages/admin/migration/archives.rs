//! Archives on the console: packing old files, removing what is packed, and bringing it back.

use super::{
    super::Operator,
    modules::count,
    notice::{Done, Refusal, at_control, refuse},
    overview::{ADDRESS, ConsoleResponse, again, title},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        job::{JobPayload, PackArchive, RemoveArchived, RestoreArchived},
        lang::Lang,
        migration::ArchiveState,
    },
    forms::Forms,
    migration::archive::ArchiveView,
    services::jobs,
    web::{
        body::Form,
        context::AppState,
        error::Failed,
        view::{
            format::{self, Moment},
            words::Words,
        },
    },
};
use rocket::{FromForm, post};

pub struct ArchiveRow {
    pub id: i64,
    pub module: String,
    pub file_name: String,
    pub sha256: String,
    pub files: String,
    pub state: &'static str,
    pub css: &'static str,
    pub created: Moment,
    pub removable: bool,
    pub restorable: bool,
    pub refused: Option<String>,
}

impl ArchiveRow {
    pub fn new(archive: ArchiveView, forms: &Forms, refusal: Option<&Refusal>, lang: Lang) -> ArchiveRow {
        ArchiveRow {
            id: archive.id,
            module: title(forms, archive.module.as_str(), lang),
            file_name: archive.file_name,
            sha256: archive.sha256,
            files: count(archive.file_count),
            state: Words::of(lang).migration.archive_state(archive.state),
            css: if archive.state == ArchiveState::Removed { "pending" } else { "completed" },
            created: format::moment(archive.created_at, lang),
            removable: archive.state != ArchiveState::Removed,
            restorable: archive.state == ArchiveState::Removed,
            refused: Refusal::sentence_at(refusal, &at(archive.id)),
        }
    }
}

fn at(id: i64) -> String {
    format!("archive-{id}")
}

#[derive(FromForm)]
pub struct Packed<'r> {
    #[field(default = "")]
    module: &'r str,
}

#[post("/admin/migration/archives", data = "<packed>")]
pub async fn pack(app: &AppState, operator: Operator, packed: Form<Packed<'_>>) -> Result<ConsoleResponse, Failed> {
    match packed.module.parse::<ModuleSlug>() {
        Ok(module) => start(app, &operator, &PackArchive { module }, "pack").await,
        Err(_) => again(app, &operator, refuse(&operator, "pack", |words| words.refused.no_module)).await,
    }
}

#[post("/admin/migration/archives/<id>/remove")]
pub async fn remove(app: &AppState, operator: Operator, id: i64) -> Result<ConsoleResponse, Failed> {
    start(app, &operator, &RemoveArchived { archive: id }, &at(id)).await
}

#[post("/admin/migration/archives/<id>/restore")]
pub async fn restore(app: &AppState, operator: Operator, id: i64) -> Result<ConsoleResponse, Failed> {
    start(app, &operator, &RestoreArchived { archive: id }, &at(id)).await
}

async fn start<P: JobPayload>(
    app: &AppState,
    operator: &Operator,
    job: &P,
    anchor: &str,
) -> Result<ConsoleResponse, Failed> {
    match jobs::start(app, &operator.context.actor, job).await {
        Ok(()) => Ok(Done::Started.at(ADDRESS, "now").into()),
        Err(problem) => again(app, operator, at_control(problem, operator, anchor)?).await,
    }
}
