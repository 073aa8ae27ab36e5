//! Text folding for search: spellings that people treat as equal become equal.
//!
//! Folded are invisible marks, case, compatibility characters (full-width letters), accents, Arabic vowel marks, the variants of alef,
//! yeh and teh marbuta, and Arabic and Persian digits. The rest is split into words of letters and digits. Stored text
//! and search text use the same function.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest word that is kept, in characters. Longer words are truncated.
const MAX_WORD: usize = 64;

/// The folded words of a text, in order.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfkd().filter(|c| is_seen(*c)).flat_map(char::to_lowercase) {
        let c = match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' | 'ی' => 'ي',
            'ة' => 'ه',
            'ک' => 'ك',
            other => other,
        };
        let c = match c {
            '\u{660}'..='\u{669}' => char::from(b'0' + (c as u32 - 0x660) as u8),
            '\u{6f0}'..='\u{6f9}' => char::from(b'0' + (c as u32 - 0x6f0) as u8),
            other => other,
        };
        if c.is_alphanumeric() {
            if word.chars().count() < MAX_WORD {
                word.push(c);
            }
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Everything but vowel marks, the tatweel, and characters without a shape within a word. U+200B stays, because it
/// separates words where no space does.
fn is_seen(c: char) -> bool {
    let is_hidden = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !is_combining_mark(c) && c != '\u{640}' && !is_hidden
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn spellings_that_look_the_same_are_the_same() {
        assert_eq!(words("Café  AHU-03, ﬁre"), ["cafe", "ahu", "03", "fire"]);
        assert_eq!(words("Cafe\u{301}"), words("Café"));
        assert_eq!(words("مَدْرَسَةُ الأمل"), words("مدرسه الامل"));
        assert_eq!(words("٢٠٢٦"), ["2026"]);
        assert_eq!(words("\u{200f}Ma\u{ad}rina\u{200e}\u{a0}Tower\u{feff}"), ["marina", "tower"]);
        assert_eq!(words("علی\u{200c}رضا"), words("علیرضا"));
        assert_eq!(words("  —!  "), Vec::<String>::new());
    }
}
