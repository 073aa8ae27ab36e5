//! The legacy API: addresses of the old app.

mod civil;
mod cleaning;
mod generated;
mod hvac_mep;
mod old_addresses;
