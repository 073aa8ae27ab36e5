//! `/forms/manage/<module>/edit`: the builder, where a draft is changed part by part.
//!
//! - this file: the sections and questions of the draft in their order;
//! - `question`, `section`, `heading`: one part each; `steps`: beginning, moving and removing;
//! - `inputs`: the inputs of a part with their texts; `posted`: what was entered, and what is wrong with it.
//!
//! Invariant: each post has the `row_version` that the page showed. If another administrator changed the form meanwhile,
//! nothing is saved, the page comes back with everything that was entered, and says so.

pub mod heading;
mod inputs;
mod posted;
pub mod question;
pub mod section;
pub mod steps;

use super::preview::WithPolicy;
use super::{
    ADDRESS,
    file::{PlacedMessage, in_text},
};
use crate::{
    domain::{ids::ModuleSlug, lang::Lang, problem::Problem},
    forms::edit::editor::{QuestionOutline, SectionOutline},
    i18n::Texts,
    services::forms::edit::{OpenDraft, open},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        headers::FRAMING_POLICY,
        params::IdParam,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "forms/manage/edit.html")]
pub struct EditPage {
    layout: Layout,
    module: String,
    title: String,
    row_version: i32,
    done: Option<&'static str>,
    refused: FieldSentences,
    /// What was wrong with the draft before, such as after an upgrade of the program.
    errors: Vec<PlacedMessage>,
    /// The draft can be shown as it will be asked.
    has_preview: bool,
    sections: Vec<SectionView>,
}

struct SectionView {
    id: String,
    title: String,
    repeats: bool,
    has_condition: bool,
    is_first: bool,
    is_last: bool,
    questions: Vec<QuestionView>,
}

struct QuestionView {
    name: String,
    label: String,
    kind: &'static str,
    is_required: bool,
    has_condition: bool,
    is_first: bool,
    is_last: bool,
}

#[get("/forms/manage/<module>/edit?<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    done: Option<&str>,
) -> Result<WithPolicy<EditPage>, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let draft = open(app, &context.actor, &module.0).await?;
    let layout = Layout::at(&context, &address(&module.0), Nav::Organisation, texts.t("build-form-title"));
    let done = match done {
        Some("begun") => Some(texts.t("build-form-begun")),
        Some("saved") => Some(texts.t("build-form-saved")),
        Some("removed") => Some(texts.t("build-form-removed")),
        _ => None,
    };
    let page = EditPage { done, ..EditPage::new(layout, &module.0, draft, context.lang) };
    Ok(WithPolicy::new(page, FRAMING_POLICY))
}

/// The page after a step that was refused.
async fn again(
    app: &AppState,
    context: &RequestContext,
    module: &ModuleSlug,
    refused: FieldSentences,
) -> Result<WithPolicy<EditPage>, Problem> {
    let draft = open(app, &context.actor, module).await?;
    let title = Texts::of(context.lang).t("build-form-title");
    let layout = Layout::answering_post(context, Nav::Organisation, title, true);
    let page = EditPage { refused, ..EditPage::new(layout, module, draft, context.lang) };
    Ok(WithPolicy::new(page, FRAMING_POLICY))
}

impl EditPage {
    fn new(layout: Layout, module: &ModuleSlug, draft: OpenDraft, lang: Lang) -> EditPage {
        let texts = layout.texts;
        let outline = draft.editor.outline();
        let count = outline.len();
        let sections = outline.into_iter().enumerate();
        EditPage {
            layout,
            module: module.to_string(),
            title: draft.def.as_ref().map_or_else(|| module.to_string(), |def| def.title.get(lang).to_owned()),
            row_version: draft.row_version,
            done: None,
            refused: FieldSentences::default(),
            has_preview: draft.def.is_some(),
            errors: draft.errors.into_iter().map(|error| in_text(texts, error)).collect(),
            sections: sections.map(|(at, section)| SectionView::new(section, at, count, texts, lang)).collect(),
        }
    }
}

impl SectionView {
    fn new(section: SectionOutline, at: usize, sections: usize, texts: Texts, lang: Lang) -> SectionView {
        let count = section.questions.len();
        let questions = section.questions.into_iter().enumerate();
        SectionView {
            title: section.title.get(lang).to_owned(),
            id: section.id,
            repeats: section.repeats,
            has_condition: section.has_condition,
            is_first: at == 0,
            is_last: at.saturating_add(1) == sections,
            questions: questions.map(|(at, question)| QuestionView::new(question, at, count, texts, lang)).collect(),
        }
    }
}

impl QuestionView {
    fn new(question: QuestionOutline, at: usize, questions: usize, texts: Texts, lang: Lang) -> QuestionView {
        QuestionView {
            label: question.label.get(lang).to_owned(),
            kind: texts.t(inputs::kind_text(&question.kind)),
            name: question.name,
            is_required: question.is_required,
            has_condition: question.has_condition,
            is_first: at == 0,
            is_last: at.saturating_add(1) == questions,
        }
    }
}

fn address(module: &ModuleSlug) -> String {
    format!("{ADDRESS}/{module}/edit")
}
