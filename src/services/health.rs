//! The readiness check: whether the database and the storage work.

use super::data_folder;
use crate::{
    app::{App, Health},
    domain::problem::Problem,
    store::{self, error::cross_tenant_connection},
};

/// The state of the last second, or a new check.
pub async fn recent(app: &App) -> Health {
    app.health.get(check(app)).await
}

async fn check(app: &App) -> Health {
    let database = database(app).await;
    let files = app.files.clone();
    let probe = tokio::task::spawn_blocking(move || files.probe()).await;
    let files = match probe {
        Ok(Ok(())) if database.is_ok() => folder(app).await,
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(stopped) => Err(stopped.to_string()),
    };
    Health { database, files }
}

/// Whether the folder is still that of the database. An empty folder is in its place if a file system is not mounted.
async fn folder(app: &App) -> Result<(), String> {
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(|_| "no connection".to_owned())?;
    data_folder::check(&app.files, &mut conn).await.map_err(|error| error.to_string())
}

async fn database(app: &App) -> Result<(), String> {
    if app.organisation_id().is_none() {
        return Err("it has not answered since the start".to_owned());
    }
    let no_connection = |problem: Problem| problem.cause().map_or("no connection".to_owned(), ToString::to_string);
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(no_connection)?;
    store::server::answers(&mut conn).await.map_err(|error| error.to_string())
}
