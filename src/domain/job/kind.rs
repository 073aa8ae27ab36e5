//! The kinds of background jobs, with the rules that claiming needs: lane, priority and retry policy.

use time::Duration;

/// The kind of a job. `jobs::registry` matches it exhaustively, so that each kind has an implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    MakeReport,
    NotifyReviewers,
    ExportPerson,
    ErasePerson,
    SendEmail,
    RequestPasswordReset,
    Import,
    Verify,
    EnterPhases,
    StepBack,
    DecideMany,
    PackArchive,
    RemoveArchived,
    RestoreArchived,
}

/// A group of workers with its own kinds of jobs. Long jobs of one lane do not delay another lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// What new submissions need, and privacy requests. `INJAAZ_JOBS` sets the number of workers.
    Reports,
    /// E-mail, which waits for a mail server.
    Email,
    /// Imports: one at a time, possibly for hours.
    Imports,
    /// Other long jobs of the migration.
    Maintenance,
}

/// How often a job is attempted, and the delay between attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The maximum number of attempts. An attempt that ends because of an orderly shutdown does not count.
    pub max_attempts: i32,
    delays: Delays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delays {
    /// 2 s, 8 s, 32 s and so on, see [`back_off`].
    Quick,
    /// Seconds after each failed attempt; the last value is repeated.
    Listed(&'static [i64]),
}

/// Attempts before a job fails permanently, unless its kind says otherwise.
pub const MAX_ATTEMPTS: i32 = 3;

const USUAL: RetryPolicy = RetryPolicy { max_attempts: MAX_ATTEMPTS, delays: Delays::Quick };

/// The delays add up to two days, so that mail is still delivered after a mail server was down for a day.
const EMAIL: RetryPolicy = RetryPolicy {
    max_attempts: 21,
    delays: Delays::Listed(&[
        1, 10, 60, 300, 900, 1_800, 3_600, 3_600, 7_200, 7_200, 7_200, 14_400, 14_400, 14_400, 14_400, 14_400, 14_400,
        14_400, 14_400, 14_400,
    ]),
};

/// A killed run resumes however often it was killed. A record that ends the process each time needs an operator who
/// stops the run.
const IMPORT: RetryPolicy = RetryPolicy { max_attempts: 1_000, delays: Delays::Quick };

impl JobKind {
    pub const ALL: [JobKind; 14] = [
        JobKind::MakeReport,
        JobKind::NotifyReviewers,
        JobKind::ExportPerson,
        JobKind::ErasePerson,
        JobKind::SendEmail,
        JobKind::RequestPasswordReset,
        JobKind::Import,
        JobKind::Verify,
        JobKind::EnterPhases,
        JobKind::StepBack,
        JobKind::DecideMany,
        JobKind::PackArchive,
        JobKind::RemoveArchived,
        JobKind::RestoreArchived,
    ];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            JobKind::MakeReport => "make_report",
            JobKind::NotifyReviewers => "notify_reviewers",
            JobKind::ExportPerson => "export_person",
            JobKind::ErasePerson => "erase_person",
            JobKind::SendEmail => "send_email",
            JobKind::RequestPasswordReset => "request_password_reset",
            JobKind::Import => "import",
            JobKind::Verify => "verify",
            JobKind::EnterPhases => "enter_phases",
            JobKind::StepBack => "step_back",
            JobKind::DecideMany => "decide_many",
            JobKind::PackArchive => "pack_archive",
            JobKind::RemoveArchived => "remove_archived",
            JobKind::RestoreArchived => "restore_archived",
        }
    }

    pub fn parse(text: &str) -> Option<JobKind> {
        JobKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn lane(self) -> Lane {
        match self {
            JobKind::MakeReport | JobKind::NotifyReviewers | JobKind::ExportPerson | JobKind::ErasePerson => {
                Lane::Reports
            }
            JobKind::SendEmail | JobKind::RequestPasswordReset => Lane::Email,
            JobKind::Import => Lane::Imports,
            JobKind::Verify
            | JobKind::EnterPhases
            | JobKind::StepBack
            | JobKind::DecideMany
            | JobKind::PackArchive
            | JobKind::RemoveArchived
            | JobKind::RestoreArchived => Lane::Maintenance,
        }
    }

    /// Smaller numbers are claimed first.
    pub fn priority(self) -> i16 {
        match self {
            JobKind::NotifyReviewers | JobKind::RequestPasswordReset => 5,
            JobKind::ExportPerson => 20,
            _ => 10,
        }
    }

    pub fn retry(self) -> RetryPolicy {
        match self {
            JobKind::SendEmail => EMAIL,
            JobKind::Import => IMPORT,
            _ => USUAL,
        }
    }

    /// Whether the migration console still lists finished jobs of this kind with their results.
    pub fn is_kept(self) -> bool {
        self.lane() == Lane::Maintenance
    }
}

impl Lane {
    pub const ALL: [Lane; 4] = [Lane::Reports, Lane::Email, Lane::Imports, Lane::Maintenance];

    /// The names of the kinds in this lane. A kind that this version does not know belongs to no lane and is not
    /// claimed.
    pub fn kinds(self) -> Vec<&'static str> {
        JobKind::ALL.into_iter().filter(|kind| kind.lane() == self).map(JobKind::as_str).collect()
    }
}

impl RetryPolicy {
    /// The delay before the next attempt, after `attempts` failed ones.
    pub fn delay(self, attempts: i32) -> Duration {
        match self.delays {
            Delays::Quick => back_off(attempts),
            Delays::Listed(seconds) => {
                let at = usize::try_from(attempts - 1).unwrap_or_default().min(seconds.len().saturating_sub(1));
                Duration::seconds(seconds.get(at).copied().unwrap_or(1))
            }
        }
    }
}

/// Exponential backoff after `attempts` failed attempts: 2 s, 8 s, 32 s, up to 2048 s.
pub fn back_off(attempts: i32) -> Duration {
    let exponent = attempts.clamp(1, 6) * 2 - 1;
    Duration::seconds(1 << exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_in_one_lane_and_read_back_from_its_word() {
        let mut words: Vec<&str> = Lane::ALL.into_iter().flat_map(Lane::kinds).collect();
        words.sort_unstable();
        let mut all = JobKind::ALL.map(JobKind::as_str).to_vec();
        all.sort_unstable();
        assert_eq!(words, all);
        assert!(JobKind::ALL.into_iter().all(|kind| JobKind::parse(kind.as_str()) == Some(kind)));
        assert_eq!(JobKind::parse("dance"), None);
    }

    #[test]
    fn email_is_tried_for_two_days_and_reports_for_seconds() {
        let waits = |kind: JobKind| {
            let retry = kind.retry();
            (1..retry.max_attempts).map(|attempts| retry.delay(attempts)).sum::<Duration>()
        };
        assert_eq!(waits(JobKind::MakeReport), Duration::seconds(2 + 8));
        let email = waits(JobKind::SendEmail);
        assert!(email > Duration::hours(36) && email < Duration::hours(49), "{email}");
        let retry = JobKind::SendEmail.retry();
        assert_eq!(retry.delay(1_000), retry.delay(retry.max_attempts), "the last delay is repeated");
        assert_eq!(retry.delay(0), retry.delay(1));
    }
}
