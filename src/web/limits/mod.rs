//! Limits of requests: how often (`rate`, `failed_tokens`), how many at once (`concurrency`), how long a body may take
//! (`body_timeouts`), how large it may be (`body_size`) and how much memory bodies take (`memory`).
//!
//! Invariant: all state belongs to the application or to one request; nothing here is global.

pub mod body_size;
pub mod body_timeouts;
pub mod concurrency;
pub mod failed_tokens;
pub mod memory;
pub mod rate;
