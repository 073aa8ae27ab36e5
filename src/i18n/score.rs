//! Texts for the score of an inspection.

use super::Texts;
use crate::domain::score::{Score, ScorePoints};

impl Texts {
    /// "85 % (17 of 20)".
    pub fn score(self, points: ScorePoints) -> String {
        let percent = points.percent().unwrap_or_default();
        let (earned, of) = (points.earned.to_string(), points.of.to_string());
        let parts = [("percent", percent.to_string().into()), ("earned", earned.into()), ("of", of.into())];
        self.with("report-score-value", &parts)
    }

    /// "85 %".
    pub fn percent(self, percent: i16) -> String {
        self.with("submissions-score-value", &[("percent", percent.to_string().into())])
    }

    /// `None` if the form has no pass mark and no critical check has failed.
    pub fn score_result(self, score: &Score) -> Option<&'static str> {
        Some(match score.has_passed()? {
            true => self.t("report-passed"),
            false if score.has_failed_critical => self.t("report-failed-critical"),
            false => self.t("report-failed"),
        })
    }
}
