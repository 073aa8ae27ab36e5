//! The ways to a form: a member's, and that of a stranger who holds a link.

use crate::{domain::ids::ModuleSlug, services::public_links::PublicLink};

/// By which way somebody came to a form.
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

    /// Whoever has only a link should know whom they tell all this.
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
