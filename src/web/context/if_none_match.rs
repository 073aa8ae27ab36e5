//! What a client already holds, so that it need not be sent again.

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

/// The entity tags that a client already holds.
pub struct IfNoneMatch<'r>(Option<&'r str>);

impl IfNoneMatch<'_> {
    /// A client that holds nothing.
    pub fn nothing() -> Self {
        IfNoneMatch(None)
    }

    /// Whether the client holds what has this tag (quoted). Weak comparison, as RFC 9110 wants it here.
    pub fn holds(&self, tag: &str) -> bool {
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
    use super::IfNoneMatch;

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
            assert_eq!(IfNoneMatch(header).holds("\"a\""), holds, "{header:?}");
        }
    }
}
