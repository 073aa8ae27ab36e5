//! The form for a new token, and its validation: name, permissions, lifetime.

use crate::{
    domain::{
        access::{Permission, Scope},
        pasted,
        validate::{FieldError, Subject, ValidationCode},
    },
    services::accounts::principal::Member,
};

/// The offered lifetimes, in days.
pub const DAYS: [i64; 4] = [7, 30, 90, 365];

const NAME_CHARS: usize = 100;

/// The permissions that a token can have: each opens an address that accepts tokens. The others (pending submissions,
/// people, settings, migration, tokens) need a session.
pub const GRANTABLE: [Permission; 7] = [
    Permission::Submit,
    Permission::ReadSubmissions,
    Permission::ReadReports,
    Permission::MakeReports,
    Permission::ShareReports,
    Permission::Export,
    Permission::ReadAudit,
];

/// The form for a new token, unchecked.
#[derive(Clone, Debug, Default)]
pub struct NewTokenRequest {
    pub name: String,
    pub permissions: Vec<String>,
    pub days: String,
    /// The forms and sites that the token is narrowed to.
    pub scopes: Vec<Scope>,
}

impl NewTokenRequest {
    pub(super) fn read(&self, maker: &Member) -> Result<(String, Vec<Permission>, i64), Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |name: &str, label: &'static str, complaint| {
            errors.push(FieldError::of(name, Subject::Control(label), complaint));
        };
        let name = pasted::name(&self.name);
        let found = name.chars().count();
        let complaint = if name.is_empty() {
            Some(ValidationCode::Missing)
        } else if found > NAME_CHARS {
            Some(ValidationCode::TooLong { limit: NAME_CHARS, found })
        } else {
            name.chars().find(|c| c.is_control()).map(ValidationCode::ControlCharacter)
        };
        if let Some(complaint) = complaint {
            wrong("name", "validation-label-name", complaint);
        }
        let known =
            |word: &String| Permission::parse(word).filter(|may| GRANTABLE.contains(may) && maker.has_permission(*may));
        let permissions: Vec<Permission> = GRANTABLE
            .into_iter()
            .filter(|may| self.permissions.iter().any(|word| word == may.as_str()) && maker.has_permission(*may))
            .collect();
        if self.permissions.iter().any(|word| known(word).is_none()) {
            wrong("permissions", "validation-label-permissions", ValidationCode::NotAChoice);
        } else if permissions.is_empty() {
            wrong("permissions", "validation-label-permissions", ValidationCode::NotChosen);
        }
        let days = self.days.parse().ok().filter(|days| DAYS.contains(days));
        if days.is_none() {
            wrong("days", "validation-label-validity", ValidationCode::NotAChoice);
        }
        match days {
            Some(days) if errors.is_empty() => Ok((name, permissions, days)),
            _ => Err(errors),
        }
    }
}
