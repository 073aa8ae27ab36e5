//! What was entered into the inputs of a part, saving it, and what is wrong with it.

use crate::{
    domain::{
        ids::ModuleSlug,
        problem::{Conflict, Problem},
    },
    forms::edit::{
        controls::{Control, input_of},
        editor::{EditRefusal, FormEditor},
        values::Entered,
    },
    i18n::Texts,
    services::forms::{
        draft::MOST_FILE_BYTES,
        edit::{ChangeRefusal, change},
    },
    web::{
        context::{AppState, RequestContext},
        view::field_sentences::FieldSentences,
    },
};
use rocket::{
    form::{self, DataField, FromForm, Options, ValueField},
    http::Status,
};

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

/// A part that was not saved: the status of the response, and the sentences at its inputs.
pub type RefusedPart = (Status, FieldSentences);

/// The part that is changed.
pub struct ChangedPart<'a> {
    /// The change in the audit log.
    pub what: &'static str,
    pub controls: Vec<&'static Control>,
    /// Of a question.
    pub kind: &'a str,
}

/// Saves a change of a draft, as it was seen. `place` is that of the part in the mistakes of the loader, from what the
/// edit resulted in.
pub async fn save<T: Send + 'static>(
    app: &AppState,
    context: &RequestContext,
    (module, row_version): (&ModuleSlug, i32),
    part: ChangedPart<'_>,
    place: impl Fn(&T) -> String,
    edit: impl FnOnce(&mut FormEditor) -> Result<T, EditRefusal> + Send + 'static,
) -> Result<Result<T, RefusedPart>, Problem> {
    let texts = Texts::of(context.lang);
    Ok(match change(app, &context.actor, module, row_version, part.what, edit).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(refusal)) => Err((Status::UnprocessableEntity, sentences(texts, &part, place, refusal))),
        Err(problem) => Err(changed_meanwhile(texts, problem)?),
    })
}

fn sentences<T>(
    texts: Texts,
    part: &ChangedPart<'_>,
    place: impl Fn(&T) -> String,
    refusal: ChangeRefusal<T>,
) -> FieldSentences {
    let mut refused = FieldSentences::default();
    match refusal {
        ChangeRefusal::Edit(refusal) => refused.add("", edit_sentence(texts, &refusal)),
        ChangeRefusal::TooLarge => {
            let megabytes = MOST_FILE_BYTES / (1024 * 1024);
            refused.add("", texts.with("build-form-too-large", &[("megabytes", megabytes.into())]));
        }
        ChangeRefusal::Mistakes(errors, edited) => {
            let place = place(&edited);
            for error in errors {
                let within = match error.place.strip_prefix(&place) {
                    // The whole form is every place.
                    Some(rest) if place.is_empty() => Some(rest),
                    Some("") => Some(""),
                    Some(rest) => rest.strip_prefix(": "),
                    None => None,
                };
                let sentence = texts.message(&error.reason);
                match within.and_then(|within| input_of(&part.controls, part.kind, within, &error.key)) {
                    Some(input) => refused.add(input, sentence),
                    None if error.place.is_empty() => refused.add("", sentence),
                    None => refused.add("", format!("{}: {sentence}", error.place)),
                }
            }
        }
    }
    refused
}

fn edit_sentence(texts: Texts, refusal: &EditRefusal) -> &'static str {
    texts.t(match refusal {
        EditRefusal::Gone => "build-form-gone",
        EditRefusal::FillsColumn => "build-form-fills-column",
        EditRefusal::LastQuestion => "build-form-last-question",
        EditRefusal::LastSection => "build-form-last-section",
    })
}

/// The sentence of a form that another administrator changed meanwhile; other problems go on.
pub fn changed_meanwhile(texts: Texts, problem: Problem) -> Result<RefusedPart, Problem> {
    if !matches!(problem, Problem::Conflict(Conflict::FormChanged)) {
        return Err(problem);
    }
    let mut refused = FieldSentences::default();
    refused.add("", texts.problem(&problem));
    Ok((Status::Conflict, refused))
}

/// Adds a sentence for every label that is blank, in the language of the page.
pub fn need_labels(texts: Texts, entered: &Entered, names: [&'static str; 2], refused: &mut FieldSentences) {
    for (name, key) in names.into_iter().zip(["build-form-need-english", "build-form-need-arabic"]) {
        if entered.get(name).is_empty() {
            refused.add(name, texts.t(key));
        }
    }
}
