//! The web layer: all of Rocket and askama. An HTTP request becomes one call of a service, and its result a page, a
//! file or JSON.
//!
//! Leaves: `context` (what is known of a request), `browser_choices` (language and colours), `rejection` (why one is not handled), `params`, `problem`, `query`.
//! Above them:
//! - `auth` authenticates and authorizes, `limits` has every limit, `request_guard` applies both before routing;
//! - `body` and `forms` read bodies; `file`, `error` and `catchers` are the responses that all areas share;
//! - `view` turns values into what templates print, `pages` are the HTML pages, one module for each first segment of a
//!   path;
//! - `api` is the JSON API with its OpenAPI document; `legacy_api` is the interface of the legacy app;
//! - `headers`, `log`, `metrics` and `compression` apply to every response; `assets` serves the embedded files;
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
pub mod pages;
pub mod params;
pub mod problem;
pub mod query;
pub(crate) mod reader_settings;
pub(crate) mod rejection;
mod request_guard;
pub(crate) mod return_to;
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
    let rocket = rocket.mount("/", migration_routes());
    #[cfg(debug_assertions)]
    let rocket = rocket.mount("/", routes![pages::kit::show]);
    rocket.mount("/", pages::moved::routes()).mount(
        "/",
        routes![
            pages::home::show,
            pages::metrics::show,
            pages::more::show,
            pages::forms::choose::show,
            pages::forms::show,
            pages::forms::post,
            pages::suggestions::show,
            pages::suggestions::last_visit,
            pages::uploads::receive,
            pages::uploads::large,
            pages::uploads::thumb,
            pages::uploads::original,
            pages::photos::show,
            pages::submissions::photo::show,
            pages::submissions::list::list,
            pages::submissions::export::export,
            pages::submissions::show::show,
            pages::submissions::revision::show,
            pages::submissions::correct::show,
            pages::submissions::correct::show_again,
            pages::submissions::correct::post,
            pages::notifications::show,
            pages::notifications::read_all,
            pages::account::absence::show,
            pages::account::absence::enter,
            pages::account::absence::end,
            pages::account::notifications::show,
            pages::account::notifications::save,
            pages::comments::show,
            pages::comments::add,
            pages::comments::edit,
            pages::comments::delete,
            pages::comments::photo::large,
            pages::comments::photo::thumb,
            pages::review::list::show,
            pages::review::list::approve,
            pages::review::decide::post,
            pages::review::decide::show_signature,
            pages::review::decide::delete_signature,
            pages::submissions::responses::signature,
            pages::organisation::approval::list,
            pages::organisation::approval::show,
            pages::organisation::approval::save,
            pages::submissions::reports::make,
            pages::submissions::reports::settle,
            pages::submissions::reports::settle_all,
            pages::jobs::show,
            pages::jobs::retry,
            pages::job_events::events,
            pages::submissions::report::pdf,
            pages::submissions::report::excel,
            pages::submissions::report::photos,
            pages::submissions::report::earlier_pdf,
            pages::submissions::report::earlier_excel,
            pages::submissions::links::share,
            pages::submissions::links::expiry,
            pages::submissions::links::revoke,
            pages::submissions::links::revoke_response_links,
            pages::reports::show::cover,
            pages::reports::show::download,
            pages::reports::show::unlock,
            pages::reports::response::post,
            pages::reports::show::photo,
            pages::reports::show::thumb,
            pages::verify::show,
            pages::verify::check,
            pages::admin::jobs::list,
            pages::admin::jobs::retry,
            pages::admin::jobs::cancel,
            pages::admin::jobs::run_now,
            pages::audit::list::list,
            pages::audit::export::csv,
            pages::audit::export::jsonl,
            pages::people::list::list,
            pages::people::list::end_scope_notice,
            pages::people::invitations::invite,
            pages::people::invitations::revoke,
            pages::people::show::show,
            pages::people::show::change,
            pages::people::show::suspend,
            pages::people::show::end_suspension,
            pages::people::show::end_sessions,
            pages::people::show::reset_link,
            pages::people::absence::show,
            pages::people::absence::enter,
            pages::people::absence::end,
            pages::join::show,
            pages::join::join,
            pages::password_reset::request::show,
            pages::password_reset::request::ask,
            pages::password_reset::choose::show,
            pages::password_reset::choose::choose,
            pages::organisation::show,
            pages::organisation::save,
            pages::organisation::branding::show,
            pages::organisation::branding::save,
            pages::organisation::branding::logo,
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
            pages::app_manifest::show,
            pages::offline::show,
            pages::offline::session,
            pages::offline::form,
            pages::offline::correction,
            pages::offline::worker,
            pages::outbox::show,
            pages::public::show,
            pages::public::post,
            pages::public::upload,
            pages::public::large,
            pages::public::thumb,
            pages::public::received,
            pages::public_links::list,
            pages::forms::manage::list::show,
            pages::forms::manage::list::upload,
            pages::forms::manage::list::copy,
            pages::forms::manage::show::show,
            pages::forms::manage::edit::show,
            pages::forms::manage::edit::heading::show,
            pages::forms::manage::edit::heading::post,
            pages::forms::manage::edit::question::show,
            pages::forms::manage::edit::question::post,
            pages::forms::manage::edit::section::show,
            pages::forms::manage::edit::section::post,
            pages::forms::manage::edit::steps::begin,
            pages::forms::manage::edit::steps::move_part,
            pages::forms::manage::edit::steps::remove,
            pages::forms::manage::steps::replace_draft,
            pages::forms::manage::steps::publish,
            pages::forms::manage::steps::discard,
            pages::forms::manage::steps::retire,
            pages::forms::manage::steps::bring_back,
            pages::forms::manage::preview::show,
            pages::forms::manage::preview::form,
            pages::forms::manage::download::spreadsheet,
            pages::forms::manage::download::toml,
            pages::public_links::make,
            pages::public_links::print,
            pages::public_links::revoke,
            pages::actions::list::show,
            pages::actions::board::show,
            pages::actions::export::export,
            pages::actions::new::show,
            pages::actions::new::make,
            pages::actions::show::show,
            pages::actions::work::change,
            pages::actions::work::comment,
            pages::actions::work::work,
            pages::actions::work::decide,
            pages::actions::photo::large,
            pages::actions::photo::thumb,
            pages::pending_submissions::queue,
            pages::pending_submissions::show,
            pages::pending_submissions::accept,
            pages::pending_submissions::refuse,
            pages::pending_submissions::large,
            pages::pending_submissions::thumb,
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
            pages::session_renewal::dialog,
            pages::session_renewal::signed_in,
            pages::setup::show,
            pages::setup::post,
            pages::setup_checklist::dismiss,
            pages::account::show,
            pages::account::switch,
            pages::account::time_zone::save,
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
            pages::webhooks::list,
            pages::webhooks::add,
            pages::webhooks::show::show,
            pages::webhooks::show::change,
            pages::webhooks::steps::switch,
            pages::webhooks::steps::replace_secret,
            pages::webhooks::steps::test,
            pages::webhooks::steps::replay,
            pages::webhooks::steps::send_again,
            pages::webhooks::steps::delete,
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
            api::audit::list,
        ],
    )
}

