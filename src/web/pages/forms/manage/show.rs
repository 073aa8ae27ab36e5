//! `/forms/manage/<module>`: one form of the organisation, with its draft and its versions.

use super::{
    ADDRESS, StateView,
    file::{FileReport, PlacedMessage, in_sheet, in_text},
};
use crate::{
    domain::{form::FormDef, ids::ModuleSlug, problem::Problem},
    i18n::Texts,
    services::forms::{
        draft::SavedDraft,
        list::FormState,
        show::{Draft, OwnFormDetails, show as find},
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        view::{
            field_sentences::FieldSentences,
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "forms/manage/show.html")]
pub struct ShowPage {
    pub(super) layout: Layout,
    module: String,
    title: String,
    state: StateView,
    done: Option<String>,
    pub(super) refused: FieldSentences,
    /// What is wrong with the file that was uploaded.
    pub(super) report: Option<FileReport>,
    /// What the file that is the draft now has that is different here.
    notices: Vec<PlacedMessage>,
    row_version: i32,
    draft: Option<DraftView>,
    /// What this program does not understand in the newest version.
    errors: Vec<PlacedMessage>,
    versions: Vec<VersionRow>,
    is_published: bool,
    is_retired: bool,
    name_is_installed: bool,
    /// The button that publishes the draft, with the number that it gets.
    publish: String,
    /// Of which version a draft is made in the builder.
    begin: String,
    /// Since when it is retired.
    retired: Option<Moment>,
}

struct DraftView {
    questions: String,
    errors: Vec<PlacedMessage>,
}

struct VersionRow {
    version: i32,
    at: Moment,
}

#[get("/forms/manage/<module>?<done>&<version>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    done: Option<&str>,
    version: Option<i32>,
) -> Result<ShowPage, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let found = find(app, &context.actor, &module.0).await?;
    let layout = Layout::at(&context, &format!("{ADDRESS}/{}", module.0), Nav::Organisation, "");
    let done = match (done, version) {
        (Some("drafted"), _) => Some(texts.t("manage-forms-drafted").to_owned()),
        (Some("published"), Some(version)) => {
            Some(texts.with("manage-forms-published", &[("version", i64::from(version).into())]))
        }
        (Some("retired"), _) => Some(texts.t("manage-forms-retired").to_owned()),
        (Some("brought-back"), _) => Some(texts.t("manage-forms-brought-back").to_owned()),
        (Some("discarded"), _) => Some(texts.t("manage-forms-discarded").to_owned()),
        _ => None,
    };
    Ok(ShowPage { done, ..ShowPage::new(&context, layout, found) })
}

/// The page of a draft that was just made, with what is different here from the file.
pub async fn drafted(app: &AppState, context: &RequestContext, saved: &SavedDraft) -> Result<ShowPage, Problem> {
    let texts = Texts::of(context.lang);
    let found = find(app, &context.actor, &saved.module).await?;
    let page = ShowPage::new(context, Layout::answering_post(context, Nav::Organisation, "", false), found);
    let notices = saved.notices.iter().cloned().map(|message| in_sheet(texts, message)).collect();
    Ok(ShowPage { done: Some(texts.t("manage-forms-drafted").to_owned()), notices, ..page })
}

/// The page after a step that was refused.
pub async fn again(app: &AppState, context: &RequestContext, module: &ModuleSlug) -> Result<ShowPage, Problem> {
    let found = find(app, &context.actor, module).await?;
    Ok(ShowPage::new(context, Layout::answering_post(context, Nav::Organisation, "", true), found))
}

impl ShowPage {
    fn new(context: &RequestContext, layout: Layout, found: OwnFormDetails) -> ShowPage {
        let texts = layout.texts;
        let title = found.title.get(context.lang).to_owned();
        let moment = |at| texts.moment(context.zone.at(at));
        let newest = found.versions.first().map(|newest| newest.version);
        ShowPage {
            state: StateView::new(found.state, texts),
            done: None,
            refused: FieldSentences::default(),
            report: None,
            notices: Vec::new(),
            row_version: found.row_version,
            draft: found.draft.map(|draft| DraftView::new(draft, texts)),
            errors: found.errors.into_iter().map(|error| in_text(texts, error)).collect(),
            versions: found
                .versions
                .into_iter()
                .map(|version| VersionRow { version: version.version, at: moment(version.published_at) })
                .collect(),
            is_published: newest.is_some(),
            is_retired: found.state == FormState::Retired,
            name_is_installed: found.name_is_installed,
            publish: texts.with("manage-forms-publish", &[("version", (i64::from(newest.unwrap_or(0)) + 1).into())]),
            begin: texts.with("build-form-begin-hint", &[("version", i64::from(newest.unwrap_or(0)).into())]),
            retired: found.retired_at.map(moment),
            module: found.module.to_string(),
            layout: Layout { title: title.clone(), ..layout },
            title,
        }
    }
}

impl DraftView {
    fn new(draft: Draft, texts: Texts) -> DraftView {
        let questions = draft.def.as_ref().map_or(0, questions);
        DraftView {
            questions: texts.with("manage-forms-questions", &[("count", questions.into())]),
            errors: draft.errors.into_iter().map(|error| in_text(texts, error)).collect(),
        }
    }
}

fn questions(def: &FormDef) -> usize {
    def.fields().count() + def.items().map(|items| items.fields.len()).sum::<usize>()
}
