//! E-mail: addresses, and the content of messages. `i18n::email` has the texts.

use super::{notification::Notice, pasted};
use serde::{Deserialize, Serialize};

/// An e-mail to one person. It can be stored and rendered later in the language of the recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "email", rename_all = "snake_case")]
pub enum EmailContent {
    /// A link for joining an organisation.
    Invitation { organisation: String, url: String, valid_days: i64 },
    /// A link for choosing a new password.
    PasswordReset { url: String, valid_hours: i64 },
    /// One notification; the address leads to what it is about.
    Notification { notice: Box<Notice>, url: String },
    /// The notifications of a day with their addresses, out of `count`; `url` leads to all of them.
    Digest { organisation: String, count: i64, notices: Vec<(Notice, String)>, url: String },
}

/// The maximum length of an address in characters (RFC 5321).
const LONGEST: usize = 254;

/// Removes white space and invisible marks that came with a pasted address, and keeps its spelling otherwise; addresses
/// are compared without regard to case. `None` if the text cannot be an address.
///
/// A direction override within the address is refused, because it makes the address look like another one.
pub fn clean(text: &str) -> Option<String> {
    let is_override = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_around = |c: char| is_override(c) || pasted::value(c.encode_utf8(&mut [0; 4])).is_empty();
    let text = text.trim_matches(is_around);
    if text.contains(is_override) {
        return None;
    }
    let text = pasted::value(text);
    let (local, host) = text.rsplit_once('@')?;
    let fits = !local.is_empty() && !host.is_empty() && text.len() <= LONGEST;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '\\');
    let is_address = fits && text.chars().all(plain) && !host.starts_with('.') && !host.ends_with('.');
    is_address.then_some(text)
}

/// The text without addresses of persons, for logs and stored errors: mail servers repeat the address that they refuse.
pub fn without_addresses(text: &str) -> String {
    let is_end = |c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | ',' | ';' | ':' | '=')
    };
    let mut plain = String::with_capacity(text.len());
    for piece in text.split_inclusive(is_end) {
        let word = piece.trim_end_matches(is_end);
        let end = piece.get(word.len()..).unwrap_or_default();
        plain.push_str(if word.contains('@') { "(address)" } else { word });
        plain.push_str(end);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_mail_addresses_are_kept_as_entered() {
        for good in ["a@b", "Aisha.Khan+site@example.org", "مريم@مثال.إمارات", "o'neil@example.co.uk"] {
            assert_eq!(clean(&format!("  {good}\n")).as_deref(), Some(good), "{good}");
        }
        for pasted in ["\u{202a}a@example.org\u{202c}", "\u{a0}a@example.org\u{200f}", "a\u{200b}@exam\u{ad}ple.org"] {
            assert_eq!(clean(pasted).as_deref(), Some("a@example.org"), "{pasted:?}");
        }
        let long = format!("{}@example.org", "a".repeat(400));
        for bad in
            ["", "@", "a@", "@b", "a", "a b@c", "a@b\0", "a@b,c@d", "<a@b>", "a@.b", "a@b.", "a\u{202e}@b", &long]
        {
            assert_eq!(clean(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_address_of_a_person_is_left_in_an_error() {
        for (said, kept) in [
            ("550 5.1.1 <sara@example.org>: user unknown", "550 5.1.1 <(address)>: user unknown"),
            ("rejected: o'neil@example.org, مريم@مثال.إمارات", "rejected: o'(address), (address)"),
            ("451 4.3.0 try later", "451 4.3.0 try later"),
            ("to=a@b", "to=(address)"),
            ("", ""),
        ] {
            assert_eq!(without_addresses(said), kept);
        }
    }
}
