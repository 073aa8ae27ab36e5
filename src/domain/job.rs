//! Background jobs: the states and the status that clients can follow.
//!
//! A row in the database says that a job is due; its progress is in a small JSON file that may be lost at any time (see
//! `services::jobs`).

mod kind;
mod payload;

pub use kind::{JobKind, Lane, MAX_ATTEMPTS, RetryPolicy, back_off};
pub use payload::{
    DecideMany, EnterPhases, ErasePerson, ExportPerson, Import, JobPayload, MakeReport, NotifyReviewers, PackArchive,
    RemoveArchived, RequestPasswordReset, RestoreArchived, SendEmail, StepBack, Verify,
};

use super::{
    ids::{JobId, SubmissionId},
    text_enum::text_enum,
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// The states of the legacy app, kept because its clients poll for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    Started,
    Running,
    Done,
    Failed,
}

impl JobState {
    pub fn is_terminal(self) -> bool {
        matches!(self, JobState::Done | JobState::Failed)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Started => "started",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
        }
    }
}

/// The content of `generated/jobs/job_*.json` and of the answer to `/jobs/<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobStatus {
    pub job_id: JobId,
    pub submission_id: SubmissionId,
    pub state: JobState,
    /// 0 to 100; never decreases within an attempt.
    pub progress: u8,
    /// The number of the attempt, from 1.
    #[serde(default = "first")]
    pub attempt: i32,
    pub results: Option<JobResults>,
    /// The failure code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The failure as a sentence for the user, added by `i18n::job`. Job files of older versions have only this field.
    pub error: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub completed_at: Option<OffsetDateTime>,
}

/// Why a job failed. The names are stored in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The process ended during the job in every attempt.
    Crashed,
    /// Every attempt ended with an error.
    Error,
    /// The disk had no space for the reports.
    StorageFull,
    /// Every attempt exceeded the time limit of the kind.
    TimedOut,
    /// The job cannot be done in the current state; a retry would not help.
    Refused,
    /// A person cancelled it.
    Cancelled,
    /// The subject of the job expired first, such as the link in an e-mail.
    Expired,
}

impl Failure {
    pub const ALL: [Failure; 7] = [
        Failure::Crashed,
        Failure::Error,
        Failure::StorageFull,
        Failure::TimedOut,
        Failure::Refused,
        Failure::Cancelled,
        Failure::Expired,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Failure::Crashed => "crashed",
            Failure::Error => "error",
            Failure::StorageFull => "storage_full",
            Failure::TimedOut => "timed_out",
            Failure::Refused => "refused",
            Failure::Cancelled => "cancelled",
            Failure::Expired => "expired",
        }
    }

    pub fn parse(text: &str) -> Option<Failure> {
        Failure::ALL.into_iter().find(|failure| failure.as_str() == text)
    }
}

text_enum! {
    /// What an administrator asked of a pending job.
    pub enum JobControl {
        Pause = "pause",
        Cancel = "cancel",
    }
}

text_enum! {
    /// How the last run of a periodic job ended.
    pub enum PeriodicOutcome {
        Done = "done",
        Failed = "failed",
    }
}

fn first() -> i32 {
    1
}

/// Links to the files that a report job made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobResults {
    pub excel_url: String,
    pub pdf_url: String,
    /// The photo appendix, if there is one.
    #[serde(default)]
    pub photos_url: Option<String>,
}

/// How long a finished job's file is kept.
pub const JOB_FILE_RETENTION: Duration = Duration::days(7);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_file_has_the_code_of_a_failure_and_older_files_have_a_sentence() {
        let old = r#"{"job_id":"job_0123456789ab","submission_id":"sub_0123456789ab","state":"failed","progress":0,
            "attempt":3,"results":null,"error":"This report could not be made.","created_at":"2026-03-14T09:41:27Z",
            "started_at":null,"completed_at":null}"#;
        let old: JobStatus = serde_json::from_str(old).unwrap();
        assert_eq!((old.failure, old.error.as_deref()), (None, Some("This report could not be made.")));

        let new = JobStatus { failure: Some(Failure::StorageFull), error: None, ..old };
        let file = serde_json::to_value(&new).unwrap();
        assert_eq!((&file["failure"], &file["error"]), (&"storage_full".into(), &serde_json::Value::Null));
        assert_eq!(serde_json::from_value::<JobStatus>(file).unwrap(), new);
    }
}
