//! What the page of a shared link carries, so that its client can respond to the report.
//!
//! A permit names the link and the revision that the client reads. It stands for the password and for a used-up limit of
//! openings: who has it has opened the page. It works as long as the link is neither revoked nor expired, so nothing that
//! a client writes slowly is lost.

use super::{
    model::OpenedReport,
    open,
    token::{self, TokenTarget},
};
use crate::{
    app::App,
    domain::{
        ids::LinkId,
        problem::{Problem, Resource},
    },
    security::{KeyPurpose, signed_token},
};

/// A verified permit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponsePermit {
    pub link: LinkId,
    /// The revision that the client read.
    pub revision: i32,
}

/// The permit for the page of a link.
pub fn response_permit(app: &App, link: &LinkId, revision: i32) -> String {
    signed_token::sign(&app.keyring, KeyPurpose::ClientResponse, &format!("{}-{revision}", digits(link)))
}

impl ResponsePermit {
    /// Verifies the permit of a page of `/reports/<token>`.
    ///
    /// # Errors
    /// "Not found" if the token or the permit is not genuine, or they belong to different links.
    pub fn verify(app: &App, token: &str, permit: &str) -> Result<ResponsePermit, Problem> {
        let gone = || Problem::NotFound(Resource::Link);
        let Some(TokenTarget::Shared(link)) = token::read(&app.keyring, token, app.clock.now()) else {
            return Err(gone());
        };
        let text = signed_token::verify(&app.keyring, KeyPurpose::ClientResponse, permit).ok_or_else(gone)?;
        let (of, revision) = text.split_once('-').ok_or_else(gone)?;
        if of != digits(&link) {
            return Err(gone());
        }
        let revision = revision.parse().map_err(|_| gone())?;
        Ok(ResponsePermit { link, revision })
    }
}

/// The report of a permit again, for its page. It is not counted as an opening.
pub async fn open_permitted(app: &App, permit: &ResponsePermit) -> Result<OpenedReport, Problem> {
    open::open_again(app, &permit.link).await
}

fn digits(link: &LinkId) -> &str {
    link.as_str().trim_start_matches("lnk_")
}
