//! One field of a form with its current answer: a [`Field`] becomes the [`FieldView`] that `templates/fields` prints.

use super::{filled::FormInput, picture::Picture};
use crate::domain::{
    answers::iso,
    form::{Choice, Field, FieldKind, FormDef, Node, TextInput},
    form_rules::defaults::offered,
    ids::UploadId,
    lang::Lang,
    rules::tree::Rule,
    upload::Upload,
};
use crate::i18n::Texts;
use time::Date;

pub struct FieldView {
    /// Name in the post: `site_name`, `items.0.asset`.
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    pub required: bool,
    /// In words, for pages without scripts: when it applies, and when it is required.
    pub condition: Option<String>,
    pub required_if: Option<String>,
    /// Pass, fail or n.a., as large buttons.
    pub is_check: bool,
    /// What is wrong with the answer: a photo field may have several complaints.
    pub errors: Vec<String>,
    pub autofocus: bool,
    /// The fixed answer of a field that cannot be changed.
    pub fixed: Option<String>,
    pub control: Control,
}

pub enum Control {
    Text {
        value: String,
        max: usize,
        input: &'static str,
        autocomplete: &'static str,
    },
    LongText {
        value: String,
        max: usize,
    },
    Number {
        value: String,
        whole: bool,
        unit: Option<String>,
    },
    Date {
        value: String,
        latest: Option<String>,
    },
    Radios {
        choices: Vec<ChoiceView>,
    },
    Select {
        choices: Vec<ChoiceView>,
    },
    Cascade {
        tree: String,
        level: usize,
        groups: Vec<CascadeGroup>,
    },
    Checkbox {
        checked: bool,
    },
    Photos {
        max: usize,
        held: Vec<Picture>,
    },
    /// An answer that nobody enters: fixed, or calculated when the form is sent.
    Given {
        value: Option<String>,
        unit: Option<String>,
    },
    Signature {
        typed: String,
        drawn: Option<Picture>,
    },
}

pub struct ChoiceView {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// The choices of a cascade below one chain of parents.
pub struct CascadeGroup {
    /// Values of the parents, joined by slashes; empty at level 0.
    pub parent: String,
    /// Labels of the parents.
    pub label: String,
    pub choices: Vec<ChoiceView>,
}

/// All that a field must know of its page.
pub struct Page<'a> {
    pub def: &'a FormDef,
    pub filled: &'a FormInput,
    /// What is known of the files that `filled` names.
    pub uploads: &'a [Upload],
    /// Where their pictures are.
    pub uploads_at: &'a str,
    /// The question that is answered already.
    pub fixed: Option<&'a str>,
    pub lang: Lang,
    pub texts: Texts,
    /// The last day that a date of the past may have.
    pub latest_day: Date,
    /// Name of the field, as it is shown, that takes the focus.
    pub focus: Option<&'a str>,
}

/// Where a field stands: beside which others, and what comes before its name in the post and on the page. The two
/// differ where an item was removed, because the page closes the gap.
pub struct Scope<'a> {
    pub fields: &'a [Field],
    pub posted: String,
    pub shown: String,
}

/// Up to how many choices are shown as buttons side by side rather than as a list that opens.
const FEW: usize = 4;

/// It is required wherever it applies, so that one sentence says both.
fn is_required_throughout(field: &Field) -> bool {
    let source = |rule: &Option<Rule>| rule.as_ref().map(|rule| rule.source.clone());
    field.rules.required.is_some() && source(&field.rules.required) == source(&field.rules.relevant)
}

