//! What the second wall needs of a server that is not ours: the wall itself is made by the migrations.
//!
//! Row-level security lets an index answer a condition only if the condition's function is known to tell nobody about
//! rows that they may not see. PostgreSQL knows this of comparisons, but not of the two searches that we do: for words
//! in an answer, and for the reports that a record of the old app names. None of them can fail on what it reads or say
//! anything about it but yes and no, so all may be marked; only a superuser can. The embedded cluster is marked when it
//! is made. On another server without the marks everything works, and those searches read more than they need.

use diesel::{QueryableByName, sql_types::Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// The functions, as `ALTER FUNCTION` names them.
pub const LEAKPROOF: [&str; 3] = [
    "pg_catalog.ts_match_vq(tsvector, tsquery)",
    "pg_catalog.jsonb_contains(jsonb, jsonb)",
    "pg_catalog.jsonb_object_field(jsonb, text)",
];

/// Marks them if this account may; answers those that stay unmarked, for an administrator to do.
pub async fn mark_searches(url: &str) -> anyhow::Result<Vec<&'static str>> {
    let mut conn = AsyncPgConnection::establish(url).await?;
    let mut left = Vec::new();
    for function in unmarked(&mut conn).await? {
        if conn.batch_execute(&format!("ALTER FUNCTION {function} LEAKPROOF")).await.is_err() {
            left.push(function);
        }
    }
    Ok(left)
}

/// What is not marked in this database.
async fn unmarked(conn: &mut AsyncPgConnection) -> anyhow::Result<Vec<&'static str>> {
    #[derive(QueryableByName)]
    struct Marked {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let names: Vec<String> = LEAKPROOF.iter().map(|function| format!("'{function}'::regprocedure")).collect();
    let query = format!(
        "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proleakproof AND oid IN ({})",
        names.join(", ")
    );
    let marked: Vec<Marked> = diesel::sql_query(query).load(conn).await?;
    let is_marked = |function: &str| marked.iter().any(|m| function.ends_with(&m.name.replace(',', ", ")));
    Ok(LEAKPROOF.into_iter().filter(|function| !is_marked(function)).collect())
}
