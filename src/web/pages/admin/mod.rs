//! `/admin`: pages for administrators of the server: the migration, its review queue, and background jobs.
//!
//! Every button is a form that works without scripts. What was done is said on the page that follows a 303; what was
//! refused comes back as the page itself, with the sentence at the control.

pub mod jobs;
#[cfg(feature = "migration")]
pub mod migration;

use crate::web::context::{AccessDenied, RequestContext};
use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

/// An administrator of the server: every handler below `/admin` asks for this. Who that is stands in `web::access`; the
/// records say who it was.
pub struct Operator {
    pub context: RequestContext,
    pub by: String,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Operator {
    type Error = AccessDenied;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Operator, AccessDenied> {
        RequestContext::from_request(request).await.map(|context| {
            let by = context.member.as_ref().map_or("console", |member| &member.email).to_owned();
            Operator { context, by }
        })
    }
}
