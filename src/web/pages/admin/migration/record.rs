//! `/admin/migration/review/<id>`: one record, why it was not imported, its content, and the decision.

use super::{
    super::Operator,
    names::REVIEW,
    notice::{ControlError, Notice, at_control, refuse},
    record_row::RecordRow,
};
use crate::{
    domain::{
        migration::{Decision, RecordState},
        problem::Problem,
    },
    forms::Forms,
    i18n::Texts,
    migration::{
        reasons,
        review_queue::{self, Difference, ReviewRecord},
    },
    web::{
        body::Form,
        context::AppState,
        error::ErrorResponse,
        reader_settings::ReaderSettings,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::Status,
    post,
    response::{Redirect, Responder},
};

#[derive(Template, WebTemplate)]
#[template(path = "admin/record.html")]
pub struct RecordPage {
    layout: Layout,
    done: Option<&'static str>,
    refusal: Option<ControlError>,
    row: RecordRow,
    source: String,
    why: String,
    /// Bytes that are no text stand as `�`.
    raw: String,
    is_cut: bool,
    submission: Option<String>,
    is_changed_here: bool,
    differences: Vec<Difference>,
    /// Slug, title, and whether it was chosen.
    modules: Vec<(String, String, bool)>,
    quarantined: bool,
    divergent: bool,
    /// Was it decided already.
    decided: bool,
    /// What was refused at the three controls.
    module_refused: Option<String>,
    retry_refused: Option<String>,
    aside_refused: Option<String>,
    settle_refused: Option<String>,
    note: String,
}

#[derive(Responder)]
pub enum RecordResponse {
    Done(Box<Redirect>),
    Page((Status, Box<RecordPage>)),
}

#[get("/admin/migration/review/<id>?<done>")]
pub async fn show(
    app: &AppState,
    operator: Operator,
    id: i64,
    done: Option<&str>,
) -> Result<RecordPage, ErrorResponse> {
    let record = review_queue::record(app, &operator.context.actor, id).await;
    let record = record?;
    Ok(RecordPage::new(&operator, app.forms.installed(), record, done, None))
}

impl RecordPage {
    pub fn new(
        operator: &Operator,
        forms: &Forms,
        record: ReviewRecord,
        done: Option<&str>,
        refusal: Option<ControlError>,
    ) -> RecordPage {
        let ReaderSettings { lang, zone } = operator.context.reader();
        let texts = Texts::of(lang);
        let ReviewRecord { row, raw, is_cut, submission, is_changed_here, differences } = record;
        let layout = match refusal {
            None => Layout::at(&operator.context, &address(row.id), Nav::Elsewhere, row.name.clone()),
            Some(_) => Layout::answering_post(&operator.context, Nav::Elsewhere, row.name.clone(), true),
        };
        let chosen = ControlError::typed(refusal.as_ref(), "module");
        let module = |def: &std::sync::Arc<crate::domain::form::FormDef>| {
            let slug = def.module.to_string();
            let chosen = slug == chosen;
            (slug, def.title.get(lang).to_owned(), chosen)
        };
        let refused = |at| ControlError::sentence_at(refusal.as_ref(), at);
        let decided = row.decision.is_some();
        RecordPage {
            layout,
            done: Notice::sentence(done, texts),
            source: row.source.clone(),
            why: reasons::sentence(&row.reason, Texts::of(lang)),
            quarantined: row.state == RecordState::Quarantined,
            divergent: row.state == RecordState::Divergent,
            decided,
            raw: String::from_utf8_lossy(&raw).replace('\0', "\u{fffd}"),
            is_cut,
            submission: submission.map(|id| id.to_string()),
            is_changed_here,
            differences,
            modules: forms.all().iter().map(module).collect(),
            module_refused: refused("f-module"),
            retry_refused: refused("retry"),
            aside_refused: refused("f-note"),
            settle_refused: refused("f-settle-note"),
            note: ControlError::typed(refusal.as_ref(), "note"),
            row: RecordRow::new(row, forms, lang, zone),
            refusal,
        }
    }
}

fn address(id: i64) -> String {
    format!("{}/{id}", REVIEW)
}

#[derive(FromForm)]
pub struct AssignForm<'r> {
    #[field(default = "")]
    module: &'r str,
}

