//! What follows from an address alone, before its line of the table is read: whether it is of the API, whether API tokens
//! are accepted there, and whether it is open before a second factor is set up.

/// The prefix of the API: its responses are JSON, whatever the client accepts.
const API: &str = "/api/v1/";

/// Path prefixes at which API tokens are accepted. Everything else (people, tokens, passwords, factors, the organisation,
/// the migration) is done by a person, so it is not in this list.
const WITH_TOKENS: &[&str] =
    &[API, "/forms/", "/uploads", "/submissions", "/jobs/", "/generated/", "/hvac-mep/", "/cleaning", "/civil/"];

/// Below one of them, and nevertheless done by a person.
const FOR_PERSONS: &str = "/forms/manage";

/// Whether a path is an address or below it.
pub fn is_at_or_below(path: &str, address: &str) -> bool {
    path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub fn is_api(path: &str) -> bool {
    path.starts_with(API)
}

pub fn accepts_tokens(path: &str) -> bool {
    !is_at_or_below(path, FOR_PERSONS) && WITH_TOKENS.iter().any(|prefix| path.starts_with(prefix))
}

/// Whether a path is allowed for a member who has to set up a second factor first: only the own account is, without
/// absences, which give the rights of the member to another member.
pub fn allowed_without_factor(path: &str) -> bool {
    ["/account", "/sign-in", "/sign-out"].iter().any(|own| is_at_or_below(path, own))
        && !is_at_or_below(path, "/account/absence")
}
