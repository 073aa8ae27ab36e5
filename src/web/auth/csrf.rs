//! CSRF protection: every form of a session carries a token, which is verified before routing, so that no route can
//! omit it.
//!
//! Input: the header `X-Form-Token`, or the first field of the body (`form_token`), which is within the first 512 bytes
//! and can be looked at without taking them from the handler. Output: nothing, or the reason of the rejection.
//!
//! Invariants: a page never contains the token of the session itself. Each response masks it with random bytes, so
//! that its compressed size tells nothing about the token (BREACH); every masked form is valid as long as the session.
//! Requests without a session, and those with an `Authorization` header, need no token. Pages of the legacy app have
//! none: at their addresses the browser's own statement that the request comes from a page of this origin replaces it.

use super::{credentials, cross_origin, legacy_address};
use crate::web::{context::RequestContext, limits::body_timeouts::BodyTimeouts, rejection::RequestRejection};
use rand::Rng;
use rocket::{Data, Request, http::Method};
use subtle::ConstantTimeEq;

/// The name of the field.
pub const FIELD: &str = "form_token";
/// The name of the header.
pub const HEADER: &str = "X-Form-Token";

/// The token of a page that is kept on the device: valid in no session. Its scripts ask for a valid one when they need
/// it.
pub const OF_NO_SESSION: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// As much of a body as can be looked at.
const PEEKED_BYTES: usize = 512;

/// Whether a request that changes something carries the token of its session.
pub async fn verify(request: &Request<'_>, data: &mut Data<'_>) -> Option<RequestRejection> {
    if matches!(request.method(), Method::Get | Method::Head | Method::Options)
        || credentials::has_authorization(request)
    {
        return None;
    }
    if legacy_address::is_for_programs(request.uri().path().as_str())
        && cross_origin::browser_names_own_page(request.headers())
    {
        return None;
    }
    let context = RequestContext::of(request);
    let token = context.csrf_token.as_deref()?;
    if let Some(masked) = request.headers().get_one(HEADER) {
        return (!matches(masked.as_bytes(), token)).then_some(RequestRejection::InvalidCsrfToken);
    }
    let timeouts = BodyTimeouts::small(context.body.idle);
    match tokio::time::timeout(timeouts.idle, data.peek(PEEKED_BYTES)).await {
        Ok(beginning) if first_field_matches(beginning, token) => None,
        Ok(_) => Some(RequestRejection::InvalidCsrfToken),
        Err(_) => Some(RequestRejection::TooSlow),
    }
}

/// The token of a session as a page carries it: a random mask, followed by the token combined with it, in hex.
pub fn mask(token: &str) -> String {
    let mut mask = vec![0u8; token.len() / 2];
    rand::rng().fill_bytes(&mut mask);
    let combined = hex::decode(token).map(|bytes| xor(&mask, &bytes)).unwrap_or_default();
    hex::encode(mask) + &hex::encode(combined)
}

/// Whether a masked token is one of this session.
fn matches(masked: &[u8], token: &str) -> bool {
    let (Ok(masked), Ok(token)) = (hex::decode(masked), hex::decode(token)) else { return false };
    let Some((mask, combined)) = masked.split_at_checked(token.len()) else { return false };
    bool::from(xor(mask, combined).ct_eq(&token)) && combined.len() == token.len()
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

/// Whether the first field of a body is the token, in either encoding of forms.
fn first_field_matches(beginning: &[u8], token: &str) -> bool {
    let value = match beginning.strip_prefix(FIELD.as_bytes()).and_then(|rest| rest.strip_prefix(b"=")) {
        Some(rest) => rest,
        None => match first_part(beginning) {
            Some(rest) => rest,
            None => return false,
        },
    };
    let end = value.iter().position(|byte| matches!(byte, b'&' | b'\r')).unwrap_or(value.len());
    value.get(..end).is_some_and(|masked| matches(masked, token))
}

/// The value of the first part of a multipart body if it is the token: what follows the empty line after its headers.
fn first_part(beginning: &[u8]) -> Option<&[u8]> {
    let end = beginning.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, value) = beginning.split_at_checked(end + 4)?;
    let head = std::str::from_utf8(head).ok()?;
    (head.starts_with("--") && head.contains(&format!("name=\"{FIELD}\""))).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn the_csrf_token_is_the_first_field_in_both_encodings() {
        let parts = |name: &str, token: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{token}\r\n--x--\r\n")
        };
        let masked = mask(TOKEN);
        let other = mask(&TOKEN.replace('0', "1"));
        for (body, carried) in [
            (format!("form_token={masked}"), true),
            (format!("form_token={masked}&a=b"), true),
            (parts("form_token", &masked), true),
            (format!("a=b&form_token={masked}"), false),
            (format!("form_token={masked}0"), false),
            (format!("form_token={masked}00"), false),
            (format!("form_token={}", &masked[1..]), false),
            (format!("form_token={}", &masked[2..]), false),
            (format!("form_token={other}"), false),
            (parts("other", &masked), false),
            (parts("form_token", "nothing"), false),
            // The token itself, and masks without it.
            (format!("form_token={TOKEN}"), false),
            (format!("form_token={TOKEN}{}", "0".repeat(32)), true),
            (format!("form_token={}", "0".repeat(64)), false),
            (String::new(), false),
            ("form_token=".to_owned(), false),
        ] {
            assert_eq!(first_field_matches(body.as_bytes(), TOKEN), carried, "{body}");
        }
    }

    #[test]
    fn the_token_of_kept_pages_is_valid_in_no_session() {
        assert_eq!(OF_NO_SESSION.len(), mask(TOKEN).len());
        assert!(!matches(OF_NO_SESSION.as_bytes(), TOKEN));
    }

    #[test]
    fn each_page_has_another_form_of_the_same_token() {
        let (one, other) = (mask(TOKEN), mask(TOKEN));
        assert_ne!(one, other);
        assert!(!one.contains(TOKEN) && !other.contains(TOKEN));
        assert!(matches(one.as_bytes(), TOKEN) && matches(other.as_bytes(), TOKEN));
    }
}
