//! The only integration-test binary: linking the whole stack once is enough.

mod layers;
mod settings;
