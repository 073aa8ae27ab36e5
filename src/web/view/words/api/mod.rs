//! The words of the pages about tokens and about the API.

pub mod ar;
pub mod en;

use crate::domain::access::Permission;

/// `/tokens`.
pub struct Tokens {
    pub title: &'static str,
    pub lead: &'static str,
    pub to_api: &'static str,
    pub make: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub permissions: &'static str,
    pub permissions_hint: &'static str,
    pub good_for: &'static str,
    pub days: [&'static str; 4],
    pub make_button: &'static str,
    pub confirm_first: &'static str,
    pub confirm_button: &'static str,
    pub problem: &'static str,
    pub made: &'static str,
    pub made_lead: &'static str,
    pub the_token: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub to_list: &'static str,
    pub list: &'static str,
    pub none: &'static str,
    pub maker: &'static str,
    pub begins_with: &'static str,
    pub until: &'static str,
    pub last_used: &'static str,
    pub never: &'static str,
    pub revoke: &'static str,
    pub good: &'static str,
    pub expired: &'static str,
    pub revoked: &'static str,
    pub may: fn(Permission) -> &'static str,
}

/// `/api`.
pub struct Api {
    pub title: &'static str,
    pub lead: &'static str,
    pub document: &'static str,
    pub begin: &'static str,
    pub step_token: &'static str,
    pub step_send: &'static str,
    pub step_refusals: &'static str,
    pub to_tokens: &'static str,
    pub addresses: &'static str,
    pub parameters: &'static str,
    pub required: &'static str,
    pub body: &'static str,
    pub example: &'static str,
    pub answers: &'static str,
    pub try_title: &'static str,
    pub token: &'static str,
    pub token_hint: &'static str,
    pub send: &'static str,
    pub file: &'static str,
    pub answer: &'static str,
    pub sending: &'static str,
    pub no_answer: &'static str,
    pub save_file: &'static str,
    /// What an operation does, where the document's own English is not the language of the page.
    pub operations: &'static [(&'static str, &'static str)],
    /// The same for parameters, by name.
    pub parameter_words: &'static [(&'static str, &'static str)],
    /// And for answers, by status.
    pub statuses: &'static [(&'static str, &'static str)],
}
