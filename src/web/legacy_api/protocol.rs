//! Constants of the legacy app's interface.

use crate::domain::lang::Lang;

/// The legacy app spoke English only, and so do the pages around its responses.
pub const LANG: Lang = Lang::EN;

/// The field of a submission key, if a client sends one.
pub const KEY: &str = "submission_key";
