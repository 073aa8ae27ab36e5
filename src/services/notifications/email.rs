//! The e-mails of notifications, in the language of their reader.

use super::list::notice;
use crate::{
    app::App,
    domain::{email::EmailContent, lang::Lang},
    i18n::Texts,
    mail::Email,
    store::notifications::mail::MailRow,
};
use time::Duration;

/// For how long it is of use: longer than the retries of delivery take.
pub(super) const USEFUL: Duration = Duration::days(2);
/// Notifications in one daily e-mail; the others are counted.
const MOST: usize = 50;

/// The e-mail of one notification.
pub(super) fn of_one(app: &App, row: &MailRow) -> Option<Email> {
    let notice = notice(&row.notification)?;
    let url = format!("{}{}", app.config.public_url, notice.target.path());
    Some(written(row, &EmailContent::Notification { notice: Box::new(notice), url }))
}

/// The daily e-mail of one person; none if there are no notifications.
pub(super) fn of_many(app: &App, rows: &[MailRow]) -> Option<Email> {
    let first = rows.first()?;
    let url = |path: &str| format!("{}{path}", app.config.public_url);
    let notices = rows.iter().take(MOST).filter_map(|row| {
        let notice = notice(&row.notification)?;
        let url = url(&notice.target.path());
        Some((notice, url))
    });
    let content = EmailContent::Digest {
        organisation: first.organisation_name.clone(),
        count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        notices: notices.collect(),
        url: url("/notifications"),
    };
    Some(written(first, &content))
}

fn written(row: &MailRow, content: &EmailContent) -> Email {
    Email::new(&row.email, Texts::of(row.language.unwrap_or(Lang::EN)).email(content))
}
