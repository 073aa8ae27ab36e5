//! Deciding about what was sent without an account. Accepting is `submit::accept`.

use super::{
    caller::Caller,
    submissions::definition,
    uploads::{self, OpenFile, Size},
    words,
};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::{SubmissionId, UploadId},
        lang::Label,
        problem::{Conflict, Problem, Thing},
        upload::Upload,
        validate::{Complaint, FieldError},
    },
    store::{self, waiting::WaitingRow},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use std::sync::Arc;
use time::{Date, Duration, OffsetDateTime};

/// How long something that was refused is kept, should it have been refused by mistake.
pub const REFUSED_FOR: Duration = Duration::days(30);
pub const PAGE: i64 = 50;
const REASON_CHARS: usize = 500;
const ERASED_AT_ONCE: i64 = 100;

/// Where something stands that came without an account. Accepted is no word of these: then it is a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingState {
    Waiting,
    Refused,
}

impl WaitingState {
    pub const ALL: [WaitingState; 2] = [WaitingState::Waiting, WaitingState::Refused];

    pub fn as_str(self) -> &'static str {
        match self {
            WaitingState::Waiting => "waiting",
            WaitingState::Refused => "refused",
        }
    }

    fn parse(text: &str) -> Option<WaitingState> {
        WaitingState::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// One in the queue.
pub struct Queued {
    pub id: SubmissionId,
    pub state: WaitingState,
    pub module: String,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub photos: i32,
    pub link: String,
    pub received_at: OffsetDateTime,
    pub reason: Option<String>,
    /// When it goes for good, if it was refused.
    pub erased_at: Option<OffsetDateTime>,
}

/// One as a whole.
pub struct Waiting {
    pub queued: Queued,
    pub content_hash: String,
    pub def: Arc<FormDef>,
    pub answers: Answers,
    pub uploads: Vec<Upload>,
}

/// Whether it is for this person to decide: what they would not see as a submission they do not see before either.
pub(super) fn reaches(caller: &Caller, module: &str, site_name: &str) -> bool {
    caller.reach.includes(None, module, &words::site_key(site_name))
}

fn queued(row: &WaitingRow, link: String) -> Result<Queued, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("waiting submission {}: {what}", row.id));
    Ok(Queued {
        id: row.submission_id.parse().map_err(|_| bad("bad id"))?,
        state: WaitingState::parse(&row.state).ok_or_else(|| bad("unknown state"))?,
        module: row.module.clone(),
        site_name: row.site_name.clone(),
        visit_date: row.visit_date,
        photos: row.photo_count,
        link,
        received_at: row.received_at,
        reason: row.reason.clone(),
        erased_at: row.decided_at.map(|at| at + REFUSED_FOR),
    })
}

