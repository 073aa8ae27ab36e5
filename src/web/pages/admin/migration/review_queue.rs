//! `/admin/migration/desk`: everything that waits for a person, and what people decided.

use super::{
    super::Operator,
    notice::{Done, Refusal, at_control, refuse},
    overview::title,
};
use crate::{
    domain::{lang::Lang, migration::RecordState, problem::Problem},
    forms::Forms,
    migration::{
        phases::{self, ShadowDifference},
        reasons,
        review_queue::{self, Difference, ReviewQueueRow},
    },
    web::{
        body::Form,
        context::AppState,
        error::Failed,
        pages::Answer,
        view::{
            format::{self, Moment},
            layout::{Layout, Nav},
            words::{Words, migration::Migration},
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
    serde::json::Json,
};
use serde::Serialize;

pub const ADDRESS: &str = "/admin/migration/desk";

/// How many the desk's service answers at once.
const PAGE: usize = 50;

/// The desk for programs and for the page alike.
#[derive(Serialize)]
pub struct ReviewQueueView {
    pub quarantined: Vec<ReviewQueueRow>,
    pub divergent: Vec<ReviewQueueRow>,
    pub differences: Vec<ShadowDifference>,
    pub decided: Vec<ReviewQueueRow>,
}

#[derive(Template, WebTemplate)]
#[template(path = "admin/desk.html")]
pub struct ReviewQueuePage {
    layout: Layout,
    done: Option<&'static str>,
    refusal: Option<Refusal>,
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

impl ReviewQueueView {
    async fn gather(
        app: &AppState,
        operator: &Operator,
        after_quarantined: i64,
        after_divergent: i64,
    ) -> Result<ReviewQueueView, Problem> {
        let actor = &operator.context.actor;
        Ok(ReviewQueueView {
            quarantined: review_queue::waiting(app, actor, RecordState::Quarantined, after_quarantined).await?,
            divergent: review_queue::waiting(app, actor, RecordState::Divergent, after_divergent).await?,
            differences: phases::differences(app, actor).await?,
            decided: review_queue::decided(app, actor).await?,
        })
    }
}

#[get("/admin/migration/desk?<done>&<quarantined>&<divergent>")]
pub async fn list(
    app: &AppState,
    operator: Operator,
    done: Option<&str>,
    quarantined: Option<i64>,
    divergent: Option<i64>,
) -> Result<Answer<Box<ReviewQueuePage>, ReviewQueueView>, Failed> {
    let (quarantined, divergent) = (quarantined.unwrap_or(0), divergent.unwrap_or(0));
    let found = ReviewQueueView::gather(app, &operator, quarantined, divergent).await;
    let found = found.map_err(|problem| Failed::new(problem, &operator.context))?;
    if operator.context.wants_json {
        return Ok(Answer::Json(Json(found)));
    }
    Ok(Answer::Page(Box::new(ReviewQueuePage::new(&operator, &app.forms, found, done, None))))
}

impl ReviewQueuePage {
    pub fn new(
        operator: &Operator,
        forms: &Forms,
        found: ReviewQueueView,
        done: Option<&str>,
        refusal: Option<Refusal>,
    ) -> ReviewQueuePage {
        let lang = operator.context.lang;
        let words = &Words::of(lang).migration;
        let layout = match refusal {
            None => Layout::at(&operator.context, ADDRESS, Nav::Elsewhere, words.desk.title),
            Some(_) => Layout::answering_post(&operator.context, Nav::Elsewhere, words.desk.title, true),
        };
        let more = |rows: &[ReviewQueueRow], name: &str| {
            rows.last().filter(|_| rows.len() >= PAGE).map(|last| format!("{ADDRESS}?{name}={}#{name}", last.id))
        };
        let rows = |rows: Vec<ReviewQueueRow>| rows.into_iter().map(|row| RecordRow::new(row, forms, lang)).collect();
        let refused = refusal.as_ref();
        ReviewQueuePage {
            layout,
            done: Done::sentence(done, words),
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
        let sentence = reasons::sentence(&row.reason, lang);
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
        let words = &Words::of(lang).migration;
        RecordRow {
            id: row.id,
            name: row.name,
            kind: words.record_kind(row.kind),
            state: words.record_state(row.state),
            css: match row.state {
                RecordState::Quarantined | RecordState::Divergent => "pending",
                _ => "completed",
            },
            module: row.module.map(|module| title(forms, module.as_str(), lang)),
            detail: row.detail,
            size: format::size(row.size, lang),
            changed: row.modified_at.map(|at| format::moment(at, lang)),
            decision: row.decision.map(|decision| words.decision(decision)),
            decided_by: row.decided_by,
            note: row.note,
        }
    }
}

impl DifferenceCard {
    fn new(found: ShadowDifference, forms: &Forms, refusal: Option<&Refusal>, lang: Lang) -> DifferenceCard {
        DifferenceCard {
            submission: found.submission_id.to_string(),
            module: title(forms, found.module.as_str(), lang),
            found: format::moment(found.found_at, lang),
            differences: found.differences,
            open: found.settled_by.is_none(),
            settled_by: found.settled_by,
            note: found.note,
            refused: Refusal::sentence_at(refusal, &format!("note-{}", found.id)),
            id: found.id,
        }
    }
}

#[derive(FromForm)]
pub struct Note<'r> {
    #[field(default = "")]
    note: &'r str,
}

/// "Mark as settled": a difference that a read had found.
#[post("/admin/migration/differences/<id>/settle", data = "<note>")]
pub async fn settle(
    app: &AppState,
    operator: Operator,
    id: i64,
    note: Form<Note<'_>>,
) -> Result<ReviewQueueResponse, Failed> {
    let at = format!("note-{id}");
    let missing: fn(&Migration) -> &'static str = |words| words.desk.note_missing;
    let (status, refusal) = match note.note.trim() {
        "" => refuse(&operator, &at, missing),
        note => match phases::settle_difference(app, &operator.context.actor, &operator.by, id, note).await {
            Ok(()) => return Ok(ReviewQueueResponse::Done(Box::new(Done::Settled.at(ADDRESS, "differences")))),
            Err(problem) => at_control(problem, &operator, &at)?,
        },
    };
    let found = ReviewQueueView::gather(app, &operator, 0, 0).await.map_err(|p| Failed::new(p, &operator.context))?;
    Ok(ReviewQueueResponse::Again((
        status,
        Box::new(ReviewQueuePage::new(&operator, &app.forms, found, None, Some(refusal))),
    )))
}
