//! How a form was opened: by a member, or with a public link. The addresses, the draft name and the fixed site differ.

use crate::{domain::ids::ModuleSlug, services::public_links::PublicLink};

/// How a form was opened.
pub enum FormChannel {
    Member,
    Public(Box<PublicLink>),
}

impl FormChannel {
    pub(super) fn address(&self, module: &ModuleSlug) -> String {
        match self {
            FormChannel::Member => format!("/forms/{module}"),
            FormChannel::Public(link) => format!("/public/{}", link.token),
        }
    }

    pub(super) fn uploads_at(&self) -> String {
        match self {
            FormChannel::Member => "/uploads".to_owned(),
            FormChannel::Public(link) => format!("/public/{}/uploads", link.token),
        }
    }

    /// Under which name the browser keeps what was typed: a member's draft is never offered to a stranger.
    pub(super) fn drafts(&self, module: &ModuleSlug) -> String {
        match self {
            FormChannel::Member => module.to_string(),
            FormChannel::Public(link) => format!("{module}@{}", link.id),
        }
    }

    /// A visitor with a public link sees which organisation the form goes to.
    pub(super) fn for_whom(&self) -> Option<String> {
        match self {
            FormChannel::Member => None,
            FormChannel::Public(link) => Some(link.organisation.clone()),
        }
    }

    pub(super) fn site(&self) -> Option<&str> {
        match self {
            FormChannel::Member => None,
            FormChannel::Public(link) => link.site_name.as_deref(),
        }
    }
}
