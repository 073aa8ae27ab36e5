//! The legacy API: addresses of the legacy app.

mod access;
mod civil;
mod cleaning;
mod generated;
mod hvac_mep;
mod old_addresses;
