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
    pub kinds: Kinds,
}

/// Which kinds of questions have a key.
#[derive(Clone, Copy, Debug)]
pub enum Kinds {
    /// All of them; and of sections and forms.
    All,
    /// All that are answered. The key means the same for each.
    Answered,
    Only(&'static [&'static str]),
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

const fn control(path: &'static [&'static str], names: &'static [&'static str], shape: Shape, kinds: Kinds) -> Control {
    Control { path, names, shape, kinds }
}

const CALCULATED: &[&str] = &["text", "long_text", "number", "integer", "date"];
const WITH_DEFAULT: &[&str] = &["text", "long_text", "number", "integer", "range", "date", "time", "choice", "barcode"];
const CHOOSING: &[&str] = &["choice", "select_multiple"];
const WITH_MIN: &[&str] = &["number", "integer", "time", "select_multiple"];
const WITH_MAX: &[&str] = &["text", "long_text", "number", "integer", "time", "select_multiple", "photos", "barcode"];
const WITH_UNIT: &[&str] = &["number", "integer", "range"];

/// The keys of a question but for `kind`.
pub const QUESTION: &[Control] = &[
    control(&["name"], &["name"], Shape::Text, Kinds::All),
    control(&["label"], &["label_en", "label_ar"], Shape::Label, Kinds::All),
    control(&["hint"], &["hint_en", "hint_ar"], Shape::Label, Kinds::All),
    control(&["required"], &["required", "required_rule"], Shape::FlagOrRule, Kinds::Answered),
    control(&["choices"], &["choices"], Shape::Choices, Kinds::Only(CHOOSING)),
    control(&["min"], &["min"], Shape::Limit, Kinds::Only(WITH_MIN)),
    control(&["max"], &["max"], Shape::Limit, Kinds::Only(WITH_MAX)),
    control(&["decimals"], &["decimals"], Shape::Number, Kinds::Only(&["number"])),
    control(&["start"], &["start"], Shape::Number, Kinds::Only(&["range"])),
    control(&["end"], &["end"], Shape::Number, Kinds::Only(&["range"])),
    control(&["step"], &["step"], Shape::Number, Kinds::Only(&["range"])),
    control(&["appearance"], &["appearance"], Shape::Text, Kinds::Only(&["range"])),
    control(&["unit"], &["unit_en", "unit_ar"], Shape::Label, Kinds::Only(WITH_UNIT)),
    control(&["future"], &["future"], Shape::Flag, Kinds::Only(&["date"])),
    control(&["input"], &["input"], Shape::Text, Kinds::Only(&["text"])),
    control(&["tree"], &["tree"], Shape::Text, Kinds::Only(&["cascade"])),
    control(&["level"], &["level"], Shape::Number, Kinds::Only(&["cascade"])),
    control(&["labels", "pass"], &["pass_en", "pass_ar"], Shape::Label, Kinds::Only(&["check"])),
    control(&["labels", "fail"], &["fail_en", "fail_ar"], Shape::Label, Kinds::Only(&["check"])),
    control(&["labels", "na"], &["na_en", "na_ar"], Shape::Label, Kinds::Only(&["check"])),
    control(&["on_fail", "photo"], &["photo", "photo_en", "photo_ar"], Shape::Demand, Kinds::Only(&["check"])),
    control(&["on_fail", "comment"], &["comment", "comment_en", "comment_ar"], Shape::Demand, Kinds::Only(&["check"])),
    control(&["weight"], &["weight"], Shape::Number, Kinds::Only(&["check"])),
    control(&["critical"], &["critical"], Shape::Flag, Kinds::Only(&["check"])),
    control(&["after_photo"], &["after_photo"], Shape::Flag, Kinds::Only(&["check"])),
    control(&["default"], &["default", "default_rule"], Shape::Default, Kinds::Only(WITH_DEFAULT)),
    control(&["default"], &["ticked"], Shape::Flag, Kinds::Only(&["checkbox"])),
    control(&["default"], &["chosen"], Shape::Lines, Kinds::Only(&["select_multiple"])),
    control(&["read_only"], &["read_only"], Shape::Flag, Kinds::Answered),
    control(&["relevant"], &["relevant"], Shape::Text, Kinds::All),
    control(&["constraint"], &["constraint"], Shape::Text, Kinds::Answered),
    control(
        &["constraint_message"],
        &["constraint_message_en", "constraint_message_ar"],
        Shape::Label,
        Kinds::Answered,
    ),
    control(&["calculation"], &["calculation"], Shape::Text, Kinds::Only(CALCULATED)),
    control(&["choice_filter"], &["choice_filter"], Shape::Text, Kinds::Only(CHOOSING)),
];

