//! Sends e-mails through one SMTP server.
//!
//! Invariant: user input cannot add headers. Addresses are parsed as addresses, and control characters are removed from
//! subjects.

use crate::{
    config::{MailFrom, SmtpUrl},
    domain::email::without_addresses,
    i18n::EmailText,
};
use anyhow::{Context, anyhow};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use std::time::Duration;

/// The time limit of an SMTP session.
const PATIENCE: Duration = Duration::from_secs(20);

/// An e-mail to be sent.
#[derive(Clone)]
pub struct Email {
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl Email {
    pub fn new(to: &str, text: EmailText) -> Email {
        Email { to: to.to_owned(), subject: text.subject, body: text.body }
    }
}

/// The SMTP client, if a server is configured.
pub struct Mailer {
    server: Option<Server>,
}

struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    pub fn new(url: Option<&SmtpUrl>, from: Option<&MailFrom>) -> anyhow::Result<Mailer> {
        let server = url.zip(from).map(|(url, from)| Server::new(url, from)).transpose()?;
        Ok(Mailer { server })
    }

    /// Whether e-mails can be sent.
    pub fn is_configured(&self) -> bool {
        self.server.is_some()
    }

    /// Sends an e-mail. There is no retry.
    pub async fn send(&self, email: &Email) -> anyhow::Result<()> {
        let server = self.server.as_ref().context("no mail server is configured")?;
        let message = message(email, server.from.clone())?;
        // The answer of a server usually repeats the address of the person.
        let sent = server.transport.send(message).await;
        let refused = |answer: String| anyhow!("the mail server refused the e-mail: {}", without_addresses(&answer));
        sent.map(drop).map_err(|error| refused(error.to_string()))
    }

    /// Whether the server answers, for `doctor`.
    pub async fn check_connection(&self) -> anyhow::Result<bool> {
        let Some(server) = &self.server else { return Ok(false) };
        server.transport.test_connection().await.context("the mail server does not answer")
    }
}

impl Server {
    fn new(url: &SmtpUrl, from: &MailFrom) -> anyhow::Result<Server> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            // The original error may contain the URL, including a password.
            .map_err(|_| anyhow::anyhow!("the address of the mail server is not valid"))?;
        let from = from.as_str().parse().context("the sender of e-mails is not an address")?;
        Ok(Server { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }
}

fn message(email: &Email, from: Mailbox) -> anyhow::Result<Message> {
    let to = email.to.parse().context("not a valid e-mail address")?;
    Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(one_line(&email.subject))
        .header(ContentType::TEXT_PLAIN)
        .body(email.body.clone())
        .context("the e-mail cannot be built")
}

/// Replaces control characters such as line breaks, and truncates to 200 characters.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_input_never_becomes_a_mail_header() {
        let email = Email {
            to: "sara@example.org".to_owned(),
            subject: "Join Tower\r\nBcc: all@example.org\r\n\r\nbody".to_owned(),
            body: "Hello\r\n.\r\nMAIL FROM:<x@example.org>".to_owned(),
        };
        let message = message(&email, "Injaaz <forms@example.org>".parse().unwrap()).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("To: sara@example.org"), "{head}");
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert_eq!(head.matches("Subject:").count(), 1);
    }

    #[test]
    fn several_addresses_in_one_field_get_no_mail() {
        for to in ["sara@example.org\r\nBcc: all@example.org", "a@example.org, b@example.org", "sara@example.org\n", ""]
        {
            let email = Email { to: to.to_owned(), subject: String::new(), body: String::new() };
            assert!(message(&email, "forms@example.org".parse().unwrap()).is_err(), "{to:?}");
        }
    }

    #[test]
    fn without_a_mail_server_no_mail_is_sent() {
        assert!(!Mailer::new(None, None).unwrap().is_configured());
    }
}
