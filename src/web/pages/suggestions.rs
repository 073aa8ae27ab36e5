//! `/suggestions/…`: what the script of a form asks while it is filled in. Nothing here is needed to send one.

use crate::{
    domain::{
        form::FormDef,
        ids::ModuleSlug,
        problem::{Problem, Resource},
    },
    services::{last_visits, suggestions},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::controller::last_visit::copy_label,
        params::IdParam,
    },
};
use rocket::{get, serde::json::Json};
use serde::Serialize;

/// The longest text that is looked up, in bytes; no name is longer.
const LONGEST: usize = 2_000;

#[derive(Serialize)]
pub struct Suggestions {
    suggestions: Vec<String>,
}

#[derive(Serialize)]
pub struct LastVisit {
    /// What the button that copies it says; none if there is no such visit.
    label: Option<String>,
}

/// Suggestions for the question `field` that begin with `text`.
#[get("/suggestions/<module>?<field>&<text>&<site>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    field: Option<&str>,
    text: Option<&str>,
    site: Option<&str>,
) -> Result<Json<Suggestions>, ErrorResponse> {
    let def = offered(&context, &module.0)?;
    let [field, text, site] =
        [field, text, site].map(|text| text.filter(|text| text.len() <= LONGEST).unwrap_or_default());
    let suggestions = suggestions::of_question(app, &context.actor, def, field, (text, site)).await?;
    Ok(Json(Suggestions { suggestions }))
}

/// Which visit would be copied for this site.
#[get("/suggestions/<module>/last-visit?<site>")]
pub async fn last_visit(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    site: Option<&str>,
) -> Result<Json<LastVisit>, ErrorResponse> {
    let def = offered(&context, &module.0)?;
    let visit = match site.filter(|site| site.len() <= LONGEST) {
        Some(site) => last_visits::of_site(app, &context.actor, def, site).await?,
        None => None,
    };
    Ok(Json(LastVisit { label: visit.map(|visit| copy_label(&context, &visit)) }))
}

fn offered<'a>(context: &'a RequestContext, module: &ModuleSlug) -> Result<&'a FormDef, Problem> {
    let def = context.forms.offered(module).ok_or(Problem::NotFound(Resource::Module))?;
    Ok(def)
}
