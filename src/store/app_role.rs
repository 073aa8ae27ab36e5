//! The role `injaaz_app`, for which row-level security applies. The migrations grant it the tables.
//!
//! The account of the database creates it if it may. On many hosted servers it may not; the error then contains the
//! statements for an administrator of the server.

use anyhow::{Context, bail, ensure};
use diesel::{
    QueryableByName,
    sql_types::{Bool, Nullable, Text},
};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

#[derive(QueryableByName)]
struct State {
    /// The account, quoted for a statement.
    #[diesel(sql_type = Text)]
    account: String,
    /// Whether the role bypasses row-level security; none if it does not exist.
    #[diesel(sql_type = Nullable<Bool>)]
    bypasses: Option<bool>,
}

const STATE: &str = "SELECT quote_ident(current_user) AS account,
    (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'injaaz_app') AS bypasses";

/// Creates the role if it does not exist, and makes the account a member of it.
pub(super) async fn ensure(url: &str) -> anyhow::Result<()> {
    let mut conn = AsyncPgConnection::establish(url).await.context("connecting to the database")?;
    if state(&mut conn).await?.bypasses.is_none() {
        // Roles belong to the server, so another database may have created it at the same time. What counts is whether
        // it exists now.
        let _ = conn.batch_execute("CREATE ROLE injaaz_app NOLOGIN").await;
    }
    let State { account, bypasses } = state(&mut conn).await?;
    // From version 16 on, an account that created a role must also grant it to itself.
    if bypasses.is_some() && !can_use(&mut conn).await {
        let _ = conn.batch_execute(&format!("GRANT injaaz_app TO {account}")).await;
    }
    let grant = format!("GRANT injaaz_app TO {account};");
    let Some(bypasses) = bypasses else { bail!(advice(&account, &["CREATE ROLE injaaz_app NOLOGIN;", &grant])) };
    ensure!(
        !bypasses,
        "The role injaaz_app bypasses row-level security, which separates organisations. As an administrator of the database server, run: ALTER ROLE injaaz_app NOSUPERUSER NOBYPASSRLS;"
    );
    ensure!(can_use(&mut conn).await, advice(&account, &[&grant]));
    Ok(())
}

fn advice(account: &str, statements: &[&str]) -> String {
    format!(
        "Injaaz works under the role injaaz_app, for which row-level security applies, and the database account {account} may not set it up. As an administrator of the database server, run this once, then start again:\n  {}",
        statements.join("\n  ")
    )
}

async fn state(conn: &mut AsyncPgConnection) -> anyhow::Result<State> {
    diesel::sql_query(STATE).get_result(conn).await.context("looking for the role injaaz_app")
}

async fn can_use(conn: &mut AsyncPgConnection) -> bool {
    conn.batch_execute("SET ROLE injaaz_app; RESET ROLE").await.is_ok()
}
