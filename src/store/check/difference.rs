//! Comparison of two catalogs.

use super::{
    catalog::{Catalog, Part},
    fix::{self, Fix},
};
use serde::Serialize;

/// A difference between the live schema and the expected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `column submissions.site_name`.
    pub what: String,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// What to know before the statement is run.
    pub advice: Option<&'static str>,
    /// Whole SQL statements that correct it, or show the rows that break it.
    pub fix: String,
}

impl Difference {
    pub(super) fn orphans(table: &str, name: &str, definition: &str, count: i64, rows: &str) -> Difference {
        Difference {
            what: format!("rows of {table}"),
            expected: Some(format!("0 rows that break {name}, {definition}")),
            found: Some(format!("{count} rows")),
            advice: Some(
                "Find out why the rows that they refer to are missing, and restore those from a backup. The statement shows them",
            ),
            fix: format!("{rows};"),
        }
    }

    /// Whether the program works with it: a table, view, function or index that others added. A unique index may refuse
    /// rows.
    pub fn is_harmless(&self) -> bool {
        let kind = self.what.split(' ').next().unwrap_or_default();
        let unique = self.found.as_deref().is_some_and(|found| found.starts_with("CREATE UNIQUE"));
        self.expected.is_none() && !unique && matches!(kind, "table" | "view" | "index" | "function")
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
        let advice = self.advice.map(|advice| format!(" {advice}.")).unwrap_or_default();
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(f, "{line}.{advice} To fix it: {}", one_line(&self.fix))
    }
}

/// Statements with the same effect on one line. The body of a function has line breaks, which belong to it.
fn one_line(sql: &str) -> String {
    if !sql.contains('\n') {
        return sql.to_owned();
    }
    let escaped = sql.replace('\\', "\\\\").replace('\'', "''").replace('\n', "\\n");
    format!("DO $fix$ BEGIN EXECUTE E'{escaped}'; END $fix$;")
}

/// All parts that are in only one of the catalogs, or differ.
pub(super) fn between(expected: &Catalog, live: &Catalog) -> Vec<Difference> {
    let mut all: Vec<&Part> = expected.keys().chain(live.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let differs =
        all.into_iter().filter(|part| expected.get(part) != live.get(part) && !is_covered(part, expected, live));
    differs.map(|part| difference(part, expected, live)).collect()
}

/// Tables of the live database that `schema.rs` does not have, and the reverse. A table that the migrations create and
/// `schema.rs` lacks is a defect of the program.
pub(super) fn without_code(expected: &Catalog, live: &Catalog, code: &[&str]) -> Vec<Difference> {
    let tables = || live.keys().filter(|(kind, ..)| kind == "table").map(|(_, table, _)| table.as_str());
    let no_code = tables().filter(|table| !code.contains(table)).map(|table| Difference {
        what: format!("table {table}"),
        expected: None,
        found: Some("a table that this program does not use".to_owned()),
        advice: Some("It may stay, or be moved to a schema of its own"),
        fix: format!("CREATE SCHEMA IF NOT EXISTS other; ALTER TABLE {table} SET SCHEMA other;"),
    });
    let no_table = code.iter().filter(|name| !tables().any(|table| table == **name)).map(|name| Difference {
        what: format!("table {name}"),
        expected: Some("there, since the program's queries name it".to_owned()),
        found: None,
        advice: Some("Its rows are only in a backup"),
        fix: fix::create_table(expected, name),
    });
    no_code.chain(no_table).collect()
}

/// Whether a part is omitted, because its table or column is reported as a whole. Tables are reported by
/// `without_code`.
fn is_covered((kind, table, name): &Part, expected: &Catalog, live: &Catalog) -> bool {
    let both = |kind: &str, name: &str| {
        let part = (kind.to_owned(), table.clone(), name.to_owned());
        expected.contains_key(&part) && live.contains_key(&part)
    };
    match kind.as_str() {
        "function" | "view" => false,
        "null" | "default" | "identity" => !both("table", "") || !both("type", name),
        _ => !both("table", ""),
    }
}

fn difference(part: &Part, expected: &Catalog, live: &Catalog) -> Difference {
    let (kind, table, name) = part;
    let what = match kind.as_str() {
        "type" => format!("column {table}.{name}"),
        "null" | "default" | "identity" => format!("{kind} of column {table}.{name}"),
        _ => format!("{kind} {table}{}{name}", if table.is_empty() || name.is_empty() { "" } else { "." }),
    };
    let Fix { statements, advice } = fix::fix(part, expected, live.get(part).map(String::as_str));
    Difference { what, expected: expected.get(part).cloned(), found: live.get(part).cloned(), advice, fix: statements }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_with_line_breaks_is_whole_on_one_line() {
        assert_eq!(one_line("DROP INDEX a;"), "DROP INDEX a;");
        let function = "CREATE FUNCTION a() AS $f$\n  -- why\n 'x\\y' $f$;";
        let whole = r"DO $fix$ BEGIN EXECUTE E'CREATE FUNCTION a() AS $f$\n  -- why\n ''x\\y'' $f$;'; END $fix$;";
        assert_eq!(one_line(function), whole);
    }

    #[test]
    fn only_what_somebody_added_beside_the_tables_is_harmless() {
        let extra = |what: &str, found: &str| Difference {
            what: what.to_owned(),
            expected: None,
            found: Some(found.to_owned()),
            advice: None,
            fix: String::new(),
        };
        assert!(extra("view sites", "SELECT 1").is_harmless());
        assert!(extra("index users.tenant_rows", "CREATE INDEX tenant_rows ON users (role)").is_harmless());
        assert!(!extra("index users.tenant_rows", "CREATE UNIQUE INDEX tenant_rows ON users (role)").is_harmless());
        assert!(!extra("trigger users.tenant_rows", "CREATE TRIGGER tenant_rows").is_harmless());
        let missing = Difference { expected: Some("x".to_owned()), ..extra("index users.tenant_rows", "") };
        assert!(!missing.is_harmless());
    }
}
