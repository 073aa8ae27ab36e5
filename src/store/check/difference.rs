//! Comparison of two catalogs, with a statement that corrects each difference.

use serde::Serialize;
use std::collections::BTreeMap;

/// A part of a schema: kind, table and name, such as `("type", "submissions", "site_name")`.
pub(super) type Part = (String, String, String);

/// Every part with its definition.
pub(super) type Catalog = BTreeMap<Part, String>;

/// A difference between the live schema and the expected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `column submissions.site_name`.
    pub what: String,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// A statement that corrects it, or instructions if no statement can.
    pub fix: String,
}

impl Difference {
    pub(super) fn orphans(table: &str, name: &str, definition: &str, count: i64) -> Difference {
        Difference {
            what: format!("rows of {table}"),
            expected: Some(format!("0 rows that break {name}, {definition}")),
            found: Some(format!("{count} rows")),
            fix: "find out who removed the rows that they name, and bring those back from a backup".to_owned(),
        }
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = match (&self.expected, &self.found) {
            (Some(expected), Some(found)) => format!("{}: is {found}, should be {expected}", self.what),
            (Some(expected), None) if expected.is_empty() => format!("{}: is missing", self.what),
            (Some(expected), None) => format!("{}: is missing, should be {expected}", self.what),
            (None, Some(found)) if found.is_empty() => format!("{}: should not be there", self.what),
            (None, Some(found)) => format!("{}: should not be there, is {found}", self.what),
            (None, None) => self.what.clone(),
        };
        write!(f, "{}. To fix it: {}", line.replace('\n', " "), self.fix.replace('\n', " "))
    }
}

/// All parts that are in only one of the catalogs, or differ.
pub(super) fn between(expected: &Catalog, live: &Catalog) -> Vec<Difference> {
    let mut all: Vec<&Part> = expected.keys().chain(live.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let differs = all.into_iter().filter(|part| expected.get(part) != live.get(part) && !is_told(part, expected, live));
    differs.map(|part| difference(part, expected.get(part), live.get(part))).collect()
}

/// Tables of the live database that `schema.rs` does not have, and the reverse. A table that the migrations create and
/// `schema.rs` lacks is a defect of the program.
pub(super) fn without_code(live: &Catalog, code: &[&str]) -> Vec<Difference> {
    let tables = || live.keys().filter(|(kind, ..)| kind == "table").map(|(_, table, _)| table.as_str());
    let no_code = tables().filter(|table| !code.contains(table)).map(|table| Difference {
        what: format!("table {table}"),
        expected: None,
        found: Some("a table that no query of this program knows".to_owned()),
        fix: format!("if it is yours, ALTER TABLE {table} SET SCHEMA one of your own; else DROP TABLE {table}"),
    });
    let no_table = code.iter().filter(|name| !tables().any(|table| table == **name)).map(|name| Difference {
        what: format!("table {name}"),
        expected: Some("there, since the program's queries name it".to_owned()),
        found: None,
        fix: "bring it back from a backup".to_owned(),
    });
    no_code.chain(no_table).collect()
}

/// Whether a part is omitted, because its table or column is reported as a whole. Tables are reported by
/// `without_code`.
fn is_told((kind, table, name): &Part, expected: &Catalog, live: &Catalog) -> bool {
    let both = |kind: &str, name: &str| {
        let part = (kind.to_owned(), table.clone(), name.to_owned());
        expected.contains_key(&part) && live.contains_key(&part)
    };
    match kind.as_str() {
        "function" | "view" => false,
        "null" | "default" => !both("table", "") || !both("type", name),
        _ => !both("table", ""),
    }
}

fn difference(part: &Part, expected: Option<&String>, live: Option<&String>) -> Difference {
    let (kind, table, name) = part;
    let what = match kind.as_str() {
        "type" => format!("column {table}.{name}"),
        "null" | "default" => format!("{kind} of column {table}.{name}"),
        _ => format!("{kind} {table}{}{name}", if table.is_empty() || name.is_empty() { "" } else { "." }),
    };
    let fix = fix(part, expected.map(String::as_str), live.is_some());
    Difference { what, expected: expected.cloned(), found: live.cloned(), fix }
}

fn fix((kind, table, name): &Part, expected: Option<&str>, is_there: bool) -> String {
    let column = |rest: &str| format!("ALTER TABLE {table} ALTER COLUMN {name} {rest}");
    let then = |drop: String, make: String| if is_there { format!("{drop}; {make}") } else { make };
    match (kind.as_str(), expected) {
        ("type", None) => format!("ALTER TABLE {table} DROP COLUMN {name}, once you know that nobody needs it"),
        ("type", Some(to)) if is_there => column(&format!("TYPE {to}")),
        ("type", Some(to)) => format!("ALTER TABLE {table} ADD COLUMN {name} {to}, and its values from a backup"),
        ("null", Some("NOT NULL")) => column("SET NOT NULL"),
        ("null", _) => column("DROP NOT NULL"),
        ("default", Some("none") | None) => column("DROP DEFAULT"),
        ("default", Some(to)) => column(&format!("SET DEFAULT {to}")),
        ("constraint", None) => format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
        ("constraint", Some(to)) => then(
            format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} {to}"),
        ),
        ("index", None) => format!("DROP INDEX {name}"),
        ("index", Some(to)) => then(format!("DROP INDEX {name}"), to.to_owned()),
        ("policy", None) => format!("DROP POLICY {name} ON {table}"),
        ("policy", Some(to)) => {
            then(format!("DROP POLICY {name} ON {table}"), format!("CREATE POLICY {name} ON {table} {to}"))
        }
        ("row-level security", None) => format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"),
        ("row-level security", Some(_)) => format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        ("trigger", None) => format!("DROP TRIGGER {name} ON {table}"),
        ("function", None) => format!("DROP FUNCTION {name}"),
        ("view", None) => format!("DROP VIEW {table}"),
        ("trigger" | "function", Some(to)) => to.to_owned(),
        _ => "bring it back from a backup".to_owned(),
    }
}
