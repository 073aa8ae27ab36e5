//! The names in a Rust file: its modules, imports, definitions and all paths in its code.
//!
//! A tokenizer, not a compiler: comments, strings and items behind `#[cfg(test)]` are skipped, macros are read like
//! other code. Names that exist only after macro expansion are not found.

mod tokens;

use tokens::{Token, tokens};

/// A module of one file: the file itself, or a `mod x { … }` inside it.
#[derive(Debug, Default)]
pub struct Module {
    /// The path of an inline module below the file's own module; empty for the file itself.
    pub inline: Vec<String>,
    pub imports: Vec<Import>,
    /// Names of the items that are defined here.
    pub defined: Vec<String>,
    /// Whether there is code besides module declarations and imports.
    pub has_items: bool,
    /// Paths of two or more segments in the code.
    pub paths: Vec<Vec<String>>,
}

/// One leaf of a `use`.
#[derive(Debug)]
pub struct Import {
    pub path: Vec<String>,
    /// The name that it gets here; none for `*` and `_`.
    pub name: Option<String>,
    pub is_glob: bool,
    pub is_public: bool,
}

const DEFINING: &[&str] = &["struct", "enum", "union", "trait", "type", "fn", "const", "static"];

/// Reads a file into its modules, the file's own first.
pub fn read(text: &str) -> Vec<Module> {
    let mut reader =
        Reader { tokens: tokens(text), at: 0, modules: vec![Module::default()], open: vec![(0, 0)], depth: 0 };
    while reader.at < reader.tokens.len() {
        reader.step();
    }
    reader.modules
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    modules: Vec<Module>,
    /// The open modules, innermost last: index, and the brace depth of their items.
    open: Vec<(usize, usize)>,
    depth: usize,
}

impl Reader {
    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn is(&self, at: usize, sign: char) -> bool {
        self.tokens.get(at) == Some(&Token::Sign(sign))
    }

    fn module(&mut self) -> &mut Module {
        let (index, _) = *self.open.last().expect("the file's own module is always open");
        &mut self.modules[index]
    }

    fn is_item_level(&self) -> bool {
        self.open.last().is_some_and(|(_, depth)| *depth == self.depth)
    }

    fn step(&mut self) {
        match self.tokens[self.at].clone() {
            Token::Sign('#') if self.is(self.at + 1, '[') && self.is_only_for_tests() => self.skip_item(),
            Token::Sign('{') => {
                self.depth += 1;
                self.at += 1;
            }
            Token::Sign('}') => {
                self.depth = self.depth.saturating_sub(1);
                if self.open.len() > 1 && self.open.last().is_some_and(|(_, depth)| *depth > self.depth) {
                    self.open.pop();
                }
                self.at += 1;
            }
            Token::Word(word) if word == "use" => self.read_use(),
            Token::Word(word) if word == "mod" && self.is_item_level() => self.read_mod(),
            Token::Word(word) => {
                if self.is_item_level() {
                    self.note_item(&word);
                }
                self.read_path(word);
            }
            _ => self.at += 1,
        }
    }

    /// Whether the attribute here is a `cfg` that only tests satisfy.
    fn is_only_for_tests(&self) -> bool {
        let end = self.end_of_attribute();
        let words: Vec<&str> = (self.at..end).filter_map(|at| self.word(at)).collect();
        words.first() == Some(&"cfg") && words.contains(&"test") && !words.contains(&"not") && !words.contains(&"any")
    }

    fn end_of_attribute(&self) -> usize {
        let (mut depth, mut at) = (0, self.at + 1);
        while at < self.tokens.len() {
            match self.tokens[at] {
                Token::Sign('[') => depth += 1,
                Token::Sign(']') => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        at
    }

    /// Skips the item after an attribute: to its `;`, its block, or the comma of a field.
    fn skip_item(&mut self) {
        self.at = self.end_of_attribute();
        let mut depth = 0;
        while self.at < self.tokens.len() {
            match self.tokens[self.at] {
                Token::Sign('{' | '(' | '[') => depth += 1,
                Token::Sign('}') if depth == 0 => return,
                Token::Sign('}') if depth == 1 => {
                    self.at += 1;
                    return;
                }
                Token::Sign('}' | ')' | ']') => depth -= 1,
                Token::Sign(';' | ',') if depth == 0 => {
                    self.at += 1;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn read_mod(&mut self) {
        let name = self.word(self.at + 1).unwrap_or_default().to_owned();
        if self.is(self.at + 2, '{') {
            let mut inline = self.module().inline.clone();
            inline.push(name);
            self.modules.push(Module { inline, ..Module::default() });
            self.depth += 1;
            self.open.push((self.modules.len() - 1, self.depth));
        }
        self.at += 3;
    }

    fn note_item(&mut self, word: &str) {
        if word == "impl" || word == "macro_rules" || DEFINING.contains(&word) {
            self.module().has_items = true;
        }
        if let Some(name) = self.word(self.at + 1).map(str::to_owned)
            && DEFINING.contains(&word)
            && !DEFINING.contains(&name.as_str())
        {
            self.module().defined.push(name);
        }
        if word == "macro_rules"
            && let Some(name) = self.word(self.at + 2).map(str::to_owned)
        {
            self.module().defined.push(name);
        }
    }

    fn read_path(&mut self, first: String) {
        let continues_another = self.at > 0 && matches!(self.tokens[self.at - 1], Token::Separator | Token::Sign('.'));
        let mut path = vec![first];
        self.at += 1;
        while self.tokens.get(self.at) == Some(&Token::Separator)
            && let Some(next) = self.word(self.at + 1).map(str::to_owned)
        {
            path.push(next);
            self.at += 2;
        }
        if path.len() > 1 && !continues_another {
            self.module().paths.push(path);
        }
    }

    fn read_use(&mut self) {
        let is_public = self.at > 0 && (self.word(self.at - 1) == Some("pub") || self.is(self.at - 1, ')'));
        self.at += 1;
        let mut leaves = Vec::new();
        self.read_tree(&mut Vec::new(), is_public, &mut leaves);
        self.module().imports.extend(leaves);
    }

    /// One tree of a `use`, up to the `,`, `}` or `;` that ends it.
    fn read_tree(&mut self, before: &mut Vec<String>, is_public: bool, leaves: &mut Vec<Import>) {
        let length = before.len();
        let mut is_leaf = true;
        let mut name = None;
        loop {
            match self.tokens.get(self.at).cloned() {
                Some(Token::Word(word)) if word == "as" => {
                    name = self.word(self.at + 1).filter(|name| *name != "_").map(str::to_owned);
                    self.at += 2;
                }
                Some(Token::Word(word)) => {
                    name = Some(word.clone());
                    before.push(word);
                    self.at += 1;
                }
                Some(Token::Separator) => self.at += 1,
                Some(Token::Sign('*')) => {
                    leaves.push(Import { path: before.clone(), name: None, is_glob: true, is_public });
                    is_leaf = false;
                    self.at += 1;
                }
                Some(Token::Sign('{')) => {
                    is_leaf = false;
                    self.at += 1;
                    while !self.is(self.at, '}') && self.at < self.tokens.len() {
                        self.read_tree(before, is_public, leaves);
                        if self.is(self.at, ',') {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                }
                _ => break,
            }
        }
        if is_leaf && before.len() > length {
            if before.last().is_some_and(|last| last == "self") && before.len() > 1 {
                before.pop();
                name = name.filter(|name| name != "self").or_else(|| before.last().cloned());
            }
            leaves.push(Import { path: before.clone(), name, is_glob: false, is_public });
        }
        before.truncate(length);
    }
}
