//! Jobs: work that goes on after the answer, with progress that people can watch.
//!
//! That work is due is a row in the database; how far it is stands in a small JSON file that may vanish at any time
//! (see `services::jobs`). Here are the plain shapes of both.

mod kind;
mod payload;

pub use kind::{JobKind, Lane, MAX_ATTEMPTS, RetryPolicy, back_off};
pub use payload::{
    EnterPhases, ErasePerson, ExportPerson, Import, JobPayload, MakeReport, PackArchive, RemoveArchived,
    RequestPasswordReset, RestoreArchived, SendEmail, StepBack, Verify,
};

use super::{
    ids::{JobId, SubmissionId},
    lang::Lang,
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// The old app's words, kept because its clients poll for them.
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

/// What is written to `generated/jobs/job_*.json` and answered for `/jobs/<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobStatus {
    pub job_id: JobId,
    pub submission_id: SubmissionId,
    pub state: JobState,
    /// 0 to 100; never goes back within an attempt.
    pub progress: u8,
    /// Which try this is, from 1.
    #[serde(default = "first")]
    pub attempt: i32,
    pub results: Option<JobResults>,
    /// Why it failed; told as `error`.
    #[serde(skip)]
    pub failure: Option<Failure>,
    /// The same as a sentence for the person who waits.
    pub error: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub completed_at: Option<OffsetDateTime>,
}

impl JobStatus {
    /// With its sentence, if it has one to say, in the language of the reader.
    pub fn told_in(self, lang: Lang) -> JobStatus {
        let sentence = self.failure.map(|failure| failure.sentence(lang).to_owned());
        JobStatus { error: sentence.or(self.error), ..self }
    }
}

/// Why a job did not end well. The words are the database's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The process died while it worked on this, as often as a job is tried.
    Crashed,
    /// An error, as often as a job is tried.
    Error,
    /// There was no room for the reports.
    StorageFull,
    /// It took longer than its kind may, as often as a job is tried.
    TimedOut,
    /// It cannot be done as things stand; trying again by itself would change nothing.
    Refused,
    /// A person stopped it.
    Cancelled,
    /// What it was about has run out meanwhile, such as the link of an e-mail.
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

    /// What happened, that nothing is lost, and what to do.
    pub fn sentence(self, lang: Lang) -> &'static str {
        let (en, ar) = match self {
            Failure::Crashed => (
                "Making this report stopped the program three times, so it is not tried again by itself. The submission is safe. Try again, or tell the person who runs the server.",
                "تسبّب إعداد هذا التقرير في توقف البرنامج ثلاث مرات، فلن تُعاد المحاولة تلقائيًا. النموذج المرسل محفوظ. حاول مرة أخرى أو أخبر المسؤول عن الخادم.",
            ),
            Failure::Error | Failure::TimedOut | Failure::Refused | Failure::Cancelled | Failure::Expired => (
                "This report could not be made. The submission is safe. Try again, or tell the person who runs the server.",
                "تعذّر إعداد هذا التقرير. النموذج المرسل محفوظ. حاول مرة أخرى أو أخبر المسؤول عن الخادم.",
            ),
            Failure::StorageFull => (
                "The server had no room left for this report. The submission is safe. Make room on the server, then try again.",
                "لم تبقَ على الخادم مساحة لهذا التقرير. النموذج المرسل محفوظ. أفرغ مساحة على الخادم ثم حاول مرة أخرى.",
            ),
        };
        match lang {
            Lang::En => en,
            Lang::Ar => ar,
        }
    }
}

fn first() -> i32 {
    1
}

/// Links to what a report job made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobResults {
    pub excel_url: String,
    pub pdf_url: String,
}

/// How long a finished job's file is kept.
pub const JOB_FILE_RETENTION: Duration = Duration::days(7);
