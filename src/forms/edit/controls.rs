//! Which input of a page is which key of a form file.
//!
//! Source: the tables of keys in `docs/forms.md`.

/// One key, or one table of two or three keys, with the inputs that show it.
pub struct Control {
    /// Where it stands in the table of its question, section or form.
    pub path: &'static [&'static str],
    /// The names of its inputs.
    pub names: &'static [&'static str],
    pub shape: Shape,
    /// The kinds of questions that have the key; empty: all of them, and sections and forms.
    pub kinds: &'static [&'static str],
}

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// `{ en = "…", ar = "…" }`; one input for each language.
    Label,
    Number,
    /// A number, or a text for the kind `time`.
    Limit,
    /// `true`, or left out.
    Flag,
    /// `true`, or an expression: a tick and a text.
    FlagOrRule,
    /// `true`, or a label: a tick and an input for each language.
    Demand,
    /// A value as the kind needs it, or `{ calculate = "…" }`: two inputs.
    Default,
    /// A list of texts, one on each line.
    Lines,
    /// Tables with `value`, `en`, `ar` and further keys, one on each line; see `choices`.
    Choices,
}

const fn control(
    path: &'static [&'static str],
    names: &'static [&'static str],
    shape: Shape,
    kinds: &'static [&'static str],
) -> Control {
    Control { path, names, shape, kinds }
}

/// All kinds that are answered.
const ANSWERED: &[&str] = &[
    "text",
    "long_text",
    "number",
    "integer",
    "range",
    "date",
    "time",
    "choice",
    "select_multiple",
    "cascade",
    "checkbox",
    "acknowledge",
    "check",
    "photos",
    "signature",
    "file",
    "geopoint",
    "barcode",
];
const CALCULATED: &[&str] = &["text", "long_text", "number", "integer", "date"];
const WITH_DEFAULT: &[&str] = &["text", "long_text", "number", "integer", "range", "date", "time", "choice", "barcode"];
const CHOOSING: &[&str] = &["choice", "select_multiple"];
const WITH_MIN: &[&str] = &["number", "integer", "time", "select_multiple"];
const WITH_MAX: &[&str] = &["text", "long_text", "number", "integer", "time", "select_multiple", "photos", "barcode"];
const WITH_UNIT: &[&str] = &["number", "integer", "range"];

/// The keys of a question but for `kind`.
pub const QUESTION: &[Control] = &[
    control(&["name"], &["name"], Shape::Text, &[]),
    control(&["label"], &["label_en", "label_ar"], Shape::Label, &[]),
    control(&["hint"], &["hint_en", "hint_ar"], Shape::Label, &[]),
    control(&["required"], &["required", "required_rule"], Shape::FlagOrRule, ANSWERED),
    control(&["choices"], &["choices"], Shape::Choices, CHOOSING),
    control(&["min"], &["min"], Shape::Limit, WITH_MIN),
    control(&["max"], &["max"], Shape::Limit, WITH_MAX),
    control(&["decimals"], &["decimals"], Shape::Number, &["number"]),
    control(&["start"], &["start"], Shape::Number, &["range"]),
    control(&["end"], &["end"], Shape::Number, &["range"]),
    control(&["step"], &["step"], Shape::Number, &["range"]),
    control(&["appearance"], &["appearance"], Shape::Text, &["range"]),
    control(&["unit"], &["unit_en", "unit_ar"], Shape::Label, WITH_UNIT),
    control(&["future"], &["future"], Shape::Flag, &["date"]),
    control(&["input"], &["input"], Shape::Text, &["text"]),
    control(&["tree"], &["tree"], Shape::Text, &["cascade"]),
    control(&["level"], &["level"], Shape::Number, &["cascade"]),
    control(&["labels", "pass"], &["pass_en", "pass_ar"], Shape::Label, &["check"]),
    control(&["labels", "fail"], &["fail_en", "fail_ar"], Shape::Label, &["check"]),
    control(&["labels", "na"], &["na_en", "na_ar"], Shape::Label, &["check"]),
    control(&["on_fail", "photo"], &["photo", "photo_en", "photo_ar"], Shape::Demand, &["check"]),
    control(&["on_fail", "comment"], &["comment", "comment_en", "comment_ar"], Shape::Demand, &["check"]),
    control(&["weight"], &["weight"], Shape::Number, &["check"]),
    control(&["critical"], &["critical"], Shape::Flag, &["check"]),
    control(&["default"], &["default", "default_rule"], Shape::Default, WITH_DEFAULT),
    control(&["default"], &["ticked"], Shape::Flag, &["checkbox"]),
    control(&["default"], &["chosen"], Shape::Lines, &["select_multiple"]),
    control(&["read_only"], &["read_only"], Shape::Flag, ANSWERED),
    control(&["relevant"], &["relevant"], Shape::Text, &[]),
    control(&["constraint"], &["constraint"], Shape::Text, ANSWERED),
    control(&["constraint_message"], &["constraint_message_en", "constraint_message_ar"], Shape::Label, ANSWERED),
    control(&["calculation"], &["calculation"], Shape::Text, CALCULATED),
    control(&["choice_filter"], &["choice_filter"], Shape::Text, CHOOSING),
];

