//! All of Rocket and askama: what comes in over HTTP becomes one call of a service, and what comes out of it a page,
//! a file or JSON.
//!
//! - `pages` has one file for each first word of an address; `view` is what their templates share;
//! - `guards` says who asks; `multipart` reads the post of a form within its limits and `deadline`;
//! - `error` turns a problem into an answer, `catchers` answer where no handler does;
//! - `origin`, `headers` and `log` go along with every request; `assets` and `file` send bytes.

pub mod assets;
mod catchers;
mod deadline;
pub mod error;
mod file;
pub mod guards;
mod headers;
mod log;
pub mod multipart;
mod origin;
pub mod pages;

use crate::app::App;
use rocket::{Build, Rocket, shield::Shield};
use std::sync::Arc;

/// The whole server: every address, everything that goes along with a request, and every answer of last resort.
pub fn rocket(app: Arc<App>) -> Rocket<Build> {
    let door = origin::Door::new(&app.config.public_url);
    rocket::custom(app.config.figment())
        .manage(app)
        // The log is first in and first out, so that it sees each request as it came; the door is next.
        .attach(log::RequestLog)
        .attach(door)
        // All security headers are set in one place, ours.
        .attach(Shield::new())
        .attach(headers::Headers)
        .mount("/", assets::routes())
        .mount("/", pages::uploads::routes())
        .mount("/", pages::job_events::routes())
        .mount("/", pages::reports::routes())
        .mount("/", pages::health::routes())
        .register("/", catchers::all())
}
