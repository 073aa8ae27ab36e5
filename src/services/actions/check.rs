//! Checks what was typed into the forms of an action.

use crate::{
    domain::{
        action::Severity,
        answers,
        ids::UserId,
        pasted,
        problem::Problem,
        validate::{FieldError, Subject, ValidationCode},
    },
    store::actions::{ActionChange, PossibleOwner},
};
use time::Date;

const TITLE_CHARS: usize = 200;
const NOTE_CHARS: usize = 4_000;

/// The form of an action, unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActionInput<'a> {
    pub title: &'a str,
    pub details: &'a str,
    pub severity: &'a str,
    /// The public id of a member; empty: no owner yet.
    pub owner: &'a str,
    /// `2026-12-01`; empty: as the severity asks.
    pub due_on: &'a str,
}

/// Checks the form and returns all errors at once. `owner` is the current owner, who may stay although they cannot sign
/// in any more.
pub(super) fn check(
    input: &ActionInput<'_>,
    owners: &[PossibleOwner],
    owner: Option<&(i64, UserId)>,
    today: Date,
) -> Result<ActionChange, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |name: &str, label: &'static str, complaint: ValidationCode| {
        errors.push(FieldError::of(name, Subject::Control(label), complaint));
    };
    let title = pasted::name(input.title);
    match title.chars().count() {
        0 => wrong("title", "action-label-title", ValidationCode::Missing),
        1..=TITLE_CHARS => {}
        found => wrong("title", "action-label-title", ValidationCode::TooLong { limit: TITLE_CHARS, found }),
    }
    let details = pasted::text(input.details).trim().to_owned();
    let found = details.chars().count();
    if found > NOTE_CHARS {
        wrong("details", "action-label-details", ValidationCode::TooLong { limit: NOTE_CHARS, found });
    }
    let severity = Severity::parse(input.severity);
    if severity.is_none() {
        wrong("severity", "action-label-severity", ValidationCode::NotChosen);
    }
    let typed = pasted::date(input.due_on);
    let due_on = match (typed.is_empty(), answers::parse_iso(&typed)) {
        (true, _) => severity.map(|severity| severity.due(today)),
        (false, Some(day)) => Some(day),
        (false, None) => {
            wrong("due_on", "action-label-due", ValidationCode::NotADate);
            None
        }
    };
    let id = input.owner.trim();
    let current = owner.filter(|(_, public)| public.as_str() == id).map(|(key, _)| *key);
    let owner_id = current.or_else(|| owners.iter().find(|owner| owner.public_id.as_str() == id).map(|owner| owner.id));
    if owner_id.is_none() && !id.is_empty() {
        wrong("owner", "action-label-owner", ValidationCode::NotAChoice);
    }
    match (severity, due_on) {
        (Some(severity), Some(due_on)) if errors.is_empty() => {
            let details = Some(details).filter(|details| !details.is_empty());
            Ok(ActionChange { title, details, severity, owner_id, due_on })
        }
        _ => Err(errors),
    }
}

/// A note, or none if nothing was typed.
pub(super) fn note(typed: &str, is_required: bool) -> Result<Option<String>, Problem> {
    let note = pasted::text(typed).trim().to_owned();
    let complaint = match note.chars().count() {
        0 if is_required => ValidationCode::Missing,
        0 => return Ok(None),
        1..=NOTE_CHARS => return Ok(Some(note)),
        found => ValidationCode::TooLong { limit: NOTE_CHARS, found },
    };
    Err(Problem::Invalid(vec![FieldError::of("note", Subject::Control("action-label-note"), complaint)]))
}

/// Adds the mistake that a photo of the finished work is missing, so that both are told at once.
pub(super) fn with_photo(note: Result<Option<String>, Problem>, lacks_photo: bool) -> Result<Option<String>, Problem> {
    if !lacks_photo {
        return note;
    }
    let mut errors = match note {
        Ok(_) => Vec::new(),
        Err(Problem::Invalid(errors)) => errors,
        Err(problem) => return Err(problem),
    };
    errors.push(FieldError::of("photos", Subject::Control("action-label-after-photo"), ValidationCode::NoPhoto));
    Err(Problem::Invalid(errors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 14);

    fn owner(id: i64, public: &str) -> PossibleOwner {
        PossibleOwner { id, public_id: public.parse().unwrap(), name: "Aisha".to_owned() }
    }

    #[test]
    fn a_day_that_is_not_chosen_follows_from_the_severity() {
        let input = ActionInput { title: " Replace  the belt ", severity: "high", ..ActionInput::default() };
        let change = check(&input, &[], None, TODAY).unwrap();
        assert_eq!((change.title.as_str(), change.due_on), ("Replace the belt", date!(2026 - 03 - 17)));
        let chosen = check(&ActionInput { due_on: "2026-05-01", ..input }, &[], None, TODAY).unwrap();
        assert_eq!(chosen.due_on, date!(2026 - 05 - 01));
    }

    #[test]
    fn all_errors_are_named_at_once() {
        let input =
            ActionInput { title: "", details: &"x".repeat(4_001), severity: "worst", owner: "usr_x", due_on: "soon" };
        let errors = check(&input, &[], None, TODAY).unwrap_err();
        let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
        assert_eq!(names, ["title", "details", "severity", "due_on", "owner"]);
    }

    #[test]
    fn only_members_become_owners_and_the_owner_may_stay() {
        let (one, two) = ("usr_0123456789abcdef0123", "usr_fedcba98765432100123");
        let input = |owner| ActionInput { title: "a", severity: "low", owner, ..ActionInput::default() };
        let owners = [owner(7, one)];
        assert_eq!(check(&input(one), &owners, None, TODAY).unwrap().owner_id, Some(7));
        assert_eq!(check(&input(""), &owners, None, TODAY).unwrap().owner_id, None);
        assert!(check(&input(two), &owners, None, TODAY).is_err());
        let current = (9, two.parse().unwrap());
        assert_eq!(check(&input(two), &owners, Some(&current), TODAY).unwrap().owner_id, Some(9));
    }

    #[test]
    fn a_note_is_trimmed_and_may_be_required() {
        assert_eq!(note("  ", false).unwrap(), None);
        assert!(note("  ", true).is_err());
        assert_eq!(note(" Belt replaced. ", true).unwrap().as_deref(), Some("Belt replaced."));
    }
}
