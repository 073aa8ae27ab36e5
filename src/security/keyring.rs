//! The secret keys of the server, and the keys that are derived from them, one for each purpose.
//!
//! Input: the current secret key and any number of previous ones, as bytes of any length. No other part of the program
//! uses a secret key.
//!
//! Invariants: the current secret key writes, and what any key of the ring wrote is read. A key of one purpose says
//! nothing about a key of another purpose, and neither says anything about the secret key.
//!
//! Versions of the derivation:
//!
//! | version | key of a purpose | written by |
//! |---|---|---|
//! | 1 | HMAC-SHA-256 of the secret key over a label. Tokens and demo passwords: the secret key itself, with the label in front of each message | 0.1.0 |
//! | 2 | HKDF-SHA-256 (RFC 5869), 32 bytes: input the secret key, salt `injaaz keyring 2`, info the name of the purpose | later versions |
//!
//! Version 2 writes and both are read. Written values carry no version: a reader tries version 2, then version 1, for
//! each secret key. Only [`KeyPurpose::AuditCheckpoint`] stays at version 1: operators keep its public key on other
//! machines, and it must not change with an update of the program.

use ring::{hkdf, hmac};
use std::{fmt, sync::Arc};
use subtle::ConstantTimeEq;

pub const KEY_BYTES: usize = 32;

/// A derived key.
pub type Key = [u8; KEY_BYTES];

const SALT: &[u8] = b"injaaz keyring 2";

/// What a derived key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Tokens of report links in answers of the program.
    ReportLink,
    /// Tokens of report links that a member made for a client.
    SharedLink,
    /// Tokens of photos in Excel reports.
    ReportPhoto,
    /// Tokens of photos on the page of a shared link.
    SharedLinkPhoto,
    /// What the page of a shared link carries, so that a response can be sent from it.
    ClientResponse,
    /// Tokens of public forms.
    PublicForm,
    /// Tokens of copies of personal data.
    PersonalDataExport,
    /// Sealing of the secrets of authenticator apps.
    AuthenticatorSecret,
    /// The code of a row of the audit log.
    AuditRow,
    /// The code of a seal of the audit log.
    AuditSeal,
    /// The seed of the Ed25519 key that signs checkpoints of the audit log.
    AuditCheckpoint,
    /// Passwords of the accounts of a demo.
    DemoPassword,
    /// Sealing of what a job carries and its row must not show.
    JobPayload,
    /// Sealing of what a page carries about a file whose row cannot be written yet.
    HeldUpload,
    /// Sealing of the secrets that webhooks are signed with.
    WebhookSecret,
    /// The code that stands for the e-mail address in the key of a password reset's job.
    PasswordResetAddress,
}

/// How version 1 used the secret key.
enum Version1 {
    /// The label is put in front of each message, and the secret key makes the code.
    Prefix(&'static str),
    /// The key is the code of the label.
    Derived(&'static str),
}

impl KeyPurpose {
    pub const ALL: [KeyPurpose; 16] = [
        KeyPurpose::ReportLink,
        KeyPurpose::SharedLink,
        KeyPurpose::ReportPhoto,
        KeyPurpose::SharedLinkPhoto,
        KeyPurpose::ClientResponse,
        KeyPurpose::PublicForm,
        KeyPurpose::PersonalDataExport,
        KeyPurpose::AuthenticatorSecret,
        KeyPurpose::AuditRow,
        KeyPurpose::AuditSeal,
        KeyPurpose::AuditCheckpoint,
        KeyPurpose::DemoPassword,
        KeyPurpose::JobPayload,
        KeyPurpose::HeldUpload,
        KeyPurpose::WebhookSecret,
        KeyPurpose::PasswordResetAddress,
    ];

    /// The info of HKDF. It must never change.
    fn name(self) -> &'static str {
        match self {
            KeyPurpose::ReportLink => "report link",
            KeyPurpose::SharedLink => "shared link",
            KeyPurpose::ReportPhoto => "report photo",
            KeyPurpose::SharedLinkPhoto => "shared link photo",
            KeyPurpose::ClientResponse => "client response",
            KeyPurpose::PublicForm => "public form",
            KeyPurpose::PersonalDataExport => "personal data export",
            KeyPurpose::AuthenticatorSecret => "authenticator secret",
            KeyPurpose::AuditRow => "audit row",
            KeyPurpose::AuditSeal => "audit seal",
            KeyPurpose::AuditCheckpoint => "audit checkpoint",
            KeyPurpose::DemoPassword => "demo password",
            KeyPurpose::JobPayload => "job payload",
            KeyPurpose::HeldUpload => "held upload",
            KeyPurpose::WebhookSecret => "webhook secret",
            KeyPurpose::PasswordResetAddress => "password reset address",
        }
    }

    fn version_1(self) -> Version1 {
        match self {
            KeyPurpose::ReportLink => Version1::Prefix("report link 1\n"),
            KeyPurpose::SharedLink => Version1::Prefix("shared link 1\n"),
            KeyPurpose::PublicForm => Version1::Prefix("public form 1\n"),
            KeyPurpose::PersonalDataExport => Version1::Prefix("copy of a person 1\n"),
            KeyPurpose::AuthenticatorSecret => Version1::Derived("secrets at rest 1\n"),
            KeyPurpose::AuditRow => Version1::Derived("injaaz audit row 1"),
            KeyPurpose::AuditSeal => Version1::Derived("injaaz audit seal 1"),
            KeyPurpose::AuditCheckpoint => Version1::Derived("injaaz audit checkpoint 1"),
            KeyPurpose::DemoPassword => Version1::Prefix("demo password 1\n"),
            // These came after 0.1.0, so nothing was written with version 1 of them.
            KeyPurpose::JobPayload => Version1::Derived("job payload 1"),
            KeyPurpose::HeldUpload => Version1::Derived("held upload 1"),
            KeyPurpose::WebhookSecret => Version1::Derived("webhook secret 1"),
            KeyPurpose::ReportPhoto => Version1::Derived("report photo 1"),
            KeyPurpose::SharedLinkPhoto => Version1::Derived("shared link photo 1"),
            KeyPurpose::ClientResponse => Version1::Derived("client response 1"),
            KeyPurpose::PasswordResetAddress => Version1::Derived("password reset address 1"),
        }
    }
}

/// A key that makes message authentication codes (HMAC-SHA-256).
#[derive(Clone)]
pub struct MacKey {
    key: hmac::Key,
    prefix: &'static str,
}

impl MacKey {
    fn new(key: &[u8]) -> MacKey {
        MacKey { key: hmac::Key::new(hmac::HMAC_SHA256, key), prefix: "" }
    }

