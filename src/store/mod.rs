//! Every query, and the pool they run on. The only room, with `services` for the transaction, that knows diesel.
//!
//! A query takes `&mut AsyncPgConnection` and answers a `QueryResult`, so that services can compose several of them
//! in one transaction. Each one names the organisation. Functions of a table stand in the file of its name.

pub mod audit;
pub mod due_work;
pub mod embedded;
pub mod error;
pub mod form_versions;
pub mod links;
pub mod list;
pub mod migrations;
pub mod old_links;
pub mod organisations;
pub mod pool;
pub mod schema;
pub mod seed;
pub mod server;
pub mod submissions;
pub mod uploads;
