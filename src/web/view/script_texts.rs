//! The texts that scripts say, in the page that they belong to: one element with JSON, which `static/js/page_texts.js`
//! reads. It is data, not a script, so the content security policy needs no exception.
//!
//! Invariant: each list names exactly the keys that the entry script and its imports use; a test compares them.

use crate::i18n::{Pattern, Texts};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

/// Of `form.js`.
pub const FORM: &[&str] = &[
    "common-error-title",
    "common-yes",
    "form-check",
    "form-continue",
    "form-next",
    "form-problem",
    "form-remove",
    "form-signed",
    "form-undo",
    "language-browser-locale",
    "script-check-change",
    "script-check-change-of",
    "script-check-empty",
    "script-check-missing",
    "script-check-unavailable",
    "outbox-added",
    "outbox-added-about",
    "outbox-added-refused",
    "outbox-added-sign-in",
    "outbox-incomplete",
    "outbox-open",
    "outbox-problem-photo",
    "outbox-required",
    "script-choose-above",
    "script-draft-continue",
    "script-draft-continue-here",
    "script-draft-continued",
    "script-draft-delete",
    "script-draft-delete-named",
    "script-draft-delete-question",
    "script-draft-forked",
    "script-draft-form-changed",
    "script-draft-gone",
    "script-draft-keep",
    "script-draft-keep-as-new",
    "script-draft-left-over",
    "script-draft-no-name",
    "script-draft-not-saved",
    "script-draft-open-here",
    "script-draft-other-tab",
    "script-draft-photos",
    "script-draft-restored",
    "script-draft-save-failed",
    "script-draft-saved",
    "script-draft-start-new",
    "script-draft-started-new",
    "script-draft-storage-unreadable",
    "script-draft-taken",
    "script-draft-unreadable",
    "script-drafts-title",
    "script-file-attached",
    "script-item-copied",
    "script-item-moved",
    "script-item-removed",
    "script-items-fitted",
    "script-items-too-few",
    "script-items-too-many",
    "script-offline",
    "script-online",
    "script-photo-another",
    "script-photo-attached",
    "script-photo-broken",
    "script-photo-broken-not-kept",
    "script-photo-expired",
    "script-photo-not-saved",
    "script-photo-preparing",
    "script-photo-remove",
    "script-photo-removed",
    "script-photo-retry",
    "script-photo-retrying",
    "script-photo-sending",
    "script-photo-too-large",
    "script-photo-unreadable",
    "script-photo-waiting",
    "script-photos-attached",
    "script-photos-attached-of",
    "script-photos-left-out",
    "script-section-answered",
    "script-section-done",
    "script-section-items",
    "script-section-problems",
    "script-send-as-new",
    "script-send-kept",
    "script-send-no-connection",
    "script-send-not-kept",
    "script-send-photos-missing",
    "script-send-receipt-differs",
    "script-send-refused",
    "script-send-sending",
    "script-send-sent",
    "script-send-slow",
    "script-send-unconfirmed",
    "script-send-waiting",
    "script-signature-unreadable",
    "script-step",
    "script-undo-label",
];

/// Of `correction.js`, besides those of `form.js`, which is on the same page.
pub const CORRECTION: &[&str] = &[
    "script-correction-about",
    "script-correction-add",
    "script-correction-add-named",
    "script-correction-added",
    "script-correction-chosen",
    "script-correction-mine",
    "script-correction-newest",
    "script-correction-open",
    "script-correction-same",
    "script-correction-take",
    "script-correction-take-named",
    "script-correction-taken",
    "script-correction-title",
    "script-correction-yours",
];

/// Of `home.js`.
pub const HOME: &[&str] = &[
    "language-browser-locale",
    "script-draft-continue",
    "script-draft-delete",
    "script-draft-delete-named",
    "script-draft-delete-question",
    "script-draft-keep",
    "script-draft-no-name",
    "script-draft-open-here",
    "script-draft-photos",
    "script-draft-storage-unreadable",
    "script-draft-unreadable",
    "script-drafts-title",
];

/// Of `device.js`, which every page loads.
pub const SHELL: &[&str] = &[
    "language-browser-locale",
    "outbox-not-sent",
    "outbox-offline",
    "outbox-oldest",
    "outbox-online",
    "outbox-sign-out-about",
    "outbox-sign-out-file",
    "outbox-sign-out-go",
    "outbox-sign-out-stay",
    "outbox-sign-out-title",
];

