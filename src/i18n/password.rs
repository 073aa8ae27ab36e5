//! Texts for refused passwords.

use super::{Message, Texts};
use crate::domain::password::{LONGEST, PasswordRejection, SHORTEST};

impl Texts {
    pub fn weak_password(self, weak: PasswordRejection) -> String {
        self.message(&message(weak))
    }
}

fn message(weak: PasswordRejection) -> Message {
    match weak {
        PasswordRejection::TooShort => Message::new("weak-password-too-short").with("shortest", SHORTEST),
        // As text, so that the number has no separator.
        PasswordRejection::TooLong => Message::new("weak-password-too-long").with("longest", LONGEST.to_string()),
        PasswordRejection::Common => Message::new("weak-password-common"),
        PasswordRejection::Own => Message::new("weak-password-own"),
        PasswordRejection::Same => Message::new("weak-password-same"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, i18n::assert_complete};

    #[test]
    fn every_reason_has_a_text() {
        PasswordRejection::ALL.iter().for_each(|weak| assert_complete(&message(*weak)));
        let short = Texts::of(Lang::AR).weak_password(PasswordRejection::TooShort);
        assert!(short.contains("12 حرفًا"), "{short}");
    }
}
