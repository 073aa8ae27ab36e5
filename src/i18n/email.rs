//! E-mails: subject and body in the language of the recipient.

use super::{Message, Texts};
use crate::domain::email::EmailContent;

/// A rendered e-mail. The subject may contain user input; the sender removes line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailText {
    pub subject: String,
    pub body: String,
}

impl Texts {
    pub fn email(self, content: &EmailContent) -> EmailText {
        let (subject, body) = messages(content);
        EmailText { subject: self.message(&subject), body: self.message(&body) + "\n" }
    }
}

fn messages(content: &EmailContent) -> (Message, Message) {
    match content {
        EmailContent::Invitation { organisation, url, valid_days } => (
            Message::new("email-invitation-subject").with("organisation", organisation),
            Message::new("email-invitation-body")
                .with("organisation", organisation)
                .with("url", url)
                .with("days", *valid_days),
        ),
        EmailContent::PasswordReset { url, valid_hours } => (
            Message::new("email-password-reset-subject"),
            Message::new("email-password-reset-body").with("url", url).with("hours", *valid_hours),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::lang::Lang,
        i18n::{assert_complete, languages},
    };

    #[test]
    fn every_email_has_its_texts_and_its_link_on_a_line_of_its_own() {
        let url = "https://forms.example/join/abc".to_owned();
        let organisation = "Facilities Gulf".to_owned();
        for content in [
            EmailContent::Invitation { organisation, url: url.clone(), valid_days: 7 },
            EmailContent::PasswordReset { url: url.clone(), valid_hours: 1 },
        ] {
            let (subject, body) = messages(&content);
            assert_complete(&subject);
            assert_complete(&body);
            for texts in languages() {
                let text = texts.email(&content);
                assert!(!text.subject.contains('\n'), "{}", text.subject);
                assert_eq!(text.body.lines().filter(|line| *line == url).count(), 1, "{}", text.body);
                assert!(text.body.ends_with(".\n"), "{}", text.body);
            }
        }
    }

    #[test]
    fn validity_has_its_plural_form() {
        let reset = |valid_hours| EmailContent::PasswordReset { url: "x".to_owned(), valid_hours };
        assert!(Texts::of(Lang::EN).email(&reset(1)).body.contains("within an hour."));
        assert!(Texts::of(Lang::EN).email(&reset(3)).body.contains("within 3 hours."));
        let invitation = |valid_days| {
            let content = EmailContent::Invitation { organisation: "x".to_owned(), url: "x".to_owned(), valid_days };
            Texts::of(Lang::AR).email(&content).body
        };
        for (days, text) in [(1, "خلال يوم واحد."), (2, "خلال يومين."), (7, "خلال 7 أيام."), (14, "خلال 14 يومًا.")]
        {
            assert!(invitation(days).contains(text), "{}", invitation(days));
        }
    }
}
