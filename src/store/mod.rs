//! Every query, and the database itself.

pub mod embedded;
