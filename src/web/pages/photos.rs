//! `/photos/<token>`: a photo behind its address in an Excel report, for members and for clients.

use crate::{
    domain::access::Permission,
    services::{
        actions, links,
        uploads::{self, PictureSize},
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, upload_answer},
        params::IfNoneMatch,
    },
};
use rocket::get;

#[get("/photos/<token>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    token: &str,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let id = links::photo_of(app, token)?;
    // A member who may read the report may see its photos, whatever links there are.
    let own = match context.has_permission(Permission::ReadReports) {
        true => match uploads::open(app, &context.actor, &id, PictureSize::Large).await {
            Ok(file) => Some(file),
            Err(_) => actions::open_proof(app, &context.actor, &id).await.ok(),
        },
        false => None,
    };
    let file = match own {
        Some(file) => file,
        None => links::open_photo(app, &id).await?,
    };
    Ok(upload_answer(file, &id, PictureSize::Large, &held)?)
}
