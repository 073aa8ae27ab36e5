//! Texts for actions, on pages and in reports.

use super::Texts;
use crate::domain::action::{ActionStatus, Severity};

impl Texts {
    pub fn action_status(self, status: ActionStatus) -> &'static str {
        self.t(match status {
            ActionStatus::Open => "action-status-open",
            ActionStatus::InProgress => "action-status-in-progress",
            ActionStatus::Done => "action-status-done",
            ActionStatus::Verified => "action-status-verified",
            ActionStatus::WontFix => "action-status-wont-fix",
        })
    }

    pub fn severity(self, severity: Severity) -> &'static str {
        self.t(match severity {
            Severity::Low => "action-severity-low",
            Severity::Medium => "action-severity-medium",
            Severity::High => "action-severity-high",
            Severity::Critical => "action-severity-critical",
        })
    }
}
