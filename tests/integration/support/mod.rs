//! Test support: a real PostgreSQL, a database for each test, and the real app.

pub mod accounts;
pub mod app;
pub mod browser;
pub mod database_queries;
pub mod db;
pub mod device;
pub mod forms;
pub mod free_port;
pub mod http;
pub mod jpeg_writer;
pub mod multipart;
pub mod page_requests;
pub mod person;
pub mod pictures;
pub mod pseudo_locale;
pub mod queries;
pub mod receiver;
pub mod secret_keys;
pub mod smtp;
