//! `/forms/<module>`: the form for members. `forms::controller` has what all forms share.

pub mod choose;
pub mod manage;

use crate::{
    domain::{
        ids::{ModuleSlug, SubmissionId},
        problem::{Problem, Resource},
    },
    services,
    web::{
        auth::form_sender::{FormSender, unavailable},
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::controller::{FormChannel, FormController, FormPage, FormResponse},
        params::IdParam,
    },
};
use rocket::{Data, get, http::ContentType, post};
use std::sync::Arc;

/// With `kept`: the form as it was when it was sent after the session had ended. With `reinspects`: the form with what
/// failed in that submission. With `copies`: the form with the answers of that submission.
#[get("/forms/<module>?<kept>&<reinspects>&<copies>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    kept: Option<&str>,
    reinspects: Option<&str>,
    copies: Option<&str>,
) -> Result<FormPage, ErrorResponse> {
    let def = context.forms.offered(&module.0).ok_or(Problem::NotFound(Resource::Module))?;
    let controller = FormController::new(app, &context, FormChannel::Member, Arc::clone(def));
    let submission = |id: &str| id.parse::<SubmissionId>().map_err(|_| Problem::NotFound(Resource::Submission));
    Ok(match (kept, reinspects, copies) {
        (Some(_), ..) => controller.kept_form().await?,
        (None, Some(id), _) => controller.reinspecting(&submission(id)?).await?,
        (None, None, Some(id)) => controller.copying(&submission(id)?).await?,
        (None, None, None) => controller.blank(),
    })
}

/// `version` is the one that the form was begun with; without it, the current one.
#[post("/forms/<module>?<version>", data = "<data>")]
pub async fn post(
    app: &AppState,
    sender: FormSender,
    module: IdParam<ModuleSlug>,
    version: Option<&str>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<FormResponse, ErrorResponse> {
    let named = async |context: &RequestContext| {
        let organisation = context.actor.organisation_id;
        services::forms::named_version(app, organisation, &context.forms, &module.0, version).await
    };
    match sender {
        FormSender::Authorized(context) => {
            let controller = FormController::new(app, &context, FormChannel::Member, named(&context).await?);
            Ok(controller.submit(content_type, data).await?)
        }
        FormSender::Ended(context, user) => {
            let controller = FormController::new(app, &context, FormChannel::Member, named(&context).await?);
            Ok(controller.keep(user, content_type, data).await?)
        }
        // Without a session the page belongs to no member.
        FormSender::Unavailable(context) if context.csrf_token.is_none() => Err(unavailable().into()),
        FormSender::Unavailable(context) => {
            // The organisation is not known either, so a form of its own cannot be shown again.
            let def = context.forms.get(&module.0).ok_or_else(unavailable)?;
            let controller = FormController::new(app, &context, FormChannel::Unknown, Arc::clone(def));
            Ok(controller.return_unsaved(content_type, data, unavailable()).await?)
        }
    }
}
