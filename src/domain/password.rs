//! The password policy: a minimum length and no common or predictable passwords. No rules about character classes.
//!
//! A password is used byte for byte: it is never trimmed, folded or truncated, neither when it is chosen nor when it is
//! verified.

use super::codes::codes;

/// Minimum length in characters: a code point counts as one, as in NIST SP 800-63B.
pub const SHORTEST: usize = 12;
/// Maximum length in bytes.
pub const LONGEST: usize = 1024;

/// Common passwords in lower case, one per line.
const COMMON: &str = include_str!("password/common.txt");

/// Sequences along a keyboard, the alphabet or the digits.
const RUNS: [&str; 6] = [
    "01234567890123456789012345678901234567890",
    "98765432109876543210987654321098765432109",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcbazyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/1qaz2wsx3edc",
];

codes! {
    /// Why a password is not accepted.
    pub enum PasswordRejection {
        TooShort,
        TooLong,
        Common,
        /// Equal to the name, e-mail address or organisation of its owner.
        Own,
        /// Equal to the password that it would replace.
        Same,
    }
}

/// Checks a new password. `own` is what others know about the person: name, e-mail address, organisation.
pub fn check(password: &str, own: &[&str]) -> Result<(), PasswordRejection> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordRejection::TooShort);
    }
    if password.len() > LONGEST {
        return Err(PasswordRejection::TooLong);
    }
    let folded = password.trim().to_lowercase();
    if own.iter().any(|own| !own.trim().is_empty() && own.trim().to_lowercase() == folded) {
        return Err(PasswordRejection::Own);
    }
    if is_common(&folded) { Err(PasswordRejection::Common) } else { Ok(()) }
}

/// Whether it is a listed password (also repeated, or with digits and signs around it), or part of a sequence or a
/// repetition.
fn is_common(folded: &str) -> bool {
    let listed = |text: &str| COMMON.lines().any(|line| line == text);
    let letters = folded.trim_matches(|c: char| !c.is_alphabetic());
    let unit = unit(folded);
    RUNS.iter().any(|run| run.contains(folded))
        || unit.chars().count() <= 3
        || RUNS.iter().any(|run| unit.len() < folded.len() && run.contains(unit))
        || [folded, letters, unit].into_iter().any(listed)
}

/// The shortest prefix of which the text is a repetition; the text itself if there is none.
fn unit(text: &str) -> &str {
    let whole = |piece: &str| text.len().is_multiple_of(piece.len()) && text == piece.repeat(text.len() / piece.len());
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.filter_map(|end| text.get(..end)).find(|piece| whole(piece)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_and_not_common() {
        let own = ["aisha@example.org", "Aisha Al Mansoori", "Facilities Gulf"];
        let long = "x1".repeat(513);
        for (password, judged) in [
            ("correct horse battery staple", Ok(())),
            ("طاولة مطر قلم جبل", Ok(())),
            ("🐪🌴🏗🧯🪛🐫🌵🧱🚰🔧🪜🧹", Ok(())),
            ("with\0nul and more", Ok(())),
            (" twelve chars", Ok(())),
            ("twelve chars", Ok(())),
            ("elevenchars", Err(PasswordRejection::TooShort)),
            // 12 bytes and more, but fewer characters.
            ("🐪🌴🏗🧯🪛", Err(PasswordRejection::TooShort)),
            ("مطر قلم جبل", Err(PasswordRejection::TooShort)),
            ("", Err(PasswordRejection::TooShort)),
            (long.as_str(), Err(PasswordRejection::TooLong)),
            ("Password1234!", Err(PasswordRejection::Common)),
            ("passwordpassword", Err(PasswordRejection::Common)),
            ("123456789012", Err(PasswordRejection::Common)),
            ("qwertyuiopas", Err(PasswordRejection::Common)),
            ("QwertyQwerty", Err(PasswordRejection::Common)),
            ("aaaaaaaaaaaa", Err(PasswordRejection::Common)),
            ("            ", Err(PasswordRejection::Common)),
            ("abcabcabcabc", Err(PasswordRejection::Common)),
            ("AISHA@example.org", Err(PasswordRejection::Own)),
            ("aisha al mansoori", Err(PasswordRejection::Own)),
            ("facilities gulf", Err(PasswordRejection::Own)),
        ] {
            assert_eq!(check(password, &own), judged, "{password:?}");
        }
    }

    #[test]
    fn the_list_is_in_lower_case_and_has_no_line_twice() {
        let lines: Vec<&str> = COMMON.lines().collect();
        let distinct: std::collections::HashSet<&&str> = lines.iter().collect();
        assert!(lines.len() >= 300 && distinct.len() == lines.len(), "{}", lines.len());
        assert!(lines.iter().all(|line| !line.is_empty() && line.to_lowercase() == **line));
    }
}
