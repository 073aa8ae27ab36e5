//! Which passwords are accepted: long ones that are not easy to guess. There are no rules about kinds of characters.
//!
//! Every byte counts as it was typed: nothing is trimmed, folded or cut off, neither when a password is chosen nor when
//! it is given.

use super::codes::codes;

/// Bytes of the shortest and the longest one.
pub const SHORTEST: usize = 12;
pub const LONGEST: usize = 1024;

/// The passwords that attackers try first, in lower case, one on each line.
const COMMON: &str = include_str!("password/common.txt");

/// What runs along a keyboard, an alphabet or the digits.
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
    pub enum Weak {
        TooShort,
        TooLong,
        Common,
        /// It is the name, the address or the organisation of its owner.
        Own,
        /// It is the one that was to be changed.
        Same,
    }
}

/// Checks a new password; `own` is what others know about the person: name, e-mail address, organisation.
pub fn judge(password: &str, own: &[&str]) -> Result<(), Weak> {
    if password.len() < SHORTEST {
        return Err(Weak::TooShort);
    }
    if password.len() > LONGEST {
        return Err(Weak::TooLong);
    }
    let folded = password.trim().to_lowercase();
    if own.iter().any(|own| !own.trim().is_empty() && own.trim().to_lowercase() == folded) {
        return Err(Weak::Own);
    }
    if is_common(&folded) { Err(Weak::Common) } else { Ok(()) }
}

/// Whether it is on the list, also twice over or with digits and signs around it, or follows no idea at all.
fn is_common(folded: &str) -> bool {
    let listed = |text: &str| COMMON.lines().any(|line| line == text);
    let letters = folded.trim_matches(|c: char| !c.is_alphabetic());
    let unit = unit(folded);
    RUNS.iter().any(|run| run.contains(folded))
        || unit.chars().count() <= 3
        || RUNS.iter().any(|run| unit.len() < folded.len() && run.contains(unit))
        || [folded, letters, unit].into_iter().any(listed)
}

/// The piece that the whole text repeats; the text itself if it repeats nothing.
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
            ("🐪🌴🏗🧯🪛", Ok(())),
            ("with\0nul and more", Ok(())),
            (" twelve bytes", Ok(())),
            ("elevenbytes", Err(Weak::TooShort)),
            ("", Err(Weak::TooShort)),
            (long.as_str(), Err(Weak::TooLong)),
            ("Password1234!", Err(Weak::Common)),
            ("passwordpassword", Err(Weak::Common)),
            ("123456789012", Err(Weak::Common)),
            ("qwertyuiopas", Err(Weak::Common)),
            ("QwertyQwerty", Err(Weak::Common)),
            ("aaaaaaaaaaaa", Err(Weak::Common)),
            ("            ", Err(Weak::Common)),
            ("abcabcabcabc", Err(Weak::Common)),
            ("AISHA@example.org", Err(Weak::Own)),
            ("aisha al mansoori", Err(Weak::Own)),
            ("facilities gulf", Err(Weak::Own)),
        ] {
            assert_eq!(judge(password, &own), judged, "{password:?}");
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
