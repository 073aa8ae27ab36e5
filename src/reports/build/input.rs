//! What a report is built from.

use crate::domain::{
    action::{ActionStatus, Severity},
    approval::step::StepKind,
    branding::Branding,
    client_response::ClientResponseKind,
    form::FormDef,
    ids::{SubmissionId, UploadId},
    report::Picture,
    submission::Submission,
    time_zone::{LocalMoment, TimeZone},
};
use std::collections::HashMap;
use time::Date;

/// The renditions of an upload; `None` for a missing file.
#[derive(Clone, Debug, Default)]
pub struct StoredPicture {
    pub large: Option<Picture>,
    pub thumb: Option<Picture>,
    /// The text shown if the file is missing; `None`: the default text.
    pub note: Option<String>,
    /// When the upload was received.
    pub received: Option<LocalMoment>,
}

/// A PDF that was sent with the submission.
#[derive(Clone, Debug)]
pub struct StoredFile {
    pub name: String,
    /// In bytes.
    pub size: i64,
    pub is_missing: bool,
}

pub struct BuildInput<'a> {
    /// In the version with which the submission was made.
    pub form: &'a FormDef,
    pub submission: &'a Submission,
    /// The name of the organisation that issues the report.
    pub organisation: &'a str,
    pub branding: &'a Branding,
    /// The logo of the organisation as PNG on white.
    pub logo: Option<&'a Picture>,
    /// The zone of the organisation, in which the times of the report are written.
    pub zone: TimeZone,
    pub pictures: &'a HashMap<UploadId, StoredPicture>,
    pub files: &'a HashMap<UploadId, StoredFile>,
    /// Photos and signatures of an imported record that no answer refers to.
    pub further_photos: &'a [UploadId],
    /// The absolute URL of an upload.
    pub upload_url: &'a dyn Fn(&UploadId) -> String,
    /// The URL of the verification page.
    pub genuine: Option<String>,
    /// Who approved the submission, in the order of the stages.
    pub approvals: &'a [ReportApproval],
    /// What clients said about it, the oldest first.
    pub client_responses: &'a [ReportClientResponse],
    /// The actions about it, the oldest first.
    pub actions: &'a [ReportAction],
    /// The submission that it inspects again.
    pub reinspects: Option<&'a SubmissionId>,
}

/// A decision of a reviewer as the report shows it.
#[derive(Clone, Debug)]
pub struct ReportApproval {
    /// "General manager"; none for an administrator who closed the approval.
    pub group: Option<String>,
    pub kind: StepKind,
    pub who: Option<String>,
    /// The absent member for whom a delegate decided.
    pub absent: Option<String>,
    pub at: LocalMoment,
    pub comment: Option<String>,
    pub drawn: Option<Picture>,
    /// A typed name in the place of a drawing, or below it.
    pub signature_name: Option<String>,
}

/// What a client said, as the report shows it.
#[derive(Clone, Debug)]
pub struct ReportClientResponse {
    pub kind: ClientResponseKind,
    /// The revision that the client read.
    pub revision: i32,
    pub name: String,
    pub comment: Option<String>,
    pub at: LocalMoment,
    pub drawn: Option<Picture>,
}

/// An action as the report shows it.
#[derive(Clone, Debug)]
pub struct ReportAction {
    pub title: String,
    /// The item that it is about, such as `items.2`.
    pub item: Option<String>,
    /// The name of the question that it is about.
    pub question: Option<String>,
    pub severity: Severity,
    pub status: ActionStatus,
    pub owner: Option<String>,
    pub due_on: Date,
    /// Another submission had an action about the same finding not long before.
    pub recurs: bool,
    /// The photo that it is about.
    pub photo: Option<UploadId>,
    /// What was done, or why it is not done.
    pub result: Option<String>,
    /// The photos that prove it.
    pub after: Vec<UploadId>,
}

impl ReportAction {
    /// The group and the position of its item.
    pub(super) fn place(&self) -> Option<(&str, usize)> {
        let (group, index) = self.item.as_deref()?.rsplit_once('.')?;
        Some((group, index.parse().ok()?))
    }
}