/// One page of those in a state, the oldest first; of these, the ones within the caller's reach, and the place behind
/// which the next page begins.
pub async fn queue(
    app: &App,
    caller: &Caller,
    state: WaitingState,
    after: i64,
) -> Result<(Vec<Queued>, Option<i64>), Problem> {
    let mut conn = caller.connection(&app.pool).await?;
    let rows = store::waiting::queue(&mut conn, caller.organisation_id, state.as_str(), after, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = (rows.len() > page).then(|| rows.get(page - 1).map(|(row, _)| row.id)).flatten();
    let mine = rows.into_iter().take(page).filter(|(row, _)| reaches(caller, &row.module, &row.site_name));
    Ok((mine.map(|(row, link)| queued(&row, link)).collect::<Result<_, _>>()?, next))
}

pub async fn show(app: &App, caller: &Caller, id: &SubmissionId) -> Result<Waiting, Problem> {
    let mut conn = caller.connection(&app.pool).await?;
    let (row, link) = store::waiting::by_id(&mut conn, caller.organisation_id, id.as_str())
        .await?
        .filter(|(row, _)| reaches(caller, &row.module, &row.site_name))
        .ok_or(Problem::NotFound(Thing::Submission))?;
    let def = definition(app, &mut conn, &row.module, row.form_version).await?;
    let files = store::waiting::files(&mut conn, caller.organisation_id, row.id).await?;
    Ok(Waiting {
        queued: queued(&row, link)?,
        content_hash: hex::encode(&row.content_hash),
        answers: Answers::from_json(&def, &row.form_data),
        def,
        uploads: files.into_iter().map(uploads::from_row).collect::<Result<_, _>>()?,
    })
}

/// A photo or signature of something that waits.
pub async fn open_photo(app: &App, caller: &Caller, id: &UploadId, size: Size) -> Result<OpenFile, Problem> {
    let mut conn = caller.connection(&app.pool).await?;
    let found = store::waiting::file(&mut conn, caller.organisation_id, id.as_str()).await?;
    drop(conn);
    let found = found.filter(|(_, module, site_name)| reaches(caller, module, site_name));
    let (row, ..) = found.ok_or(Problem::NotFound(Thing::Upload))?;
    uploads::open_row(app, row, size)
}

pub async fn refuse(app: &App, caller: &Caller, id: &SubmissionId, reason: &str) -> Result<(), Problem> {
    let reason = reason.trim();
    let chars = reason.chars().count();
    if reason.is_empty() || chars > REASON_CHARS {
        let complaint = match reason.is_empty() {
            true => Complaint::Missing,
            false => Complaint::TooLong { limit: REASON_CHARS, found: chars },
        };
        let label = Label::new("Reason", "السبب");
        return Err(Problem::Invalid(vec![FieldError { name: "reason".to_owned(), label, item: None, complaint }]));
    }
    let now = app.clock.now();
    let organisation = caller.organisation_id;
    let mut conn = caller.connection(&app.pool).await?;
    let refused = conn
        .transaction::<_, DbError, _>(async |conn| {
            let row = store::waiting::hold(conn, organisation, id.as_str()).await?;
            let row = row.filter(|row| reaches(caller, &row.module, &row.site_name));
            let Some(row) = row else { return Ok(None) };
            if !store::waiting::refuse(conn, organisation, row.id, caller.user_id, reason, now).await? {
                return Ok(Some(false));
            }
            let details = json!({ "submission_id": id, "reason": reason });
            let audit = caller.audit_of("waiting_submission", Some(row.id), "submission.refused", details, now);
            store::audit::add(conn, &audit).await?;
            Ok(Some(true))
        })
        .await?;
    match refused {
        None => Err(Problem::NotFound(Thing::Submission)),
        Some(false) => Err(Problem::Conflict(Conflict::Decided)),
        Some(true) => Ok(()),
    }
}

/// Erases what was refused long enough ago, with its files; answers how many.
pub(super) async fn erase_refused(app: &App) -> Result<usize, Problem> {
    let now = app.clock.now();
    let mut total = 0;
    loop {
        let mut conn = store::error::unwalled(&app.pool).await?;
        let erased = conn
            .transaction::<_, DbError, _>(async |conn| {
                let erased = store::waiting::erase_refused(conn, now - REFUSED_FOR, ERASED_AT_ONCE).await?;
                for one in &erased {
                    let system = Caller::system(app, one.organisation_id);
                    let details = json!({ "submission_id": one.submission_id, "reason": "refused" });
                    let audit = system.audit_of("waiting_submission", None, "submission.erased", details, now);
                    store::audit::add(conn, &audit).await?;
                }
                Ok(erased)
            })
            .await?;
        drop(conn);
        // Rows first: a file without a row is an orphan of a later sweep, a row without a file would be a lie.
        let uploads = erased.iter().flat_map(|one| &one.uploads).filter_map(|id| id.parse().ok());
        uploads.for_each(|id: UploadId| app.files.remove_upload(&id));
        total += erased.len();
        if erased.len() < ERASED_AT_ONCE as usize {
            return Ok(total);
        }
    }
}
