//! What a client said about a report, for the page of the client and for that of the submission.

use super::format::Moment;
use crate::{
    domain::{client_response::ClientResponseKind, time_zone::TimeZone},
    i18n::Texts,
    services::client_responses::ClientResponse,
};

/// A response as it is shown.
pub struct ClientResponseView {
    /// For the colour of its badge.
    pub kind: &'static str,
    pub what: &'static str,
    pub name: String,
    pub comment: Option<String>,
    /// "Revision 2", if it is about an earlier one.
    pub revision: Option<String>,
    pub at: Moment,
    /// The address of its signature.
    pub signature: Option<String>,
}

impl ClientResponseView {
    /// `newest`: the revision that the page shows. `signature`: its address, if the reader may open it.
    pub fn new(
        response: ClientResponse,
        newest: i32,
        texts: Texts,
        zone: TimeZone,
        signature: impl Fn(i64) -> Option<String>,
    ) -> ClientResponseView {
        let revision = response.revision;
        ClientResponseView {
            kind: css(response.kind),
            what: texts.client_response(response.kind),
            revision: (revision != newest).then(|| texts.with("approval-revision", &[("revision", revision.into())])),
            signature: signature(response.id).filter(|_| response.is_signed),
            at: texts.moment(zone.at(response.created_at)),
            name: response.name,
            comment: response.comment,
        }
    }
}

/// The classes of badges.
fn css(kind: ClientResponseKind) -> &'static str {
    match kind {
        ClientResponseKind::Accepted => "completed",
        ClientResponseKind::Disputed => "failed",
        ClientResponseKind::Commented => "plain",
    }
}
