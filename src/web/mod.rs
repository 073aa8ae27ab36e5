//! The web layer: all of Rocket and askama. An HTTP request becomes one call of a service, and its result a page, a
//! file or JSON.
//!
//! Leaves: `context` (what is known of a request), `browser_choices` (language and colours), `rejection` (why one is not
//! handled), `params`, `problem`, `query`.
//! Above them:
//! - `auth` authenticates and authorizes, `limits` has every limit, `request_guard` applies both before routing;
//! - `body` and `forms` read bodies; `file`, `error` and `catchers` are the responses that all areas share;
//! - `view` turns values into what templates print, `pages` are the HTML pages, one module for each first segment of a
//!   path;
//! - `api` is the JSON API with its OpenAPI document; `legacy_api` is the interface of the legacy app;
//! - `headers`, `log`, `metrics` and `compression` apply to every response; `assets` serves the embedded files;
//! - `routes` and `migration_routes` list all handlers;
//! - `listen` opens sockets that Rocket cannot open, `in_progress` counts requests, for the stop.

pub mod api;
pub mod assets;
pub mod auth;
pub mod body;
pub mod browser_choices;
mod catchers;
mod client_ip;
mod compression;
pub mod context;
pub mod error;
pub mod file;
pub mod forms;
mod headers;
pub mod in_progress;
#[cfg(feature = "migration")]
pub mod legacy_api;
pub mod limits;
pub mod listen;
mod log;
mod metrics;
#[cfg(feature = "migration")]
mod migration_routes;
pub mod pages;
pub mod params;
pub mod problem;
pub mod query;
pub(crate) mod reader_settings;
pub(crate) mod rejection;
mod request_guard;
pub(crate) mod return_to;
mod routes;
#[cfg(test)]
mod tests;
pub mod view;

use crate::app::App;
use rocket::{Build, Rocket, routes, shield::Shield};
use std::sync::Arc;

/// The server with all routes.
pub fn rocket(app: Arc<App>) -> Rocket<Build> {
    // The count comes first, so that it includes requests that the other fairings examine.
    let requests = in_progress::RequestsInProgress::default();
    let rocket = rocket::custom(app.config.figment()).attach(requests.clone()).manage(requests);
    let rocket = with_fairings(rocket, &app.config.public_url)
        .manage(limits::rate::RequestRateLimiter::new(&app.config.rates))
        .manage(limits::concurrency::ConcurrencyLimiter::new(&app.config))
        .manage(limits::failed_tokens::FailedTokenLimiter::default())
        .manage(limits::memory::BodyMemory::default())
        .manage(client_ip::UntrustedProxyWarning::default());
    let metrics = Arc::new(metrics::RequestMetrics::default());
    let rocket = match app.config.metrics_token {
        Some(_) => rocket.attach(metrics::CountRequests(Arc::clone(&metrics))),
        None => rocket,
    };
    let rocket = rocket.manage(metrics);
    let rocket = rocket.manage(app);
    #[cfg(feature = "migration")]
    let rocket = rocket.mount("/", migration_routes::all());
    #[cfg(debug_assertions)]
    let rocket = rocket.mount("/", routes![pages::kit::show]);
    rocket.mount("/", pages::moved::routes()).mount("/", routes::pages()).mount("/", routes::api())
}

/// What applies to every request: log, request guard, headers, embedded files and the catcher.
fn with_fairings(rocket: Rocket<Build>, public_url: &str) -> Rocket<Build> {
    rocket
        .attach(log::RequestLog)
        .attach(request_guard::RequestGuard::new(public_url))
        .attach(auth::member_changes::ForgetChangedMembers)
        // An empty shield: `headers` sets all security headers in one place.
        .attach(Shield::new())
        .attach(headers::Headers)
        .attach(compression::Forms)
        .mount("/", routes![assets::asset, assets::robots, assets::old_service_worker])
        .register("/", catchers::all())
}
