//! One field of a form with its current answer: a [`Field`] becomes the [`FieldView`] that `templates/fields` prints.

use super::{
    answer_limits,
    control::{ChoiceView, Control, CoordinateView, Step},
    file_link::FileLink,
    filled::FormInput,
    picture::Picture,
};
use crate::domain::{
    answers::iso,
    decimal::Decimal,
    field_rules::Scale,
    form::{Choice, Field, FieldKind, FormDef, Items, TextInput},
    form_rules::defaults::offered,
    ids::UploadId,
    lang::Lang,
    position::Coordinate,
    rules::tree::Rule,
    upload::Upload,
    validate::further_parts,
};
use crate::{i18n::Texts, services::uploads::MAX_PDF_BYTES};
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
    /// In words: how many choices, from which time on.
    pub limits: Option<String>,
    /// What is wrong with the answer: a photo field may have several complaints.
    pub errors: Vec<String>,
    pub autofocus: bool,
    /// The fixed answer of a field that cannot be changed.
    pub fixed: Option<String>,
    /// The script may ask for suggestions.
    pub has_suggestions: bool,
    pub control: Control,
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
    /// The person may know names of sites, members and assets.
    pub has_suggestions: bool,
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

impl Scope<'_> {
    /// The group, unless its questions are asked once.
    fn items<'a>(&self, def: &'a FormDef) -> Option<&'a Items> {
        let (name, _) = self.posted.split_once('.')?;
        def.items_named(name)
    }
}

/// Up to how many choices are shown as buttons side by side rather than as a list that opens.
const FEW: usize = 4;

