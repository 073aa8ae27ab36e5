//! The token that every form of a session carries, asked for at the door: no route can forget it.
//!
//! It is the first field of the form (`csrf_token`), so it lies within the first 512 bytes of the body, which can be
//! looked at without taking them from the handler. Scripts send it as the header `X-Form-Token`. A program that shows
//! a token of its own in `Authorization` needs none: no browser sends that by itself.

use super::{body::body_timeouts, context::RequestContext, cross_origin::RequestRejection};
use rocket::{Data, Request, http::Method};

/// The field, and what it is called as a header.
pub const FIELD: &str = "form_token";
pub const HEADER: &str = "X-Form-Token";

/// As much of a body as can be looked at.
const BEGINNING: usize = 512;

/// Whether a request that changes something carries the token of its session. One without a session has none.
pub async fn verify(request: &Request<'_>, data: &mut Data<'_>) -> Option<RequestRejection> {
    if matches!(request.method(), Method::Get | Method::Head | Method::Options) || is_program(request) {
        return None;
    }
    let wanted = RequestContext::of(request).csrf_token.as_deref()?;
    if let Some(token) = request.headers().get_one(HEADER) {
        return (!same(token.as_bytes(), wanted.as_bytes())).then_some(RequestRejection::WithoutToken);
    }
    match tokio::time::timeout(body_timeouts(request).idle, data.peek(BEGINNING)).await {
        Ok(beginning) if has_token(beginning, wanted) => None,
        Ok(_) => Some(RequestRejection::WithoutToken),
        Err(_) => Some(RequestRejection::TooSlow),
    }
}

/// Whether the request shows a token of its own; it then has no session, whatever its cookies say.
pub fn is_program(request: &Request<'_>) -> bool {
    request.headers().contains("Authorization")
}

/// Whether the first field of a body is the token: of a form in an address's notation, or of one in parts.
fn has_token(beginning: &[u8], wanted: &str) -> bool {
    let value = match beginning.strip_prefix(b"form_token=") {
        Some(rest) => rest,
        None => match first_part(beginning) {
            Some(rest) => rest,
            None => return false,
        },
    };
    let (token, rest) = value.split_at_checked(wanted.len()).unwrap_or((value, b""));
    let ends = matches!(rest.first(), None | Some(b'&' | b'\r'));
    ends && same(token, wanted.as_bytes())
}

/// The value of the first part, if it is the token: what follows the empty line behind its headers.
fn first_part(beginning: &[u8]) -> Option<&[u8]> {
    let end = beginning.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, value) = beginning.split_at_checked(end + 4)?;
    let head = std::str::from_utf8(head).ok()?;
    let names_it = head.starts_with("--") && head.contains("name=\"form_token\"");
    names_it.then_some(value)
}

/// Compares without telling by its time where two texts differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
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
        for (body, carried) in [
            (format!("form_token={TOKEN}"), true),
            (format!("form_token={TOKEN}&a=b"), true),
            (parts("form_token", TOKEN), true),
            (format!("a=b&form_token={TOKEN}"), false),
            (format!("form_token={TOKEN}0"), false),
            (format!("form_token={}", &TOKEN[1..]), false),
            (format!("form_token={}", TOKEN.replace('0', "1")), false),
            (parts("other", TOKEN), false),
            (parts("form_token", "nothing"), false),
            (String::new(), false),
            ("form_token=".to_owned(), false),
        ] {
            assert_eq!(has_token(body.as_bytes(), TOKEN), carried, "{body}");
        }
    }
}
