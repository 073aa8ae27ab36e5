//! The state of a running verify.

use super::{findings::Findings, manifest::Manifest, second_look::WaitBudget};
use crate::app::App;
use diesel_async::AsyncPgConnection;

pub(super) struct Verify<'a> {
    pub app: &'a App,
    pub conn: &'a mut AsyncPgConnection,
    pub organisation: i64,
    pub module: Option<&'a str>,
    pub manifest: Manifest,
    pub findings: Findings,
    pub wait_budget: WaitBudget,
    pub of: u64,
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl Verify<'_> {
    /// Counts checked records and reports the progress.
    pub fn count_checked(&mut self, count: u64) {
        self.findings.checked += count;
        (self.progress)(self.findings.checked, self.of.max(self.findings.checked));
    }
}