/// The pages of the migration, and the addresses of the legacy app.
#[cfg(feature = "migration")]
fn migration_routes() -> Vec<rocket::Route> {
    routes![
        api::migration::overview,
        api::migration::review,
        pages::admin::migration::overview::show,
        pages::admin::migration::overview::running_work,
        pages::admin::migration::modules::enter,
        pages::admin::migration::modules::forward,
        pages::admin::migration::modules::override_gates,
        pages::admin::migration::modules::confirm_override,
        pages::admin::migration::modules::previous_phase,
        pages::admin::migration::addresses::open,
        pages::admin::migration::addresses::close,
        pages::admin::migration::addresses::make_key,
        pages::admin::migration::addresses::revoke_key,
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
        pages::admin::migration::review_many::decide,
        pages::admin::migration::review_many::csv,
        pages::admin::migration::record::show,
        pages::admin::migration::record::assign,
        pages::admin::migration::record::retry,
        pages::admin::migration::record::set_aside,
        pages::admin::migration::record::settle,
        legacy_api::generated::report,
        legacy_api::routes::hvac_mep::form,
        legacy_api::routes::hvac_mep::dropdowns,
        legacy_api::routes::hvac_mep::submit,
        legacy_api::routes::hvac_mep::submit_with_urls,
        legacy_api::routes::hvac_mep::upload_photo,
        legacy_api::routes::hvac_mep::save_draft,
        legacy_api::routes::hvac_mep::job_status,
        legacy_api::routes::hvac_mep::picture,
        legacy_api::routes::hvac_mep::report,
        legacy_api::routes::civil::form,
        legacy_api::routes::civil::dropdowns,
        legacy_api::routes::civil::submit,
        legacy_api::routes::civil::submit_with_urls,
        legacy_api::routes::civil::upload_photo,
        legacy_api::routes::civil::save_draft,
        legacy_api::routes::civil::job_status,
        legacy_api::routes::cleaning::index,
        legacy_api::routes::cleaning::form,
        legacy_api::routes::cleaning::submit,
        legacy_api::routes::cleaning::submit_with_urls,
        legacy_api::routes::cleaning::upload_photo,
        legacy_api::routes::cleaning::job_status,
    ]
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
