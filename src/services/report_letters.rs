//! The letters of a submission that the PDF cannot print, because no font has them.

use super::submissions::SubmissionDetails;
use crate::{
    app::App,
    domain::answers::Answer,
    reports::{letters::named, pdf::letters_without_font},
};
use std::{collections::BTreeSet, sync::Arc};

/// Letters that no font has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingLetters {
    pub count: usize,
    /// The first ones, by code point.
    pub named: String,
}

/// The letters of all answers that the PDF cannot print; `None` if there are none.
pub async fn missing_letters(app: &Arc<App>, shown: &SubmissionDetails) -> Option<MissingLetters> {
    let answers = &shown.submission.answers;
    let groups = std::iter::once(&answers.fields).chain(answers.items.iter().flat_map(|(_, groups)| groups));
    let typed = groups.flatten().filter_map(|(_, answer)| match answer {
        Answer::Text(text) | Answer::Choice(text) => Some(text.clone()),
        Answer::Choices(values) => Some(values.join(" ")),
        Answer::Signature(signature) => signature.name.clone(),
        _ => None,
    });
    let further = answers.further.iter().map(|(_, text)| text.clone());
    let texts: Vec<String> = typed.chain(further).chain([shown.submission.site_name.clone()]).collect();
    let app = Arc::clone(app);
    let missing: BTreeSet<char> = tokio::task::spawn_blocking(move || {
        letters_without_font(&texts.iter().map(String::as_str).collect::<Vec<_>>(), &app.report_fonts)
    })
    .await
    .unwrap_or_default();
    (!missing.is_empty()).then(|| MissingLetters { count: missing.len(), named: named(&missing) })
}
