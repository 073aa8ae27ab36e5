//! `/forms/<module>`: the form for members. `forms::controller` has what all forms share.

pub mod choose;

use crate::{
    domain::{
        ids::{ModuleSlug, SubmissionId},
        problem::{Problem, Resource},
    },
    web::{
        auth::form_sender::{FormSender, unavailable},
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::controller::{FormChannel, FormController, FormPage, FormResponse},
        params::IdParam,
    },
};
use rocket::{Data, get, http::ContentType, post};

/// With `kept`: the form as it was when it was sent after the session had ended. With `reinspects`: the form with what
/// failed in that submission.
#[get("/forms/<module>?<kept>&<reinspects>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    kept: Option<&str>,
    reinspects: Option<&str>,
) -> Result<FormPage, ErrorResponse> {
    let controller = FormController::new(app, &context, FormChannel::Member, &module.0)?;
    Ok(match (kept, reinspects) {
        (Some(_), _) => controller.kept_form().await?,
        (None, Some(id)) => {
            let id: SubmissionId = id.parse().map_err(|_| Problem::NotFound(Resource::Submission))?;
            controller.reinspecting(&id).await?
        }
        (None, None) => controller.blank(),
    })
}

#[post("/forms/<module>", data = "<data>")]
pub async fn post(
    app: &AppState,
    sender: FormSender,
    module: IdParam<ModuleSlug>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<FormResponse, ErrorResponse> {
    match sender {
        FormSender::Authorized(context) => {
            let controller = FormController::new(app, &context, FormChannel::Member, &module.0)?;
            Ok(controller.submit(content_type, data).await?)
        }
        FormSender::Ended(context, user) => {
            let controller = FormController::new(app, &context, FormChannel::Member, &module.0)?;
            Ok(controller.keep(user, content_type, data).await?)
        }
        // Without a session the page belongs to no member.
        FormSender::Unavailable(context) if context.csrf_token.is_none() => Err(unavailable().into()),
        FormSender::Unavailable(context) => {
            let controller = FormController::new(app, &context, FormChannel::Unknown, &module.0)?;
            Ok(controller.return_unsaved(content_type, data, unavailable()).await?)
        }
    }
}
