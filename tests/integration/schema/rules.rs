//! The rules for all tables: names of constraints, indexes of foreign keys, owners, and functions with other rights.

use super::{UNINDEXED, lines};
use crate::support::db;
use std::collections::BTreeMap;

/// Tables without a mandatory organisation, and why.
const UNOWNED: &[(&str, &str)] = &[
    ("organisations", "they are the owners"),
    ("users", "one person may belong to several"),
    ("passkeys", "of one person, in all organisations of that person"),
    ("totp_secrets", "of one person, in all organisations of that person"),
    ("recovery_codes", "of one person, in all organisations of that person"),
    ("factor_challenges", "belongs to a session; to none during a sign-in with a passkey alone"),
    ("factor_failures", "somebody's own: whoever tries codes may do so in any organisation"),
    ("one_time_links", "the first one comes before there is an organisation"),
    ("form_versions", "the forms belong to everybody"),
    ("data_folders", "one folder holds the files of all"),
    ("audit_seals", "one chain holds the rows of all"),
    ("audit_checkpoints", "one chain holds the rows of all"),
    ("jobs", "those of the system belong to no organisation"),
    ("periodic_jobs", "they belong to the system"),
    ("sign_in_throttles", "the tenant is unknown before the sign-in"),
];

#[tokio::test]
async fn every_constraint_and_index_is_named_after_its_table() {
    let query = "
        SELECT conrelid::regclass || ': ' || conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conparentid = 0 AND conislocal AND NOT starts_with(conname, conrelid::regclass || '_')
        UNION ALL SELECT tablename || ': ' || indexname FROM pg_indexes
        WHERE schemaname = 'public' AND NOT starts_with(indexname, tablename || '_')";
    assert_eq!(lines(&db::fresh().await, query).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_foreign_key_has_an_index_or_a_reason() {
    // The key's columns are the first ones of some index, in any order.
    let query = "
        SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT t.relispartition AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
                AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)";
    let mut expected: Vec<&str> = UNINDEXED.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    assert_eq!(lines(&db::fresh().await, query).await, expected);
}

#[tokio::test]
async fn every_table_has_an_owner_or_a_reason() {
    let query = "
        SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND relname <> '__diesel_schema_migrations' AND NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'organisation_id' AND attnotnull)";
    let mut expected: Vec<&str> = UNOWNED.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    assert_eq!(lines(&db::fresh().await, query).await, expected);
}

/// These functions bypass row-level security, so no temporary table may replace ours. Requests call them, so they must
/// not be SQL functions, which are planned at every call.
#[tokio::test]
async fn security_definer_functions_have_a_fixed_search_path() {
    let url = db::fresh().await;
    let all = "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE prosecdef";
    assert_eq!(lines(&url, all).await.len(), 3, "{:?}", lines(&url, all).await);
    let bad =
        format!("{all} AND (lanname = 'sql' OR proconfig IS DISTINCT FROM '{{\"search_path=public, pg_temp\"}}')");
    assert_eq!(lines(&url, &bad).await, Vec::<String>::new());
}

/// The rows of the table in docs/architecture.md: table and column "org.".
fn documented() -> BTreeMap<String, String> {
    let text = include_str!("../../../docs/architecture.md");
    let (_, rows) = text.split_once("| Table | Org. | Purpose |\n").expect("the table of tables");
    let rows = rows.lines().skip(1).take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let named = cells.flat_map(|cells| {
        let (names, organisation) = (cells[1], cells[2]);
        let names: Vec<String> = names.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        names.into_iter().map(|name| (name, organisation.to_owned())).collect::<Vec<_>>()
    });
    named.collect()
}

#[tokio::test]
async fn the_architecture_lists_every_table_and_says_whether_it_has_an_organisation() {
    let query = "
        SELECT relname || ' ' || coalesce((SELECT CASE WHEN attnotnull THEN 'yes' ELSE 'null' END FROM pg_attribute
            WHERE attrelid = c.oid AND attname = 'organisation_id' AND NOT attisdropped), '–')
        FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
            AND relname <> '__diesel_schema_migrations'";
    let documented: Vec<String> =
        documented().iter().map(|(name, org)| format!("{name} {}", org.replace('*', ""))).collect();
    let mut live = lines(&db::fresh().await, query).await;
    live.sort_unstable();
    assert_eq!(documented, live);
}
