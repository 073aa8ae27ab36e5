//! `/api/v1/submissions`: the list, one submission, and sending a form.

use super::{
    body::SubmissionBody,
    failed,
    shapes::{Confirmed, Refusal, Submission, Submissions},
};
use crate::{
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        lang::{Label, Lang},
        problem::{Problem, Resource},
        validate::{self, FieldError, ValidationCode},
    },
    services::{
        strict_json::{self, Kind},
        submissions,
        submit::{self, Sent},
        uploads,
    },
    web::{
        context::{AppState, IdParam, RequestContext},
        error::Failed,
        multipart::{limits, parts::Body},
        pages::submissions::query::SubmissionQuery,
    },
};
use rocket::{
    Data, get,
    http::{ContentType, Status},
    post,
    serde::json::Json,
};

/// Rows of a page, if nothing is said.
const ROWS: usize = 50;
const MOST_ROWS: usize = 200;

/// Lists submissions, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/submissions", operation_id = "list_submissions", tag = "submissions",
    params(
        ("module" = Option<String>, Query, description = "Only this form", example = "hvac_mep"),
        ("site" = Option<String>, Query, description = "Words of the site name, each from its beginning"),
        ("from" = Option<String>, Query, description = "First visit date", example = "2026-03-01"),
        ("to" = Option<String>, Query, description = "Last visit date", example = "2026-03-31"),
        ("status" = Option<String>, Query, description = "`open`, `pending`, `processing`, `completed` or `failed`"),
        ("q" = Option<String>, Query, description = "Words of any answer, each from its beginning"),
        ("sort" = Option<String>, Query, description = "`newest`, `oldest`, `visit_newest`, `visit_oldest` or `site`"),
        ("after" = Option<String>, Query, description = "`next` of the page before, with the same filter"),
        ("limit" = Option<u32>, Query, description = "Rows of a page, 1 to 200; 50 if nothing is said", example = 50),
    ),
    responses(
        (status = 200, description = "A page of the list", body = Submissions),
        (status = 401, description = "No token, or none that is good", body = Refusal),
        (status = 403, description = "The token may not read reports", body = Refusal),
        (status = 422, description = "A filter makes no sense", body = Refusal),
    )
)]
#[get("/api/v1/submissions?<limit>&<typed..>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    limit: Option<&str>,
    typed: SubmissionQuery,
) -> Result<Json<Submissions>, Failed> {
    let (filter, mut errors) = typed.tidy().read(|module| app.forms.get(module).is_some());
    if !submissions::is_valid_cursor(&filter) {
        errors.push(wrong(
            "after",
            "Place in the list (after)",
            "الموضع في القائمة (after)",
            ValidationCode::NotAChoice,
        ));
    }
    let limit = match limit.map(str::parse::<usize>) {
        None => ROWS,
        Some(Ok(limit)) if (1..=MOST_ROWS).contains(&limit) => limit,
        Some(_) => {
            let label = ("Rows (limit, 1 to 200)", "عدد الصفوف (limit من 1 إلى 200)");
            errors.push(wrong("limit", label.0, label.1, ValidationCode::NotAChoice));
            ROWS
        }
    };
    if !errors.is_empty() {
        return Err(Failed::new(Problem::Invalid(errors), &context));
    }
    let page = submissions::list_of(app, &context.actor, &filter, limit).await.map_err(failed(&context))?;
    Ok(Json(page.into()))
}

fn wrong(name: &str, en: &str, ar: &str, complaint: ValidationCode) -> FieldError {
    FieldError { name: name.to_owned(), label: Label::new(en, ar), item: None, complaint }
}

/// Tells one submission with all its answers.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}", operation_id = "show_submission", tag = "submissions",
    params(("id" = String, Path, description = "Its `submission_id`", example = "sub_0123456789ab")),
    responses(
        (status = 200, description = "The submission", body = Submission),
        (status = 401, description = "No token, or none that is good", body = Refusal),
        (status = 403, description = "The token may not read submissions", body = Refusal),
        (status = 404, description = "No such submission", body = Refusal),
    )
)]
#[get("/api/v1/submissions/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Json<Submission>, Failed> {
    let shown = submissions::show(app, &context.actor, &id.0).await.map_err(failed(&context))?;
    Ok(Json(shown.into()))
}

