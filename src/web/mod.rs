//! All of Rocket and askama: what comes in over HTTP becomes one call of a service, and what comes out of it a page,
//! a file or JSON.
//!
//! - `pages` has one file for each first word of an address; `view` is what their templates share;
//! - `api` has the same for programs: JSON in and out, described by a document that is made from the code; `bearer` is
//!   how they show who they are;
//! - `old_app` speaks the old app's language where its addresses are still asked for;
//! - `guards` says who asks; `multipart` reads the post of a form within its limits and `deadline`;
//! - `error` turns a problem into an answer, `catchers` answer where no handler does;
//! - `peer` says where a request comes from; `rates` and `crowd` refuse what is too often or too much at once; `body`
//!   and `deadline` give up on slow senders;
//! - `origin`, `headers` and `log` go along with every request; `assets` and `file` send bytes, `gzip` fewer of them.

pub mod access;
pub mod api;
mod api_token_auth;
pub mod assets;
pub mod body;
mod body_timeouts;
mod catchers;
mod concurrency_limit;
pub mod context;
mod cross_origin;
pub mod csrf;
pub mod error;
pub mod file;
mod gzip;
mod headers;
#[cfg(feature = "migration")]
pub mod legacy_api;
mod log;
pub mod multipart;
pub mod pages;
mod peer;
pub mod rate_limit;
pub mod return_to;
pub mod session;
#[cfg(test)]
mod tests;
pub mod view;

use crate::app::App;
use rocket::{Build, Rocket, routes, shield::Shield};
use std::sync::Arc;

/// The whole server: every address below the things that go along with each request.
pub fn rocket(app: Arc<App>) -> Rocket<Build> {
    let rocket = dressed(rocket::custom(app.config.figment()), &app.config.public_url)
        .manage(rate_limit::RequestRateLimiter::new(&app.config.rates))
        .manage(concurrency_limit::ConcurrencyLimiter::new(&app.config))
        .manage(Arc::new(api_token_auth::FailedTokenLimiter::default()));
    let rocket = rocket.manage(app);
    #[cfg(feature = "migration")]
    let rocket = rocket.mount("/", migration_routes());
    rocket.mount(
        "/",
        routes![
            pages::home::show,
            pages::forms::show,
            pages::forms::post,
            pages::uploads::receive,
            pages::uploads::large,
            pages::uploads::thumb,
            pages::submissions::list::list,
            pages::submissions::export::export,
            pages::submissions::show::show,
            pages::submissions::reports::make,
            pages::jobs::show,
            pages::jobs::retry,
            pages::job_events::events,
            pages::submissions::report::pdf,
            pages::submissions::report::excel,
            pages::submissions::links::share,
            pages::submissions::links::expiry,
            pages::submissions::links::revoke,
            pages::reports::cover,
            pages::reports::download,
            pages::reports::unlock,
            pages::report_verification::show,
            pages::report_verification::check,
            pages::admin::jobs::list,
            pages::admin::jobs::retry,
            pages::admin::jobs::cancel,
            pages::admin::jobs::run_now,
            pages::audit::list,
            pages::audit::export::csv,
            pages::audit::export::jsonl,
            pages::people::list::list,
            pages::people::invitations::invite,
            pages::people::invitations::revoke,
            pages::people::show::show,
            pages::people::show::change,
            pages::people::show::suspend,
            pages::people::show::take_back,
            pages::people::show::end_sessions,
            pages::people::show::reset_link,
            pages::join::show,
            pages::join::join,
            pages::password_reset_request::show,
            pages::password_reset_request::ask,
            pages::password_reset::show,
            pages::password_reset::choose,
            pages::organisation::show,
            pages::organisation::save,
            pages::factors::show::show,
            pages::factors::show::remove_passkey,
            pages::factors::show::remove_app,
            pages::factors::show::remove_all,
            pages::factors::codes::make,
            pages::factors::totp::begin,
            pages::factors::totp::show,
            pages::factors::totp::picture,
            pages::factors::totp::confirm,
            pages::factors::passkeys::start_registration,
            pages::factors::passkeys::finish_registration,
            pages::factors::passkeys::start,
            pages::factors::passkeys::finish,
            pages::factors::second::show,
            pages::factors::second::post,
            pages::health::live,
            pages::health::ready,
            pages::health::old,
            pages::home::offline,
            pages::public::show,
            pages::public::post,
            pages::public::upload,
            pages::public::large,
            pages::public::thumb,
            pages::public::received,
            pages::public_links::list,
            pages::public_links::make,
            pages::public_links::print,
            pages::public_links::revoke,
            pages::moderation::queue,
            pages::moderation::show,
            pages::moderation::accept,
            pages::moderation::refuse,
            pages::moderation::large,
            pages::moderation::thumb,
            pages::privacy::own,
            pages::privacy::about,
            pages::privacy::export_own,
            pages::privacy::export,
            pages::privacy::erase_person,
            pages::privacy::download,
            pages::privacy::erase_form,
            pages::privacy::erase_submission,
            pages::sign_in::show,
            pages::sign_in::post,
            pages::sign_in::sign_out,
            pages::setup::show,
            pages::setup::post,
            pages::account::show,
            pages::account::switch,
            pages::account::password::show,
            pages::account::password::post,
            pages::account::confirm::show,
            pages::account::confirm::post,
            pages::account::sessions::list,
            pages::account::sessions::end,
            pages::account::sessions::end_others,
            pages::tokens::list,
            pages::tokens::make,
            pages::tokens::revoke,
            pages::api::show,
            api::document::describe,
            api::me::me,
            api::forms::list,
            api::forms::show,
            api::submissions::list,
            api::submissions::show,
            api::submissions::create,
            api::reports::make,
            api::reports::download,
            api::uploads::receive,
            api::uploads::show,
            api::jobs::show,
        ],
    )
}

