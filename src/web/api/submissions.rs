//! `/api/v1/submissions`: the list, one submission, and sending a form.

use super::{
    body::{self, SubmissionBody},
    error_shape::ErrorBody,
    receipt_shape::Confirmed,
    shapes::{Answer, Paths, Submission, Submissions},
};
use crate::{
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        problem::{Problem, Resource, Unsupported},
        validate::{self, FieldError, RuleUse, Subject, ValidationCode},
    },
    i18n::Texts,
    services::{
        forms, reinspections,
        strict_json::{self, JsonRejectionKind},
        submissions,
        submit::{self, SubmitRequest},
        uploads,
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::multipart::{limits, parts::Body},
        params::IdParam,
        query::submissions::SubmissionQuery,
    },
};
use rocket::{
    Data, get,
    http::{ContentType, Status},
    post,
    serde::json::Json,
};
use std::collections::BTreeMap;

/// Rows of a page, if nothing is said.
const ROWS: usize = 50;
const MOST_ROWS: usize = 200;

/// Lists submissions, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/submissions", operation_id = "list_submissions", tag = "submissions",
    params(
        ("module" = Option<String>, Query, description = "Only this form", example = "hvac_mep"),
        ("site" = Option<String>, Query, description = "Words of the site name, each from its beginning"),
        ("from" = Option<String>, Query, description = "First visit date", pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", example = "2026-03-01"),
        ("to" = Option<String>, Query, description = "Last visit date", pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", example = "2026-03-31"),
        ("status" = Option<String>, Query, description = "`open`, `pending`, `processing`, `completed`, `no_reports` or `failed`", pattern = "^(open|pending|processing|completed|no_reports|failed)$"),
        ("result" = Option<String>, Query, description = "`passed` or `failed`", pattern = "^(passed|failed)$"),
        ("score_below" = Option<i16>, Query, description = "Only scores below this, in percent", minimum = 1, maximum = 100, example = 80),
        ("inspector" = Option<String>, Query, description = "Part of the name or e-mail address of the sender"),
        ("q" = Option<String>, Query, description = "Words of any answer, each from its beginning"),
        ("sort" = Option<String>, Query, description = "`newest`, `oldest`, `visit_newest`, `visit_oldest`, `site`, `score_lowest` or `score_highest`; the last two list only submissions with a score", pattern = "^(newest|oldest|visit_newest|visit_oldest|site|score_lowest|score_highest)$"),
        ("after" = Option<String>, Query, description = "`next` of the page before, with the same filter"),
        ("limit" = Option<u32>, Query, description = "Rows of a page, 1 to 200; the default is 50", minimum = 1, maximum = 200, example = 50),
    ),
    responses(
        (status = 200, description = "A page of the list", body = Submissions),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not read reports", body = ErrorBody),
        (status = 422, description = "A filter makes no sense", body = ErrorBody),
    )
)]
#[get("/api/v1/submissions?<limit>&<typed..>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    limit: Option<&str>,
    typed: SubmissionQuery,
) -> Result<Json<Submissions>, ErrorResponse> {
    let (filter, mut errors) = typed.without_blanks().read(|module| context.forms.get(module).is_some());
    if !submissions::is_valid_cursor(&filter) {
        let label = Subject::Control("api-field-after");
        errors.push(FieldError::of("after", label, ValidationCode::NotAChoice));
    }
    let limit = match limit.map(str::parse::<usize>) {
        None => ROWS,
        Some(Ok(limit)) if (1..=MOST_ROWS).contains(&limit) => limit,
        Some(_) => {
            let label = Subject::Control("api-field-limit");
            errors.push(FieldError::of("limit", label, ValidationCode::NotAChoice));
            ROWS
        }
    };
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors).into());
    }
    let page = submissions::list_of(app, &context.actor, &filter, limit).await?;
    Ok(Json(page.into()))
}

/// Tells one submission with all its answers.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}", operation_id = "show_submission", tag = "submissions",
    params(("id" = String, Path, description = "Its `submission_id`", example = "sub_0123456789ab")),
    responses(
        (status = 200, description = "The submission", body = Submission),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not read submissions", body = ErrorBody),
        (status = 404, description = "No such submission", body = ErrorBody),
    )
)]
#[get("/api/v1/submissions/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Json<Submission>, ErrorResponse> {
    let shown = submissions::show(app, &context.actor, &id.0).await?;
    Ok(Json(Submission::new(shown, Paths::Api)))
}

