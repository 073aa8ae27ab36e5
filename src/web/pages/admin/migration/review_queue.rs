//! `/admin/migration/review`: the records that need a decision, and the decisions that were made.

use super::{
    super::Operator,
    names::title,
    notice::{ControlError, Done, at_control, refuse},
};
use crate::{
    domain::{lang::Lang, migration::RecordState},
    forms::Forms,
    i18n::Texts,
    migration::{
        phases::{self, ShadowDifference},
        reasons,
        review_queue::{Difference, ReviewQueueRow},
    },
    web::{
        api::migration::ReviewQueueView,
        body::Form,
        context::AppState,
        error::ErrorResponse,
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
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

pub const ADDRESS: &str = "/admin/migration/review";

/// Rows that the service returns at once.
const PAGE: usize = 50;

#[derive(Template, WebTemplate)]
#[template(path = "admin/review_queue.html")]
pub struct ReviewQueuePage {
    layout: Layout,
    done: Option<&'static str>,
    refusal: Option<ControlError>,
    /// By reason, as they come.
    quarantined: Vec<Reason>,
    quarantined_count: usize,
    divergent: Vec<RecordRow>,
    differences: Vec<DifferenceCard>,
    decided: Vec<RecordRow>,
    more_quarantined: Option<String>,
    more_divergent: Option<String>,
}

struct Reason {
    sentence: String,
    rows: Vec<RecordRow>,
}

/// A record in a list.
pub struct RecordRow {
    pub id: i64,
    pub name: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub css: &'static str,
    pub module: Option<String>,
    pub detail: String,
    pub size: String,
    pub changed: Option<Moment>,
    pub decision: Option<&'static str>,
    pub decided_by: Option<String>,
    pub note: Option<String>,
}

struct DifferenceCard {
    id: i64,
    submission: String,
    module: String,
    found: Moment,
    differences: Vec<Difference>,
    settled_by: Option<String>,
    note: Option<String>,
    refused: Option<String>,
    open: bool,
}

#[derive(Responder)]
pub enum ReviewQueueResponse {
    Done(Box<Redirect>),
    Again((Status, Box<ReviewQueuePage>)),
}

#[get("/admin/migration/review?<done>&<quarantined>&<divergent>")]
pub async fn list(
    app: &AppState,
    operator: Operator,
    done: Option<&str>,
    quarantined: Option<i64>,
    divergent: Option<i64>,
) -> Result<Box<ReviewQueuePage>, ErrorResponse> {
    let actor = &operator.context.actor;
    let found = ReviewQueueView::gather(app, actor, quarantined.unwrap_or(0), divergent.unwrap_or(0)).await?;
    Ok(Box::new(ReviewQueuePage::new(&operator, &app.forms, found, done, None)))
}

impl ReviewQueuePage {
    pub fn new(
        operator: &Operator,
        forms: &Forms,
        found: ReviewQueueView,
        done: Option<&str>,
        refusal: Option<ControlError>,
    ) -> ReviewQueuePage {
        let lang = operator.context.lang;
        let texts = Texts::of(lang);
        let layout = match refusal {
            None => Layout::at(&operator.context, ADDRESS, Nav::Elsewhere, texts.t("review-title")),
            Some(_) => Layout::answering_post(&operator.context, Nav::Elsewhere, texts.t("review-title"), true),
        };
        let more = |rows: &[ReviewQueueRow], name: &str| {
            rows.last().filter(|_| rows.len() >= PAGE).map(|last| format!("{ADDRESS}?{name}={}#{name}", last.id))
        };
        let rows = |rows: Vec<ReviewQueueRow>| rows.into_iter().map(|row| RecordRow::new(row, forms, lang)).collect();
        let refused = refusal.as_ref();
        ReviewQueuePage {
            layout,
            done: Done::sentence(done, texts),
            more_quarantined: more(&found.quarantined, "quarantined"),
            more_divergent: more(&found.divergent, "divergent"),
            quarantined_count: found.quarantined.len(),
            quarantined: by_reason(found.quarantined, forms, lang),
            divergent: rows(found.divergent),
            differences: found.differences.into_iter().map(|d| DifferenceCard::new(d, forms, refused, lang)).collect(),
            decided: rows(found.decided),
            refusal,
        }
    }
}

/// What is wrong is said once for all records that have it.
fn by_reason(rows: Vec<ReviewQueueRow>, forms: &Forms, lang: Lang) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for row in rows {
        let sentence = reasons::sentence(&row.reason, Texts::of(lang));
        let row = RecordRow::new(row, forms, lang);
        match reasons.iter_mut().find(|reason| reason.sentence == sentence) {
            Some(reason) => reason.rows.push(row),
            None => reasons.push(Reason { sentence, rows: vec![row] }),
        }
    }
    reasons
}

impl RecordRow {
    pub fn new(row: ReviewQueueRow, forms: &Forms, lang: Lang) -> RecordRow {
        let texts = Texts::of(lang);
        RecordRow {
            id: row.id,
            name: row.name,
            kind: labels::record_kind(texts, row.kind),
            state: labels::record_state(texts, row.state),
            css: match row.state {
                RecordState::Quarantined | RecordState::Divergent => "pending",
                _ => "completed",
            },
            module: row.module.map(|module| title(forms, module.as_str(), lang)),
            detail: row.detail,
            size: Texts::of(lang).size(row.size),
            changed: row.modified_at.map(|at| Texts::of(lang).moment(at)),
            decision: row.decision.map(|decision| labels::decision(texts, decision)),
            decided_by: row.decided_by,
            note: row.note,
        }
    }
}

impl DifferenceCard {
    fn new(found: ShadowDifference, forms: &Forms, refusal: Option<&ControlError>, lang: Lang) -> DifferenceCard {
        DifferenceCard {
            submission: found.submission_id.to_string(),
            module: title(forms, found.module.as_str(), lang),
            found: Texts::of(lang).moment(found.found_at),
            differences: found.differences,
            open: found.settled_by.is_none(),
            settled_by: found.settled_by,
            note: found.note,
            refused: ControlError::sentence_at(refusal, &format!("note-{}", found.id)),
            id: found.id,
        }
    }
}

#[derive(FromForm)]
pub struct NoteForm<'r> {
    #[field(default = "")]
    note: &'r str,
}

/// "Mark as settled": a difference that a read had found.
#[post("/admin/migration/differences/<id>/settle", data = "<note>")]
pub async fn settle(
    app: &AppState,
    operator: Operator,
    id: i64,
    note: Form<NoteForm<'_>>,
) -> Result<ReviewQueueResponse, ErrorResponse> {
    let at = format!("note-{id}");
    let missing = "review-note-missing";
    let (status, refusal) = match note.note.trim() {
        "" => refuse(&operator, &at, missing),
        note => match phases::settle_difference(app, &operator.context.actor, &operator.by, id, note).await {
            Ok(()) => return Ok(ReviewQueueResponse::Done(Box::new(Done::Settled.at(ADDRESS, "differences")))),
            Err(problem) => at_control(problem, &operator, &at)?,
        },
    };
    let found = ReviewQueueView::gather(app, &operator.context.actor, 0, 0).await?;
    Ok(ReviewQueueResponse::Again((
        status,
        Box::new(ReviewQueuePage::new(&operator, &app.forms, found, None, Some(refusal))),
    )))
}
