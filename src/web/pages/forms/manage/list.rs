//! `/forms/manage`: all forms of the organisation, and adding one: from nothing, as a copy, or from a file.

use super::{
    ADDRESS, StateView,
    file::{FileReport, PostedFile},
    show::{ShowPage, drafted},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        lang::{Label, Lang},
        pasted,
        problem::Problem,
    },
    i18n::Texts,
    services::forms::{
        draft::{self, DraftRefusal},
        edit,
        list::{FormOrigin, ListedForm, list},
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    Data, FromForm, Responder, get,
    http::{ContentType, Status},
    post,
    response::Redirect,
};

/// The longest title of a copy, in characters.
const TITLE_CHARS: usize = 100;

#[derive(Template, WebTemplate)]
#[template(path = "forms/manage/list.html")]
pub struct ManagePage {
    layout: Layout,
    rows: Vec<FormRow>,
    done: Option<&'static str>,
    refused: FieldSentences,
    /// What is wrong with the file that was uploaded.
    report: Option<FileReport>,
    /// The forms that can be copied: name and title.
    originals: Vec<(String, String)>,
    copy: CopyFields,
}

pub struct FormRow {
    module: String,
    title: String,
    origin: &'static str,
    /// It is changed here.
    is_own: bool,
    state: StateView,
    version: Option<i32>,
    has_draft: bool,
}

/// The fields of a copy as they were typed.
#[derive(Clone, Default, FromForm)]
pub struct CopyFields {
    #[field(default = "")]
    original: String,
    #[field(default = "")]
    module: String,
    #[field(default = "")]
    title_en: String,
    #[field(default = "")]
    title_ar: String,
}

#[derive(Responder)]
pub enum AddResponse {
    Added(Box<Redirect>),
    /// With what the file has that is different here.
    AddedWith((Status, Box<ShowPage>)),
    Again((Status, Box<ManagePage>)),
}

#[get("/forms/manage?<done>")]
pub async fn show(app: &AppState, context: RequestContext, done: Option<&str>) -> Result<ManagePage, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let layout = Layout::at(&context, ADDRESS, Nav::Organisation, texts.t("manage-forms-title"));
    let page = page(app, &context, layout).await?;
    Ok(ManagePage { done: (done == Some("discarded")).then(|| texts.t("manage-forms-discarded")), ..page })
}

/// A new form from a spreadsheet or a form file.
#[post("/forms/manage", data = "<data>")]
pub async fn upload(
    app: &AppState,
    context: RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<AddResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let posted = PostedFile::read(&context, content_type, data).await?;
    let refusal = match posted.file() {
        Err(key) => FileReport::sentence(texts, key),
        Ok(file) => match draft::add(app, &context.actor, file).await? {
            Ok(saved) if saved.notices.is_empty() => {
                let to = format!("{ADDRESS}/{}?done=drafted", saved.module);
                return Ok(AddResponse::Added(Box::new(Redirect::to(to))));
            }
            Ok(saved) => {
                let page = drafted(app, &context, &saved).await?;
                return Ok(AddResponse::AddedWith((Status::Created, Box::new(page))));
            }
            Err(refusal) => FileReport::new(texts, refusal),
        },
    };
    let mut page = again(app, &context).await?;
    page.refused.add("file", refusal.sentence.clone());
    page.report = Some(refusal);
    Ok(AddResponse::Again((Status::UnprocessableEntity, Box::new(page))))
}

/// A new form that asks what another one asks, or that begins with what every form needs.
#[post("/forms/manage/copy", data = "<typed>")]
pub async fn copy(
    app: &AppState,
    context: RequestContext,
    typed: Form<CopyFields>,
) -> Result<AddResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let typed = typed.into_inner();
    let mut refused = FieldSentences::default();
    let checked = typed.checked(&context, &mut refused);
    if let Some((original, module, title)) = checked.filter(|_| refused.is_empty()) {
        let made = match &original {
            Some(original) => draft::copy(app, &context.actor, &context.forms, original, &module, &title).await?,
            None => edit::add_empty(app, &context.actor, &module, &title).await?,
        };
        match made {
            Ok(saved) => {
                let to = format!("{ADDRESS}/{}/edit", saved.module);
                return Ok(AddResponse::Added(Box::new(Redirect::to(to))));
            }
            Err(refusal @ (DraftRefusal::NameTaken(_) | DraftRefusal::NameUsed(_))) => {
                refused.add("module", FileReport::new(texts, refusal).sentence);
            }
            Err(refusal) => refused.add("", FileReport::new(texts, refusal).sentence),
        }
    }
    let page = again(app, &context).await?;
    let page = ManagePage { copy: typed, refused, ..page };
    Ok(AddResponse::Again((Status::UnprocessableEntity, Box::new(page))))
}

impl CopyFields {
    fn checked(
        &self,
        context: &RequestContext,
        refused: &mut FieldSentences,
    ) -> Option<(Option<ModuleSlug>, ModuleSlug, Label)> {
        let texts = Texts::of(context.lang);
        let original = self.original.parse().ok().filter(|module| context.forms.get(module).is_some());
        if original.is_none() && !self.original.is_empty() {
            refused.add("original", texts.t("manage-forms-no-original"));
        }
        let module = pasted::name(&self.module).parse().ok();
        if module.is_none() {
            refused.add("module", texts.t("manage-forms-bad-name"));
        }
        let mut title = |name: &'static str, typed: &str| {
            let title = pasted::name(typed);
            if title.is_empty() || title.chars().count() > TITLE_CHARS {
                refused.add(name, texts.with("manage-forms-bad-title", &[("limit", TITLE_CHARS.into())]));
            }
            title
        };
        let label = Label::new(title("title_en", &self.title_en), title("title_ar", &self.title_ar));
        Some((original, module?, label))
    }
}

async fn again(app: &AppState, context: &RequestContext) -> Result<ManagePage, Problem> {
    let title = Texts::of(context.lang).t("manage-forms-title");
    page(app, context, Layout::answering_post(context, Nav::Organisation, title, true)).await
}

async fn page(app: &AppState, context: &RequestContext, layout: Layout) -> Result<ManagePage, Problem> {
    let all = list(app, &context.actor, &context.forms).await?;
    let originals = context.forms.known().map(|def| (def.module.to_string(), def.title.get(context.lang).to_owned()));
    Ok(ManagePage {
        rows: all.into_iter().map(|form| FormRow::new(form, context.lang)).collect(),
        done: None,
        refused: FieldSentences::default(),
        report: None,
        originals: originals.collect(),
        copy: CopyFields::default(),
        layout,
    })
}

impl FormRow {
    fn new(form: ListedForm, lang: Lang) -> FormRow {
        let texts = Texts::of(lang);
        FormRow {
            title: form.title.get(lang).to_owned(),
            origin: texts.t(match form.origin {
                FormOrigin::BuiltIn => "manage-forms-built-in",
                FormOrigin::Operator => "manage-forms-operator",
                FormOrigin::Organisation => "manage-forms-own",
            }),
            is_own: form.origin == FormOrigin::Organisation,
            state: StateView::new(form.state, texts),
            version: form.version,
            has_draft: form.has_draft,
            module: form.module.to_string(),
        }
    }
}
