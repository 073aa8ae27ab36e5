//! `/forms/manage`: the forms of the organisation, for its administrators.
//!
//! - `list`: all of them, and adding one from nothing, as a copy or from a file; `file`: the file as it is posted, and
//!   what is wrong with it;
//! - `edit`: the builder, where a draft is changed part by part;
//! - `show`: one form with its draft and its versions; `steps`: what can be done with it;
//! - `preview`: the form as it will be asked; `download`: its text.

pub mod download;
pub mod edit;
pub mod file;
pub mod list;
pub mod preview;
pub mod show;
pub mod steps;

use crate::{i18n::Texts, services::forms::list::FormState};

const ADDRESS: &str = "/forms/manage";

/// A state with its name in style sheets.
#[derive(Clone, Copy)]
pub struct StateView {
    label: &'static str,
    css: &'static str,
}

impl StateView {
    fn new(state: FormState, texts: Texts) -> StateView {
        let (key, css) = match state {
            FormState::Draft => ("manage-forms-state-draft", "pending"),
            FormState::Published => ("manage-forms-state-published", "completed"),
            FormState::Retired => ("manage-forms-state-retired", ""),
            FormState::Broken => ("manage-forms-state-broken", "failed"),
        };
        StateView { label: texts.t(key), css }
    }
}
