//! Corrections of submissions: what is corrected, and by whom. `revisions` reads the revisions that they replaced,
//! `followed_items` says where they moved an item, and `submit::save_correction` saves one.

pub(crate) mod followed_items;
mod revisions;

pub(crate) use revisions::revisions;
pub use revisions::{EarlierRevision, Revision, earlier};

use super::{
    actor::Actor,
    records::{complete_definition, is_imported},
    review::approval::{self, Approval, ApprovedSubmission},
    search_terms::site_key,
};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        approval::{
            absence::Delegation,
            correction::Corrector,
            progress::ApprovalState,
            step::{Mark, StepKind},
        },
        form::FormDef,
        ids::{JobId, ModuleSlug, SubmissionId},
        member::Member,
        problem::{Conflict, Problem, Resource},
        raw::RawForm,
        raw_answers::raw_answers,
        upload::Upload,
    },
    store,
};
use std::sync::Arc;

/// The longest reason, in characters.
pub const REASON_CHARS: usize = 2000;

/// A submission that a person may correct.
#[derive(Clone)]
pub struct Correction {
    pub key: i64,
    pub id: SubmissionId,
    pub module: ModuleSlug,
    /// The version that the submission was made with.
    pub def: Arc<FormDef>,
    /// The newest revision, which the correction replaces.
    pub revision: i32,
    pub job: JobId,
    pub site_name: String,
    /// Who corrects it.
    pub member: Arc<Member>,
    /// The account that sent it.
    pub sender: Option<i64>,
    /// The member sent it.
    pub is_sender: bool,
    /// It was imported from the legacy app.
    pub is_imported: bool,
    pub answers: Answers,
    /// The files of all revisions; a correction may take one back.
    pub uploads: Vec<Upload>,
    pub returned: Option<Returned>,
    /// Why it is corrected: what was typed on the page.
    pub reason: String,
}

/// Why a submission was returned.
#[derive(Clone, Debug)]
pub struct Returned {
    pub by: Option<String>,
    /// The absent member for whom a delegate returned it.
    pub absent: Option<String>,
    pub group: String,
    pub reason: String,
    pub marks: Vec<Mark>,
}

/// What a correction is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenFor {
    /// To show its form.
    Page,
    /// To save it. What was locked meanwhile is refused by the transaction, so that its sender gets the form back, and a
    /// repeated post its receipt.
    Save,
}

/// A submission for a correction by a member, who is the actor.
pub async fn open(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    member: &Arc<Member>,
    purpose: OpenFor,
) -> Result<Correction, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, organisation, id).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    actor.require_in_scope(&mut conn, row.id, Resource::Submission).await?;
    let key = row.id;
    let approval = approval::read(&mut conn, organisation, key).await?;
    let is_sender = row.user_id == Some(member.user_id);
    let (site_key, now) = (site_key(&row.site_name), app.clock.now());
    let about = ApprovedSubmission { key, sender: row.user_id, module: &row.module, site_key: &site_key };
    let delegations = match &approval {
        Some(approval) => {
            approval::delegations(&mut conn, (organisation, member.user_id), approval, about, now).await?
        }
        None => Vec::new(),
    };
    let is_imported = is_imported(&row);
    let corrector = corrector(member, is_sender, is_imported, approval.as_ref(), &delegations);
    let state = approval.as_ref().map(|approval| approval.progress.state);
    let kind = corrector.may_correct(state);
    // A post may repeat what was saved, after which the person may have lost the right.
    let has_corrected = kind.is_none()
        && purpose == OpenFor::Save
        && store::submission_revisions::has_corrected(&mut conn, organisation, key, member.user_id).await?;
    match kind {
        Some(_) => {}
        None if (corrector.is_sender || has_corrected) && purpose == OpenFor::Save => {}
        None if corrector.is_sender || is_imported => return Err(Problem::Conflict(Conflict::Locked)),
        None => return Err(Problem::NotFound(Resource::Submission)),
    }
    let returned = match state {
        Some(ApprovalState::Returned) => {
            let steps = approval::steps(&mut conn, organisation, key).await?;
            let last = steps.into_iter().rev().find(|step| step.kind == StepKind::Returned);
            last.map(|step| Returned {
                by: step.who,
                absent: step.absent,
                group: step.group_name.unwrap_or_default(),
                reason: step.comment.unwrap_or_default(),
                marks: step.marks,
            })
        }
        _ => None,
    };
    let def = complete_definition(app, &mut conn, organisation, &row.module, row.form_version).await?;
    let files = store::submission_revisions::files(&mut conn, organisation, key).await?;
    let uploads = files.into_iter().map(Upload::from).filter(|upload| !upload.file_type.is_report()).collect();
    Ok(Correction {
        key,
        id: row.submission_id,
        module: row.module,
        revision: row.revision,
        job: row.job_id,
        site_name: row.site_name,
        member: Arc::clone(member),
        sender: row.user_id,
        is_sender,
        is_imported,
        answers: Answers::from_json(&def, &row.form_data),
        uploads,
        returned,
        reason: String::new(),
        def,
    })
}

/// How a member stands to a submission with this approval, with the delegations that hold for it.
pub fn corrector(
    member: &Member,
    is_sender: bool,
    is_imported: bool,
    approval: Option<&Approval>,
    delegations: &[Delegation],
) -> Corrector {
    Corrector {
        is_imported,
        is_sender,
        can_reopen: member.may_reopen(),
        reviews: approval.is_some_and(|approval| approval.lets_correct(member, delegations).is_some()),
    }
}

impl Correction {
    /// The answers as the form page shows them.
    pub fn raw(&self) -> RawForm {
        raw_answers(&self.def, &self.answers)
    }

    /// The same with what was typed as the reason.
    pub fn with_reason(&self, reason: &str) -> Correction {
        Correction { reason: reason.to_owned(), ..self.clone() }
    }

    /// The address that the form is posted to. It names the revision that the correction replaces, so that it is never
    /// saved in the place of another one.
    pub fn address(&self) -> String {
        format!("/submissions/{}/revisions/{}/correct", self.id, self.revision)
    }
}

/// A correction that is based on revision `number`, which may not be the newest any more.
pub async fn as_of(app: &App, actor: &Actor, correction: Correction, number: i32) -> Result<Correction, Problem> {
    if number == correction.revision {
        return Ok(correction);
    }
    let then = earlier(app, actor, &correction.id, number).await?;
    Ok(Correction { revision: number, answers: then.submission.answers, ..correction })
}
