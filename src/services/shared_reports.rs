//! A report that a client opens with a shared link: a file, the page in front of it, or the report as a page.

pub use super::links::{CoverContent, CoverFile, OpenRefusal, OpenRequest, ResponsePermit};

use super::{
    actor::Actor,
    client_responses::ClientResponse,
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
    /// What the client of this link said before, oldest first; none if the link allows no responses.
    pub responses: Option<Vec<ClientResponse>>,
}

impl SharedReport {
    /// The last segment of the address of a photo.
    pub fn photo(&self, app: &App, id: &UploadId) -> String {
        links::page_photo(app, &self.link, id)
    }

    /// What the page carries so that a response can be sent from it.
    pub fn response_permit(&self, app: &App) -> String {
        links::response_permit(app, &self.link, self.details.submission.revision)
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
    match links::open(app, actor, token, name, how).await? {
        OpenedLink::File(file) => Ok(OpenedShare::File(file)),
        OpenedLink::Page(cover) => Ok(OpenedShare::Cover(cover)),
        OpenedLink::Report(report) => Ok(OpenedShare::Report(Box::new(read(app, actor, *report).await?))),
    }
}

/// The page of a report that a permit was made for, such as after a response with mistakes.
pub async fn open_permitted(app: &App, actor: &Actor, permit: &ResponsePermit) -> Result<SharedReport, Problem> {
    read(app, actor, links::open_permitted(app, permit).await?).await
}

async fn read(app: &App, actor: &Actor, report: OpenedReport) -> Result<SharedReport, Problem> {
    let OpenedReport { cover, link, link_key, organisation_id, submission, allows_response } = report;
    // The link is the permission, also if a member is signed in.
    let reach = SubmissionScope::Everything;
    let client = Actor { organisation_id, user_id: None, reach, ..actor.clone() };
    let mut details = submissions::show(app, &client, &submission).await?;
    // What others said is between them and the organisation.
    let mut responses = std::mem::take(&mut details.client_responses);
    responses.retain(|response| response.link == link_key);
    Ok(SharedReport { cover, link, details, responses: allows_response.then_some(responses) })
}
