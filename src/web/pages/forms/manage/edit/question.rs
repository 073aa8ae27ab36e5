//! `/forms/manage/<module>/edit/question`: one question of a draft, or a new one.

use super::{
    address,
    inputs::{self, InputLook, QuestionInputs},
    posted::{ChangedPart, PostedInputs, RefusedPart, need_labels, save},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        problem::{Problem, Resource},
    },
    forms::edit::{
        controls::QUESTION,
        editor::{FormEditor, QuestionPlace},
        values::Entered,
    },
    i18n::Texts,
    services::forms::edit::open,
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{Responder, get, http::Status, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "forms/manage/edit_question.html")]
pub struct QuestionPage {
    layout: Layout,
    module: String,
    row_version: i32,
    refused: FieldSentences,
    /// The question that is changed; none for a new one.
    place: Option<QuestionPlace>,
    /// The question that a new one stands behind.
    after: String,
    kind: String,
    kinds: Vec<(&'static str, &'static str)>,
    inputs: QuestionInputs,
    name: String,
    section: String,
    /// Ids and titles.
    sections: Vec<(String, String)>,
}

#[derive(Responder)]
pub enum QuestionResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<QuestionPage>)),
}

#[get("/forms/manage/<module>/edit/question?<section>&<question>&<after>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    section: Option<&str>,
    question: Option<&str>,
    after: Option<&str>,
) -> Result<QuestionPage, ErrorResponse> {
    let draft = open(app, &context.actor, &module.0).await?;
    let first = draft.editor.outline().into_iter().next().map(|first| first.id).unwrap_or_default();
    let section = section.unwrap_or(&first);
    let place = question.map(|name| QuestionPlace { section: section.to_owned(), name: name.to_owned() });
    let entered = match &place {
        Some(place) => draft.editor.question(place),
        // A new one begins with a kind, so that the inputs of the others are hidden.
        None => draft.editor.section(section).map(|_| {
            let mut entered = Entered::default();
            entered.set("section", section);
            entered.set("kind", "text");
            entered
        }),
    };
    let entered = entered.ok_or(Problem::NotFound(Resource::Module))?;
    let layout = Layout::at(&context, &format!("{}/question", address(&module.0)), Nav::Organisation, "");
    let seen = SeenQuestion { place, after: after.unwrap_or_default().to_owned(), row_version: draft.row_version };
    Ok(QuestionPage::new(&context, layout, &module.0, &draft.editor, seen, &entered, FieldSentences::default()))
}

#[post("/forms/manage/<module>/edit/question", data = "<posted>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    posted: Form<PostedInputs>,
) -> Result<QuestionResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let PostedInputs { row_version, entered } = posted.into_inner();
    let (was_in, was_named) = (entered.get("was_in").to_owned(), entered.get("was_named").to_owned());
    let place = (!was_named.is_empty()).then_some(QuestionPlace { section: was_in, name: was_named });
    let after = entered.get("after").to_owned();
    let mut refused = FieldSentences::default();
    need_labels(texts, &entered, ["label_en", "label_ar"], &mut refused);
    if place.is_some() && entered.get("name").is_empty() {
        refused.add("name", texts.t("build-form-need-name"));
    }
    let saved = match refused.is_empty() {
        true => save_question(app, &context, (&module.0, row_version), place.clone(), &after, &entered).await?,
        false => Err((Status::UnprocessableEntity, refused)),
    };
    let (status, refused) = match saved {
        Ok(now) => {
            let to = format!("{}?done=saved#q-{}-{}", address(&module.0), now.section, now.name);
            return Ok(QuestionResponse::Saved(Box::new(Redirect::to(to))));
        }
        Err(refused) => refused,
    };
    let draft = open(app, &context.actor, &module.0).await?;
    let seen = SeenQuestion { place, after, row_version: draft.row_version };
    let layout = Layout::answering_post(&context, Nav::Organisation, "", true);
    let page = QuestionPage::new(&context, layout, &module.0, &draft.editor, seen, &entered, refused);
    Ok(QuestionResponse::Again((status, Box::new(page))))
}

/// Changes the question at this place, or adds one; its place then.
async fn save_question(
    app: &AppState,
    context: &RequestContext,
    form: (&ModuleSlug, i32),
    place: Option<QuestionPlace>,
    after: &str,
    entered: &Entered,
) -> Result<Result<QuestionPlace, RefusedPart>, Problem> {
    let what = if place.is_some() { "question" } else { "new question" };
    let part = ChangedPart { what, controls: QUESTION.iter().collect(), kind: entered.get("kind") };
    let (after, inputs) = (after.to_owned(), entered.clone());
    let saved = save(
        app,
        context,
        form,
        part,
        |(_, in_mistakes): &(_, String)| in_mistakes.clone(),
        move |editor| {
            let now = match &place {
                Some(place) => editor.change_question(place, &inputs)?,
                None => editor.add_question(Some(after.as_str()), &inputs)?,
            };
            let in_mistakes = editor.place_of_mistakes(&now);
            Ok((now, in_mistakes))
        },
    );
    Ok(saved.await?.map(|(now, _)| now))
}

/// Which question is changed, and of which form.
struct SeenQuestion {
    place: Option<QuestionPlace>,
    after: String,
    row_version: i32,
}

impl QuestionPage {
    fn new(
        context: &RequestContext,
        layout: Layout,
        module: &ModuleSlug,
        editor: &FormEditor,
        seen: SeenQuestion,
        entered: &Entered,
        refused: FieldSentences,
    ) -> QuestionPage {
        let texts = layout.texts;
        let trees = editor.trees();
        let titles =
            editor.outline().into_iter().map(|section| (section.id, section.title.get(context.lang).to_owned()));
        let title = texts.t(if seen.place.is_some() { "build-form-question" } else { "build-form-add-question" });
        QuestionPage {
            layout: Layout { title: title.to_owned(), ..layout },
            module: module.to_string(),
            row_version: seen.row_version,
            place: seen.place,
            after: seen.after,
            kind: entered.get("kind").to_owned(),
            kinds: inputs::kinds(texts, !trees.is_empty()),
            inputs: QuestionInputs::new(texts, entered, &refused, &trees),
            name: entered.get("name").to_owned(),
            section: entered.get("section").to_owned(),
            sections: titles.collect(),
            refused,
        }
    }
}
