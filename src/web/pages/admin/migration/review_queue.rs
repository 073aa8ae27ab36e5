//! `/admin/migration/review`: the records that need a decision, and the decisions that were made.

use super::{
    super::Operator,
    names::{REVIEW, REVIEW_ROWS, title},
    notice::{ControlError, Notice, at_control, refuse},
    record_row::RecordRow,
    review_groups::{Choice, Many},
};
use crate::{
    domain::{lang::Lang, time_zone::TimeZone},
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
        reader_settings::ReaderSettings,
        view::{
            format::Moment,
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
    /// The same by reason and form.
    many: Many,
}

struct Reason {
    sentence: String,
    rows: Vec<RecordRow>,
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
    Page((Status, Box<ReviewQueuePage>)),
}

#[get("/admin/migration/review?<done>&<quarantined>&<divergent>&<after>&<choice..>")]
pub async fn list(
    app: &AppState,
    operator: Operator,
    done: Option<&str>,
    quarantined: Option<i64>,
    divergent: Option<i64>,
    after: Option<i64>,
    choice: Choice<'_>,
) -> Result<Box<ReviewQueuePage>, ErrorResponse> {
    let actor = &operator.context.actor;
    let found = ReviewQueueView::gather(app, actor, quarantined.unwrap_or(0), divergent.unwrap_or(0)).await?;
    let filter = choice.filter();
    let many = Many::gather(app, actor, filter.as_ref(), after.unwrap_or(0), operator.context.reader()).await?;
    Ok(Box::new(ReviewQueuePage::new(&operator, app.forms.installed(), found, done, None).with_groups(many)))
}

impl ReviewQueuePage {
    pub fn new(
        operator: &Operator,
        forms: &Forms,
        found: ReviewQueueView,
        done: Option<&str>,
        refusal: Option<ControlError>,
    ) -> ReviewQueuePage {
        let ReaderSettings { lang, zone } = operator.context.reader();
        let texts = Texts::of(lang);
        let layout = match refusal {
            None => Layout::at(&operator.context, REVIEW, Nav::Elsewhere, texts.t("review-title")),
            Some(_) => Layout::answering_post(&operator.context, Nav::Elsewhere, texts.t("review-title"), true),
        };
        let more = |rows: &[ReviewQueueRow], name: &str| {
            rows.last().filter(|_| rows.len() >= REVIEW_ROWS).map(|last| format!("{REVIEW}?{name}={}#{name}", last.id))
        };
        let rows =
            |rows: Vec<ReviewQueueRow>| rows.into_iter().map(|row| RecordRow::new(row, forms, lang, zone)).collect();
        let refused = refusal.as_ref();
        ReviewQueuePage {
            layout,
            done: Notice::sentence(done, texts),
            more_quarantined: more(&found.quarantined, "quarantined"),
            more_divergent: more(&found.divergent, "divergent"),
            quarantined_count: found.quarantined.len(),
            quarantined: by_reason(found.quarantined, forms, lang, zone),
            divergent: rows(found.divergent),
            many: Many::default(),
            differences: found
                .differences
                .into_iter()
                .map(|d| DifferenceCard::new(d, forms, refused, lang, zone))
                .collect(),
            decided: rows(found.decided),
            refusal,
        }
    }

    /// With the groups of the queue.
    pub fn with_groups(self, many: Many) -> ReviewQueuePage {
        ReviewQueuePage { many, ..self }
    }
}

/// What is wrong is said once for all records that have it.
fn by_reason(rows: Vec<ReviewQueueRow>, forms: &Forms, lang: Lang, zone: TimeZone) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for row in rows {
        let sentence = reasons::sentence(&row.reason, Texts::of(lang));
        let row = RecordRow::new(row, forms, lang, zone);
        match reasons.iter_mut().find(|reason| reason.sentence == sentence) {
            Some(reason) => reason.rows.push(row),
            None => reasons.push(Reason { sentence, rows: vec![row] }),
        }
    }
    reasons
}

impl DifferenceCard {
    fn new(
        found: ShadowDifference,
        forms: &Forms,
        refusal: Option<&ControlError>,
        lang: Lang,
        zone: TimeZone,
    ) -> DifferenceCard {
        DifferenceCard {
            submission: found.submission_id.to_string(),
            module: title(forms, found.module.as_str(), lang),
            found: Texts::of(lang).moment(zone.at(found.found_at)),
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
            Ok(()) => return Ok(ReviewQueueResponse::Done(Box::new(Notice::Settled.at(REVIEW, "differences")))),
            Err(problem) => at_control(problem, &operator, &at)?,
        },
    };
    let found = ReviewQueueView::gather(app, &operator.context.actor, 0, 0).await?;
    Ok(ReviewQueueResponse::Page((
        status,
        Box::new(ReviewQueuePage::new(&operator, app.forms.installed(), found, None, Some(refusal))),
    )))
}
