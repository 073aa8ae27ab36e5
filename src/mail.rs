//! Mail to people: links that they asked for or were invited with. It leaves by one SMTP server, and nothing that
//! somebody typed becomes a header: addresses are addresses, and a subject is encoded.

use crate::{
    config::{MailFrom, SmtpUrl},
    i18n::EmailText,
};
use anyhow::Context;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use std::time::Duration;

/// How long one conversation with the server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Something to be sent.
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

/// The way to the SMTP server, if there is one.
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

    /// Whether letters can be sent at all.
    pub fn is_configured(&self) -> bool {
        self.server.is_some()
    }

    /// Hands a letter to the server, once.
    pub async fn send(&self, letter: &Email) -> anyhow::Result<()> {
        let server = self.server.as_ref().context("no mail server is configured")?;
        let message = message(letter, server.from.clone())?;
        server.transport.send(message).await.context("the mail server did not take a letter")?;
        Ok(())
    }

    /// Whether the server answers, for the doctor.
    pub async fn check_connection(&self) -> anyhow::Result<bool> {
        let Some(server) = &self.server else { return Ok(false) };
        server.transport.test_connection().await.context("the mail server does not answer")
    }
}

impl Server {
    fn new(url: &SmtpUrl, from: &MailFrom) -> anyhow::Result<Server> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            // Its complaint may repeat the address, which may hold a password.
            .map_err(|_| anyhow::anyhow!("the address of the mail server cannot be understood"))?;
        let from = from.as_str().parse().context("the sender of mail is no address")?;
        Ok(Server { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }
}

fn message(letter: &Email, from: Mailbox) -> anyhow::Result<Message> {
    let to = letter.to.parse().context("not an address that mail can be sent to")?;
    Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.clone())
        .context("a letter cannot be written")
}

/// Line breaks and other controls end nothing and begin nothing.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_input_never_becomes_a_mail_header() {
        let letter = Email {
            to: "sara@example.org".to_owned(),
            subject: "Join Tower\r\nBcc: all@example.org\r\n\r\nbody".to_owned(),
            body: "Hello\r\n.\r\nMAIL FROM:<x@example.org>".to_owned(),
        };
        let message = message(&letter, "Injaaz <forms@example.org>".parse().unwrap()).unwrap();
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
            let letter = Email { to: to.to_owned(), subject: String::new(), body: String::new() };
            assert!(message(&letter, "forms@example.org".parse().unwrap()).is_err(), "{to:?}");
        }
    }

    #[test]
    fn without_a_mail_server_no_mail_is_sent() {
        assert!(!Mailer::new(None, None).unwrap().is_configured());
    }
}
