//! Drawn signatures that are kept in a row: of reviewers and of clients. They are decoded in a child process like every
//! picture.

use crate::{
    app::App,
    domain::{
        problem::Problem,
        upload::FileRefusal,
        validate::{FieldError, Subject, ValidationCode},
    },
    reports::pictures::Purpose,
};
use bytes::Bytes;

/// The PNG that is kept of a drawing. `label` is the key of the name of its field.
///
/// # Errors
/// An error of the field `signature` if the drawing is no picture.
pub async fn decode(app: &App, drawn: Vec<u8>, label: &'static str) -> Result<Vec<u8>, Problem> {
    let admission = app.pictures.admit().await.map_err(|refusal| refused(refusal, label))?;
    let rendered = admission.render(Purpose::Signature, Bytes::from(drawn)).await.map_err(Problem::Internal)?;
    let renditions = rendered.map_err(|refusal| refused(refusal, label))?;
    Ok(renditions.large.bytes.to_vec())
}

/// The error of a field `signature` whose drawing is not accepted.
pub fn refused(refusal: FileRefusal, label: &'static str) -> Problem {
    Problem::Invalid(vec![FieldError::of("signature", Subject::Control(label), ValidationCode::File(refusal))])
}
