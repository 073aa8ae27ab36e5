//! What several pages share on the way from plain values to HTML.
//!
//! A view struct holds exactly what its template prints, already in the reader's language, so that the templates
//! decide about markup and about nothing else.

pub mod answers;
pub mod error;
pub mod field;
pub mod filled;
pub mod form;
pub mod format;
pub mod input;
pub mod layout;
pub mod picture;
pub mod qr;
pub mod refused;
pub mod words;
