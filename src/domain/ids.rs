//! Public ids: a prefix for the type, followed by lower-case hexadecimal digits.
//!
//! Database keys are not visible outside the store; these ids are. `sub_` and `job_` have 12 digits as in the legacy
//! app, so that its links stay valid. Text that does not parse as an id never reaches a query.

use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The error when a text is not a valid id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

macro_rules! public_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new random id.
            pub fn random() -> $name {
                let mut bytes = [0u8; $bytes];
                rand::rng().fill_bytes(&mut bytes);
                $name(format!(concat!($prefix, "{}"), hex::encode(bytes)))
            }

            /// An id derived from a SHA-256 digest, so that the same input always gives the same id.
            pub fn from_digest(digest: [u8; 32]) -> $name {
                let digits: String = hex::encode(digest).chars().take($bytes * 2).collect();
                $name(format!(concat!($prefix, "{}"), digits))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<$name, NotAnId> {
                let digits = text.strip_prefix($prefix).ok_or(NotAnId)?;
                let hex = digits.len() == $bytes * 2 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                if hex { Ok($name(text.to_owned())) } else { Err(NotAnId) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<$name, String> {
                text.parse().map_err(|NotAnId| format!(concat!("not a ", $prefix, " id: {:?}"), text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

public_id!(
    /// One filled form.
    SubmissionId, "sub_", 6
);
impl SubmissionId {
    /// Derives the id from the organisation and the submission key: the first 48 bits of a SHA-256. A retry has the
    /// same id, also after a crash that left the file but no row. If another submission already has the id (probability
    /// 2⁻⁴⁸ per submission), the caller retries with the next `turn`.
    pub fn of_key(organisation: i64, key: &SubmissionKey, turn: u32) -> SubmissionId {
        let text = format!("submission\n{organisation}\n{}\n{turn}", key.as_str());
        SubmissionId::from_digest(Sha256::digest(text).into())
    }
}

public_id!(
    /// A background job.
    JobId, "job_", 6
);
public_id!(
    /// A stored file: a photo, a signature or a report. It has 20 digits because clients send these ids.
    UploadId, "upl_", 10
);
public_id!(
    /// An import run.
    RunId, "run_", 6
);
public_id!(
    /// A draft that a client of the legacy app stored on the server.
    DraftId, "draft_", 6
);
public_id!(
    /// A shared link to reports.
    LinkId, "lnk_", 10
);

public_id!(
    /// A user account.
    UserId, "usr_", 10
);
public_id!(
    /// An invitation to an organisation.
    InvitationId, "inv_", 10
);

public_id!(
    /// The public id of an API token. It is not the secret.
    TokenId, "tok_", 6
);

public_id!(
    /// The public id of a legacy API key. It is not the secret.
    LegacyKeyId, "lgk_", 6
);

public_id!(
    /// The data folder, in which the files of a database are.
    DataFolderId, "dir_", 10
);

public_id!(
    /// The verification code printed on a report. Its 128 random bits cannot be guessed.
    ReportCode, "", 16
);

public_id!(
    /// An action: what has to be done about a finding.
    ActionId, "act_", 8
);
public_id!(
    /// An address of another program that is told of what happens.
    WebhookId, "whk_", 10
);
public_id!(
    /// An event that webhooks are told of; receivers know by it what they get again.
    WebhookEventId, "evt_", 12
);
public_id!(
    /// A public link to a form.
    PublicLinkId, "pub_", 10
);
public_id!(
    /// A request for the export or erasure of personal data.
    PrivacyRequestId, "prv_", 10
);

/// The short name of a module: `hvac_mep`, `civil`, `cleaning`, or one that an operator added.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModuleSlug(String);

impl ModuleSlug {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ModuleSlug {
    type Err = NotAnId;

    /// Two to 40 lower-case ASCII letters, digits and underscores, beginning with a letter.
    fn from_str(text: &str) -> Result<ModuleSlug, NotAnId> {
        let shape = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let first = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        if shape && first && (2..=40).contains(&text.len()) { Ok(ModuleSlug(text.to_owned())) } else { Err(NotAnId) }
    }
}

impl TryFrom<String> for ModuleSlug {
    type Error = String;

    fn try_from(text: String) -> Result<ModuleSlug, String> {
        text.parse().map_err(|NotAnId| format!("not a module name: {text:?}"))
    }
}

impl From<ModuleSlug> for String {
    fn from(slug: ModuleSlug) -> String {
        slug.0
    }
}

impl fmt::Display for ModuleSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The idempotency key of a submission, made by the client, so that a retry does not create a second submission. 8 to
/// 64 ASCII letters, digits, `-` and `_`; a UUID is valid.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubmissionKey(String);

impl SubmissionKey {
    /// A key for a form page that is used without JavaScript.
    pub fn random() -> SubmissionKey {
        let mut bytes = [0u8; 16];
        rand::rng().fill_bytes(&mut bytes);
        SubmissionKey(hex::encode(bytes))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SubmissionKey {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<SubmissionKey, NotAnId> {
        let shape = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if shape && (8..=64).contains(&text.len()) { Ok(SubmissionKey(text.to_owned())) } else { Err(NotAnId) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_the_old_length_and_refuse_everything_else() {
        let id = SubmissionId::random();
        assert_eq!(id.as_str().len(), 16);
        assert_eq!(id.as_str().parse(), Ok(id));
        assert_eq!(UploadId::from_digest([0xab; 32]).as_str(), "upl_abababababababababab");
        for bad in [
            "",
            "sub_",
            "sub_0123456789a",
            "sub_0123456789abc",
            "SUB_0123456789ab",
            "sub_0123456789AB",
            "job_0123456789ab",
            "sub_../../etc/",
            "-1",
        ] {
            assert_eq!(bad.parse::<SubmissionId>(), Err(NotAnId), "{bad}");
        }
    }

    #[test]
    fn the_id_of_a_submission_follows_from_its_key() {
        let key: SubmissionKey = "0190b0a4-7e2c-7c11".parse().unwrap_or_else(|NotAnId| SubmissionKey::random());
        let id = SubmissionId::of_key(7, &key, 0);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!(id.as_str(), "sub_ed71f3b95caa");
        assert_eq!(id, SubmissionId::of_key(7, &key, 0));
        assert_ne!(id, SubmissionId::of_key(8, &key, 0));
        assert_ne!(id, SubmissionId::of_key(7, &key, 1));
        assert_ne!(id, SubmissionId::of_key(7, &SubmissionKey::random(), 0));
    }

    #[test]
    fn a_submission_key_may_be_a_uuid_but_not_a_sentence() {
        assert!("0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10".parse::<SubmissionKey>().is_ok());
        for bad in ["short", "with space in it", "'; DROP TABLE x;--", &"x".repeat(65)] {
            assert_eq!(bad.parse::<SubmissionKey>(), Err(NotAnId), "{bad}");
        }
    }
}
