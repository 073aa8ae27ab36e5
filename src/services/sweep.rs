//! Cleaning up: expired uploads, orphans, old job files.
