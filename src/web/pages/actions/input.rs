//! The fields of an action, for a new one and for one that is changed.

use crate::{
    domain::{action::Severity, validate::FieldError},
    i18n::Texts,
    services::actions::{ActionInput, PossibleOwner},
    web::view::{control::ChoiceView, field_sentences::FieldSentences},
};
use rocket::FromForm;

#[derive(Clone, Copy, Debug, Default, FromForm)]
pub struct ActionForm<'r> {
    #[field(default = "")]
    pub title: &'r str,
    #[field(default = "")]
    pub details: &'r str,
    #[field(default = "")]
    pub severity: &'r str,
    #[field(default = "")]
    pub owner: &'r str,
    #[field(default = "")]
    pub due_on: &'r str,
}

impl<'r> ActionForm<'r> {
    pub fn input(&self) -> ActionInput<'r> {
        let ActionForm { title, details, severity, owner, due_on } = *self;
        ActionInput { title, details, severity, owner, due_on }
    }
}

/// The fields as `actions/fields.html` prints them.
pub struct ActionFields {
    pub title: String,
    pub details: String,
    pub due_on: String,
    pub severities: Vec<ChoiceView>,
    pub owners: Vec<ChoiceView>,
}

impl ActionFields {
    /// `former`: the owner, who is shown although they cannot become one any more.
    pub fn new(
        typed: &ActionForm<'_>,
        owners: &[PossibleOwner],
        former: Option<(&str, &str)>,
        texts: Texts,
    ) -> ActionFields {
        let option = |chosen: &str, value: &str, label: &str| ChoiceView {
            chosen: chosen == value,
            value: value.to_owned(),
            label: label.to_owned(),
        };
        let severities = Severity::ALL.iter().rev();
        let no_owner = std::iter::once(option(typed.owner, "", texts.t("action-no-owner")));
        let members = owners.iter().map(|owner| option(typed.owner, owner.public_id.as_str(), &owner.name));
        let former = former.filter(|(id, _)| owners.iter().all(|owner| owner.public_id.as_str() != *id));
        let former = former.map(|(id, name)| option(typed.owner, id, name));
        ActionFields {
            title: typed.title.to_owned(),
            details: typed.details.to_owned(),
            due_on: typed.due_on.to_owned(),
            severities: severities.map(|s| option(typed.severity, s.as_str(), texts.severity(*s))).collect(),
            owners: no_owner.chain(former).chain(members).collect(),
        }
    }
}

/// The errors of the fields, each at its field; that of a note at the field `note_of`.
pub fn sentences(errors: &[FieldError], note_of: &'static str, texts: Texts) -> FieldSentences {
    let mut refused = FieldSentences::default();
    for error in errors {
        let field = ["title", "details", "severity", "owner", "due_on"].into_iter().find(|name| *name == error.name);
        refused.add(field.unwrap_or(note_of), texts.field_error(error));
    }
    refused
}
