//! Import of documents from other stores (a MongoDB export, an SQLite file) with a mapping written by the operator.
//!
//! A mapping is a TOML file that gives the path in a document for each question of a form. Values that it does not
//! mention become further answers with their path, so an incomplete mapping loses no data. `docs/mapping.md` describes
//! the file format; this module parses mappings and reads documents with them.

mod extended;
mod find;
mod parse;
mod read;
#[cfg(test)]
mod tests;

use crate::domain::ids::ModuleSlug;
use serde_json::Value;
use std::fmt;

/// A mapping that was checked against the form of its module.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// Part of the ids that are derived from the keys of the source, so it must never change.
    pub name: String,
    pub module: ModuleSlug,
    /// SQLite only: which rows are documents.
    pub rows: Option<Rows>,
    /// The paths of the key of a document, which may have several parts.
    pub id: Vec<String>,
    created_at: Option<String>,
    status: Option<StatusRule>,
    fields: Vec<(String, Rule)>,
    items: Vec<ItemsRule>,
}

/// The rows of an SQLite file that are documents, and related rows of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub from: TableOrQuery,
    /// Queries for related rows, by the key under which the rows are added to the document. `:column` in a query refers
    /// to a column of the document.
    pub with: Vec<(String, String)>,
    /// Columns that contain JSON text.
    pub json: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableOrQuery {
    Table(String),
    Query(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct StatusRule {
    from: String,
    completed: Vec<String>,
    failed: Vec<String>,
}

/// The path of the rows of a repeating group, and rules for the answers in each row.
#[derive(Clone, Debug, PartialEq)]
struct ItemsRule {
    group: String,
    from: String,
    fields: Vec<(String, Rule)>,
}

/// How the answer to a question is found.
#[derive(Clone, Debug, PartialEq)]
enum Rule {
    Path(ValuePath),
    Constant(Value),
    /// A sequence of texts and paths.
    Template(Vec<TemplatePiece>),
}

#[derive(Clone, Debug, Default, PartialEq)]
struct ValuePath {
    path: String,
    /// Replacements: the text in the document and the answer for it.
    values: Vec<(String, Value)>,
    /// Photos: the path of the reference within each element of the list.
    photo: Option<String>,
    /// Signatures: the path of the typed name.
    name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplatePiece {
    Text(String),
    Path(String),
}

/// An error in a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError {
    /// The name of the file.
    pub origin: String,
    /// `fields.site_name`; empty for the file as a whole.
    pub key: String,
    /// One sentence without a full stop.
    pub reason: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// All errors of a mapping, in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingErrors(pub Vec<MappingError>);

impl fmt::Display for MappingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(MappingError::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for MappingErrors {}
