//! The body of the report job.
