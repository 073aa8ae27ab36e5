//! `/forms/<module>`: the form for members. What all forms do is in `form_desk`.

use super::form_desk::{Desk, Entrance, FormPage, Posted};
use crate::{
    domain::ids::ModuleSlug,
    web::{
        error::Failed,
        guards::{Asked, IdParam, TheApp},
    },
};
use rocket::{Data, get, http::ContentType, post};

#[get("/forms/<module>")]
pub async fn show(app: &TheApp, asked: Asked, module: IdParam<ModuleSlug>) -> Result<FormPage, Failed> {
    let desk = Desk::new(app, &asked, Entrance::Member, &module.0);
    desk.map(|desk| desk.blank()).map_err(|problem| Failed::new(problem, &asked))
}

#[post("/forms/<module>", data = "<data>")]
pub async fn post(
    app: &TheApp,
    asked: Asked,
    module: IdParam<ModuleSlug>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Posted, Failed> {
    let desk = Desk::new(app, &asked, Entrance::Member, &module.0);
    let posted = match desk {
        Ok(desk) => desk.take(content_type, data).await,
        Err(problem) => Err(problem),
    };
    posted.map_err(|problem| Failed::new(problem, &asked))
}
