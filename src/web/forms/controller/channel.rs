//! How a form was opened: by a member, for a correction, or with a public link. The addresses, the draft name and the fixed site differ.

use crate::{
    domain::{form::FormDef, ids::ModuleSlug},
    services::{corrections::Correction, public_links::PublicLink},
};

/// How a form was opened.
pub enum FormChannel {
    Member,
    /// By a member, to correct what was sent.
    Correction(Box<Correction>),
    Public(Box<PublicLink>),
    /// The database does not answer, so the member is not known; the page can only be sent again.
    Unknown,
    /// The same with a public link that cannot be opened, by its token.
    Unopened(String),
}

impl FormChannel {
    pub(super) fn address(&self, module: &ModuleSlug) -> String {
        match self {
            FormChannel::Member | FormChannel::Unknown => format!("/forms/{module}"),
            FormChannel::Correction(correction) => correction.address(),
            FormChannel::Public(link) => public_address(&link.token, module),
            FormChannel::Unopened(token) => public_address(token, module),
        }
    }

    /// Where the form is posted to. It names the version that the page asks, because a newer one may be published while
    /// the page is open, or while what was entered waits on a device.
    pub(super) fn action(&self, def: &FormDef) -> String {
        let address = self.address(&def.module);
        match self {
            FormChannel::Correction(_) => address,
            FormChannel::Member | FormChannel::Unknown => format!("{address}?version={}", def.version),
            FormChannel::Public(_) | FormChannel::Unopened(_) => format!("{address}&version={}", def.version),
        }
    }

    pub(super) fn uploads_at(&self) -> String {
        match self {
            FormChannel::Member | FormChannel::Correction(_) | FormChannel::Unknown => "/uploads".to_owned(),
            FormChannel::Public(link) => format!("/public/{}/uploads", link.token),
            FormChannel::Unopened(token) => format!("/public/{token}/uploads"),
        }
    }

    /// Under which name the browser keeps what was typed: a member's draft is never offered to a stranger.
    pub(super) fn drafts(&self, module: &ModuleSlug) -> String {
        match self {
            FormChannel::Member | FormChannel::Unknown => module.to_string(),
            FormChannel::Correction(correction) => format!("{module}@correction-{}", correction.id),
            FormChannel::Public(link) => format!("{module}@{}", link.id),
            FormChannel::Unopened(_) => format!("{module}@"),
        }
    }

    /// A visitor with a public link sees which organisation the form goes to.
    pub(super) fn recipient(&self) -> Option<String> {
        match self {
            FormChannel::Public(link) => Some(link.organisation.clone()),
            FormChannel::Member | FormChannel::Correction(_) | FormChannel::Unknown | FormChannel::Unopened(_) => None,
        }
    }

    pub(super) fn site(&self) -> Option<&str> {
        match self {
            FormChannel::Public(link) => link.site_name.as_deref(),
            FormChannel::Member | FormChannel::Correction(_) | FormChannel::Unknown | FormChannel::Unopened(_) => None,
        }
    }
}

/// It names the form, so that a post can be shown again while the link cannot be looked up.
fn public_address(token: &str, module: &ModuleSlug) -> String {
    format!("/public/{token}?form={module}")
}