    /// The code of a message, 32 bytes.
    pub fn code(&self, message: &[u8]) -> Key {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(self.prefix.as_bytes());
        context.update(message);
        bytes_of(&context.sign())
    }

    /// Whether these are the first bytes of the code of a message. Takes the same time wherever they differ.
    pub fn is_code(&self, message: &[u8], first: &[u8]) -> bool {
        let code = self.code(message);
        code.get(..first.len()).is_some_and(|expected| bool::from(expected.ct_eq(first)))
    }
}

/// One secret key of the ring.
pub struct Secret {
    mac: hmac::Key,
    prk: hkdf::Prk,
}

impl Secret {
    fn new(secret: &[u8]) -> Secret {
        Secret {
            mac: hmac::Key::new(hmac::HMAC_SHA256, secret),
            prk: hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(secret),
        }
    }

    /// The keys of a purpose: of version 2, which writes, and of version 1.
    pub fn keys(&self, purpose: KeyPurpose) -> [Key; 2] {
        [self.version_2(purpose), self.version_1(purpose)]
    }

    /// The same as keys of message authentication codes.
    fn mac_keys(&self, purpose: KeyPurpose) -> [MacKey; 2] {
        let version_1 = match purpose.version_1() {
            Version1::Prefix(prefix) => MacKey { key: self.mac.clone(), prefix },
            Version1::Derived(_) => MacKey::new(&self.version_1(purpose)),
        };
        [MacKey::new(&self.version_2(purpose)), version_1]
    }

    fn version_1(&self, purpose: KeyPurpose) -> Key {
        let (Version1::Prefix(label) | Version1::Derived(label)) = purpose.version_1();
        bytes_of(&hmac::sign(&self.mac, label.as_bytes()))
    }

    fn version_2(&self, purpose: KeyPurpose) -> Key {
        if purpose == KeyPurpose::AuditCheckpoint {
            return self.version_1(purpose);
        }
        let info = [purpose.name().as_bytes()];
        let mut key = [0; KEY_BYTES];
        let filled = self.prk.expand(&info, hkdf::HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
        // HKDF refuses only outputs of more than 255 blocks, and this is one block.
        if filled.is_ok() { key } else { self.version_1(purpose) }
    }
}

/// The current secret key and the previous ones. Copies share them; `Debug` hides them.
#[derive(Clone)]
pub struct Keyring(Arc<Secrets>);

struct Secrets {
    current: Secret,
    previous: Vec<Secret>,
}

impl Keyring {
    /// `previous`: the newest of them first, so that it is tried first.
    pub fn new<'a>(current: &[u8], previous: impl IntoIterator<Item = &'a [u8]>) -> Keyring {
        let previous = previous.into_iter().map(Secret::new).collect();
        Keyring(Arc::new(Secrets { current: Secret::new(current), previous }))
    }

    pub fn current(&self) -> &Secret {
        &self.0.current
    }

    pub fn previous(&self) -> impl Iterator<Item = &Secret> {
        self.0.previous.iter()
    }

    fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(self.current()).chain(self.previous())
    }

    /// The key that writes.
    pub fn newest_key(&self, purpose: KeyPurpose) -> Key {
        self.current().version_2(purpose)
    }

    /// Every key that reads, the one that writes first.
    pub fn keys(&self, purpose: KeyPurpose) -> impl Iterator<Item = Key> {
        self.secrets().flat_map(move |secret| secret.keys(purpose))
    }

    /// The key that makes codes.
    pub fn newest_mac_key(&self, purpose: KeyPurpose) -> MacKey {
        let [newest, _] = self.current().mac_keys(purpose);
        newest
    }

    /// Every key whose codes count, the one that makes codes first.
    pub fn mac_keys(&self, purpose: KeyPurpose) -> impl Iterator<Item = MacKey> {
        self.secrets().flat_map(move |secret| secret.mac_keys(purpose))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(hidden)")
    }
}

fn bytes_of(tag: &hmac::Tag) -> Key {
    let mut key = [0; KEY_BYTES];
    // HMAC-SHA-256 has 32 bytes, so all are filled.
    key.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    key
}

#[cfg(test)]
mod tests;
