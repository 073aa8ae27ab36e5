//! Download names of reports: `Marina Tower – HVAC – 2026-03-14.pdf`.
//!
//! Made from user input in any script, for Windows, macOS, Android and mail programs. Characters that one of them
//! refuses, or interprets as part of a path or as a change of direction, are replaced or removed. These names are never
//! used as paths on the server.

use crate::domain::answers::iso;
use time::Date;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const MAX_CHARS: usize = 150;
/// Most file systems allow 255 bytes; browsers may append ` (1)` to the name.
const MAX_BYTES: usize = 240;
/// Limit for the short name of the form, in case a definition has a long one.
const MAX_SHORT: usize = 40;

/// Joins site, short name of the form and date. Without a site the name begins with the form.
pub fn download_name(site: &str, short: &str, date: Option<Date>, extension: &str) -> String {
    let mut short = clean(short);
    cut(&mut short, MAX_SHORT, MAX_BYTES / 2);
    let day = date.map(iso);
    let tail: Vec<&str> =
        [Some(short.as_str()), day.as_deref()].into_iter().flatten().filter(|s| !s.is_empty()).collect();
    let tail = tail.join(" – ");
    let mut name = clean(site);
    let between = if name.is_empty() || tail.is_empty() { "" } else { " – " };
    let rest = format!("{between}{tail}.{extension}");
    cut(&mut name, MAX_CHARS.saturating_sub(rest.chars().count()), MAX_BYTES.saturating_sub(rest.len()));
    name.push_str(&rest);
    match name.split('.').next() {
        Some("") => format!("report{name}"),
        Some(stem) if is_reserved(stem) => format!("_{name}"),
        _ => name,
    }
}

/// Replaces or removes characters that are not safe in a file name.
fn clean(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfc() {
        match c {
            '/' | '\\' | '|' | ':' => out.push('-'),
            '"' => out.push('\''),
            '*' | '?' | '<' | '>' => {}
            c if is_invisible(c) => {}
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    // A leading dot hides the file on Unix; Windows drops a trailing dot.
    out.trim_matches(|c: char| c == '.' || c == ' ').to_owned()
}

/// Direction marks and invisible characters. The joiners U+200C and U+200D are kept: Persian words and some emoji need
/// them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}'
        | '\u{e0000}'..='\u{10ffff}')
}

/// Truncates at a base character, so that combining marks stay with their letter.
fn cut(text: &mut String, chars: usize, bytes: usize) {
    let fits = |text: &str| text.len() <= bytes && text.chars().count() <= chars;
    while !fits(text) {
        while text.pop().is_some_and(|c| is_combining_mark(c) || c == '\u{200d}') {}
    }
    text.truncate(text.trim_end_matches([' ', '.', '\u{200d}']).len());
}

/// Reserved device names of Windows, also with an extension.
fn is_reserved(stem: &str) -> bool {
    let stem = stem.trim().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|n| n.chars().count() == 1 && n.chars().all(|c| "123456789¹²³".contains(c)))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    const DAY: Option<Date> = Some(date!(2026 - 03 - 14));

    #[test]
    fn names_are_readable_in_any_script() {
        for (site, name) in [
            ("Marina Tower", "Marina Tower – HVAC – 2026-03-14.pdf"),
            ("برج المارينا", "برج المارينا – HVAC – 2026-03-14.pdf"),
            ("Block A/C: \"North\" <3>", "Block A-C- 'North' 3 – HVAC – 2026-03-14.pdf"),
            ("../../etc/passwd", "-..-etc-passwd – HVAC – 2026-03-14.pdf"),
            ("C:\\x.", "C--x – HVAC – 2026-03-14.pdf"),
            ("a\u{202e}fdp.exe\r\n b\0", "afdp.exe b – HVAC – 2026-03-14.pdf"),
            ("  . ", "HVAC – 2026-03-14.pdf"),
            ("con.x", "_con.x – HVAC – 2026-03-14.pdf"),
        ] {
            assert_eq!(download_name(site, "HVAC", DAY, "pdf"), name);
        }
        assert_eq!(download_name("Nul", "", None, "xlsx"), "_Nul.xlsx");
        assert_eq!(download_name("", "", None, "xlsx"), "report.xlsx");
        assert_eq!(download_name("", "HVAC", None, "xlsx"), "HVAC.xlsx");
    }

    #[test]
    fn long_names_keep_their_end() {
        let name = download_name(&"مبنى ".repeat(90), "HVAC", DAY, "pdf");
        assert!(name.len() <= MAX_BYTES && name.ends_with(" – HVAC – 2026-03-14.pdf"), "{name}");
        let accents = download_name(&"e\u{301}\u{302}\u{303}".repeat(90), "HVAC", DAY, "pdf");
        assert!(accents.contains("\u{303} – HVAC"), "no accent is torn off: {accents}");
    }

    proptest! {
        #[test]
        fn every_name_is_safe(site in any::<String>(), short in any::<String>()) {
            let name = download_name(&site, &short, DAY, "pdf");
            prop_assert!(name.len() <= MAX_BYTES && name.chars().count() <= MAX_CHARS);
            prop_assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']));
            prop_assert!(!name.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert!(!name.starts_with(['.', ' ']) && name.ends_with("2026-03-14.pdf"));
        }
    }
}
