//! The approval of a submission in its report: who decided, when, and what they wrote.

use super::{Builder, input::ReportApproval, text};
use crate::domain::{
    approval::step::StepKind,
    report::{Fact, ReportBody, ReportSection, ReportSignature},
};

impl Builder<'_> {
    /// The decisions of reviewers; their signatures stand with the others at the end.
    pub(super) fn approvals(&self, signatures: &mut Vec<ReportSignature>) -> Option<ReportSection> {
        let texts = self.texts;
        let fact = |approval: &ReportApproval| {
            let what = texts.t(match approval.kind {
                StepKind::Rejected => "report-rejected",
                StepKind::Closed => "report-closed",
                _ => "report-approved",
            });
            let at = texts.moment(approval.at).text;
            let who = self.reviewer(approval);
            let parts = [Some(what), who.as_deref(), Some(at.as_str()), approval.comment.as_deref()];
            let label = approval.group.clone().unwrap_or_else(|| texts.t("report-administrator").to_owned());
            Fact { label, value: text(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")) }
        };
        let facts: Vec<Fact> = self.input.approvals.iter().map(fact).collect();
        let signed = self.input.approvals.iter().filter(|it| it.drawn.is_some() || it.signature_name.is_some());
        signatures.extend(signed.map(|approval| ReportSignature {
            label: approval.group.clone().unwrap_or_default(),
            name: self.signer(approval),
            lost: None,
            drawn: approval.drawn.clone(),
            signed_at: approval.at,
        }));
        let body = ReportBody::Facts { facts, photos: Vec::new() };
        (!self.input.approvals.is_empty()).then(|| ReportSection { title: texts.t("report-approval").to_owned(), body })
    }

    /// Who decided; a delegate with the absent member.
    fn reviewer(&self, approval: &ReportApproval) -> Option<String> {
        self.for_absent(approval.who.as_deref(), approval)
    }

    /// Who signed, as typed or by the name of the account.
    fn signer(&self, approval: &ReportApproval) -> Option<String> {
        self.for_absent(approval.signature_name.as_deref().or(approval.who.as_deref()), approval)
    }

    fn for_absent(&self, name: Option<&str>, approval: &ReportApproval) -> Option<String> {
        match (name, approval.absent.as_deref()) {
            (Some(name), Some(absent)) => {
                Some(self.texts.with("approval-by-delegate", &[("delegate", name.into()), ("absent", absent.into())]))
            }
            (name, _) => name.map(str::to_owned),
        }
    }
}
