//! Whether the app can do its work just now.

use crate::{app::App, domain::problem::Problem, store::error::cross_tenant_connection};
use diesel_async::RunQueryDsl;

/// The parts that must work, each with a word for the operator if it does not.
pub struct Health {
    pub database: Result<(), String>,
    pub files: Result<(), String>,
}

pub async fn check(app: &App) -> Health {
    let database = database(app).await;
    let files = app.files.clone();
    let probe = tokio::task::spawn_blocking(move || files.probe()).await;
    let files = match probe {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(stopped) => Err(stopped.to_string()),
    };
    Health { database, files }
}

async fn database(app: &App) -> Result<(), String> {
    if app.organisation_id().is_none() {
        return Err("it has not answered since the start".to_owned());
    }
    let no_connection = |problem: Problem| problem.cause().map_or("no connection".to_owned(), ToString::to_string);
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(no_connection)?;
    diesel::sql_query("SELECT 1").execute(&mut conn).await.map(drop).map_err(|error| error.to_string())
}
