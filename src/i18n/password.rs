//! Texts for refused passwords.

use super::{Message, Texts};
use crate::domain::password::{LONGEST, SHORTEST, Weak};

impl Texts {
    pub fn weak_password(self, weak: Weak) -> String {
        self.message(&message(weak))
    }
}

fn message(weak: Weak) -> Message {
    match weak {
        Weak::TooShort => Message::new("weak-password-too-short").with("shortest", SHORTEST),
        // As text, so that the number has no separator.
        Weak::TooLong => Message::new("weak-password-too-long").with("longest", LONGEST.to_string()),
        Weak::Common => Message::new("weak-password-common"),
        Weak::Own => Message::new("weak-password-own"),
        Weak::Same => Message::new("weak-password-same"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, i18n::assert_complete};

    #[test]
    fn every_reason_has_a_text() {
        Weak::ALL.iter().for_each(|weak| assert_complete(&message(*weak)));
        let short = Texts::of(Lang::AR).weak_password(Weak::TooShort);
        assert!(short.contains("12 حرفًا"), "{short}");
    }
}
