//! Texts for failed jobs.

use super::{Message, Texts};
use crate::domain::job::{Failure, JobStatus};

impl Texts {
    /// What happened, that no data is lost, and what to do.
    pub fn job_failure(self, failure: Failure) -> String {
        self.message(&message(failure))
    }

    /// The status for display, with `error` as a sentence. Older job files only have the sentence, which is kept.
    pub fn job_status(self, status: JobStatus) -> JobStatus {
        let error = status.failure.map(|failure| self.job_failure(failure)).or(status.error);
        JobStatus { failure: None, error, ..status }
    }
}

fn message(failure: Failure) -> Message {
    Message::new(match failure {
        Failure::Crashed => "job-failure-crashed",
        Failure::Error | Failure::TimedOut | Failure::Refused | Failure::Cancelled | Failure::Expired => {
            "job-failure-error"
        }
        Failure::StorageFull => "job-failure-storage-full",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, i18n::assert_complete};

    #[test]
    fn every_failure_has_a_text() {
        Failure::ALL.iter().for_each(|failure| assert_complete(&message(*failure)));
    }

    #[test]
    fn a_status_is_shown_with_its_sentence_and_an_old_sentence_stays() {
        let old = r#"{"job_id":"job_0123456789ab","submission_id":"sub_0123456789ab","state":"failed","progress":0,
            "results":null,"error":"The disk was full.","created_at":"2026-03-14T09:41:27Z","started_at":null,
            "completed_at":null}"#;
        let old: JobStatus = serde_json::from_str(old).unwrap();
        let texts = Texts::of(Lang::AR);
        assert_eq!(texts.job_status(old.clone()).error.as_deref(), Some("The disk was full."));
        let new = texts.job_status(JobStatus { failure: Some(Failure::Error), error: None, ..old });
        assert_eq!((new.failure, new.error), (None, Some(texts.job_failure(Failure::Error))));
    }
}
