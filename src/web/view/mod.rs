//! Views that several pages share.
//!
//! Invariant: a view struct has exactly what its template prints, in the language of the reader, so templates decide
//! about markup only.

pub mod absences;
pub mod answer_limits;
pub mod answer_reader;
pub mod answers;
pub mod chart;
pub mod choice_links;
pub mod client_response;
pub mod comment_place;
pub mod control;
pub mod csv;
pub mod error;
pub mod field;
mod field_cascade;
pub mod field_sentences;
pub mod file_link;
pub mod filled;
pub mod form;
pub mod form_card;
pub mod form_rules;
pub mod format;
pub mod input;
pub mod labels;
pub mod layout;
pub mod navigation;
pub mod picture;
pub mod qr;
pub mod score_view;
pub mod script_texts;
pub mod time_zones;
