//! The tokens of a Rust file: comments, strings, characters and lifetimes are skipped.

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    /// `::`
    Separator,
    Sign(char),
}

/// The tokens of a file without comments, strings, characters and lifetimes.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        match c {
            '/' if next == '/' => at += chars[at..].iter().take_while(|c| **c != '\n').count(),
            '/' if next == '*' => at = end_of_comment(&chars, at),
            '"' => at = end_of_string(&chars, at),
            '\'' => at = end_of_quote(&chars, at),
            'r' | 'b' | 'c' if starts_string(&chars, at) => at = end_of_prefixed(&chars, at),
            ':' if next == ':' => {
                tokens.push(Token::Separator);
                at += 2;
            }
            c if is_word(c) => {
                let word: String = chars[at..].iter().take_while(|c| is_word(**c)).collect();
                at += word.chars().count();
                tokens.push(Token::Word(word));
            }
            c if c.is_whitespace() => at += 1,
            c => {
                tokens.push(Token::Sign(c));
                at += 1;
            }
        }
    }
    tokens
}

fn end_of_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (1, from + 2);
    while depth > 0 && at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The position after a character literal; of a lifetime or label, only the quote is skipped.
fn end_of_quote(chars: &[char], from: usize) -> usize {
    match (chars.get(from + 1), chars.get(from + 2)) {
        (Some('\\'), _) => from + 3 + chars[from + 3..].iter().take_while(|c| **c != '\'').count() + 1,
        (Some(_), Some('\'')) => from + 3,
        _ => from + 1 + chars[from + 1..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count(),
    }
}

/// Whether a string with a prefix begins here: `r"`, `r#"`, `b"`, `br"`, `b'`, `c"`.
fn starts_string(chars: &[char], at: usize) -> bool {
    if at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_') {
        return false;
    }
    let prefix = chars[at..].iter().take_while(|c| matches!(c, 'r' | 'b' | 'c')).count();
    let hashes = chars[at + prefix..].iter().take_while(|c| **c == '#').count();
    let quote = chars.get(at + prefix + hashes);
    prefix <= 2 && (quote == Some(&'"') || (quote == Some(&'\'') && hashes == 0 && chars[at] == 'b' && prefix == 1))
}

fn end_of_prefixed(chars: &[char], at: usize) -> usize {
    let prefix: Vec<char> = chars[at..].iter().copied().take_while(|c| matches!(c, 'r' | 'b' | 'c')).collect();
    let from = at + prefix.len();
    if chars[from] == '\'' {
        return end_of_quote(chars, from);
    }
    if !prefix.contains(&'r') {
        return end_of_string(chars, from);
    }
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    let closes =
        |at: usize| chars[at] == '"' && chars[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    let mut end = from + hashes + 1;
    while end < chars.len() && !closes(end) {
        end += 1;
    }
    end + 1 + hashes
}