/// Of `outbox_page.js`.
pub const OUTBOX: &[&str] = &[
    "form-undo",
    "language-browser-locale",
    "outbox-all-sent",
    "outbox-compare",
    "outbox-compare-named",
    "outbox-correct",
    "outbox-correct-named",
    "outbox-count",
    "outbox-count-offline",
    "outbox-current",
    "outbox-current-named",
    "outbox-deleted",
    "outbox-draft-old",
    "outbox-edit",
    "outbox-edit-named",
    "outbox-entered",
    "outbox-file-loaded",
    "outbox-file-nothing-new",
    "outbox-file-other",
    "outbox-file-saved",
    "outbox-file-unreadable",
    "outbox-kept",
    "outbox-not-kept",
    "outbox-others",
    "outbox-photo-sending",
    "outbox-photo-sent",
    "outbox-photo-waiting",
    "outbox-photos",
    "outbox-problem-gone",
    "outbox-problem-photo",
    "outbox-problem-version",
    "outbox-retry",
    "outbox-retry-named",
    "outbox-sign-in",
    "outbox-space",
    "outbox-state-again",
    "outbox-state-offline",
    "outbox-state-refused",
    "outbox-state-sending",
    "outbox-state-sign-in",
    "outbox-state-waiting",
    "script-draft-continue",
    "script-draft-delete",
    "script-draft-delete-named",
    "script-draft-delete-question",
    "script-draft-keep",
    "script-draft-no-name",
    "script-draft-open-here",
    "script-draft-photos",
    "script-draft-storage-unreadable",
    "script-draft-unreadable",
    "script-drafts-title",
    "script-send-sending",
    "script-undo-label",
];

/// Of `job.js`.
pub const JOB: &[&str] = &[
    "language-browser-locale",
    "script-job-done",
    "script-job-failed",
    "script-job-running",
    "script-job-silent",
    "script-job-started",
];

/// Of `signed_form.js`.
pub const SIGNATURE: &[&str] =
    &["form-remove", "form-signed", "language-browser-locale", "script-signature-unreadable"];

/// Of `job.js` and `signed_form.js` together, for the page of a submission that has both.
pub const JOB_AND_SIGNATURE: &[&str] = &[
    "form-remove",
    "form-signed",
    "language-browser-locale",
    "script-job-done",
    "script-job-failed",
    "script-job-running",
    "script-job-silent",
    "script-job-started",
    "script-signature-unreadable",
];

/// The elements made so far. Making that of a form takes a third of the time of its page, and texts never change.
static ELEMENTS: LazyLock<RwLock<Elements>> = LazyLock::new(RwLock::default);

type Elements = HashMap<(Texts, Keys), Arc<str>>;
type Keys = &'static [&'static str];

/// `<script type="application/json" id="texts">…</script>`: the texts of the page's own scripts.
pub fn element(texts: Texts, keys: Keys) -> Arc<str> {
    known_element("texts", texts, keys)
}

/// The same with the id `correction-texts`, for the page of a correction.
pub fn correction_element(texts: Texts) -> Arc<str> {
    known_element("correction-texts", texts, CORRECTION)
}

/// The same with the id `shell-texts`, for the scripts of every page.
pub fn shell_element(texts: Texts) -> Arc<str> {
    known_element("shell-texts", texts, SHELL)
}

fn known_element(id: &str, texts: Texts, keys: Keys) -> Arc<str> {
    let known = ELEMENTS.read().unwrap_or_else(PoisonError::into_inner).get(&(texts, keys)).cloned();
    known.unwrap_or_else(|| {
        let made: Arc<str> = make(id, texts, keys).into();
        ELEMENTS.write().unwrap_or_else(PoisonError::into_inner).insert((texts, keys), Arc::clone(&made));
        made
    })
}

fn make(id: &str, texts: Texts, keys: Keys) -> String {
    let patterns: BTreeMap<&str, Pattern> = keys.iter().map(|key| (*key, texts.pattern(key))).collect();
    // Plain strings cannot fail to become JSON. No text can end the element: `<` is written as an escape.
    let json = serde_json::to_string(&patterns).unwrap_or_default().replace('<', "\\u003c");
    format!(r#"<script type="application/json" id="{id}">{json}</script>"#)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn plural_forms_of_each_language_go_out_as_patterns() {
        let en = element(Texts::of(Lang::EN), &["script-photos-attached", "script-draft-saved"]);
        assert_eq!(
            &*en,
            concat!(
                r#"<script type="application/json" id="texts">{"script-draft-saved":"Saved at {time} on this device, not sent yet","#,
                r#""script-photos-attached":{"one":"1 photo attached","other":"{count} photos attached"}}</script>"#
            )
        );
        let Pattern::Plural(ar) = Texts::of(Lang::AR).pattern("script-photos-attached") else { panic!("no plural") };
        assert_eq!(ar.keys().collect::<Vec<_>>(), ["few", "many", "one", "other", "two", "zero"]);
    }
}
