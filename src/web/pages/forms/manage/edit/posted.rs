//! What was entered into the inputs of a part, and what is wrong with it.

use crate::{
    domain::problem::{Conflict, Problem},
    forms::edit::{
        controls::{Control, input_of},
        editor::EditRefusal,
        values::Entered,
    },
    i18n::Texts,
    services::forms::{draft::MOST_FILE_BYTES, edit::ChangeRefusal},
    web::view::field_sentences::FieldSentences,
};
use rocket::form::{self, DataField, FromForm, Options, ValueField};

/// The inputs of a post by their names.
#[derive(Default)]
pub struct PostedInputs {
    /// The form as it was seen.
    pub row_version: i32,
    pub entered: Entered,
}

#[rocket::async_trait]
impl<'r> FromForm<'r> for PostedInputs {
    type Context = PostedInputs;

    fn init(_: Options) -> PostedInputs {
        Default::default()
    }

    fn push_value(posted: &mut PostedInputs, field: ValueField<'r>) {
        match field.name.source().as_str() {
            "row_version" => posted.row_version = field.value.parse().unwrap_or(0),
            name => posted.entered.set(name, field.value),
        }
    }

    async fn push_data(_: &mut PostedInputs, _: DataField<'r, '_>) {}

    fn finalize(posted: PostedInputs) -> form::Result<'r, PostedInputs> {
        Ok(posted)
    }
}

/// The sentences about a change that was refused. `place` is that of the changed part in the mistakes of the loader.
pub fn sentences(texts: Texts, controls: &'static [Control], place: &str, refusal: ChangeRefusal) -> FieldSentences {
    let mut refused = FieldSentences::default();
    match refusal {
        ChangeRefusal::Edit(refusal) => refused.add("", edit_sentence(texts, &refusal)),
        ChangeRefusal::TooLarge => {
            let megabytes = MOST_FILE_BYTES / (1024 * 1024);
            refused.add("", texts.with("build-form-too-large", &[("megabytes", megabytes.into())]));
        }
        ChangeRefusal::Mistakes(errors) => {
            for error in errors {
                let inner = match error.place.strip_prefix(place) {
                    Some("") => Some(""),
                    Some(rest) => rest.strip_prefix(": "),
                    None if place.is_empty() => Some(error.place.as_str()),
                    None => None,
                };
                let input = inner.and_then(|inner| input_of(controls, inner, &error.reason));
                match input {
                    Some(input) => refused.add(input, error.reason),
                    None if error.place.is_empty() => refused.add("", error.reason),
                    None => refused.add("", format!("{}: {}", error.place, error.reason)),
                }
            }
        }
    }
    refused
}

pub fn edit_sentence(texts: Texts, refusal: &EditRefusal) -> &'static str {
    texts.t(match refusal {
        EditRefusal::Gone => "build-form-gone",
        EditRefusal::FillsColumn => "build-form-fills-column",
        EditRefusal::LastQuestion => "build-form-last-question",
        EditRefusal::LastSection => "build-form-last-section",
    })
}

/// The sentence of a form that another administrator changed meanwhile; other problems go on.
pub fn changed_meanwhile(texts: Texts, problem: Problem) -> Result<FieldSentences, Problem> {
    if !matches!(problem, Problem::Conflict(Conflict::FormChanged)) {
        return Err(problem);
    }
    let mut refused = FieldSentences::default();
    refused.add("", texts.problem(&problem));
    Ok(refused)
}

/// Adds a sentence for every label that is blank, in the language of the page.
pub fn need_labels(texts: Texts, entered: &Entered, names: [&'static str; 2], refused: &mut FieldSentences) {
    for (name, key) in names.into_iter().zip(["build-form-need-english", "build-form-need-arabic"]) {
        if entered.get(name).is_empty() {
            refused.add(name, texts.t(key));
        }
    }
}
