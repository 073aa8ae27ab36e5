//! The score of a submission as its page shows it.

use crate::{
    domain::{answers::Answers, form::FormDef},
    i18n::Texts,
};

/// The score of the checks.
pub struct ScoreView {
    /// "85 % (17 of 20)".
    pub value: String,
    /// The verdict, and whether it is good.
    pub result: Option<(String, bool)>,
    /// Of each section, if there are several.
    pub sections: Vec<(String, String)>,
}

/// `None` if the form has no checks, or none with an answer.
pub fn score(def: &FormDef, answers: &Answers, texts: Texts) -> Option<ScoreView> {
    let score = crate::domain::score::score(def, answers)?;
    let result = texts.score_result(&score).zip(score.has_passed());
    let sections = score.sections.iter().filter(|_| score.sections.len() > 1);
    Some(ScoreView {
        value: texts.score(score.all),
        result: result.map(|(result, is_good)| (result.to_owned(), is_good)),
        sections: sections.map(|(title, points)| (texts.label(title).to_owned(), texts.score(*points))).collect(),
    })
}