impl Page<'_> {
    pub fn field(&self, scope: &Scope<'_>, field: &Field) -> FieldView {
        let posted = format!("{}{}", scope.posted, field.name);
        let name = format!("{}{}", scope.shown, field.name);
        let mut errors: Vec<String> = self.errors_of(&posted);
        if errors.is_empty() && self.has_expired_uploads(&posted) {
            errors.push(self.texts.t("form-upload-expired").to_owned());
        }
        FieldView {
            autofocus: self.focus == Some(name.as_str()),
            fixed: (self.fixed == Some(posted.as_str()))
                .then(|| self.filled.raw.first_text(&posted).unwrap_or_default().to_owned()),
            name,
            label: field.label.get(self.lang).to_owned(),
            hint: field.hint.as_ref().map(|hint| hint.get(self.lang).to_owned()),
            required: field.required || is_required_throughout(field),
            condition: field.rules.relevant.as_ref().map(|rule| self.texts.shown_if(self.def, &rule.expression)),
            required_if: field
                .rules
                .required
                .as_ref()
                .filter(|_| !is_required_throughout(field))
                .map(|rule| self.texts.required_if(self.def, &rule.expression)),
            is_check: field.rules.check.is_some(),
            errors,
            control: self.control(scope, field, &posted),
        }
    }

    /// The sentences of all complaints at a name of the post.
    pub fn errors_of(&self, posted: &str) -> Vec<String> {
        self.filled.errors.iter().filter(|e| e.name == posted).map(|e| Texts::of(self.lang).field_error(e)).collect()
    }

    fn control(&self, scope: &Scope<'_>, field: &Field, posted: &str) -> Control {
        let value = self.filled.raw.first_text(posted).unwrap_or_default().to_owned();
        if field.rules.is_given() {
            return self.given(field);
        }
        match &field.kind {
            FieldKind::Text { max, input } => {
                let (input, autocomplete) = keyboard(*input);
                Control::Text { value, max: *max, input, autocomplete }
            }
            FieldKind::LongText { max } => Control::LongText { value, max: *max },
            FieldKind::Number { decimals, unit, .. } => {
                let unit = unit.as_ref().map(|unit| unit.get(self.lang).to_owned());
                Control::Number { value, whole: *decimals == 0, unit }
            }
            FieldKind::Date { future } => Control::Date { value, latest: (!future).then(|| iso(self.latest_day)) },
            FieldKind::Choice { choices, default } => {
                // A radio button cannot be let go again, so a question that may stay open is a list.
                let buttons =
                    field.rules.check.is_some() || choices.len() <= FEW && (field.required || default.is_some());
                let choices = choices.iter().map(|choice| self.choice(choice, &value)).collect();
                if buttons { Control::Radios { choices } } else { Control::Select { choices } }
            }
            FieldKind::Cascade { tree, level } => {
                let groups = self.cascade(scope, tree, *level, &value);
                Control::Cascade { tree: tree.clone(), level: *level, groups }
            }
            FieldKind::Checkbox { .. } => {
                Control::Checkbox { checked: matches!(value.as_str(), "yes" | "on" | "true" | "1") }
            }
            FieldKind::Photos { max } => Control::Photos { max: *max, held: self.uploaded_pictures(posted) },
            FieldKind::Signature => {
                let typed = self.filled.raw.first_text(&format!("{posted}_typed")).unwrap_or_default().to_owned();
                Control::Signature { typed, drawn: self.uploaded_pictures(posted).into_iter().next() }
            }
        }
    }

    fn given(&self, field: &Field) -> Control {
        let unit = match &field.kind {
            FieldKind::Number { unit: Some(unit), .. } => Some(unit.get(self.lang).to_owned()),
            _ => None,
        };
        let fixed = offered(field).filter(|_| field.rules.is_read_only).map(|value| match &field.kind {
            FieldKind::Checkbox { .. } => self.texts.t("common-yes").to_owned(),
            _ => self.def.choice_label(field, value, self.lang).to_owned(),
        });
        let of_box = matches!(field.kind, FieldKind::Checkbox { .. }).then(|| self.texts.t("common-no").to_owned());
        Control::Given { value: fixed.or(of_box), unit }
    }

    fn choice(&self, choice: &Choice, value: &str) -> ChoiceView {
        let label = choice.label.get(self.lang).to_owned();
        ChoiceView { chosen: choice.value == value, value: choice.value.clone(), label }
    }

    /// Every group of a level. The answer is marked below the parents that were chosen with it; if it is not there
    /// (the parent was changed without JavaScript), wherever else it stands, so that nothing chosen gets lost.
    fn cascade(&self, scope: &Scope<'_>, tree: &str, level: usize, value: &str) -> Vec<CascadeGroup> {
        let Some(roots) = self.def.trees.get(tree).map(|tree| tree.roots.as_slice()) else { return Vec::new() };
        let mut groups = Vec::new();
        self.collect(roots, level, &mut Vec::new(), &mut groups);
        let parents = self.parents(scope, tree, level);
        let place = |group: &CascadeGroup| group.choices.iter().position(|choice| choice.value == value);
        let home = groups.iter().position(|group| group.parent == parents && place(group).is_some());
        let group = home.or_else(|| groups.iter().position(|group| place(group).is_some()));
        if let Some(group) = group.and_then(|i| groups.get_mut(i))
            && let Some(choice) = group.choices.iter_mut().find(|choice| choice.value == value)
        {
            choice.chosen = !value.is_empty();
        }
        groups
    }

    fn collect<'n>(&self, nodes: &'n [Node], level: usize, path: &mut Vec<&'n Choice>, out: &mut Vec<CascadeGroup>) {
        if level > 0 {
            for node in nodes {
                path.push(&node.choice);
                self.collect(&node.children, level - 1, path, out);
                path.pop();
            }
        } else if !nodes.is_empty() {
            let join = |texts: Vec<&str>, between: &str| texts.join(between);
            out.push(CascadeGroup {
                parent: join(path.iter().map(|c| c.value.as_str()).collect(), "/"),
                label: join(path.iter().map(|c| c.label.get(self.lang)).collect(), " › "),
                choices: nodes.iter().map(|node| self.choice(&node.choice, "")).map(unchosen).collect(),
            });
        }
    }

    /// What was chosen at the levels above, joined as in [`CascadeGroup::parent`].
    fn parents(&self, scope: &Scope<'_>, tree: &str, level: usize) -> String {
        let at = |wanted: usize| {
            let is_it =
                |f: &&Field| matches!(&f.kind, FieldKind::Cascade { tree: t, level: l } if t == tree && *l == wanted);
            let field = scope.fields.iter().find(is_it)?;
            self.filled.raw.first_text(&format!("{}{}", scope.posted, field.name))
        };
        (0..level).map(|l| at(l).unwrap_or_default()).collect::<Vec<_>>().join("/")
    }

    fn uploaded_pictures(&self, posted: &str) -> Vec<Picture> {
        let known = |id: &UploadId| self.uploads.iter().find(|upload| upload.id == *id);
        self.filled
            .raw
            .uploads_of(posted)
            .filter_map(known)
            .map(|upload| Picture::new(upload, self.lang).at(self.uploads_at))
            .collect()
    }

    fn has_expired_uploads(&self, posted: &str) -> bool {
        self.filled.raw.uploads_of(posted).any(|id| !self.uploads.iter().any(|upload| upload.id == *id))
    }
}

fn unchosen(choice: ChoiceView) -> ChoiceView {
    ChoiceView { chosen: false, ..choice }
}

/// Type of the input, and what the browser may fill in.
fn keyboard(input: TextInput) -> (&'static str, &'static str) {
    match input {
        TextInput::Plain => ("text", "off"),
        TextInput::Tel => ("tel", "tel"),
        TextInput::Email => ("email", "email"),
    }
}

impl FieldView {
    /// Ids of what explains the control, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        let hint = self.hint.iter().map(|_| format!("h-{}", self.name));
        let error = self.errors.first().map(|_| format!("e-{}", self.name));
        hint.chain(error).collect::<Vec<_>>().join(" ")
    }

    pub fn wrong(&self) -> bool {
        !self.errors.is_empty()
    }
}
