//! E-mails: subject and body in the language of the recipient.

use super::{Message, Texts};
use crate::domain::{email::EmailContent, notification::Notice};

/// A rendered e-mail. The subject may contain user input; the sender removes line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailText {
    pub subject: String,
    pub body: String,
}

impl Texts {
    pub fn email(self, content: &EmailContent) -> EmailText {
        let (subject, body) = messages(self, content);
        EmailText { subject: self.message(&subject), body: self.message(&body) + "\n" }
    }
}

/// Lists are written before, in this language.
fn messages(texts: Texts, content: &EmailContent) -> (Message, Message) {
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
        EmailContent::Notification { notice, url } => (
            Message::new("email-notification-subject")
                .with("what", texts.notification_kind(notice.kind))
                .with("site", texts.notice_subject(notice)),
            Message::new("email-notification-body")
                .with("what", texts.notification_kind(notice.kind))
                .with("about", texts.notice_lines(notice).join("\n"))
                .with("url", url),
        ),
        EmailContent::Digest { organisation, count, notices, url } => {
            let one = |(notice, url): &(Notice, String)| {
                let what = texts.notification_kind(notice.kind);
                format!("{what}\n{}\n{url}", texts.notice_lines(notice).join("\n"))
            };
            let list: Vec<String> = notices.iter().map(one).collect();
            (
                Message::new("email-digest-subject").with("organisation", organisation).with("count", *count),
                Message::new("email-digest-body")
                    .with("organisation", organisation)
                    .with("list", list.join("\n\n"))
                    .with("url", url),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            ids::WebhookId,
            lang::{Label, Lang},
            notification::{NoticeAction, NoticeSubject, NotificationKind, NotificationTarget},
            webhook::OffReason,
        },
        i18n::{assert_complete, languages},
    };
    use time::macros::date;

    fn notice(site: &str) -> Notice {
        Notice {
            kind: NotificationKind::ActionDue,
            target: NotificationTarget::Action("act_0123456789abcdef".parse().unwrap()),
            subject: NoticeSubject::Inspection { site_name: site.to_owned() },
            who: Some("Priya Nair".to_owned()),
            action: Some(NoticeAction { title: "Replace the belt".to_owned(), due_on: date!(2026 - 03 - 15) }),
            question: None,
        }
    }

    fn webhook_off(reason: OffReason) -> Notice {
        let receiver = "https://receiver.example/hook".to_owned();
        Notice {
            kind: NotificationKind::WebhookOff,
            target: NotificationTarget::Webhook(WebhookId::random()),
            subject: NoticeSubject::Webhook { receiver, off: Some(reason) },
            who: None,
            action: None,
            question: None,
        }
    }

    #[test]
    fn an_email_about_a_webhook_says_which_and_why_it_is_off() {
        for (reason, line) in [
            (OffReason::Gone, "The receiver answered that it wants no more events (410)."),
            (OffReason::Failing, "Every attempt of a week has failed."),
        ] {
            let content = EmailContent::Notification { notice: Box::new(webhook_off(reason)), url: "x".to_owned() };
            let letter = Texts::of(Lang::EN).email(&content);
            assert_eq!(letter.subject, "A webhook was switched off: https://receiver.example/hook");
            assert!(letter.body.lines().any(|found| found == line), "{}", letter.body);
        }
    }

    #[test]
    fn a_notification_says_what_where_and_who() {
        let content = EmailContent::Notification { notice: Box::new(notice("Marina Tower")), url: "x".to_owned() };
        let english = Texts::of(Lang::EN).email(&content);
        assert_eq!(english.subject, "Action due tomorrow: Marina Tower");
        for line in ["Replace the belt", "Due: 15 March 2026", "Marina Tower", "By: Priya Nair", "x"] {
            assert!(english.body.lines().any(|found| found == line), "{line}: {}", english.body);
        }
        assert!(Texts::of(Lang::AR).email(&content).subject.starts_with("إجراء يستحق غدًا"));

        let question = Some(Label::new("Item 1 · Brand", "البند 1 · العلامة"));
        let about = Notice { kind: NotificationKind::Mentioned, action: None, question, ..notice("Marina Tower") };
        let content = EmailContent::Notification { notice: Box::new(about), url: "x".to_owned() };
        for (lang, line) in [(Lang::EN, "Item 1 · Brand"), (Lang::AR, "البند 1 · العلامة")] {
            let body = Texts::of(lang).email(&content).body;
            assert!(body.lines().any(|found| found == line), "{body}");
        }
    }

    #[test]
    fn every_email_has_its_texts_and_its_link_on_a_line_of_its_own() {
        let url = "https://forms.example/join/abc".to_owned();
        let organisation = "Facilities Gulf".to_owned();
        for content in [
            EmailContent::Invitation { organisation, url: url.clone(), valid_days: 7 },
            EmailContent::PasswordReset { url: url.clone(), valid_hours: 1 },
            EmailContent::Notification { notice: Box::new(notice("Marina Tower")), url: url.clone() },
            EmailContent::Notification { notice: Box::new(webhook_off(OffReason::Gone)), url: url.clone() },
            EmailContent::Digest {
                organisation: "Facilities Gulf".to_owned(),
                count: 1,
                notices: vec![(notice(" "), "https://forms.example/actions/act_0123456789abcdef".to_owned())],
                url: url.clone(),
            },
        ] {
            for texts in languages() {
                let (subject, body) = messages(texts, &content);
                assert_complete(&subject);
                assert_complete(&body);
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
