//! The page to return to after the sign-in.
//!
//! Input: a `next` parameter. Output: a path of this application, or none: never another host (open redirect).

use rocket::http::{RawStr, uri::Origin};

/// Longer than any address of ours.
const LONGEST: usize = 2000;

/// The path that was asked for, if it is one of ours. Two slashes, or a slash and a backslash, begin the name of
/// another host; a control character may be dropped by a browser and leave just that.
pub fn safe_return_path(next: Option<&str>) -> Option<&str> {
    let next = next?;
    let other_host = next.starts_with("//") || next.chars().any(|c| c == '\\' || c.is_control());
    let again =
        |page: &str| next.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']));
    let fits =
        next.starts_with('/') && next.len() <= LONGEST && !other_host && !again("/sign-in") && !again("/sign-out");
    (fits && Origin::parse(next).is_ok()).then_some(next)
}

/// The same as the value of a parameter.
pub fn encoded(next: &str) -> String {
    RawStr::new(next).percent_encode().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_redirect_targets() {
        for own in ["/", "/submissions?q=a%20b&sort=site", "/sign-instructions", "/forms/civil?lang=ar", "/a//b"] {
            assert_eq!(safe_return_path(Some(own)), Some(own));
        }
        for other in [
            "",
            "submissions",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/a\\b",
            "/\n",
            " /x",
            "/sign-in",
            "/sign-in?next=%2F",
            "/sign-out",
            "/ä ",
            "///evil.example",
        ] {
            assert_eq!(safe_return_path(Some(other)), None, "{other:?}");
        }
        assert_eq!(safe_return_path(None), None);
        assert_eq!(safe_return_path(Some(&format!("/{}", "a".repeat(LONGEST)))), None);
    }
}
