//! An SQLite file, opened read-only and immutable: each row as a JSON document, together with its related rows.
//!
//! Values that JSON lacks are written as MongoDB writes them: bytes as `{"$binary": …}`. The same row always gives the
//! same bytes, so that its hash is stable.

use base64::{Engine, engine::general_purpose::STANDARD};
use rusqlite::{
    Connection, OpenFlags, Row as SqlRow, Statement,
    types::{Value as SqlValue, ValueRef},
};
use serde_json::{Map, Value, json};
use std::{
    collections::HashSet,
    fmt::Write,
    io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, mpsc::sync_channel},
};
use time::OffsetDateTime;

/// Number of rows read ahead.
const AHEAD: usize = 64;

/// Which rows are documents.
#[derive(Clone, Debug)]
pub struct DocumentQuery {
    /// The table, or the query that produces the documents.
    pub table: Table,
    /// The columns that identify a row.
    pub key: Vec<String>,
    /// Related rows of a document: a name, and the query; `:column` in it is a column of the document.
    pub with: Vec<(String, String)>,
    /// Columns that contain JSON text.
    pub json: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum Table {
    Named(String),
    Query(String),
}

pub struct SqliteFile {
    path: PathBuf,
    wanted: DocumentQuery,
    /// For single rows; a walk over all rows opens its own connection.
    conn: Mutex<Connection>,
}

/// A row with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// None if a part of the key is NULL or bytes.
    pub key: Option<Vec<String>>,
    pub document: Vec<u8>,
}

impl SqliteFile {
    /// Opens the file and checks the queries against it. The error tells the author of the queries what is wrong.
    pub fn open(path: &Path, wanted: DocumentQuery) -> Result<SqliteFile, String> {
        let wal = with_ending(path, "-wal");
        if wal.metadata().is_ok_and(|wal| wal.len() > 0) {
            return Err(format!(
                "{} has changes that are not in the database file yet, and this only reads. Close the program that \
                 writes it, or make a copy with `sqlite3 {} \".backup copy.db\"`, and import that",
                wal.display(),
                path.display()
            ));
        }
        let conn = connect(path).map_err(|error| format!("{} cannot be opened: {error}", path.display()))?;
        check(&conn, &wanted)?;
        Ok(SqliteFile { path: path.to_owned(), wanted, conn: Mutex::new(conn) })
    }

    pub fn modified_at(&self) -> io::Result<OffsetDateTime> {
        Ok(self.path.metadata()?.modified()?.into())
    }

    /// Every row in the order of the table or query. Ends with the first error.
    pub fn rows(&self) -> impl Iterator<Item = io::Result<Row>> + Send + use<> {
        let (path, wanted) = (self.path.clone(), self.wanted.clone());
        let (sender, receiver) = sync_channel(AHEAD);
        // A statement borrows its connection, so both live on a thread that ends when the receiver is dropped.
        std::thread::spawn(move || {
            let walk = || -> rusqlite::Result<()> {
                let conn = connect(&path)?;
                let mut statement = conn.prepare(&format!("SELECT * FROM {}", wanted.table.sql()))?;
                let names = names(&statement);
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    if sender.send(Ok(document(&conn, &wanted, &names, row)?)).is_err() {
                        break;
                    }
                }
                Ok(())
            };
            if let Err(error) = walk() {
                let _ = sender.send(Err(io::Error::other(error)));
            }
        });
        receiver.into_iter()
    }

    /// A row by its key; if several rows have the key, the `nth` from 0.
    pub fn row(&self, key: &[String], nth: i64) -> io::Result<Row> {
        let conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        self.one(&conn, key, nth).map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => io::ErrorKind::NotFound.into(),
            error => io::Error::other(error),
        })
    }

    fn one(&self, conn: &Connection, key: &[String], nth: i64) -> rusqlite::Result<Row> {
        let columns = self.wanted.key.iter().enumerate();
        let narrow: Vec<String> = columns.map(|(at, name)| format!("{} = ?{}", quoted(name), at + 1)).collect();
        let sql =
            format!("SELECT * FROM {} WHERE {} LIMIT 1 OFFSET {nth}", self.wanted.table.sql(), narrow.join(" AND "));
        let mut statement = conn.prepare_cached(&sql)?;
        let names = names(&statement);
        // A column without a type matches a number as a number only; all other columns convert.
        let as_text = key.iter().map(|part| SqlValue::Text(part.clone())).collect::<Vec<_>>();
        let as_number = key.iter().map(|part| part.parse().map_or(SqlValue::Text(part.clone()), SqlValue::Integer));
        for values in [as_text, as_number.collect()] {
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            if let Some(row) = rows.next()? {
                return document(conn, &self.wanted, &names, row);
            }
        }
        Err(rusqlite::Error::QueryReturnedNoRows)
    }
}

