//! The facts of the cover page: what a client reads who opens no other page.

use super::{Builder, whole};
use crate::domain::{
    action::Severity,
    answers::{Answer, answer},
    findings::findings,
    form::Field,
    report::{Cell, Fact},
    score::score,
};

impl Builder<'_> {
    /// The client, the score, the failed checks, and the open actions by their severity, the worst first. What the form
    /// does not have is left out.
    pub(super) fn cover_facts(&self) -> Vec<Fact> {
        let (texts, input) = (self.texts, self.input);
        let fact = |label: &'static str, value| Fact { label: texts.t(label).to_owned(), value };
        let mut facts: Vec<Fact> = self.client().into_iter().collect();
        let score = score(input.form, &input.submission.answers);
        if let Some(score) = &score {
            facts.push(fact("report-score", Cell::Text(texts.score(score.all))));
            let result = texts.score_result(score).map(|result| Cell::Text(result.to_owned()));
            facts.extend(result.map(|result| fact("report-result", result)));
        }
        let is_critical = |field: &Field| field.rules.check.as_ref().is_some_and(|check| check.is_critical);
        let found = findings(input.form, &input.submission.answers);
        let failed: Vec<&Field> = found.iter().filter(|one| one.is_failed).map(|one| one.field).collect();
        let critical = failed.iter().filter(|field| is_critical(field)).count();
        if score.is_some() || !failed.is_empty() {
            let counts = [("count", failed.len().into()), ("critical", critical.into())];
            let value = match critical {
                0 => whole(failed.len()),
                _ => Cell::Text(texts.with("report-failed-checks-critical", &counts)),
            };
            facts.push(fact("report-failed-checks", value));
        }
        let open = |severity: &Severity| {
            let count = input.actions.iter().filter(|one| one.status.is_open() && one.severity == *severity).count();
            (count > 0).then(|| format!("{}: {count}", texts.severity(*severity)))
        };
        let by_severity: Vec<String> = Severity::ALL.iter().rev().filter_map(open).collect();
        if !by_severity.is_empty() {
            facts.push(fact("report-open-actions", Cell::Text(texts.list(&by_severity))));
        }
        facts
    }

    /// The answer to the question that names the client, under the text of the question.
    fn client(&self) -> Option<Fact> {
        let field = self.input.form.field(self.input.form.report.client.as_deref()?)?;
        match answer(&self.input.submission.answers.fields, &field.name)? {
            Answer::Text(name) => Some(Fact { label: self.label(field, ""), value: Cell::Text(name.clone()) }),
            _ => None,
        }
    }
}
