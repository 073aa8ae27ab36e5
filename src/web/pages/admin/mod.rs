//! `/admin`: pages for administrators of the server: the migration, its review queue, and background jobs.
//!
//! Every button is a form that works without scripts. The page after a 303 confirms what was done; an error comes back
//! as the page itself, with the message at the control.

pub mod jobs;
#[cfg(feature = "migration")]
pub mod migration;

use crate::web::{context::RequestContext, rejection::AccessDenied};
use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

/// The guard of every handler below `/admin`: the request context, and the name that decisions are recorded with.
/// `auth::permissions` has the required permission.
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
