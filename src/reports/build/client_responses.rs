//! What clients said about the submission, in its report: who, when, and their words.

use super::{Builder, input::ReportClientResponse, text};
use crate::domain::report::{Fact, ReportBody, ReportSection, ReportSignature};

impl Builder<'_> {
    /// The responses of clients; their signatures stand with the others at the end.
    pub(super) fn client_responses(&self, signatures: &mut Vec<ReportSignature>) -> Option<ReportSection> {
        let texts = self.texts;
        let responses = self.input.client_responses;
        let fact = |response: &ReportClientResponse| {
            let at = texts.moment(response.at).text;
            // Only where it differs from the revision of this report.
            let revision = (response.revision != self.input.submission.revision)
                .then(|| texts.with("approval-revision", &[("revision", response.revision.into())]));
            let parts =
                [Some(response.name.as_str()), Some(at.as_str()), revision.as_deref(), response.comment.as_deref()];
            let value = text(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
            Fact { label: texts.client_response(response.kind).to_owned(), value }
        };
        let facts: Vec<Fact> = responses.iter().map(fact).collect();
        let signed = responses.iter().filter(|response| response.drawn.is_some());
        signatures.extend(signed.map(|response| ReportSignature {
            label: texts.t("client-response-signature-of").to_owned(),
            name: Some(response.name.clone()),
            lost: None,
            drawn: response.drawn.clone(),
            signed_at: response.at,
        }));
        let body = ReportBody::Facts { facts, photos: Vec::new() };
        (!responses.is_empty()).then(|| ReportSection { title: texts.t("client-response-title").to_owned(), body })
    }
}
