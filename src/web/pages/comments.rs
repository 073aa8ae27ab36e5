//! `/comments/<submission>`: the comments of a submission; with `question` or `photo` those about an answer or a photo.
//! API tokens are not accepted, because comments are written by people. `photo` has their photos.

pub mod photo;

use crate::{
    domain::{
        comment_place::CommentPlace,
        ids::{SubmissionId, UploadId},
        notification::NotificationTarget,
        problem::{Conflict, Problem},
    },
    i18n::Texts,
    services::comments::{self, CHARS, Comment, CommentNote, CommentSubject},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::posted_note::PostedNote,
        pages::notifications,
        params::IdParam,
        problem,
        view::{
            field_sentences::FieldSentences,
            format::Moment,
            labels,
            layout::{Layout, Nav},
            picture::Picture,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    Data, FromForm, get,
    http::{ContentType, RawStr, Status},
    post,
    response::{Redirect, Responder},
};

#[derive(Template, WebTemplate)]
#[template(path = "comments/show.html")]
pub struct CommentsPage {
    layout: Layout,
    id: String,
    site: String,
    /// The revision that the places are of.
    revision: i32,
    /// The answer or photo that all comments are about, and a new one will be.
    subject: Option<SubjectView>,
    /// The place that was asked for is not there.
    place_gone: bool,
    comments: Vec<CommentView>,
    earlier: Option<String>,
    typed: String,
    /// Pending uploads that were attached to a comment that was refused.
    held: Vec<UploadId>,
    /// Sentences at the fields `body` and `photos`.
    refused: FieldSentences,
}

struct CommentView {
    id: i64,
    who: Option<String>,
    at: Moment,
    edited: Option<Moment>,
    body: String,
    is_own: bool,
    is_deleted: bool,
    mentions_me: bool,
    subject: Option<SubjectView>,
    photos: Vec<Picture>,
}

/// What a comment is about.
struct SubjectView {
    label: String,
    /// Where it is on the page of the submission.
    url: Option<String>,
    /// The address of the small picture of a photo.
    thumb: Option<String>,
    is_photo: bool,
    /// The name and the value of a field that a form sends.
    parameter: Option<(&'static str, String)>,
}

#[derive(FromForm)]
pub struct CommentForm<'r> {
    #[field(default = "")]
    body: &'r str,
    question: Option<&'r str>,
    photo: Option<&'r str>,
    revision: Option<i32>,
}

impl CommentForm<'_> {
    fn place(&self) -> PlaceOnPage {
        PlaceOnPage { place: CommentPlace::named(self.question, self.photo), revision: self.revision }
    }
}

/// What an address or a form names, and the revision that the page before showed. Its items may have moved since.
#[derive(Clone, Debug)]
struct PlaceOnPage {
    place: Option<CommentPlace>,
    revision: Option<i32>,
}

impl PlaceOnPage {
    fn read(&self) -> (Option<&CommentPlace>, Option<i32>) {
        (self.place.as_ref(), self.revision)
    }

    /// `question=items.0.asset&revision=2`; empty for the whole submission. Photos keep their ids in every revision.
    fn parameters(&self) -> String {
        let Some(place) = &self.place else { return String::new() };
        let (name, value) = place.parameter();
        let revision = self.revision.filter(|_| matches!(place, CommentPlace::Question(_)));
        let revision = revision.map(|revision| format!("&revision={revision}")).unwrap_or_default();
        format!("{name}={}{revision}", RawStr::new(value).percent_encode())
    }
}

#[derive(Responder)]
pub enum CommentResponse {
    Done(Box<Redirect>),
    Again((Status, Box<CommentsPage>)),
}

#[get("/comments/<id>?<before>&<question>&<photo>&<revision>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    before: Option<i64>,
    question: Option<&str>,
    photo: Option<&str>,
    revision: Option<i32>,
) -> Result<CommentsPage, ErrorResponse> {
    let place = PlaceOnPage { place: CommentPlace::named(question, photo), revision };
    let context = notifications::opened(app, context, NotificationTarget::Comments(id.0.clone())).await?;
    let layout = Layout::new(&context, Nav::Submissions, "");
    page(app, &context, layout, &id.0, &place, before).await
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    id: &SubmissionId,
    place: &PlaceOnPage,
    before: Option<i64>,
) -> Result<CommentsPage, ErrorResponse> {
    let thread = comments::thread(app, &context.actor, id, place.read(), before).await?;
    let texts = layout.texts;
    let photos = format!("/comments/{id}/photos");
    let view = |comment: Comment| CommentView {
        photos: comment.photos.iter().map(|photo| Picture::new(photo, context.lang).at(&photos)).collect(),
        id: comment.id,
        who: comment.who,
        at: texts.moment(context.zone.at(comment.at)),
        edited: comment.edited_at.map(|at| texts.moment(context.zone.at(at))),
        body: comment.body,
        is_own: comment.is_own,
        is_deleted: comment.is_deleted,
        mentions_me: comment.mentions_me,
        subject: comment.subject.map(|subject| SubjectView::new(id, subject, context)),
    };
    let place_gone = place.place.is_some() && thread.subject.is_none();
    let filter = PlaceOnPage {
        place: thread.subject.as_ref().and_then(|subject| subject.place.clone()),
        revision: Some(thread.revision),
    };
    let filter = Some(filter.parameters()).filter(|filter| !filter.is_empty()).map(|filter| format!("&{filter}"));
    let filter = filter.unwrap_or_default();
    let subject = thread.subject.map(|subject| SubjectView::new(id, subject, context));
    Ok(CommentsPage {
        layout: Layout { title: texts.t("comment-title").to_owned(), ..layout },
        id: id.to_string(),
        site: labels::site(texts, thread.site_name),
        revision: thread.revision,
        comments: thread.comments.into_iter().map(view).collect(),
        earlier: thread.earlier.map(|before| format!("/comments/{id}?before={before}{filter}")),
        subject,
        place_gone,
        typed: String::new(),
        held: Vec::new(),
        refused: FieldSentences::default(),
    })
}

