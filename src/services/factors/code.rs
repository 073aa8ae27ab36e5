//! The two kinds of code that people type: six digits of an authenticator app (RFC 6238), and recovery codes.
//!
//! Only SHA-1, six digits and thirty seconds work in all authenticator apps; some accept other parameters and ignore
//! them.

use crate::services::links::percent_encode;
use anyhow::anyhow;
use rand::Rng;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use totp_rs::{Builder, Secret, Totp};

/// How long one code is valid, in seconds.
const STEP_SECONDS: u64 = 30;

/// Without characters that look alike. 32 characters, so each carries five bits.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
pub const RECOVERY_CODES: usize = 10;
const RECOVERY_LENGTH: usize = 20;

/// 160 random bits, as RFC 4226 recommends.
pub fn new_secret() -> [u8; 20] {
    let mut secret = [0u8; 20];
    rand::rng().fill_bytes(&mut secret);
    secret
}

/// The time step that this code belongs to: the current one, the one before, or the one after. Arabic digits are
/// accepted.
pub fn step_of(secret: &[u8], typed: &str, now: OffsetDateTime) -> Option<i64> {
    let typed = plain(typed);
    if typed.len() != 6 || !typed.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let now = u64::try_from(now.unix_timestamp()).ok()?;
    let step = totp(secret).ok()?.check(&typed, now)?;
    i64::try_from(step).ok()
}

/// The secret in Base32, to be typed into an authenticator app.
pub fn base32(secret: &[u8]) -> String {
    Secret::from(secret).to_base32()
}

/// The `otpauth:` address in the QR code that an authenticator app reads.
pub fn address(secret: &[u8], issuer: &str, account: &str) -> String {
    let (issuer, account) = (percent_encode(issuer), percent_encode(account));
    let secret = base32(secret);
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_SECONDS}"
    )
}

/// New recovery codes in groups of five: `7KQ2M-…`. They are shown once.
pub fn new_recovery_codes() -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| new_recovery_code()).collect()
}

fn new_recovery_code() -> String {
    let mut random = [0u8; RECOVERY_LENGTH];
    rand::rng().fill_bytes(&mut random);
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).copied().map_or('2', char::from);
    random.chunks(5).map(|group| group.iter().map(letter).collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The hash that the database keeps of a recovery code, independent of case and separators; none if the text cannot be
/// one.
pub fn recovery_hash(typed: &str) -> Option<[u8; 32]> {
    let typed = plain(typed).to_ascii_uppercase();
    let fits = typed.len() == RECOVERY_LENGTH && typed.bytes().all(|b| LETTERS.contains(&b));
    fits.then(|| Sha256::new().chain_update(b"recovery code 1\n").chain_update(typed).finalize().into())
}

/// Removes group separators and converts digits to ASCII.
fn plain(typed: &str) -> String {
    let digit = |c: char| match c {
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap_or(c),
        '۰'..='۹' => char::from_digit(c as u32 - '۰' as u32, 10).unwrap_or(c),
        c => c,
    };
    let between = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '–' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    typed.chars().take(100).filter(between).map(digit).collect()
}

fn totp(secret: &[u8]) -> anyhow::Result<Totp> {
    let builder = Builder::new().with_secret(secret).with_skew(1).with_step_duration(STEP_SECONDS);
    builder.build().map_err(|error| anyhow!("the secret of an authenticator app is not valid: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // The table of the RFC has eight digits; the last six are the code.
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(step_of(SECRET, &code[2..], at(seconds)), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_accepted_one_step_early_and_late() {
        let code = "050471";
        let step = 1_111_111_111 / 30;
        for (steps, found) in [(-2, None), (-1, Some(step)), (0, Some(step)), (1, Some(step)), (2, None)] {
            assert_eq!(step_of(SECRET, code, at(1_111_111_111 + steps * 30)), found, "{steps}");
        }
    }

    #[test]
    fn a_code_is_six_digits_of_any_script() {
        let now = at(1_111_111_111);
        for typed in ["050471", " 050 471 ", "050-471", "٠٥٠٤٧١", "۰۵۰۴۷۱", "\u{200f}٠٥٠ ٤٧١"] {
            assert!(step_of(SECRET, typed, now).is_some(), "{typed}");
        }
        for typed in ["", "0504710", "14050471", "50471", "05047", "05047x", "+50471", "050472", "０５０４７１"] {
            assert_eq!(step_of(SECRET, typed, now), None, "{typed}");
        }
    }

    #[test]
    fn an_app_reads_everything_from_the_address() {
        assert_eq!(
            address(SECRET, "Injaaz إنجاز", "a b@example.org"),
            "otpauth://totp/Injaaz%20%D8%A5%D9%86%D8%AC%D8%A7%D8%B2:a%20b%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Injaaz%20%D8%A5%D9%86%D8%AC%D8%A7%D8%B2&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn recovery_codes_are_long_and_forgiving() {
        let codes = new_recovery_codes();
        assert_eq!(codes.len(), RECOVERY_CODES);
        for code in &codes {
            assert_eq!(code.len(), RECOVERY_LENGTH + 3, "{code}");
            let hash = recovery_hash(code).expect("a code");
            for typed in [code.replace('-', ""), code.to_lowercase(), code.replace('-', " "), format!(" {code}\n")] {
                assert_eq!(recovery_hash(&typed), Some(hash), "{typed}");
            }
            assert_eq!(recovery_hash(&code[1..]), None);
            assert_eq!(recovery_hash(&format!("{code}2")), None);
        }
        let hashes: std::collections::BTreeSet<_> = codes.iter().map(|code| recovery_hash(code)).collect();
        assert_eq!(hashes.len(), RECOVERY_CODES);
        assert_eq!(recovery_hash(""), None);
        assert_eq!(recovery_hash("IIIIIIIIIIIIIIIIIIII"), None, "no code has this letter");
    }
}