/// "Import with this form".
#[post("/admin/migration/review/<id>/assign", data = "<assigned>")]
pub async fn assign(
    app: &AppState,
    operator: Operator,
    id: i64,
    assigned: Form<AssignForm<'_>>,
) -> Result<RecordResponse, ErrorResponse> {
    let module = assigned.module.parse().ok().filter(|module| app.forms.installed().get(module).is_some());
    let Some(module) = module else {
        let refused = refuse(&operator, "f-module", "migration-refused-no-module");
        return render_again(app, &operator, id, refused).await;
    };
    let state = review_queue::assign(app, &operator.context.actor, &operator.by, id, &module).await;
    let typed = vec![("module", assigned.module.to_owned())];
    answer(app, &operator, id, state.map(outcome), "f-module", typed).await
}

/// "Try again".
#[post("/admin/migration/review/<id>/retry")]
pub async fn retry(app: &AppState, operator: Operator, id: i64) -> Result<RecordResponse, ErrorResponse> {
    let state = review_queue::retry(app, &operator.context.actor, &operator.by, id).await;
    answer(app, &operator, id, state.map(outcome), "retry", Vec::new()).await
}

#[derive(FromForm)]
pub struct NoteForm<'r> {
    #[field(default = "")]
    note: &'r str,
    #[field(default = "")]
    decision: &'r str,
}

/// "Set aside".
#[post("/admin/migration/review/<id>/set-aside", data = "<noted>")]
pub async fn set_aside(
    app: &AppState,
    operator: Operator,
    id: i64,
    noted: Form<NoteForm<'_>>,
) -> Result<RecordResponse, ErrorResponse> {
    let note = noted.note.trim();
    if note.is_empty() {
        return render_again(app, &operator, id, refuse(&operator, "f-note", "review-note-missing")).await;
    }
    let aside = review_queue::set_aside(app, &operator.context.actor, &operator.by, id, note).await;
    answer(app, &operator, id, aside.map(|()| Notice::SetAside), "f-note", vec![("note", note.to_owned())]).await
}

/// "The database stays as it is" or "Take the answers of the file".
#[post("/admin/migration/review/<id>/settle", data = "<noted>")]
pub async fn settle(
    app: &AppState,
    operator: Operator,
    id: i64,
    noted: Form<NoteForm<'_>>,
) -> Result<RecordResponse, ErrorResponse> {
    let note = noted.note.trim();
    let decision = Decision::parse(noted.decision).filter(|d| matches!(d, Decision::KeepDatabase | Decision::TakeFile));
    let Some(decision) = decision.filter(|_| !note.is_empty()) else {
        let (status, refusal) = refuse(&operator, "f-settle-note", "review-note-missing");
        let refusal = ControlError { typed: vec![("note", note.to_owned())], ..refusal };
        return render_again(app, &operator, id, (status, refusal)).await;
    };
    let settled = review_queue::settle(app, &operator.context.actor, &operator.by, id, decision, note).await;
    answer(app, &operator, id, settled.map(|()| Notice::Settled), "f-settle-note", vec![("note", note.to_owned())])
        .await
}

/// What became of a record that was tried again.
fn outcome(state: RecordState) -> Notice {
    match state {
        RecordState::Quarantined => Notice::StillQuarantined,
        RecordState::Divergent => Notice::NowDivergent,
        RecordState::Imported | RecordState::Written | RecordState::Kept | RecordState::Ignored => Notice::Imported,
    }
}

async fn answer(
    app: &AppState,
    operator: &Operator,
    id: i64,
    result: Result<Notice, Problem>,
    at: &str,
    typed: Vec<(&'static str, String)>,
) -> Result<RecordResponse, ErrorResponse> {
    match result {
        Ok(done) => Ok(RecordResponse::Done(Box::new(done.at(&address(id), "content")))),
        Err(problem) => {
            let (status, refusal) = at_control(problem, operator, at)?;
            render_again(app, operator, id, (status, ControlError { typed, ..refusal })).await
        }
    }
}

async fn render_again(
    app: &AppState,
    operator: &Operator,
    id: i64,
    refused: (Status, ControlError),
) -> Result<RecordResponse, ErrorResponse> {
    let record = review_queue::record(app, &operator.context.actor, id).await;
    let record = record?;
    let (status, refusal) = refused;
    Ok(RecordResponse::Page((
        status,
        Box::new(RecordPage::new(operator, app.forms.installed(), record, None, Some(refusal))),
    )))
}
