//! The reason that a person must give for an irreversible action, such as erasing or refusing a submission.

use crate::domain::validate::{FieldError, Subject, ValidationCode};

/// The longest reason, in characters.
const LONGEST: usize = 500;

/// Checks a reason; the caller has trimmed it.
pub(super) fn check(reason: &str) -> Result<(), Box<FieldError>> {
    let found = reason.chars().count();
    let complaint = match found {
        0 => ValidationCode::Missing,
        1..=LONGEST => return Ok(()),
        _ => ValidationCode::TooLong { limit: LONGEST, found },
    };
    Err(Box::new(FieldError::of("reason", Subject::Control("validation-label-reason"), complaint)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_neither_missing_nor_too_long() {
        assert_eq!(check("asked for by the client"), Ok(()));
        assert_eq!(check(&"ب".repeat(500)), Ok(()));
        assert_eq!(check("").unwrap_err().complaint, ValidationCode::Missing);
        let too_long = ValidationCode::TooLong { limit: 500, found: 501 };
        assert_eq!(check(&"x".repeat(501)).unwrap_err().complaint, too_long);
    }
}
