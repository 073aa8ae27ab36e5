//! The direction of characters.

/// Whether a letter is written from right to left. Digits are not, whatever their script.
pub fn is_rtl(c: char) -> bool {
    let is_in_block = matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    // Comma, signs and digits in the Arabic block belong to what stands beside them.
    let is_neutral = matches!(c, '\u{600}'..='\u{607}' | '\u{609}' | '\u{60a}' | '\u{60c}' | '\u{60e}' | '\u{60f}'
        | '\u{660}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}');
    is_in_block && !is_neutral
}

/// Characters that only direct the text around them, and have no shape.
pub fn is_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
