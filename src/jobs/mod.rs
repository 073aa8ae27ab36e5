//! The runner: work that is due.
