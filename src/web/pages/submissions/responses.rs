//! What clients said about a submission, on its page, and their signatures.

use crate::{
    domain::ids::SubmissionId,
    i18n::Texts,
    services::{client_responses, submissions::SubmissionDetails},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::SignaturePicture,
        params::IdParam,
        reader_settings::ReaderSettings,
        view::client_response::ClientResponseView,
    },
};
use rocket::get;

/// The responses, oldest first.
pub(super) fn shown(details: &SubmissionDetails, reader: ReaderSettings) -> Vec<ClientResponseView> {
    let (id, newest) = (&details.submission.id, details.submission.revision);
    let signature = |response: i64| Some(format!("/submissions/{id}/responses/{response}/signature"));
    let view = |response| ClientResponseView::new(response, newest, Texts::of(reader.lang), reader.zone, signature);
    details.client_responses.iter().cloned().map(view).collect()
}

#[get("/submissions/<id>/responses/<response>/signature")]
pub async fn signature(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    response: i64,
) -> Result<SignaturePicture, ErrorResponse> {
    let png = client_responses::signature(app, &context.actor, &id.0, response).await?;
    Ok(SignaturePicture::new(png))
}
