//! `/forms/<module>`: what is sent, what is stored of it, and what is answered.

mod attached;
mod complete;
mod custom_module;
mod keys;
