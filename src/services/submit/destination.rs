//! The destinations of a valid form, and their differences.

use super::{
    outcome::SaveOutcome,
    pending::{self, keep_pending_of},
    prepared::PreparedSubmission,
    save, save_correction,
};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{JobId, NotAnId, SubmissionId, SubmissionKey, UploadId},
        problem::Problem,
    },
    services::{
        actor::Actor,
        corrections::Correction,
        public_links::PublicLink,
        uploads::{self, ReceivedFile},
    },
    store::{self, pool::Connection, uploads::UploadRow},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use sha2::{Digest, Sha256};

#[derive(Clone, Copy)]
pub(super) enum Destination<'a> {
    /// Sent by a member: saved as a submission of this form, with its reports due.
    Submissions { def: &'a FormDef, is_retired: bool },
    /// Sent as a correction: the next revision of this submission, with its reports due again.
    Correction(&'a Correction),
    /// Sent without an account through this link: saved as a pending submission.
    PendingReview { link: &'a PublicLink, def: &'a FormDef },
}

impl<'a> Destination<'a> {
    pub fn definition(self) -> &'a FormDef {
        match self {
            // The version that the submission was made with.
            Destination::Correction(correction) => &correction.def,
            Destination::Submissions { def, .. } | Destination::PendingReview { def, .. } => def,
        }
    }

    /// The id of the submission, if it exists already.
    pub fn id(self) -> Option<SubmissionId> {
        match self {
            Destination::Correction(correction) => Some(correction.id.clone()),
            Destination::Submissions { .. } | Destination::PendingReview { .. } => None,
        }
    }

    /// The report job of the submission, if it exists already.
    pub fn job(self) -> Option<JobId> {
        match self {
            Destination::Correction(correction) => Some(correction.job.clone()),
            Destination::Submissions { .. } | Destination::PendingReview { .. } => None,
        }
    }

    /// The stored key. The key of a public post is derived from the link, so it can never equal a key of a member's
    /// device.
    pub fn key(self, sent: &SubmissionKey) -> Result<SubmissionKey, Problem> {
        let Destination::PendingReview { link, .. } = self else { return Ok(sent.clone()) };
        let digest = Sha256::digest(format!("public form\n{}\n{}", link.id, sent.as_str()));
        let key = format!("public-{}", hex::encode(digest.get(..20).unwrap_or_default()));
        key.parse().map_err(|NotAnId| Problem::Internal(anyhow!("{key:?} is no key")))
    }

    /// Those of these files that may be attached: uploads of the organisation for a member, and of the link for a
    /// public post.
    pub async fn uploads(
        self,
        conn: &mut Connection,
        actor: &Actor,
        ids: &[UploadId],
    ) -> Result<Vec<UploadRow>, DbError> {
        let organisation = actor.organisation_id;
        match self {
            _ if ids.is_empty() => Ok(Vec::new()),
            Destination::Submissions { .. } | Destination::Correction(_) => {
                store::uploads::by_ids(conn, organisation, ids).await
            }
            Destination::PendingReview { link, .. } => {
                store::pending_submissions::files::of_link(conn, organisation, link.key, ids).await
            }
        }
    }

    /// Runs the transaction.
    pub async fn save(
        self,
        app: &App,
        conn: &mut Connection,
        actor: &Actor,
        def: &FormDef,
        new: &PreparedSubmission,
    ) -> Result<SaveOutcome, DbError> {
        match self {
            Destination::Submissions { .. } => save::save(app, conn, actor, def, new).await,
            Destination::Correction(correction) => save_correction::save(app, conn, actor, correction, new).await,
            Destination::PendingReview { link, .. } => pending::save(conn, actor, link, def, new).await,
        }
    }

    /// Whether jobs are due after it.
    pub fn makes_report(self) -> bool {
        matches!(self, Destination::Submissions { .. } | Destination::Correction(_))
    }

    /// Keeps the files of a rejected post as pending uploads, so that the next post can refer to them.
    pub async fn keep_pending(self, app: &App, actor: &Actor, received: &[ReceivedFile]) -> Result<(), Problem> {
        match self {
            Destination::Submissions { .. } | Destination::Correction(_) => {
                uploads::keep_pending(app, actor, received).await
            }
            Destination::PendingReview { link, .. } => keep_pending_of(app, actor, link, received).await,
        }
    }
}
