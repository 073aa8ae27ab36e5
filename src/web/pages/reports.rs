//! `/reports/<token>/<name>`: a report behind a signed link. The token decides; the name is for the reader.

use crate::{
    services::links,
    web::{
        error::Failed,
        file::FileAnswer,
        guards::{Asked, IfNoneMatch, TheApp},
    },
};
use rocket::get;

#[get("/reports/<token>/<_name>")]
pub async fn download(
    app: &TheApp,
    asked: Asked,
    token: &str,
    _name: &str,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    let report = links::open(app, &asked.caller, token).await.map_err(|problem| Failed::new(problem, &asked))?;
    Ok(FileAnswer::report(report, &held))
}