/// The keys of a section but for `id` and its questions.
pub const SECTION: &[Control] = &[
    control(&["title"], &["title_en", "title_ar"], Shape::Label, Kinds::All),
    control(&["hint"], &["hint_en", "hint_ar"], Shape::Label, Kinds::All),
    control(&["relevant"], &["relevant"], Shape::Text, Kinds::All),
];

/// The keys of a section whose questions are asked for each item.
pub const ITEMS: &[Control] = &[
    control(&["items", "singular"], &["singular_en", "singular_ar"], Shape::Label, Kinds::All),
    control(&["items", "min"], &["min"], Shape::Number, Kinds::All),
    control(&["items", "max"], &["max"], Shape::Number, Kinds::All),
    control(&["items", "repeat_count"], &["repeat_count"], Shape::Text, Kinds::All),
];

/// The keys of a whole form.
pub const HEADING: &[Control] = &[
    control(&["title"], &["title_en", "title_ar"], Shape::Label, Kinds::All),
    control(&["short"], &["short_en", "short_ar"], Shape::Label, Kinds::All),
    control(&["about"], &["about_en", "about_ar"], Shape::Label, Kinds::All),
    control(&["site_field"], &["site_field"], Shape::Text, Kinds::All),
    control(&["date_field"], &["date_field"], Shape::Text, Kinds::All),
    control(&["inspector_field"], &["inspector_field"], Shape::Text, Kinds::All),
    control(&["report", "pass_mark"], &["pass_mark"], Shape::Number, Kinds::All),
    control(&["report", "cover"], &["cover"], Shape::Flag, Kinds::All),
    control(&["report", "client"], &["client"], Shape::Text, Kinds::All),
    control(&["report", "unanswered"], &["unanswered"], Shape::Text, Kinds::All),
];

impl Kinds {
    pub fn has(self, kind: &str) -> bool {
        match self {
            Kinds::All => true,
            Kinds::Answered => kind != NOTE,
            Kinds::Only(kinds) => kinds.contains(&kind),
        }
    }
}

/// The only kind that is not answered.
const NOTE: &str = "note";

/// For which kinds of questions an input is.
pub fn kinds_of(name: &str) -> Kinds {
    let found = QUESTION.iter().find(|control| control.names.contains(&name));
    found.map_or(Kinds::All, |control| control.kinds)
}

/// The input of a part that a mistake of the loader is about. `within`: its place within the part, such as `label`, or
/// empty; `key`: the key of that place; `kind`: of a question.
pub fn input_of(controls: &[&'static Control], kind: &str, within: &str, key: &str) -> Option<&'static str> {
    let inner = within.rsplit(": ").next().unwrap_or_default();
    let of_key = |key: &str| {
        let has_key = |control: &&Control| control.kinds.has(kind) && control.path.last() == Some(&key);
        controls.iter().copied().find(has_key)
    };
    let input = |control: &'static Control, from_end: usize| control.names.iter().rev().nth(from_end).copied();
    match (key, of_key(inner)) {
        ("en", Some(label)) => return input(label, 1),
        ("ar", Some(label)) => return input(label, 0),
        _ => {}
    }
    if let Some(control) = of_key(if key.is_empty() { inner } else { key }) {
        return control.names.first().copied();
    }
    // A choice is a line of an input.
    let is_of_choice = inner.is_empty() && matches!(key, "value" | "en" | "ar");
    let choices = controls.iter().find(|control| control.shape == Shape::Choices && control.kinds.has(kind));
    choices.filter(|_| is_of_choice).and_then(|control| control.names.first().copied())
}
