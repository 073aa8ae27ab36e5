//! The readiness check: whether the database and the storage work.

use crate::{
    app::App,
    domain::problem::Problem,
    store::{self, error::cross_tenant_connection},
};

/// The parts that must work, each with the error for the operator.
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
    store::server::answers(&mut conn).await.map_err(|error| error.to_string())
}