/// The keys of a section but for `id` and its questions.
pub const SECTION: &[Control] = &[
    control(&["title"], &["title_en", "title_ar"], Shape::Label, &[]),
    control(&["hint"], &["hint_en", "hint_ar"], Shape::Label, &[]),
    control(&["relevant"], &["relevant"], Shape::Text, &[]),
];

/// The keys of a section whose questions are asked for each item.
pub const ITEMS: &[Control] = &[
    control(&["items", "singular"], &["singular_en", "singular_ar"], Shape::Label, &[]),
    control(&["items", "min"], &["min"], Shape::Number, &[]),
    control(&["items", "max"], &["max"], Shape::Number, &[]),
    control(&["items", "repeat_count"], &["repeat_count"], Shape::Text, &[]),
];

/// The keys of a whole form.
pub const HEADING: &[Control] = &[
    control(&["title"], &["title_en", "title_ar"], Shape::Label, &[]),
    control(&["short"], &["short_en", "short_ar"], Shape::Label, &[]),
    control(&["about"], &["about_en", "about_ar"], Shape::Label, &[]),
    control(&["site_field"], &["site_field"], Shape::Text, &[]),
    control(&["date_field"], &["date_field"], Shape::Text, &[]),
    control(&["inspector_field"], &["inspector_field"], Shape::Text, &[]),
    control(&["report", "pass_mark"], &["pass_mark"], Shape::Number, &[]),
    control(&["report", "cover"], &["cover"], Shape::Flag, &[]),
    control(&["report", "unanswered"], &["unanswered"], Shape::Text, &[]),
];

impl Control {
    pub fn is_for(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// For which kinds of questions an input is; empty: all of them.
pub fn kinds_of(name: &str) -> &'static [&'static str] {
    let found = QUESTION.iter().find(|control| control.names.contains(&name));
    found.map_or(&[], |control| control.kinds)
}

/// The input that a mistake of the loader is about. `place` is its place within the question, section or form: empty, or
/// the name of a key; otherwise the reason begins with the key.
pub fn input_of(controls: &'static [Control], place: &str, reason: &str) -> Option<&'static str> {
    let first = reason.split(' ').next().unwrap_or_default();
    let key = if place.is_empty() { first } else { place.rsplit(": ").next().unwrap_or_default() };
    let of_key = |control: &&Control| control.path.last() == Some(&key);
    if let Some(control) = controls.iter().find(of_key) {
        // Of a label it is one language.
        let at = if first == "ar" { control.names.len().saturating_sub(1) } else { 0 };
        return control.names.get(at).copied();
    }
    if place.is_empty() && reason.contains(" name") {
        return controls.iter().flat_map(|control| control.names).find(|name| **name == "name").copied();
    }
    // The Arabic text of a choice.
    let choices = controls.iter().find(|control| control.shape == Shape::Choices);
    choices
        .filter(|_| matches!(first, "ar" | "value" | "choice" | "choices"))
        .and_then(|control| control.names.first())
        .copied()
}
