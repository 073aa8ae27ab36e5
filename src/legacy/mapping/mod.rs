//! Documents of other stores (a MongoDB export, an SQLite file), read by a mapping that the operator writes.
//!
//! A mapping is a TOML file that says for each question of a form where its answer stands in a document. What it does
//! not mention is kept as a further answer with its path, so that a mapping that forgets something loses nothing.
//! `docs/mapping.md` describes the file; here it is parsed, and documents are read by it.

mod extended;
mod find;
mod parse;
mod read;
#[cfg(test)]
mod tests;

use crate::domain::ids::ModuleSlug;
use serde_json::Value;
use std::fmt;

/// A mapping, read and checked against the form of its module.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// Stands in the ids that are made from the source's own keys, so it must never change.
    pub name: String,
    pub module: ModuleSlug,
    /// Of an SQLite file: which rows are documents.
    pub rows: Option<Rows>,
    /// Where the source's own key stands, in one part or several.
    pub id: Vec<String>,
    created_at: Option<String>,
    status: Option<StatusRule>,
    fields: Vec<(String, Rule)>,
    items: Vec<ItemsRule>,
}

/// The rows of an SQLite file that are documents, and what belongs to each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub from: From,
    /// Further rows of each document by the key under which they stand in it; `:column` names the document's own.
    pub with: Vec<(String, String)>,
    /// Columns whose text is JSON.
    pub json: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    Table(String),
    Query(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct StatusRule {
    from: String,
    completed: Vec<String>,
    failed: Vec<String>,
}

/// Where the rows of a repeating group stand, and where in each row its answers.
#[derive(Clone, Debug, PartialEq)]
struct ItemsRule {
    group: String,
    from: String,
    fields: Vec<(String, Rule)>,
}

/// How the answer to a question is found.
#[derive(Clone, Debug, PartialEq)]
enum Rule {
    At(ValuePath),
    Constant(Value),
    /// Texts and paths in turn.
    Template(Vec<Piece>),
}

#[derive(Clone, Debug, Default, PartialEq)]
struct ValuePath {
    path: String,
    /// What stands there, and what it becomes.
    values: Vec<(String, Value)>,
    /// In each photo of a list: where its address stands.
    photo: Option<String>,
    /// Of a signature: where the typed name stands.
    name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Path(String),
}

/// One thing that is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The file.
    pub origin: String,
    /// `fields.site_name`; empty for the file as a whole.
    pub key: String,
    /// One sentence without a full stop.
    pub reason: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Everything that is wrong with a mapping, in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaints(pub Vec<Complaint>);

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Complaint::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Complaints {}
