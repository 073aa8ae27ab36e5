//! What a client says about a report that was shared with them.

use super::{
    text_enum::text_enum,
    validate::{FieldError, Subject, ValidationCode},
};

/// The longest name, in characters.
pub const NAME_CHARS: usize = 100;
/// The longest comment, in characters.
pub const COMMENT_CHARS: usize = 2000;
/// How many responses a submission may have. More than a conversation needs, and few enough for a report.
pub const MOST: i64 = 50;

text_enum! {
    /// The texts are also the values of the column `kind`.
    pub enum ClientResponseKind {
        Accepted = "accepted",
        Disputed = "disputed",
        Commented = "commented",
    }
}

/// Checks what a client entered, without white space around it; all errors at once.
///
/// # Errors
/// Without a choice or a name; a dispute or a comment without words; a text that is too long.
pub fn check(
    kind: Option<ClientResponseKind>,
    name: &str,
    comment: &str,
) -> Result<ClientResponseKind, Vec<FieldError>> {
    let mut errors = Vec::new();
    if kind.is_none() {
        errors.push(FieldError::of("kind", Subject::Control("client-response-label-kind"), ValidationCode::Missing));
    }
    let name_complaint = match name.chars().count() {
        0 => Some(ValidationCode::Missing),
        found if found > NAME_CHARS => Some(ValidationCode::TooLong { limit: NAME_CHARS, found }),
        _ => None,
    };
    let needs_words = matches!(kind, Some(ClientResponseKind::Disputed | ClientResponseKind::Commented));
    let comment_complaint = match comment.chars().count() {
        0 if needs_words => Some(ValidationCode::Missing),
        found if found > COMMENT_CHARS => Some(ValidationCode::TooLong { limit: COMMENT_CHARS, found }),
        _ => None,
    };
    let error = |field, label, complaint| FieldError::of(field, Subject::Control(label), complaint);
    errors.extend(name_complaint.map(|complaint| error("name", "validation-label-name", complaint)));
    errors.extend(comment_complaint.map(|complaint| error("comment", "client-response-label-comment", complaint)));
    match kind {
        Some(kind) if errors.is_empty() => Ok(kind),
        _ => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(kind: Option<ClientResponseKind>, name: &str, comment: &str) -> Vec<String> {
        check(kind, name, comment).err().unwrap_or_default().iter().map(|error| error.name.clone()).collect()
    }

    #[test]
    fn a_dispute_and_a_comment_need_words_and_an_acceptance_does_not() {
        use ClientResponseKind::*;
        assert_eq!(check(Some(Accepted), "Huda Rahman", ""), Ok(Accepted));
        assert_eq!(check(Some(Disputed), "Huda Rahman", "Pump 2 was replaced."), Ok(Disputed));
        assert_eq!(fields(Some(Disputed), "Huda Rahman", ""), ["comment"]);
        assert_eq!(fields(Some(Commented), "", ""), ["name", "comment"]);
        assert_eq!(fields(None, "", ""), ["kind", "name"]);
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        use ClientResponseKind::*;
        assert_eq!(check(Some(Commented), &"ه".repeat(NAME_CHARS), &"م".repeat(COMMENT_CHARS)), Ok(Commented));
        assert_eq!(
            fields(Some(Accepted), &"n".repeat(NAME_CHARS + 1), &"c".repeat(COMMENT_CHARS + 1)),
            ["name", "comment"]
        );
    }
}
