//! Drawn signatures that are kept in a row: of reviewers and of clients. They are decoded in a child process like every
//! picture.

use crate::{
    app::App,
    domain::{problem::Problem, upload::FileRefusal},
    reports::pictures::Purpose,
};
use bytes::Bytes;

/// The PNG that is kept of a drawing.
///
/// # Errors
/// The inner result: why the drawing is no picture.
pub async fn decode(app: &App, drawn: Vec<u8>) -> Result<Result<Vec<u8>, FileRefusal>, Problem> {
    let admission = match app.pictures.admit().await {
        Ok(admission) => admission,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let rendered = admission.render(Purpose::Signature, Bytes::from(drawn)).await.map_err(Problem::Internal)?;
    Ok(rendered.map(|renditions| renditions.large.bytes.to_vec()))
}
