//! What somebody wants a token to be, judged: a name, what it may do, and for how long.

use crate::{
    domain::{
        access::May,
        lang::Label,
        validate::{Complaint, FieldError},
    },
    services::sessions::Member,
};

/// How long a token may be good for, in days.
pub const DAYS: [i64; 4] = [7, 30, 90, 365];

const NAME_CHARS: usize = 100;

/// What a token may be made for. The rest (people, settings, history, further tokens) is done by a person.
pub const GRANTABLE: [May; 8] = [
    May::Submit,
    May::ReadSubmissions,
    May::ReadReports,
    May::MakeReports,
    May::ShareReports,
    May::Export,
    May::Moderate,
    May::ReadAudit,
];

/// What somebody wants a token to be, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub name: String,
    pub permissions: Vec<String>,
    pub days: String,
}

impl Wish {
    pub(super) fn read(&self, maker: &Member) -> Result<(String, Vec<May>, i64), Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |name: &str, en: &str, ar: &str, complaint| {
            errors.push(FieldError { name: name.to_owned(), label: Label::new(en, ar), item: None, complaint });
        };
        let name = self.name.trim();
        let found = name.chars().count();
        let complaint = if name.is_empty() {
            Some(Complaint::Missing)
        } else if found > NAME_CHARS {
            Some(Complaint::TooLong { limit: NAME_CHARS, found })
        } else {
            name.chars().find(|c| c.is_control()).map(Complaint::ControlCharacter)
        };
        if let Some(complaint) = complaint {
            wrong("name", "Name", "الاسم", complaint);
        }
        let known = |word: &String| May::parse(word).filter(|may| GRANTABLE.contains(may) && maker.may(*may));
        let permissions: Vec<May> = GRANTABLE
            .into_iter()
            .filter(|may| self.permissions.iter().any(|word| word == may.as_str()) && maker.may(*may))
            .collect();
        if self.permissions.iter().any(|word| known(word).is_none()) {
            wrong("permissions", "Permissions", "الصلاحيات", Complaint::NotAChoice);
        } else if permissions.is_empty() {
            wrong("permissions", "Permissions", "الصلاحيات", Complaint::NotChosen);
        }
        let days = self.days.parse().ok().filter(|days| DAYS.contains(days));
        if days.is_none() {
            wrong("days", "Good for", "مدة الصلاحية", Complaint::NotAChoice);
        }
        match days {
            Some(days) if errors.is_empty() => Ok((name.to_owned(), permissions, days)),
            _ => Err(errors),
        }
    }
}
