//! The statements that correct a difference.
//!
//! Input: the differing part and the expected catalog; names in both are quoted where SQL needs it. Output: whole
//! statements, each with its semicolon.

use super::catalog::{Catalog, Part};

pub(super) struct Fix {
    pub statements: String,
    pub advice: Option<&'static str>,
}

const FROM_A_BACKUP: &str = "Its values are only in a backup";
const DELETES: &str = "This deletes its values";

/// `found` is the definition of the live part.
pub(super) fn fix(part: &Part, expected: &Catalog, found: Option<&str>) -> Fix {
    let (kind, table, name) = part;
    let advice = match (kind.as_str(), expected.contains_key(part), found) {
        ("type", true, None) => Some(FROM_A_BACKUP),
        ("type", false, _) => Some(DELETES),
        _ => None,
    };
    let wanted = expected.get(part).map(String::as_str);
    let statements = match kind.as_str() {
        "type" | "null" | "default" | "identity" => column(part, expected, found),
        "constraint" => {
            let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
            replace(drop, wanted.map(|to| format!("ALTER TABLE {table} ADD CONSTRAINT {name} {to}")), found)
        }
        "index" => replace(format!("DROP INDEX {name}"), wanted.map(str::to_owned), found),
        "policy" => {
            let create = wanted.map(|to| format!("CREATE POLICY {name} ON {table} {to}"));
            replace(format!("DROP POLICY {name} ON {table}"), create, found)
        }
        "trigger" => trigger(table, name, wanted, found),
        "row-level security" => {
            let verb = if wanted.is_some() { "ENABLE" } else { "DISABLE" };
            vec![format!("ALTER TABLE {table} {verb} ROW LEVEL SECURITY")]
        }
        "function" => vec![wanted.map_or_else(|| format!("DROP FUNCTION {name}"), str::to_owned)],
        "view" => replace(format!("DROP VIEW {table}"), wanted.map(|to| format!("CREATE VIEW {table} AS {to}")), found),
        // The kind of a table, such as partitioned, cannot be altered. The old one keeps its rows in another schema.
        _ => vec![
            "CREATE SCHEMA IF NOT EXISTS other".to_owned(),
            format!("ALTER TABLE {table} SET SCHEMA other"),
            create_table(expected, table),
        ],
    };
    Fix { statements: whole(&statements), advice }
}

fn column(part: &Part, expected: &Catalog, found: Option<&str>) -> Vec<String> {
    let (kind, table, name) = part;
    let alter = |rest: &str| vec![format!("ALTER TABLE {table} ALTER COLUMN {name} {rest}")];
    match (kind.as_str(), expected.get(part).map(String::as_str), found) {
        ("type", None, _) => vec![format!("ALTER TABLE {table} DROP COLUMN {name}")],
        ("type", Some(_), None) => {
            vec![format!("ALTER TABLE {table} ADD COLUMN {}", definition(expected, table, name))]
        }
        ("type", Some(to), Some(_)) => alter(&format!("TYPE {to}")),
        ("null", Some("NOT NULL"), _) => alter("SET NOT NULL"),
        ("null", ..) => alter("DROP NOT NULL"),
        ("identity", Some(to), None) => {
            let mut statements = alter(&format!("ADD {to}"));
            statements.push(format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{name}'), (SELECT coalesce(max({name}), 0) + 1 FROM {table}), false)"
            ));
            statements
        }
        ("identity", Some(to), Some(_)) => alter(&format!("SET {}", to.trim_end_matches(" AS IDENTITY"))),
        ("identity", ..) => alter("DROP IDENTITY"),
        (_, Some(to), _) if to.starts_with("GENERATED ") => generated(expected, table, name),
        (_, _, Some(is)) if is.starts_with("GENERATED ") => alter("DROP EXPRESSION"),
        (_, Some("none") | None, _) => alter("DROP DEFAULT"),
        (_, Some(to), _) => alter(&format!("SET DEFAULT {to}")),
    }
}

/// The values of a generated column follow from the others, so it is made again, with its indexes.
fn generated(expected: &Catalog, table: &str, name: &str) -> Vec<String> {
    let indexes = expected.iter().filter(|((kind, of, _), definition)| {
        kind == "index"
            && of == table
            && definition.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
    });
    let mut statements = vec![
        format!("ALTER TABLE {table} DROP COLUMN {name}"),
        format!("ALTER TABLE {table} ADD COLUMN {}", definition(expected, table, name)),
    ];
    statements.extend(indexes.map(|(_, definition)| definition.clone()));
    statements
}

fn trigger(table: &str, name: &str, wanted: Option<&str>, found: Option<&str>) -> Vec<String> {
    match (wanted, found) {
        (Some(to), Some(is)) if is.strip_suffix(" DISABLED") == Some(to) => {
            vec![format!("ALTER TABLE {table} ENABLE TRIGGER {name}")]
        }
        _ => replace(format!("DROP TRIGGER {name} ON {table}"), wanted.map(str::to_owned), found),
    }
}

fn replace(drop: String, create: Option<String>, found: Option<&str>) -> Vec<String> {
    found.map(|_| drop).into_iter().chain(create).collect()
}

/// `CREATE TABLE` with everything that belongs to the table.
pub(super) fn create_table(expected: &Catalog, table: &str) -> String {
    let of = |kind: &str| {
        let parts = expected.iter().filter(|((k, t, _), _)| k == kind && t == table);
        parts.map(|((.., name), definition)| (name.as_str(), definition.as_str())).collect::<Vec<_>>()
    };
    let columns = of("type").into_iter().map(|(name, _)| definition(expected, table, name));
    let constraints = of("constraint").into_iter().map(|(name, to)| format!("CONSTRAINT {name} {to}"));
    let inside: Vec<String> = columns.chain(constraints).collect();
    let partitioned = of("table").first().map_or("", |(_, key)| *key);
    let mut statements =
        vec![format!("CREATE TABLE {table} ({}) {partitioned}", inside.join(", ")).trim_end().to_owned()];
    statements.extend(of("index").into_iter().map(|(_, to)| to.to_owned()));
    statements
        .extend(of("row-level security").iter().map(|_| format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")));
    statements.extend(of("policy").into_iter().map(|(name, to)| format!("CREATE POLICY {name} ON {table} {to}")));
    statements.extend(of("trigger").into_iter().map(|(_, to)| to.to_owned()));
    whole(&statements)
}

/// A column as `CREATE TABLE` and `ADD COLUMN` take it.
fn definition(expected: &Catalog, table: &str, name: &str) -> String {
    let of =
        |kind: &str| expected.get(&(kind.to_owned(), table.to_owned(), name.to_owned())).map_or("", String::as_str);
    let default = match of("default") {
        "none" | "" => String::new(),
        generated if generated.starts_with("GENERATED ") => generated.to_owned(),
        default => format!("DEFAULT {default}"),
    };
    let null = if of("null") == "NOT NULL" { "NOT NULL" } else { "" };
    let parts = [name, of("type"), of("identity"), &default, null];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn whole(statements: &[String]) -> String {
    let ended = statements.iter().map(|statement| format!("{};", statement.trim_end().trim_end_matches(';')));
    ended.collect::<Vec<_>>().join(" ")
}
