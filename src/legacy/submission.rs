//! A submission of the old app: recognised by its keys, completed by its job, understood.

use super::{Context, OldSubmission, Refusal, document::Document};

/// Understands a record, or says why not.
pub fn read(_document: &Document, _context: &Context<'_>) -> Result<OldSubmission, Refusal> {
    unimplemented!()
}
