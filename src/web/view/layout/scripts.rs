//! The texts of the scripts of a page, as an element of the page.

use super::Layout;
use crate::web::view::script_texts;
use std::sync::Arc;

impl Layout {
    /// Those of the scripts of the form.
    pub fn texts_for_form(&self) -> Arc<str> {
        script_texts::element(self.texts, script_texts::FORM)
    }

    /// Those that the form of a correction has besides them.
    pub fn texts_for_correction(&self) -> Arc<str> {
        script_texts::correction_element(self.texts)
    }

    /// The same for the scripts of the home page.
    pub fn texts_for_home(&self) -> Arc<str> {
        script_texts::element(self.texts, script_texts::HOME)
    }

    /// The same for the script that shows the progress of a job.
    pub fn texts_for_job(&self) -> Arc<str> {
        script_texts::element(self.texts, script_texts::JOB)
    }

    /// The same for a page with a form to sign, and for one that shows the progress of a job besides.
    pub fn texts_for_signature(&self, has_job: bool) -> Arc<str> {
        let keys = if has_job { script_texts::JOB_AND_SIGNATURE } else { script_texts::SIGNATURE };
        script_texts::element(self.texts, keys)
    }

    /// The same for the scripts of every page.
    pub fn texts_for_shell(&self) -> Arc<str> {
        script_texts::shell_element(self.texts)
    }

    /// The same for the outbox.
    pub fn texts_for_outbox(&self) -> Arc<str> {
        script_texts::element(self.texts, script_texts::OUTBOX)
    }
}
