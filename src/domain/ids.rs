//! Public names of things: a prefix that says what it is, and random hex digits.
//!
//! Database keys never leave the store; these do. `sub_` and `job_` have the old app's length (12 digits), so that
//! its links keep working. An id that does not parse never reaches a query.

use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// What [`FromStr`] of an id answers when the text is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

macro_rules! public_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new id that nobody has seen before.
            pub fn random() -> $name {
                let mut bytes = [0u8; $bytes];
                rand::rng().fill_bytes(&mut bytes);
                $name(format!(concat!($prefix, "{}"), hex::encode(bytes)))
            }

            /// The id that follows from something else, by its SHA-256: the same each time it is worked out.
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
    /// The id of what an organisation submits under a key: the first 48 bits of a SHA-256. The same form has the same
    /// id however often it is sent, also after a crash that left its file and not its row. Should another submission
    /// have that id already, which is as likely as guessing it, the next `turn` gives another one.
    pub fn of_key(organisation: i64, key: &SubmissionKey, turn: u32) -> SubmissionId {
        let text = format!("submission\n{organisation}\n{}\n{turn}", key.as_str());
        SubmissionId::from_digest(Sha256::digest(text).into())
    }
}

public_id!(
    /// Work with progress.
    JobId, "job_", 6
);
public_id!(
    /// A stored file: a photo, a signature or a report. Longer than the others because it is sent by clients.
    UploadId, "upl_", 10
);
public_id!(
    /// One run of the importer.
    RunId, "run_", 6
);
public_id!(
    /// A draft that a client of the old app left with the server.
    DraftId, "draft_", 6
);
public_id!(
    /// A link to a report that a client was given.
    LinkId, "lnk_", 10
);

public_id!(
    /// A person who may sign in.
    UserId, "usr_", 10
);
public_id!(
    /// An invitation into an organisation that waits for its answer.
    InvitationId, "inv_", 10
);

public_id!(
    /// A token of a program, by which people name it; never the token itself.
    TokenId, "tok_", 6
);

public_id!(
    /// What is printed on a report, so that its reader can ask whether it is genuine. Whoever has it holds the paper:
    /// 128 random bits are not guessed.
    ReportCode, "", 16
);

public_id!(
    /// A form that everybody may fill in who holds its address.
    PublicLinkId, "pub_", 10
);
public_id!(
    /// Somebody's wish to have what is known of a person, or to end it.
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

    /// Two to 40 lower-case letters, digits and underscores, a letter first.
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

/// The key that a client makes for one submission, so that a retry is never a second submission.
/// 8 to 64 ASCII letters, digits, `-` and `_`: a UUID fits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubmissionKey(String);

impl SubmissionKey {
    /// A key for a page that is served to a browser without JavaScript.
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
