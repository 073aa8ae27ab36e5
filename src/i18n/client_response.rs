//! What clients say about reports, as texts.

use super::Texts;
use crate::domain::client_response::ClientResponseKind;

impl Texts {
    /// What a client did with the report.
    pub fn client_response(self, kind: ClientResponseKind) -> &'static str {
        self.t(match kind {
            ClientResponseKind::Accepted => "client-response-accepted",
            ClientResponseKind::Disputed => "client-response-disputed",
            ClientResponseKind::Commented => "client-response-commented",
        })
    }
}