/// The longest scale that is shown as buttons.
const MOST_BUTTONS: usize = 11;

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
        let parts = further_parts(&field.kind).iter();
        errors.extend(parts.flat_map(|part| self.errors_of(&format!("{posted}{}", part.suffix()))));
        if errors.is_empty() && self.has_expired_uploads(&posted) {
            errors.push(self.texts.t("form-upload-expired").to_owned());
        }
        FieldView {
            autofocus: self.focus == Some(name.as_str()),
            has_suggestions: self.has_suggestions && self.def.suggested(scope.items(self.def), field).is_some(),
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
            limits: answer_limits::words(field, self.texts),
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
                let (kind, autocomplete) = keyboard(*input);
                Control::Text { value, max: *max, input: kind, autocomplete, scans: *input == TextInput::Barcode }
            }
            FieldKind::LongText { max } => Control::LongText { value, max: *max },
            FieldKind::Number { decimals, unit, .. } => {
                let unit = unit.as_ref().map(|unit| unit.get(self.lang).to_owned());
                if let Some(scale) = field.rules.scale.as_ref().filter(|scale| scale.count() <= MOST_BUTTONS) {
                    return self.scale(field, scale, &value, unit);
                }
                Control::Number { value, whole: *decimals == 0, unit }
            }
            FieldKind::Date { future } => Control::Date { value, latest: (!future).then(|| iso(self.latest_day)) },
            FieldKind::Time { min, max } => {
                let [min, max] = [min, max].map(|limit| limit.map(|time| time.to_string()));
                Control::Time { value, min, max }
            }
            FieldKind::SelectMultiple { choices, .. } => {
                let chosen: Vec<&str> = self.filled.raw.texts_of(posted).collect();
                let view = |choice: &Choice| ChoiceView {
                    chosen: chosen.contains(&choice.value.as_str()),
                    ..self.choice(choice, "")
                };
                Control::Boxes { choices: choices.iter().map(view).collect() }
            }
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
            FieldKind::File => Control::File {
                limit: MAX_PDF_BYTES,
                largest: self.texts.megabytes(MAX_PDF_BYTES),
                held: self.uploaded_files(posted),
            },
            FieldKind::Geopoint => Control::Geopoint { coordinates: self.coordinates(posted) },
            FieldKind::Note => Control::Note,
        }
    }

    /// The numbers of a short scale, as buttons; the first is for no answer, where one may be left out.
    fn scale(&self, field: &Field, scale: &Scale, value: &str, unit: Option<String>) -> Control {
        let chosen = value.trim().parse::<Decimal>().ok();
        let step = |number: Decimal| Step { chosen: chosen == Some(number), value: number.to_string() };
        Control::Scale {
            has_blank: !field.required,
            is_blank: chosen.is_none(),
            steps: scale.numbers().map(step).collect(),
            is_rating: scale.is_rating,
            unit,
        }
    }

    fn coordinates(&self, posted: &str) -> Vec<CoordinateView> {
        let view = |coordinate: Coordinate| {
            let name = format!("{posted}{}", coordinate.suffix());
            CoordinateView {
                value: self.filled.raw.first_text(&name).unwrap_or_default().to_owned(),
                is_wrong: self.filled.errors.iter().any(|error| error.name == name),
                suffix: coordinate.suffix(),
                key: coordinate.key(),
                label: match coordinate {
                    Coordinate::Latitude => "form-latitude",
                    Coordinate::Longitude => "form-longitude",
                    Coordinate::Accuracy => "form-accuracy",
                },
            }
        };
        Coordinate::ALL.map(view).into()
    }

    fn given(&self, field: &Field) -> Control {
        let unit = match &field.kind {
            FieldKind::Number { unit: Some(unit), .. } => Some(unit.get(self.lang).to_owned()),
            _ => None,
        };
        let offered = if field.rules.is_read_only { offered(field) } else { Vec::new() };
        let mut labels: Vec<&str> = Vec::new();
        for value in offered {
            labels.push(match &field.kind {
                FieldKind::Checkbox { .. } => self.texts.t("common-yes"),
                _ => self.def.choice_label(field, value, self.lang),
            });
        }
        let fixed = (!labels.is_empty()).then(|| self.texts.list(&labels));
        let of_box = matches!(field.kind, FieldKind::Checkbox { .. }).then(|| self.texts.t("common-no").to_owned());
        Control::Given { value: fixed.or(of_box), unit }
    }

    pub(super) fn choice(&self, choice: &Choice, value: &str) -> ChoiceView {
        let label = choice.label.get(self.lang).to_owned();
        ChoiceView { chosen: choice.value == value, value: choice.value.clone(), label }
    }

    fn uploaded_pictures(&self, posted: &str) -> Vec<Picture> {
        self.known_uploads(posted).map(|upload| Picture::new(upload, self.lang).at(self.uploads_at)).collect()
    }

    fn uploaded_files(&self, posted: &str) -> Vec<FileLink> {
        let link = |upload: &Upload| FileLink::new(upload, self.lang, self.uploads_at, upload.id.as_str());
        self.known_uploads(posted).map(link).collect()
    }

    fn known_uploads<'b>(&'b self, posted: &'b str) -> impl Iterator<Item = &'b Upload> {
        let known = move |id: &UploadId| self.uploads.iter().find(|upload| upload.id == *id);
        self.filled.raw.uploads_of(posted).filter_map(known)
    }

    fn has_expired_uploads(&self, posted: &str) -> bool {
        self.filled.raw.uploads_of(posted).any(|id| !self.uploads.iter().any(|upload| upload.id == *id))
    }
}

/// Type of the input, and what the browser may fill in.
fn keyboard(input: TextInput) -> (&'static str, &'static str) {
    match input {
        TextInput::Plain | TextInput::Barcode => ("text", "off"),
        TextInput::Tel => ("tel", "tel"),
        TextInput::Email => ("email", "email"),
    }
}

impl FieldView {
    /// Ids of what explains the control, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        let hint = self.hint.iter().map(|_| format!("h-{}", self.name));
        let limits = self.limits.iter().map(|_| format!("b-{}", self.name));
        let error = self.errors.first().map(|_| format!("e-{}", self.name));
        hint.chain(limits).chain(error).collect::<Vec<_>>().join(" ")
    }

    pub fn wrong(&self) -> bool {
        !self.errors.is_empty()
    }
}
