//! Every path and byte on disk.
