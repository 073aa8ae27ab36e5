//! `/forms/manage/<module>/edit/heading`: what concerns the whole form: its titles, the questions that fill the list of
//! submissions, and its reports.

use super::{
    address,
    inputs::{self, InputLook, InputView},
    posted::{ChangedPart, PostedInputs, need_labels, save},
};
use crate::{
    domain::ids::ModuleSlug,
    forms::edit::{controls::HEADING, editor::FormEditor, values::Entered},
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
#[template(path = "forms/manage/edit_heading.html")]
pub struct HeadingPage {
    layout: Layout,
    module: String,
    row_version: i32,
    refused: FieldSentences,
    inputs: Vec<InputView>,
    /// The questions that fill the list.
    columns: Vec<InputView>,
    report: Vec<InputView>,
}

#[derive(Responder)]
pub enum HeadingResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<HeadingPage>)),
}

#[get("/forms/manage/<module>/edit/heading")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
) -> Result<HeadingPage, ErrorResponse> {
    let draft = open(app, &context.actor, &module.0).await?;
    let layout = Layout::at(&context, &format!("{}/heading", address(&module.0)), Nav::Organisation, "");
    let entered = draft.editor.heading();
    let refused = FieldSentences::default();
    Ok(HeadingPage::new(&context, layout, &module.0, (&draft.editor, draft.row_version), &entered, refused))
}

#[post("/forms/manage/<module>/edit/heading", data = "<posted>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    posted: Form<PostedInputs>,
) -> Result<HeadingResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let PostedInputs { row_version, entered } = posted.into_inner();
    let mut refused = FieldSentences::default();
    for names in [["title_en", "title_ar"], ["short_en", "short_ar"], ["about_en", "about_ar"]] {
        need_labels(texts, &entered, names, &mut refused);
    }
    let inputs = entered.clone();
    let part = ChangedPart { what: "heading", controls: HEADING.iter().collect(), kind: "" };
    let change = move |editor: &mut FormEditor| {
        editor.change_heading(&inputs);
        Ok(())
    };
    let saved = match refused.is_empty() {
        true => save(app, &context, (&module.0, row_version), part, |()| String::new(), change).await?,
        false => Err((Status::UnprocessableEntity, refused)),
    };
    let (status, refused) = match saved {
        Ok(()) => {
            let to = format!("{}?done=saved", address(&module.0));
            return Ok(HeadingResponse::Saved(Box::new(Redirect::to(to))));
        }
        Err(refused) => refused,
    };
    let draft = open(app, &context.actor, &module.0).await?;
    let layout = Layout::answering_post(&context, Nav::Organisation, "", true);
    let page = HeadingPage::new(&context, layout, &module.0, (&draft.editor, draft.row_version), &entered, refused);
    Ok(HeadingResponse::Again((status, Box::new(page))))
}

impl HeadingPage {
    fn new(
        context: &RequestContext,
        layout: Layout,
        module: &ModuleSlug,
        (editor, row_version): (&FormEditor, i32),
        entered: &Entered,
        refused: FieldSentences,
    ) -> HeadingPage {
        let texts = layout.texts;
        let questions = |kind: &str| -> Vec<(String, String)> {
            let columns = editor.columns(kind).into_iter();
            columns.map(|(name, label)| (name, label.get(context.lang).to_owned())).collect()
        };
        let site = ("site_field", "build-form-site-field", Some("build-form-site-field-hint"));
        let date = ("date_field", "build-form-date-field", None);
        let inspector = ("inspector_field", "build-form-inspector-field", Some("build-form-inspector-field-hint"));
        let client = ("client", "build-form-client", Some("build-form-client-hint"));
        let none = texts.t("build-form-no-inspector");
        HeadingPage {
            module: module.to_string(),
            row_version,
            inputs: inputs::heading(texts, entered, &refused),
            columns: vec![
                inputs::column(texts, entered, &refused, site, questions("text")),
                inputs::column(texts, entered, &refused, date, questions("date")),
                inputs::column(texts, entered, &refused, inspector, inputs::with_blank(none, questions("text"))),
                inputs::column(texts, entered, &refused, client, inputs::with_blank(none, questions("text"))),
            ],
            report: inputs::report(texts, entered, &refused),
            layout: Layout { title: texts.t("build-form-heading").to_owned(), ..layout },
            refused,
        }
    }
}
