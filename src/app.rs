//! What is made once at start and handed to everyone: settings, forms and, as they are built, the other hands.

use crate::{config::Config, forms::Forms};

pub struct App {
    pub config: Config,
    pub forms: Forms,
    /// The organisation that everybody works for until accounts exist.
    pub organisation_id: i64,
}
