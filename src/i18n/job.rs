//! Why a job failed, as a sentence.

use super::{Message, Texts};
use crate::domain::job::{Failure, JobStatus};

impl Texts {
    /// What happened, that nothing is lost, and what to do.
    pub fn job_failure(self, failure: Failure) -> String {
        self.message(&message(failure))
    }

    /// The status as its reader sees it: `error` is a sentence. That of an older file, which has only the sentence,
    /// stays as it is.
    pub fn job_status(self, status: JobStatus) -> JobStatus {
        let error = status.failure.map(|failure| self.job_failure(failure)).or(status.error);
        JobStatus { failure: None, error, ..status }
    }
}

fn message(failure: Failure) -> Message {
    Message::new(match failure {
        Failure::Crashed => "job-failure-crashed",
        Failure::Error => "job-failure-error",
        Failure::StorageFull => "job-failure-storage-full",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::assert_complete;

    #[test]
    fn every_failure_has_a_text() {
        Failure::ALL.iter().for_each(|failure| assert_complete(&message(*failure)));
    }
}
