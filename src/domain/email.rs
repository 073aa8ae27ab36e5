//! E-mail: addresses, and the content of messages. `i18n::email` has the texts.

use serde::{Deserialize, Serialize};

/// An e-mail to one person. It can be stored and rendered later in the language of the recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "email", rename_all = "snake_case")]
pub enum EmailContent {
    /// A link for joining an organisation.
    Invitation { organisation: String, url: String, valid_days: i64 },
    /// A link for choosing a new password.
    PasswordReset { url: String, valid_hours: i64 },
}

/// The maximum length of an address in characters (RFC 5321).
const LONGEST: usize = 254;

/// Removes white space around an address and keeps its spelling otherwise; addresses are compared without regard to
/// case. `None` if the text cannot be an address.
pub fn clean(text: &str) -> Option<&str> {
    let text = text.trim();
    let (local, host) = text.rsplit_once('@')?;
    let fits = !local.is_empty() && !host.is_empty() && text.len() <= LONGEST;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '\\');
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    (fits && text.chars().all(|c| plain(c) && !hidden(c)) && !host.starts_with('.') && !host.ends_with('.'))
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_mail_addresses_are_kept_as_entered() {
        for good in ["a@b", "Aisha.Khan+site@example.org", "مريم@مثال.إمارات", "o'neil@example.co.uk"] {
            assert_eq!(clean(&format!("  {good}\n")), Some(good), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(400));
        for bad in
            ["", "@", "a@", "@b", "a", "a b@c", "a@b\0", "a@b,c@d", "<a@b>", "a@.b", "a@b.", "a\u{202e}@b", &long]
        {
            assert_eq!(clean(bad), None, "{bad}");
        }
    }
}
