//! Whether the app can do its work just now.

use crate::{app::App, store::error::connection};
use diesel_async::RunQueryDsl;

/// The parts that must work, each with a word for the operator if it does not.
pub struct Health {
    pub database: Result<(), String>,
    pub files: Result<(), String>,
}

pub async fn check(app: &App) -> Health {
    let database = match connection(&app.pool).await {
        Ok(mut conn) => match diesel::sql_query("SELECT 1").execute(&mut conn).await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        },
        Err(problem) => Err(problem.cause().map_or_else(|| "no connection".to_owned(), ToString::to_string)),
    };
    let files = app.files.clone();
    let probe = tokio::task::spawn_blocking(move || files.probe()).await;
    let files = match probe {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(stopped) => Err(stopped.to_string()),
    };
    Health { database, files }
}
