//! `/submissions/<id>/photos/<upload>`: one picture of a submission, for browsers without JavaScript; with it, the page
//! of the submission shows the picture itself.

use crate::{
    domain::{
        ids::{SubmissionId, UploadId},
        problem::{Problem, Resource},
    },
    services::submissions,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        view::{
            labels,
            layout::{Layout, Nav},
            picture::Picture,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "submissions/photo.html")]
pub struct PhotoPage {
    layout: Layout,
    id: String,
    form_title: String,
    site: String,
    picture: Picture,
    /// "2 of 7".
    position: String,
    previous: Option<String>,
    next: Option<String>,
}

#[get("/submissions/<id>/photos/<upload>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    upload: IdParam<UploadId>,
) -> Result<PhotoPage, ErrorResponse> {
    let shown = submissions::show(app, &context.actor, &id.0).await?;
    let at = shown.uploads.iter().position(|file| file.id == upload.0);
    let at = at.ok_or(Problem::NotFound(Resource::Upload))?;
    let address = |at: usize| shown.uploads.get(at).map(|file| format!("/submissions/{}/photos/{}", id.0, file.id));
    let file = shown.uploads.get(at).ok_or(Problem::NotFound(Resource::Upload))?;
    let picture = Picture::new(file, context.lang);
    let layout = Layout::new(&context, Nav::Submissions, picture.name.clone());
    let texts = layout.texts;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(PhotoPage {
        id: id.0.to_string(),
        form_title: shown.def.title.get(context.lang).to_owned(),
        position: texts.with(
            "photo-position",
            &[("number", number(at + 1).into()), ("count", number(shown.uploads.len()).into())],
        ),
        previous: at.checked_sub(1).and_then(address),
        next: address(at + 1),
        site: labels::site(texts, shown.submission.site_name.clone()),
        picture,
        layout,
    })
}
