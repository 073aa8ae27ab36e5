//! A report that a client opens with a shared link: a file, the page in front of it, or the report as a page.

pub use super::links::{CoverContent, CoverFile, OpenRefusal, OpenRequest};

use super::{
    actor::Actor,
    links::{self, Download, OpenedLink, OpenedReport},
    submissions::{self, SubmissionDetails},
};
use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        ids::{LinkId, UploadId},
        problem::Problem,
    },
};

pub enum OpenedShare {
    File(Box<Download>),
    /// The page in front of the report.
    Cover(Box<CoverContent>),
    Report(Box<SharedReport>),
}

/// The content of the page, and what the link offers besides.
pub struct SharedReport {
    pub cover: CoverContent,
    pub link: LinkId,
    pub details: SubmissionDetails,
}

impl SharedReport {
    /// The last segment of the address of a photo.
    pub fn photo(&self, app: &App, id: &UploadId) -> String {
        links::page_photo(app, &self.link, id)
    }
}

/// Opens what a token and a name refer to; see [`links::open`].
pub async fn open(
    app: &App,
    actor: &Actor,
    token: &str,
    name: &str,
    how: OpenRequest<'_>,
) -> Result<OpenedShare, Problem> {
    let OpenedReport { cover, link, organisation_id, submission } =
        match links::open(app, actor, token, name, how).await? {
            OpenedLink::File(file) => return Ok(OpenedShare::File(file)),
            OpenedLink::Page(cover) => return Ok(OpenedShare::Cover(cover)),
            OpenedLink::Report(report) => *report,
        };
    // The link is the permission, whoever asks.
    let reach = SubmissionScope::Everything;
    let client = Actor { organisation_id, user_id: None, reach, ..actor.clone() };
    let details = submissions::show(app, &client, &submission).await?;
    Ok(OpenedShare::Report(Box::new(SharedReport { cover, link, details })))
}
