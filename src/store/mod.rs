//! Every query, and the database itself.
