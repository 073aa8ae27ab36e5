//! `/forms/manage/<module>/edit/section`: one section of a draft, or a new one with its first question.

use super::{
    address,
    inputs::{self, InputLook, InputView},
    posted::{ChangedPart, PostedInputs, RefusedPart, need_labels, save},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        problem::{Problem, Resource},
    },
    forms::edit::{
        controls::{ITEMS, SECTION},
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
#[template(path = "forms/manage/edit_section.html")]
pub struct SectionPage {
    layout: Layout,
    module: String,
    row_version: i32,
    refused: FieldSentences,
    /// Empty for a new one.
    id: String,
    /// The section that a new one stands behind.
    after: String,
    inputs: Vec<InputView>,
    /// The first question of a new section.
    kinds: Vec<(&'static str, &'static str)>,
    kind: String,
    label_en: String,
    label_ar: String,
}

#[derive(Responder)]
pub enum SectionResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<SectionPage>)),
}

#[get("/forms/manage/<module>/edit/section?<section>&<after>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    section: Option<&str>,
    after: Option<&str>,
) -> Result<SectionPage, ErrorResponse> {
    let draft = open(app, &context.actor, &module.0).await?;
    let entered = match section {
        Some(id) => draft.editor.section(id).ok_or(Problem::NotFound(Resource::Module))?,
        None => Entered::default(),
    };
    let layout = Layout::at(&context, &format!("{}/section", address(&module.0)), Nav::Organisation, "");
    let seen = SeenSection {
        id: section.unwrap_or_default().to_owned(),
        after: after.unwrap_or_default().to_owned(),
        row_version: draft.row_version,
    };
    Ok(SectionPage::new(layout, &module.0, seen, &entered, FieldSentences::default()))
}

#[post("/forms/manage/<module>/edit/section", data = "<posted>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    posted: Form<PostedInputs>,
) -> Result<SectionResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let PostedInputs { row_version, entered } = posted.into_inner();
    let (id, after) = (entered.get("section").to_owned(), entered.get("after").to_owned());
    let mut refused = FieldSentences::default();
    need_labels(texts, &entered, ["title_en", "title_ar"], &mut refused);
    if id.is_empty() {
        need_labels(texts, &entered, ["label_en", "label_ar"], &mut refused);
    }
    let saved = match refused.is_empty() {
        true => save_section(app, &context, (&module.0, row_version), &id, &after, &entered).await?,
        false => Err((Status::UnprocessableEntity, refused)),
    };
    let (status, refused) = match saved {
        Ok(now) => {
            let to = format!("{}?done=saved#s-{now}", address(&module.0));
            return Ok(SectionResponse::Saved(Box::new(Redirect::to(to))));
        }
        Err(refused) => refused,
    };
    let draft = open(app, &context.actor, &module.0).await?;
    let layout = Layout::answering_post(&context, Nav::Organisation, "", true);
    let seen = SeenSection { id, after, row_version: draft.row_version };
    let page = SectionPage::new(layout, &module.0, seen, &entered, refused);
    Ok(SectionResponse::Again((status, Box::new(page))))
}

/// Changes the section with this id, or adds one; its id.
async fn save_section(
    app: &AppState,
    context: &RequestContext,
    form: (&ModuleSlug, i32),
    id: &str,
    after: &str,
    entered: &Entered,
) -> Result<Result<String, RefusedPart>, Problem> {
    let what = if id.is_empty() { "new section" } else { "section" };
    let part = ChangedPart { what, controls: SECTION.iter().chain(ITEMS).collect(), kind: "" };
    let (id, after, inputs) = (id.to_owned(), after.to_owned(), entered.clone());
    save(
        app,
        context,
        form,
        part,
        |id: &String| format!("section {id}"),
        move |editor| {
            if !id.is_empty() {
                return editor.change_section(&id, &inputs).map(|()| id);
            }
            let mut question = Entered::default();
            ["kind", "label_en", "label_ar"].iter().for_each(|name| question.set(name, inputs.get(name)));
            editor.add_section(Some(after.as_str()), &inputs, &question)
        },
    )
    .await
}

/// Which section is changed, and of which form.
struct SeenSection {
    id: String,
    after: String,
    row_version: i32,
}

impl SectionPage {
    fn new(
        layout: Layout,
        module: &ModuleSlug,
        seen: SeenSection,
        entered: &Entered,
        refused: FieldSentences,
    ) -> SectionPage {
        let texts = layout.texts;
        let title = texts.t(if seen.id.is_empty() { "build-form-add-section" } else { "build-form-section" });
        // The first question of a section is of a kind that needs nothing else.
        let simple = |kind: &str| !matches!(kind, "choice" | "select_multiple");
        SectionPage {
            layout: Layout { title: title.to_owned(), ..layout },
            module: module.to_string(),
            row_version: seen.row_version,
            id: seen.id,
            after: seen.after,
            inputs: inputs::section(texts, entered, &refused),
            kinds: inputs::kinds(texts, false).into_iter().filter(|(kind, _)| simple(kind)).collect(),
            kind: entered.get("kind").to_owned(),
            label_en: entered.get("label_en").to_owned(),
            label_ar: entered.get("label_ar").to_owned(),
            refused,
        }
    }
}
