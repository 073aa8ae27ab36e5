//! The inputs of a part with their texts, as the template shows them.

use crate::{
    forms::edit::{
        controls::{Kinds, kinds_of},
        editor::KINDS,
        values::Entered,
    },
    i18n::Texts,
    web::view::field_sentences::FieldSentences,
};

/// One input.
pub struct InputView {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: Option<&'static str>,
    pub value: String,
    pub error: Option<String>,
    pub look: InputLook,
    /// Of the text that is entered; none if it is no text for readers of the form.
    pub lang: Option<&'static str>,
    /// The kinds of questions that have it, as classes of style sheets; empty: all.
    pub kinds: String,
}

pub enum InputLook {
    Line,
    Lines,
    Tick,
    /// The values with their texts.
    Select(Vec<(String, String)>),
}

impl InputLook {
    fn of(name: &str) -> InputLook {
        match name {
            "choices" | "chosen" | "relevant" | "constraint" | "calculation" | "repeat_count" => InputLook::Lines,
            "required" | "read_only" | "future" | "critical" | "photo" | "comment" | "after_photo" | "ticked"
            | "repeats" | "cover" => InputLook::Tick,
            _ => InputLook::Line,
        }
    }
}

/// The name of an input, its text, and the text that explains it.
type InputText = (&'static str, &'static str, Option<&'static str>);

const QUESTION: &[InputText] = &[
    ("label_en", "build-form-label-en", Some("build-form-label-en-hint")),
    ("label_ar", "build-form-label-ar", None),
    ("hint_en", "build-form-hint-en", Some("build-form-hint-en-hint")),
    ("hint_ar", "build-form-hint-ar", None),
    ("required", "build-form-required", None),
];

const OF_KIND: &[InputText] = &[
    ("choices", "build-form-choices", Some("build-form-choices-hint")),
    ("chosen", "build-form-chosen", Some("build-form-chosen-hint")),
    ("ticked", "build-form-ticked", None),
    ("min", "build-form-min", Some("build-form-min-hint")),
    ("max", "build-form-max", Some("build-form-max-hint")),
    ("decimals", "build-form-decimals", Some("build-form-decimals-hint")),
    ("start", "build-form-start", None),
    ("end", "build-form-end", None),
    ("step", "build-form-step", None),
    ("unit_en", "build-form-unit-en", None),
    ("unit_ar", "build-form-unit-ar", None),
    ("future", "build-form-future", None),
    ("tree", "build-form-tree", Some("build-form-tree-hint")),
    ("level", "build-form-level", Some("build-form-level-hint")),
    ("photo", "build-form-demand-photo", None),
    ("photo_en", "build-form-photo-en", Some("build-form-demand-hint")),
    ("photo_ar", "build-form-photo-ar", None),
    ("comment", "build-form-demand-comment", None),
    ("comment_en", "build-form-comment-en", Some("build-form-demand-hint")),
    ("comment_ar", "build-form-comment-ar", None),
    ("after_photo", "build-form-after-photo", Some("build-form-after-photo-hint")),
    ("critical", "build-form-critical", None),
    ("weight", "build-form-weight", Some("build-form-weight-hint")),
    ("pass_en", "build-form-pass-en", Some("build-form-check-words-hint")),
    ("pass_ar", "build-form-pass-ar", None),
    ("fail_en", "build-form-fail-en", None),
    ("fail_ar", "build-form-fail-ar", None),
    ("na_en", "build-form-na-en", None),
    ("na_ar", "build-form-na-ar", None),
];

const RULES: &[InputText] = &[
    ("relevant", "build-form-relevant", Some("build-form-relevant-hint")),
    ("required_rule", "build-form-required-rule", Some("build-form-required-rule-hint")),
    ("constraint", "build-form-constraint", Some("build-form-constraint-hint")),
    ("constraint_message_en", "build-form-constraint-message-en", None),
    ("constraint_message_ar", "build-form-constraint-message-ar", None),
    ("default", "build-form-default", Some("build-form-default-hint")),
    ("default_rule", "build-form-default-rule", Some("build-form-default-rule-hint")),
    ("read_only", "build-form-read-only", None),
    ("calculation", "build-form-calculation", Some("build-form-calculation-hint")),
    ("choice_filter", "build-form-choice-filter", Some("build-form-choice-filter-hint")),
];

const SECTION: &[InputText] = &[
    ("title_en", "manage-forms-title-en", None),
    ("title_ar", "manage-forms-title-ar", None),
    ("hint_en", "build-form-hint-en", Some("build-form-section-hint-hint")),
    ("hint_ar", "build-form-hint-ar", None),
    ("relevant", "build-form-relevant", Some("build-form-section-relevant-hint")),
    ("repeats", "build-form-repeats", None),
    ("singular_en", "build-form-singular-en", Some("build-form-singular-hint")),
    ("singular_ar", "build-form-singular-ar", None),
    ("min", "build-form-items-min", None),
    ("max", "build-form-items-max", Some("build-form-items-max-hint")),
    ("repeat_count", "build-form-repeat-count", Some("build-form-repeat-count-hint")),
];

const HEADING: &[InputText] = &[
    ("title_en", "manage-forms-title-en", None),
    ("title_ar", "manage-forms-title-ar", None),
    ("short_en", "build-form-short-en", Some("build-form-short-hint")),
    ("short_ar", "build-form-short-ar", None),
    ("about_en", "build-form-about-en", Some("build-form-about-hint")),
    ("about_ar", "build-form-about-ar", None),
];

const REPORT: &[InputText] =
    &[("pass_mark", "build-form-pass-mark", Some("build-form-pass-mark-hint")), ("cover", "build-form-cover", None)];

/// The text of a kind of question.
pub fn kind_text(kind: &str) -> &'static str {
    match kind {
        "text" => "build-form-kind-text",
        "long_text" => "build-form-kind-long-text",
        "number" => "build-form-kind-number",
        "integer" => "build-form-kind-integer",
        "range" => "build-form-kind-range",
        "date" => "build-form-kind-date",
        "time" => "build-form-kind-time",
        "choice" => "build-form-kind-choice",
        "select_multiple" => "build-form-kind-select-multiple",
        "cascade" => "build-form-kind-cascade",
        "checkbox" => "build-form-kind-checkbox",
        "acknowledge" => "build-form-kind-acknowledge",
        "check" => "build-form-kind-check",
        "photos" => "build-form-kind-photos",
        "signature" => "build-form-kind-signature",
        "file" => "build-form-kind-file",
        "geopoint" => "build-form-kind-geopoint",
        "barcode" => "build-form-kind-barcode",
        "note" => "build-form-kind-note",
        _ => "build-form-kind-unknown",
    }
}

