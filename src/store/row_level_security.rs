//! Settings that row-level security needs from the server. The policies themselves are in the migrations.
//!
//! With row-level security, an index only serves a condition whose functions are marked `LEAKPROOF`. PostgreSQL marks
//! comparisons, but not the functions of our two searches: for words of an answer, and for reports that a record of the
//! legacy app names. These functions cannot fail and reveal nothing but a boolean, so marking them is safe, but only a
//! superuser can do it. The embedded cluster is marked when it is created. On other servers without the marks
//! everything works, and these searches read more rows than necessary.

use super::connect;
use diesel::{QueryableByName, sql_types::Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// The functions, in the syntax of `ALTER FUNCTION`.
pub const LEAKPROOF: [&str; 3] = [
    "pg_catalog.ts_match_vq(tsvector, tsquery)",
    "pg_catalog.jsonb_contains(jsonb, jsonb)",
    "pg_catalog.jsonb_object_field(jsonb, text)",
];

/// Marks the functions if the account may do so; returns those that remain unmarked.
pub async fn mark_leakproof(url: &str) -> anyhow::Result<Vec<&'static str>> {
    let mut conn = connect::open(url).await?;
    let mut left = Vec::new();
    for function in not_leakproof(&mut conn).await? {
        if conn.batch_execute(&format!("ALTER FUNCTION {function} LEAKPROOF")).await.is_err() {
            left.push(function);
        }
    }
    Ok(left)
}

/// The functions that are not marked in this database.
async fn not_leakproof(conn: &mut AsyncPgConnection) -> anyhow::Result<Vec<&'static str>> {
    #[derive(QueryableByName)]
    struct MarkedFunction {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let names: Vec<String> = LEAKPROOF.iter().map(|function| format!("'{function}'::regprocedure")).collect();
    let query = format!(
        "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proleakproof AND oid IN ({})",
        names.join(", ")
    );
    let marked: Vec<MarkedFunction> = diesel::sql_query(query).load(conn).await?;
    let is_marked = |function: &str| marked.iter().any(|m| function.ends_with(&m.name.replace(',', ", ")));
    Ok(LEAKPROOF.into_iter().filter(|function| !is_marked(function)).collect())
}
