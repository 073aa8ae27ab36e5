//! `/admin`: pages for whoever runs the server. For now that is the migration: its overview, and the desk where
//! records wait for a decision.
//!
//! Every button is a form that works without scripts. What was done is said on the page that follows a 303; what was
//! refused comes back as the page itself, with the sentence at the control.

pub mod archives;
pub mod desk;
pub mod imports;
pub mod migration;
pub mod modules;
pub mod notice;
pub mod proof;
pub mod record;

use crate::web::guards::{Asked, NotPrepared};
use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

/// Whoever may run the server. Every handler below `/admin` asks for this and for nothing less, so that who that is
/// gets decided in this one place. As long as there are no accounts it is everybody who reaches this machine's own
/// address, and the records say that it was done on the console.
pub struct Operator {
    pub asked: Asked,
    pub by: &'static str,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Operator {
    type Error = NotPrepared;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Operator, Self::Error> {
        Asked::from_request(request).await.map(|asked| Operator { asked, by: "console" })
    }
}