/// The inputs of a question in three groups: of every question, of its kind, and its rules.
pub struct QuestionInputs {
    pub common: Vec<InputView>,
    pub of_kind: Vec<InputView>,
    pub rules: Vec<InputView>,
}

impl QuestionInputs {
    /// `trees` are the names of the trees of choices of the form.
    pub fn new(texts: Texts, entered: &Entered, refused: &FieldSentences, trees: &[String]) -> QuestionInputs {
        let views =
            |table: &[InputText]| table.iter().map(|text| view(texts, entered, refused, *text)).collect::<Vec<_>>();
        let mut of_kind = views(OF_KIND);
        let at_level = of_kind.iter().position(|input| input.name == "step").unwrap_or_default();
        of_kind.insert(at_level.saturating_add(1), appearance(texts, entered, refused));
        of_kind.push(keyboard(texts, entered, refused));
        for input in of_kind.iter_mut().filter(|input| input.name == "tree") {
            let names = trees.iter().map(|name| (name.clone(), name.clone()));
            input.look = InputLook::Select(with_blank("", names.collect()));
        }
        QuestionInputs { common: views(QUESTION), of_kind, rules: views(RULES) }
    }

    /// Whether a rule was entered, or is wrong.
    pub fn has_rules(&self) -> bool {
        self.rules.iter().any(|input| !input.value.is_empty() || input.error.is_some())
    }
}

