//! `/forms/manage/<module>/form.xlsx` and `form.toml`: the text of a form, of the organisation or of the installation.

use crate::{
    domain::{
        ids::ModuleSlug,
        problem::{Problem, Resource},
    },
    services::forms::show::{self, FormText},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
    },
};
use rocket::{
    Responder, get,
    http::{ContentType, Header},
};

#[derive(Responder)]
pub struct FileResponse {
    body: Vec<u8>,
    content_type: ContentType,
    disposition: Header<'static>,
}

/// `draft`, the number of a version, or none for the newest one.
fn which(version: Option<&str>) -> Result<FormText, Problem> {
    match version {
        None => Ok(FormText::Version(None)),
        Some("draft") => Ok(FormText::Draft),
        Some(number) => number
            .parse()
            .map(|number| FormText::Version(Some(number)))
            .map_err(|_| Problem::NotFound(Resource::Module)),
    }
}

fn disposition(module: &ModuleSlug, version: Option<&str>, extension: &str) -> Header<'static> {
    let version = version.map(|version| format!("-{version}")).unwrap_or_default();
    Header::new("Content-Disposition", format!("attachment; filename=\"{module}{version}.{extension}\""))
}

#[get("/forms/manage/<module>/form.xlsx?<version>")]
pub async fn spreadsheet(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    version: Option<&str>,
) -> Result<FileResponse, ErrorResponse> {
    let which = which(version)?;
    let body = show::spreadsheet(app, &context.actor, &context.forms, &module.0, which).await?;
    Ok(FileResponse {
        body: body.ok_or(Problem::NotFound(Resource::Module))?,
        content_type: ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        disposition: disposition(&module.0, version, "xlsx"),
    })
}

#[get("/forms/manage/<module>/form.toml?<version>")]
pub async fn toml(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    version: Option<&str>,
) -> Result<FileResponse, ErrorResponse> {
    let text = show::text(app, &context.actor, &context.forms, &module.0, which(version)?).await?;
    Ok(FileResponse {
        body: text.into_bytes(),
        content_type: ContentType::new("application", "toml"),
        disposition: disposition(&module.0, version, "toml"),
    })
}