/// The pages of the migration, and the addresses of the old app.
#[cfg(feature = "migration")]
fn migration_routes() -> Vec<rocket::Route> {
    routes![
        pages::admin::migration::overview::show,
        pages::admin::migration::overview::now,
        pages::admin::migration::modules::enter,
        pages::admin::migration::modules::forward,
        pages::admin::migration::modules::override_gates,
        pages::admin::migration::modules::back,
        pages::admin::migration::imports::start,
        pages::admin::migration::imports::pause,
        pages::admin::migration::imports::resume,
        pages::admin::migration::imports::stop,
        pages::admin::migration::imports::throttle,
        pages::admin::migration::proof::verify,
        pages::admin::migration::archives::pack,
        pages::admin::migration::archives::remove,
        pages::admin::migration::archives::restore,
        pages::admin::migration::review_queue::list,
        pages::admin::migration::review_queue::settle,
        pages::admin::migration::record::show,
        pages::admin::migration::record::assign,
        pages::admin::migration::record::retry,
        pages::admin::migration::record::set_aside,
        pages::admin::migration::record::settle,
        pages::generated::report,
        pages::hvac_mep::form,
        pages::hvac_mep::dropdowns,
        pages::hvac_mep::submit,
        pages::hvac_mep::submit_with_urls,
        pages::hvac_mep::upload_photo,
        pages::hvac_mep::save_draft,
        pages::hvac_mep::status,
        pages::hvac_mep::picture,
        pages::hvac_mep::report,
        pages::civil::form,
        pages::civil::dropdowns,
        pages::civil::submit,
        pages::civil::submit_with_urls,
        pages::civil::upload_photo,
        pages::civil::save_draft,
        pages::civil::status,
        pages::cleaning::index,
        pages::cleaning::form,
        pages::cleaning::submit,
        pages::cleaning::submit_with_urls,
        pages::cleaning::upload_photo,
        pages::cleaning::job_status,
    ]
}

/// What every address has: the log around everything, the door, the headers, and answers of last resort.
fn dressed(rocket: Rocket<Build>, public_url: &str) -> Rocket<Build> {
    rocket
        .attach(log::RequestLog)
        .attach(cross_origin::CrossOriginGuard::new(public_url))
        // Rocket's own shield sets two headers; ours are all set in one place.
        .attach(Shield::new())
        .attach(headers::Headers)
        .attach(gzip::Forms)
        .mount("/", routes![assets::asset, assets::robots, assets::old_service_worker])
        .register("/", catchers::all())
}