pub fn section(texts: Texts, entered: &Entered, refused: &FieldSentences) -> Vec<InputView> {
    let views = SECTION.iter().map(|text| InputView { kinds: String::new(), ..view(texts, entered, refused, *text) });
    views.collect()
}

pub fn heading(texts: Texts, entered: &Entered, refused: &FieldSentences) -> Vec<InputView> {
    HEADING.iter().map(|text| view(texts, entered, refused, *text)).collect()
}

pub fn report(texts: Texts, entered: &Entered, refused: &FieldSentences) -> Vec<InputView> {
    let mut inputs: Vec<InputView> = REPORT.iter().map(|text| view(texts, entered, refused, *text)).collect();
    let values = [("", "build-form-unanswered-listed"), ("left_out", "build-form-unanswered-left-out")];
    let text: InputText = ("unanswered", "build-form-unanswered", None);
    inputs.push(select(texts, entered, refused, text, &values));
    inputs
}

/// A question of the form that fills a column: `questions` are the names with their labels.
pub fn column(
    texts: Texts,
    entered: &Entered,
    refused: &FieldSentences,
    text: InputText,
    questions: Vec<(String, String)>,
) -> InputView {
    InputView { look: InputLook::Select(questions), ..view(texts, entered, refused, text) }
}

/// The kinds of questions with their texts; that of trees only where the form has some.
pub fn kinds(texts: Texts, has_trees: bool) -> Vec<(&'static str, &'static str)> {
    let offered = KINDS.iter().filter(|kind| has_trees || **kind != "cascade");
    offered.map(|kind| (*kind, texts.t(kind_text(kind)))).collect()
}

pub fn with_blank(blank: &str, values: Vec<(String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), blank.to_owned())).chain(values).collect()
}

fn appearance(texts: Texts, entered: &Entered, refused: &FieldSentences) -> InputView {
    let text: InputText = ("appearance", "build-form-appearance", None);
    select(texts, entered, refused, text, &[("", "build-form-numbers"), ("rating", "build-form-stars")])
}

fn keyboard(texts: Texts, entered: &Entered, refused: &FieldSentences) -> InputView {
    let text: InputText = ("input", "build-form-keyboard", None);
    let values =
        [("", "build-form-keyboard-plain"), ("tel", "build-form-keyboard-tel"), ("email", "build-form-keyboard-email")];
    select(texts, entered, refused, text, &values)
}

fn select(
    texts: Texts,
    entered: &Entered,
    refused: &FieldSentences,
    text: InputText,
    values: &[(&str, &'static str)],
) -> InputView {
    let values = values.iter().map(|(value, key)| ((*value).to_owned(), texts.t(key).to_owned())).collect();
    InputView { look: InputLook::Select(values), ..view(texts, entered, refused, text) }
}

fn view(texts: Texts, entered: &Entered, refused: &FieldSentences, (name, label, hint): InputText) -> InputView {
    let kinds = match kinds_of(name) {
        Kinds::All => String::new(),
        kinds => KINDS.iter().filter(|kind| kinds.has(kind)).map(|kind| format!(" k-{kind}")).collect(),
    };
    InputView {
        name,
        label: texts.t(label),
        hint: hint.map(|hint| texts.t(hint)),
        value: entered.get(name).to_owned(),
        error: refused.at(name).map(str::to_owned),
        look: InputLook::of(name),
        lang: if name.ends_with("_en") {
            Some("en")
        } else if name.ends_with("_ar") {
            Some("ar")
        } else {
            None
        },
        kinds,
    }
}
