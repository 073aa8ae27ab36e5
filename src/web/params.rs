//! Typed parameters of a request: ids in a path, and the entity tags that a client holds.
//!
//! Invariant: a text that is not an id never reaches a handler; the request goes on to the 404 page.

use crate::domain::ids::*;
use rocket::{
    Request,
    request::{FromParam, FromRequest, Outcome},
};
use std::str::FromStr;

/// An id in a path. One that does not parse is an address that does not exist: the request goes on to the 404 page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdParam<T>(pub T);

macro_rules! id_params {
    ($($id:ty),*) => {$(
        impl<'a> FromParam<'a> for IdParam<$id> {
            type Error = NotAnId;

            fn from_param(text: &'a str) -> Result<Self, NotAnId> {
                <$id>::from_str(text).map(IdParam)
            }
        }
    )*};
}

id_params!(SubmissionId, JobId, UploadId, ModuleSlug, RunId);
id_params!(UserId, InvitationId);
id_params!(TokenId, LegacyKeyId);
id_params!(LinkId, ReportCode);
id_params!(PublicLinkId, PrivacyRequestId);
id_params!(ActionId);
id_params!(WebhookId);

/// The entity tags that a client already holds.
pub struct IfNoneMatch<'r>(Option<&'r str>);

impl IfNoneMatch<'_> {
    /// A client that holds nothing.
    pub fn absent() -> Self {
        IfNoneMatch(None)
    }

    /// Whether the client holds what has this tag (quoted). Weak comparison, as RFC 9110 wants it here.
    pub fn has_tag(&self, tag: &str) -> bool {
        let Some(header) = self.0 else { return false };
        header.trim() == "*" || header.split(',').any(|held| held.trim().trim_start_matches("W/") == tag)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IfNoneMatch<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(IfNoneMatch(request.headers().get_one("If-None-Match")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tags_are_compared_weakly() {
        for (header, holds) in [
            (Some("\"a\""), true),
            (Some("W/\"a\""), true),
            (Some("\"b\", \"a\""), true),
            (Some("*"), true),
            (Some("\"b\""), false),
            (Some("a"), false),
            (None, false),
        ] {
            assert_eq!(IfNoneMatch(header).has_tag("\"a\""), holds, "{header:?}");
        }
    }

    #[test]
    fn only_ids_are_ids() {
        assert!(IdParam::<JobId>::from_param("job_0123456789ab").is_ok());
        for bad in ["-1", "0", "9223372036854775808", "abc", "%2e%2e", "..", "job_", "sub_0123456789ab"] {
            assert_eq!(IdParam::<JobId>::from_param(bad), Err(NotAnId), "{bad}");
        }
    }
}