impl Table {
    fn sql(&self) -> String {
        match self {
            Table::Named(name) => quoted(name),
            Table::Query(query) => format!("({})", query.trim().trim_end_matches(';')),
        }
    }
}

/// Immutable: takes no lock, writes no journal, touches no file beside it.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || b"/._-~".contains(b) => address.push(char::from(*b)),
            b => {
                let _ = write!(address, "%{b:02X}");
            }
        }
    }
    address.push_str("?mode=ro&immutable=1");
    Connection::open_with_flags(address, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

fn check(conn: &Connection, wanted: &DocumentQuery) -> Result<(), String> {
    let statement = conn
        .prepare(&format!("SELECT * FROM {}", wanted.table.sql()))
        .map_err(|error| format!("rows: the database says: {error}"))?;
    let names = names(&statement);
    let mut known = HashSet::new();
    if let Some(twice) = names.iter().chain(wanted.with.iter().map(|(name, _)| name)).find(|name| !known.insert(*name))
    {
        return Err(format!("rows: two columns are called {twice:?}; give one of them another name with AS"));
    }
    if let Some(key) = wanted.key.iter().find(|key| !names.contains(key)) {
        return Err(format!("id: {key:?} is not a column of the rows; the columns are {}", names.join(", ")));
    }
    for (name, query) in &wanted.with {
        conn.prepare(query).map_err(|error| format!("rows.with.{name}: the database says: {error}"))?;
    }
    Ok(())
}

fn document(conn: &Connection, wanted: &DocumentQuery, names: &[String], row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let mut fields = object(names, row, &wanted.json)?;
    let mut key = Vec::new();
    for name in &wanted.key {
        key.push(match row.get_ref(name.as_str())? {
            ValueRef::Integer(number) => Some(number.to_string()),
            ValueRef::Text(text) => String::from_utf8(text.to_vec()).ok(),
            ValueRef::Real(number) => Some(number.to_string()),
            ValueRef::Null | ValueRef::Blob(_) => None,
        });
    }
    for (name, query) in &wanted.with {
        let mut statement = conn.prepare_cached(query)?;
        bind_own(&mut statement, names, row)?;
        let inner = self::names(&statement);
        let mut rows = statement.raw_query();
        let mut list = Vec::new();
        while let Some(row) = rows.next()? {
            list.push(Value::Object(object(&inner, row, &wanted.json)?));
        }
        fields.insert(name.clone(), Value::Array(list));
    }
    Ok(Row { key: key.into_iter().collect(), document: Value::Object(fields).to_string().into_bytes() })
}

/// Binds the columns of the document that a query refers to.
fn bind_own(statement: &mut Statement<'_>, names: &[String], row: &SqlRow<'_>) -> rusqlite::Result<()> {
    for (at, name) in names.iter().enumerate() {
        if let Some(parameter) = statement.parameter_index(&format!(":{name}"))? {
            statement.raw_bind_parameter(parameter, row.get::<_, SqlValue>(at)?)?;
        }
    }
    Ok(())
}

fn object(names: &[String], row: &SqlRow<'_>, json: &[String]) -> rusqlite::Result<Map<String, Value>> {
    let value = |(at, name): (usize, &String)| Ok((name.clone(), value(row.get_ref(at)?, json.contains(name))));
    names.iter().enumerate().map(value).collect()
}

fn value(value: ValueRef<'_>, is_json: bool) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) if is_json => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
            Ok(text) => json!(text),
            Err(_) => bytes(text),
        },
        ValueRef::Blob(blob) => bytes(blob),
    }
}

fn bytes(bytes: &[u8]) -> Value {
    json!({ "$binary": { "base64": STANDARD.encode(bytes), "subType": "00" } })
}

fn names(statement: &Statement<'_>) -> Vec<String> {
    statement.column_names().map(str::to_owned).collect()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