/// Sends a filled form.
///
/// `submission_key` is made by the sender, once for each form: sent again with the same answers it gives the same
/// receipt, so a lost answer is no reason to fear a second submission. Photos and drawn signatures are sent before, and
/// named by their `upload_id`.
#[utoipa::path(
    post, path = "/api/v1/submissions/{id}", operation_id = "create_submission", tag = "submissions",
    params(("id" = String, Path, description = "Which form: its `module`", example = "hvac_mep")),
    request_body(content = NewSubmission, content_type = "application/json"),
    responses(
        (status = 200, description = "The same had been sent before: its receipt", body = Confirmed),
        (status = 201, description = "It is kept for good", body = Confirmed),
        (status = 400, description = "The body is not one JSON object", body = Refusal),
        (status = 401, description = "No token, or none that is good", body = Refusal),
        (status = 403, description = "The token may not send forms", body = Refusal),
        (status = 404, description = "No such form", body = Refusal),
        (status = 409, description = "The key was used for other answers, or a file is gone", body = Refusal),
        (status = 413, description = "It is more than is taken", body = Refusal),
        (status = 415, description = "It is no JSON", body = Refusal),
        (status = 422, description = "Some answers are not allowed", body = Refusal),
    )
)]
#[post("/api/v1/submissions/<module>", data = "<data>")]
pub async fn create(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<(Status, Json<Confirmed>), Failed> {
    let def = app.forms.get(&module.0).ok_or(Problem::NotFound(Resource::Module)).map_err(failed(&context))?;
    let posted = read(&context, def, content_type, data).await?;
    let done = send(app, &context, def, posted).await.map_err(failed(&context))?;
    let status = if done.again { Status::Ok } else { Status::Created };
    Ok((status, Json(done.into())))
}

/// A form on its way in.
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
    language: Option<String>,
    /// The answers by the names of their fields. Photos are lists of upload ids; a signature is
    /// `{"name": "…", "drawn": "upl_…"}`; what repeats is a list of objects.
    #[schema(value_type = Object)]
    form_data: serde_json::Value,
}

async fn read(
    context: &RequestContext,
    def: &FormDef,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<SubmissionBody, Failed> {
    let mut body = Body::new(data);
    let whole = match content_type.filter(|t| t.is_json()) {
        Some(_) => body.whole(&context.body, limits::API_BYTES, context.lang).await,
        None => Err(not_json(context.lang)),
    };
    if let Err(problem) = &whole {
        body.drain(problem).await;
    }
    let whole = whole.map_err(failed(context))?;
    let document = strict_json::read(&whole.bytes).map_err(|refused| {
        let status = match refused.kind {
            Kind::NotJson => Status::BadRequest,
            Kind::TooMuch => Status::PayloadTooLarge,
            Kind::Unkeepable => Status::UnprocessableEntity,
        };
        Failed::refused(status, &refused.sentence(context.lang), context)
    })?;
    SubmissionBody::read(def, document, context.lang).map_err(failed(context))
}

async fn send(
    app: &AppState,
    context: &RequestContext,
    def: &FormDef,
    mut posted: SubmissionBody,
) -> Result<submit::Submitted, Problem> {
    let files = uploads::pending(app, &context.actor, &posted.files()).await?;
    posted.compare(def, &files);
    match posted.key {
        Some(key) if posted.errors.is_empty() => {
            let sent = Sent { key, lang: posted.lang.unwrap_or(context.lang), raw: posted.raw, received: Vec::new() };
            submit::submit(app, &context.actor, &def.module, sent).await
        }
        _ => {
            // Everything that is wrong at once. What the message around the answers lacks is no field of the form.
            let (of_form, around): (Vec<FieldError>, Vec<FieldError>) =
                posted.errors.into_iter().partition(|error| validate::Question::find(def, &error.name).is_some());
            let judged = validate::complaints(def, &posted.raw, submit::latest_day(app), &of_form);
            Err(Problem::Invalid(around.into_iter().chain(judged).collect()))
        }
    }
}

fn not_json(lang: Lang) -> Problem {
    Problem::Unsupported(
        match lang {
            Lang::En => "Forms are taken as application/json here, so nothing was saved. Say so in Content-Type.",
            Lang::Ar => "تُقبل النماذج هنا بصيغة application/json، ولم يُحفظ شيء. حدّد ذلك في Content-Type.",
        }
        .to_owned(),
    )
}