/// Sends a filled form.
///
/// `submission_key` is made by the sender, once for each form: sent again with the same answers it gives the same
/// receipt, so a lost answer is no reason to fear a second submission. Photos and drawn signatures are sent before, and
/// named by their `upload_id`. `reinspects` names an earlier submission of the same form that is inspected again.
#[utoipa::path(
    post, path = "/api/v1/submissions/{id}", operation_id = "create_submission", tag = "submissions",
    params(
        ("id" = String, Path, description = "Which form: its `module`", example = "hvac_mep"),
        ("version" = Option<i32>, Query, description = "The version of the form that was filled in; the newest if it is left out", example = 1),
    ),
    request_body(content = NewSubmission, content_type = "application/json"),
    responses(
        (status = 200, description = "The same had been sent before: its receipt", body = Confirmed),
        (status = 201, description = "It is kept for good", body = Confirmed),
        (status = 400, description = "The body is not one JSON object", body = ErrorBody),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not send forms", body = ErrorBody),
        (status = 404, description = "No such form", body = ErrorBody),
        (status = 409, description = "The key was used for other answers, or a file is gone", body = ErrorBody),
        (status = 413, description = "It is more than is taken", body = ErrorBody),
        (status = 415, description = "It is no JSON", body = ErrorBody),
        (status = 422, description = "Some answers are not allowed", body = ErrorBody),
    )
)]
#[post("/api/v1/submissions/<module>?<version>", data = "<data>")]
pub async fn create(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    version: Option<&str>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<(Status, Json<Confirmed>), ErrorResponse> {
    if !context.actor.reach.allows_module(&module.0) {
        return Err(Problem::NotFound(Resource::Module).into());
    }
    let organisation = context.actor.organisation_id;
    let def = forms::named_version(app, organisation, &context.forms, &module.0, version).await?;
    let posted = read(&context, &def, content_type, data).await?;
    let done = send(app, &context, &def, posted).await?;
    let status = if done.again { Status::Ok } else { Status::Created };
    Ok((status, Json(Confirmed::new(done.receipt, Paths::Api))))
}

/// A form that is being received.
#[derive(utoipa::ToSchema)]
#[schema(example = json!({
    "submission_key": "9a1f7c02-0001",
    "language": "en",
    "form_data": {
        "site_name": "Marina Tower",
        "visit_date": "2026-03-14",
        "items": [{"asset": "HVAC", "system": "Chiller Evaporator", "description": "Secondary Pump"}],
    },
}))]
#[expect(dead_code, reason = "it describes what `body` reads")]
pub struct NewSubmission {
    /// 8 to 64 letters, digits, `-` and `_`: a UUID fits.
    #[schema(pattern = "^[A-Za-z0-9_-]{8,64}$")]
    submission_key: String,
    /// The language of its reports, `en` or `ar`; that of the request if it is left out.
    #[schema(pattern = "^(en|ar)$")]
    language: Option<String>,
    /// The `submission_id` of an earlier submission of the same form that this one inspects again.
    #[schema(pattern = "^sub_[0-9a-f]+$")]
    reinspects: Option<String>,
    /// The answers by the names of their fields, as `/api/v1/forms/{module}` lists them with their limits.
    form_data: BTreeMap<String, Answer>,
}

async fn read(
    context: &RequestContext,
    def: &FormDef,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<SubmissionBody, ErrorResponse> {
    let mut body = Body::new(data);
    let whole = match content_type.filter(|t| t.is_json()) {
        Some(_) => body.whole(&context.body, limits::API_BYTES).await,
        None => Err(Problem::Unsupported(Unsupported::NotJson)),
    };
    if let Err(problem) = &whole {
        body.drain(problem).await;
    }
    let whole = whole?;
    let document = strict_json::read(&whole.bytes).map_err(|refused| {
        let status = match refused.kind {
            JsonRejectionKind::NotJson => Status::BadRequest,
            JsonRejectionKind::LimitExceeded => Status::PayloadTooLarge,
            JsonRejectionKind::NotStorable => Status::UnprocessableEntity,
        };
        ErrorResponse::message(status, Texts::of(context.lang).message(&refused.message()))
    })?;
    Ok(SubmissionBody::read(def, document)?)
}

async fn send(
    app: &AppState,
    context: &RequestContext,
    def: &FormDef,
    mut posted: SubmissionBody,
) -> Result<submit::SubmitResult, Problem> {
    let files = uploads::pending(app, &context.actor, &posted.raw.upload_ids()).await?;
    posted.compare(def, &files);
    if let Some(earlier) = &posted.reinspects
        && !reinspections::may_begin(app, &context.actor, &def.module, earlier, posted.key.as_ref()).await?
    {
        posted.errors.push(body::no_earlier_submission());
    }
    let (zone, rules) = (context.zone, RuleUse::Enforced);
    match posted.key {
        Some(key) if posted.errors.is_empty() => {
            let sent = SubmitRequest {
                key,
                lang: posted.lang.unwrap_or(context.lang),
                raw: posted.raw,
                zone,
                rules,
                received: Vec::new(),
                reinspects: posted.reinspects,
            };
            submit::submit(app, &context.actor, &context.forms, def, sent).await
        }
        _ => {
            // Everything that is wrong at once. What the message around the answers lacks is no field of the form.
            let (of_form, around): (Vec<FieldError>, Vec<FieldError>) =
                posted.errors.into_iter().partition(|error| validate::Question::find(def, &error.name).is_some());
            let judged = validate::complaints(def, &posted.raw, submit::post_context(app, zone, rules), &of_form);
            Err(Problem::Invalid(around.into_iter().chain(judged).collect()))
        }
    }
}
