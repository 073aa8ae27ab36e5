//! Settings that contain secrets, and the secret key that is kept in the folder of run-time data.

use anyhow::{Context, ensure};
use rand::Rng;
use rocket::http::RawStr;
use std::{
    fmt,
    fs::{self, File},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// The secret from which all keys are derived; at least 32 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(String);

impl SecretKey {
    pub const LEAST: usize = 32;

    pub(super) fn parse(text: &str) -> Option<SecretKey> {
        let text = text.trim();
        (text.chars().count() >= SecretKey::LEAST).then(|| SecretKey(text.to_owned()))
    }

    /// Parses keys separated by commas. If the text contains a line break, each line is a key and may contain commas.
    /// `None` if a key is too short.
    pub(super) fn parse_list(text: &str) -> Option<Vec<SecretKey>> {
        let separator = if text.contains('\n') { '\n' } else { ',' };
        let written = text.split(separator).map(str::trim).filter(|key| !key.is_empty());
        written.map(SecretKey::parse).collect()
    }

    /// The key stored in the folder of run-time data; it is generated at the first start.
    pub(super) fn kept_in(generated: &Path) -> anyhow::Result<SecretKey> {
        fs::create_dir_all(generated).with_context(|| format!("{} cannot be created", generated.display()))?;
        let path = generated.join("secret_key");
        let unreadable = || format!("{} cannot be read", path.display());
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                publish_new_key(generated, &path)
                    .with_context(|| format!("cannot write to {}", generated.display()))?;
                fs::read_to_string(&path).with_context(unreadable)?
            }
            text => text.with_context(unreadable)?,
        };
        let key = SecretKey::parse(&text);
        ensure!(key.is_some(), "{} holds fewer than {} characters", path.display(), SecretKey::LEAST);
        key.with_context(unreadable)
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(hidden)")
    }
}

/// Creates the key file with a hard link from a finished temporary file, so that of two processes only one succeeds and
/// both read the same key.
fn publish_new_key(generated: &Path, path: &Path) -> anyhow::Result<()> {
    let mut key = [0_u8; 32];
    rand::rng().fill_bytes(&mut key);
    let temporary = generated.join(format!("secret_key.{}.tmp", std::process::id()));
    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
    writeln!(file, "{}", hex::encode(key))?;
    file.sync_all()?;
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => File::open(generated)?.sync_all()?,
    }
    Ok(())
}

/// The URL of a PostgreSQL server; may contain a password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn parse(text: &str) -> Option<DatabaseUrl> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))?;
        let whole = !rest.is_empty() && !rest.contains(char::is_whitespace);
        whole.then(|| DatabaseUrl(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL without password and parameters, which may contain one too.
    pub fn masked(text: &str) -> String {
        let Some((scheme, rest)) = text.split_once("://") else { return "(hidden)".to_owned() };
        let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
        match rest.rsplit_once('@') {
            None => format!("{scheme}://{rest}"),
            Some((who, place)) => match who.split_once(':') {
                None => format!("{scheme}://{who}@{place}"),
                Some((user, _)) => format!("{scheme}://{user}:(hidden)@{place}"),
            },
        }
    }
}

impl DatabaseUrl {
    /// The masked URL as people read it, without percent-encoding: the path of a socket has one.
    pub fn readable(text: &str) -> String {
        let masked = DatabaseUrl::masked(text);
        let decoded = RawStr::new(&masked).percent_decode_lossy();
        decoded.chars().filter(|c| !c.is_control()).collect()
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&DatabaseUrl::masked(&self.0))
    }
}

/// The URL of an SMTP server; may contain a password.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(String);

impl SmtpUrl {
    pub(super) fn parse(text: &str) -> Option<SmtpUrl> {
        let text = text.trim();
        lettre::AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(text).ok()?;
        Some(SmtpUrl(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL without password.
    pub fn masked(text: &str) -> String {
        DatabaseUrl::masked(text)
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&SmtpUrl::masked(&self.0))
    }
}

/// The token that a monitoring system presents; at least 32 characters without spaces.
#[derive(Clone, PartialEq, Eq)]
pub struct MetricsToken(String);

impl MetricsToken {
    pub(super) fn parse(text: &str) -> Option<MetricsToken> {
        let text = text.trim();
        let is_long = text.len() >= SecretKey::LEAST && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_long.then(|| MetricsToken(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MetricsToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsToken(hidden)")
    }
}

/// The sender of e-mails: an address with or without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFrom(String);

impl MailFrom {
    pub(super) fn parse(text: &str) -> Option<MailFrom> {
        text.parse::<lettre::message::Mailbox>().ok()?;
        Some(MailFrom(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_socket_is_readable_and_shows_no_password() {
        for (url, readable) in [
            ("postgres://injaaz@%2Frun%2Finjaaz%20one/injaaz", "postgres://injaaz@/run/injaaz one/injaaz"),
            (
                "postgres://me:a%40b@db.example.org:5432/forms?sslmode=require",
                "postgres://me:(hidden)@db.example.org:5432/forms",
            ),
            ("postgres://h/a%0Ab", "postgres://h/ab"),
        ] {
            assert_eq!(DatabaseUrl::readable(url), readable);
        }
    }

    #[test]
    fn previous_keys_are_separated_by_commas_or_lines() {
        let (one, other) = ("1".repeat(32), "2".repeat(40));
        let keys = |text: String| SecretKey::parse_list(&text).map(|keys| keys.into_iter().map(|key| key.0).collect());
        let both = Some(vec![one.clone(), other.clone()]);
        assert_eq!(keys(one.clone()), Some(vec![one.clone()]));
        assert_eq!(keys(format!("{one},{other}")), both);
        assert_eq!(keys(format!(" {one} , {other},")), both);
        assert_eq!(keys(format!("{one}\n\n  {other}\r\n")), both);
        let comma = format!("{one},{one}");
        assert_eq!(keys(format!("{comma}\n{other}")), Some(vec![comma, other.clone()]));
        assert_eq!(keys(format!("{one},short")), None);
        assert_eq!(keys(format!("{one}\nshort\n")), None);
        assert_eq!(keys(String::new()), Some(Vec::new()));
    }
}