#[post("/comments/<id>", data = "<data>")]
pub async fn add(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<CommentResponse, ErrorResponse> {
    let post = PostedNote::read(app, &context, content_type, data).await?;
    let place = PlaceOnPage {
        place: CommentPlace::named(post.sent("question"), post.sent("photo")),
        revision: post.sent("revision").and_then(|revision| revision.parse().ok()),
    };
    let said = CommentNote { body: post.text("body"), photos: &post.photos };
    let saved = match post.errors.is_empty() {
        true => comments::add(app, &context.actor, &id.0, place.read(), said).await,
        false => Err(Problem::Invalid(post.errors.clone())),
    };
    answer(app, &context, &id.0, place, said, saved).await
}

#[post("/comments/<id>/<comment>/edit", data = "<form>")]
pub async fn edit(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    comment: i64,
    form: Form<CommentForm<'_>>,
) -> Result<CommentResponse, ErrorResponse> {
    let saved = comments::change(app, &context.actor, &id.0, comment, Some(form.body)).await;
    answer(app, &context, &id.0, form.place(), CommentNote { body: form.body, photos: &[] }, saved).await
}

#[post("/comments/<id>/<comment>/delete", data = "<form>")]
pub async fn delete(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    comment: i64,
    form: Form<CommentForm<'_>>,
) -> Result<CommentResponse, ErrorResponse> {
    let saved = comments::change(app, &context.actor, &id.0, comment, None).await;
    answer(app, &context, &id.0, form.place(), CommentNote::default(), saved).await
}

/// The thread again: after a refusal with what was typed.
async fn answer(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
    place: PlaceOnPage,
    said: CommentNote<'_>,
    saved: Result<(), Problem>,
) -> Result<CommentResponse, ErrorResponse> {
    match saved {
        Ok(()) => {
            let filter = place.parameters();
            let mark = if filter.is_empty() { "" } else { "?" };
            let url = format!("/comments/{id}{mark}{filter}#newest");
            Ok(CommentResponse::Done(Box::new(Redirect::to(url))))
        }
        Err(
            problem @ (Problem::Invalid(_)
            | Problem::Conflict(
                Conflict::Decided | Conflict::CommentPlaceGone | Conflict::CorrectedMeanwhile | Conflict::UploadGone,
            )),
        ) => {
            let layout = Layout::answering_post(context, Nav::Submissions, "", true);
            let page = page(app, context, layout, id, &place, None).await?;
            let refused = sentences(&problem, page.layout.texts);
            let page = CommentsPage {
                typed: said.body.to_owned(),
                held: said.photos.to_vec(),
                refused,
                place_gone: false,
                ..page
            };
            Ok(CommentResponse::Again((problem::status(&problem), Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The mistakes at their fields; any other problem at the text.
fn sentences(problem: &Problem, texts: Texts) -> FieldSentences {
    let mut refused = FieldSentences::default();
    let Problem::Invalid(errors) = problem else {
        refused.add("body", texts.problem(problem));
        return refused;
    };
    for error in errors {
        let field = if error.name == "photos" { "photos" } else { "body" };
        refused.add(field, texts.field_error(error));
    }
    refused
}

impl SubjectView {
    fn new(id: &SubmissionId, subject: CommentSubject, context: &RequestContext) -> SubjectView {
        let parameter = subject.place.as_ref().map(|place| {
            let (name, value) = place.parameter();
            (name, value.to_owned())
        });
        SubjectView {
            label: subject.label.get(context.lang).to_owned(),
            url: subject.place.map(|place| format!("/submissions/{id}#{}", place.anchor())),
            is_photo: subject.is_photo,
            thumb: subject.photo.map(|photo| format!("/uploads/{photo}/thumb")),
            parameter,
        }
    }
}
