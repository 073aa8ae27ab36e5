//! Queries of the migration: sources, records, runs, phases, the outbox to the legacy store, verification, archives.

pub mod archives;
pub mod changed_here;
pub mod dry_run;
pub mod gates;
pub mod import_runs;
pub mod imported;
pub mod legacy_access;
pub mod legacy_records;
pub mod legacy_reports;
pub mod legacy_sources;
pub mod migration_phases;
pub mod old_links;
pub mod old_store_outbox;
pub mod record_rows;
pub mod review_counts;
pub mod shadow_differences;
pub mod verify;
pub mod verify_runs;
pub mod written_counts;
pub mod written_records;
