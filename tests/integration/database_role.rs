//! A database whose owner is not an administrator of the server, as on hosted services.

use crate::support::db;
use injaaz::store::{check, embedded::Embedded, migrations};
use std::{fs, os::unix::fs::PermissionsExt};

#[tokio::test]
async fn an_owner_who_may_not_create_roles_gets_the_statements_for_an_administrator() {
    // A server of its own, because the role belongs to the whole server.
    let folder = tempfile::Builder::new().prefix("injaaz-").tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let server = Embedded::start_in(&folder.path().join("postgres"), None).unwrap();
    let url = |account: &str, database: &str| {
        let (_, place) = server.url().split_once('@').unwrap();
        let (host, _) = place.rsplit_once('/').unwrap();
        format!("postgres://{account}@{host}/{database}")
    };
    let administrator = url("postgres", "postgres");
    db::execute(&administrator, "REVOKE injaaz_app FROM injaaz; DROP ROLE injaaz_app").await;
    for account in ["first", "second", "\"May-Create\""] {
        let createrole = if account.starts_with('"') { "CREATEROLE" } else { "NOCREATEROLE" };
        db::execute(&administrator, &format!("CREATE ROLE {account} LOGIN {createrole}")).await;
        db::execute(&administrator, &format!("CREATE DATABASE {account} OWNER {account}")).await;
    }

    // Neither the role nor a right to create it: two statements.
    let first = url("first", "first");
    let error = migrations::run(&first).await.unwrap_err().to_string();
    let (sentence, statements) = error.split_once(":\n").unwrap();
    assert!(sentence.contains("the database account first may not set it up"), "{error}");
    let statements: Vec<&str> = statements.lines().map(str::trim).collect();
    assert_eq!(statements, ["CREATE ROLE injaaz_app NOLOGIN;", "GRANT injaaz_app TO first;"]);
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains("CREATE ROLE injaaz_app NOLOGIN;\n    GRANT injaaz_app TO"), "README has the statements");
    for statement in statements {
        db::execute(&administrator, statement).await;
    }
    assert!(!migrations::run(&first).await.unwrap().is_empty());
    assert_eq!(check::check(&first).await.unwrap(), []);

    // The role exists, for another database of the server: one statement.
    let error = migrations::run(&url("second", "second")).await.unwrap_err().to_string();
    assert!(error.ends_with("start again:\n  GRANT injaaz_app TO second;"), "{error}");

    // An account that may create roles needs no administrator.
    migrations::run(&url("May-Create", "May-Create")).await.unwrap();

    db::execute(&administrator, "ALTER ROLE injaaz_app BYPASSRLS").await;
    let error = migrations::run(&first).await.unwrap_err().to_string();
    assert!(error.contains("ALTER ROLE injaaz_app NOSUPERUSER NOBYPASSRLS;"), "{error}");
}
