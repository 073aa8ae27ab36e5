//! Compares the live schema with the schema that this program expects.
//!
//! The expected schema is not described a second time: the migrations are run into a schema of their own, within a
//! transaction that is always rolled back, so it is never visible to other sessions. A process does this once for each
//! version of the server. Partitions are not compared, because they are created at run time.
//!
//! - [`check`]: everything, for `injaaz db check` and `injaaz doctor`;
//! - [`schema`]: without the rows, for the start, imports and phase steps.

mod catalog;
mod difference;
mod fix;

use catalog::Catalog;
pub use difference::Difference;

use super::{connect, migrations};
use anyhow::Context;
use diesel::{
    QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_types::{Bool, Int4, Int8, Text},
};
use diesel_async::{AsyncPgConnection, async_connection_wrapper::AsyncConnectionWrapper};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

type BlockingConnection = AsyncConnectionWrapper<AsyncPgConnection>;

/// The expected catalog by the version of the server, which decides how a definition is written. It depends on nothing
/// else, so all apps of a process share it.
static EXPECTED: Mutex<BTreeMap<i32, Arc<Catalog>>> = Mutex::new(BTreeMap::new());

/// Runs all comparisons. All migrations must have been applied.
pub async fn check(url: &str) -> anyhow::Result<Vec<Difference>> {
    on_connection(url, |conn| {
        let mut found = orphans(conn)?;
        found.extend(differences(conn)?);
        Ok(found)
    })
    .await
}

/// Compares the schema only. `None` if the account may not create a schema, so that nothing can be compared.
pub async fn schema(url: &str) -> anyhow::Result<Option<Vec<Difference>>> {
    on_connection(url, |conn| {
        let privilege: Privilege =
            diesel::sql_query("SELECT has_database_privilege(current_database(), 'CREATE') AS granted")
                .get_result(conn)?;
        privilege.granted.then(|| differences(conn)).transpose()
    })
    .await
}

async fn on_connection<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut BlockingConnection) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let conn = connect::open(url).await.context("connecting to the database")?;
    let mut conn = BlockingConnection::from(conn);
    let working = tokio::task::spawn_blocking(move || {
        // A start must not wait for another session without saying so.
        conn.batch_execute("SET lock_timeout = '5s'")?;
        work(&mut conn)
    });
    working.await.context("the check stopped")?.context("comparing the schema of the database")
}

fn differences(conn: &mut BlockingConnection) -> anyhow::Result<Vec<Difference>> {
    let live = read_catalog(conn)?;
    let expected = expected(conn)?;
    let mut found = difference::between(&expected, &live);
    found.extend(difference::without_code(&expected, &live, &tables_of_the_code()));
    Ok(found)
}

#[derive(QueryableByName)]
struct Privilege {
    #[diesel(sql_type = Bool)]
    granted: bool,
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Int4)]
    version: i32,
}

/// The catalog of the schema that the migrations create.
fn expected(conn: &mut BlockingConnection) -> anyhow::Result<Arc<Catalog>> {
    let version = "SELECT current_setting('server_version_num')::int AS version";
    let Version { version } = diesel::sql_query(version).get_result(conn)?;
    let known = || EXPECTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(catalog) = known().get(&version) {
        return Ok(Arc::clone(catalog));
    }
    // With a name of its own: a second check at the same time would wait for the end of the first one.
    let schema = format!("injaaz_expected_{:08x}", rand::random::<u32>());
    conn.batch_execute(&format!("BEGIN; CREATE SCHEMA {schema}; SET LOCAL search_path TO {schema}"))
        .context("The expected schema is created temporarily in a schema of its own and rolled back. The account of the database must be allowed to create one (GRANT CREATE ON DATABASE …)")?;
    migrations::run_unrecorded(conn)?;
    let made = Arc::new(read_catalog(conn)?);
    conn.batch_execute("ROLLBACK")?;
    known().insert(version, Arc::clone(&made));
    Ok(made)
}

#[derive(QueryableByName)]
struct CatalogRow {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

fn read_catalog(conn: &mut BlockingConnection) -> anyhow::Result<Catalog> {
    let lines: Vec<CatalogRow> = diesel::sql_query(catalog::QUERY).load(conn)?;
    Ok(lines.into_iter().map(|line| ((line.kind, line.table_name, line.name), line.definition)).collect())
}

#[derive(QueryableByName)]
struct ForeignKey {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
    /// What follows `SELECT … FROM` to find the rows without a parent.
    #[diesel(sql_type = Text)]
    rows: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Int8)]
    count: i64,
}

/// Counts rows without a parent row for every foreign key. Such rows can exist if a constraint is `NOT VALID`, or after
/// a restore without checks.
fn orphans(conn: &mut BlockingConnection) -> anyhow::Result<Vec<Difference>> {
    let mut found = Vec::new();
    for key in diesel::sql_query(FOREIGN_KEYS).load::<ForeignKey>(conn)? {
        let ForeignKey { table_name, name, definition, rows } = key;
        let counted: Count = diesel::sql_query(format!("SELECT count(*) FROM {rows}")).get_result(conn)?;
        if counted.count > 0 {
            let rows = format!("SELECT child.* FROM {rows}");
            found.push(Difference::orphans(&table_name, &name, &definition, counted.count, &rows));
        }
    }
    Ok(found)
}

const FOREIGN_KEYS: &str = "
SELECT conrelid::regclass::text AS table_name, conname::text AS name, pg_get_constraintdef(c.oid) AS definition,
    format('%s child WHERE %s AND NOT EXISTS (SELECT FROM %s parent WHERE %s)',
        conrelid::regclass, string_agg(format('child.%I IS NOT NULL', a.attname), ' AND '),
        confrelid::regclass, string_agg(format('parent.%I = child.%I', b.attname, a.attname), ' AND ')) AS rows
FROM pg_constraint c CROSS JOIN LATERAL unnest(conkey, confkey) AS k (child, parent)
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.child
JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = k.parent
WHERE contype = 'f' AND connamespace = current_schema::regnamespace AND conparentid = 0
GROUP BY c.oid, conrelid, confrelid, conname ORDER BY 1, 2";

/// The names of the tables in `schema.rs`.
fn tables_of_the_code() -> Vec<&'static str> {
    let heads = include_str!("../schema.rs").lines().filter_map(|line| line.trim().strip_suffix(") {"));
    heads.filter_map(|head| head.split_once(" (").map(|(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_the_code_are_those_of_its_schema() {
        let tables = tables_of_the_code();
        assert!(tables.contains(&"submissions") && tables.contains(&"audit_logs"), "{tables:?}");
        assert!(tables.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')), "{tables:?}");
    }
}
