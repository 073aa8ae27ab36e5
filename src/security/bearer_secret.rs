//! Secrets that programs present with each request: API tokens and legacy API keys.
//!
//! Invariants: a secret is random; the database stores its SHA-256 only; `Debug` hides the text. A mark at the
//! beginning lets people and secret scanners recognise it.

/// Defines the type of one kind of secret: its mark, and the number of random bytes after it in hexadecimal.
macro_rules! bearer_secret {
    ($(#[$doc:meta])* $name:ident, $mark:literal, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            pub fn random() -> $name {
                let mut bytes = [0u8; $bytes];
                rand::Rng::fill_bytes(&mut rand::rng(), &mut bytes);
                $name(format!(concat!($mark, "{}"), hex::encode(bytes)))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The hash that the database stores.
            pub fn hash(&self) -> [u8; 32] {
                <sha2::Sha256 as sha2::Digest>::digest(self.0.as_bytes()).into()
            }

            /// The first characters, which lists show.
            pub fn prefix(&self) -> &str {
                self.0.get(..12).unwrap_or_default()
            }

            /// Whether a text contains such a secret.
            pub fn is_contained_in(text: &str) -> bool {
                let digits = |rest: &str| rest.bytes().take_while(u8::is_ascii_hexdigit).count() >= $bytes * 2;
                let lower = text.to_ascii_lowercase();
                lower.match_indices($mark).any(|(at, _)| lower.get(at + $mark.len()..).is_some_and(digits))
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<$name, ()> {
                let digits = text.strip_prefix($mark).ok_or(())?;
                let hex = digits.len() == $bytes * 2 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                if hex { Ok($name(text.to_owned())) } else { Err(()) }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    };
}

bearer_secret!(
    /// The token that a program presents for a member: `inj_` and 64 hex digits.
    ApiToken, "inj_", 32
);

bearer_secret!(
    /// What a client of the old app sends in the header `X-Api-Key` or the query parameter `api_key`, because its calls
    /// have no place for another credential. The mark differs from that of API tokens, which are refused in addresses.
    LegacyKey, "injl_", 24
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_are_tokens() {
        let token = ApiToken::random();
        assert_eq!(token.as_str().parse(), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "ApiToken(hidden)");
        let upper = token.as_str().to_uppercase();
        for bad in ["", "inj_", "inj_0123", &token.as_str()[4..], &format!("{}0", token.as_str()), &upper] {
            assert_eq!(bad.parse::<ApiToken>(), Err(()), "{bad}");
        }
    }

    #[test]
    fn an_api_token_in_an_address_is_detected() {
        let token = ApiToken::random();
        let text = token.as_str();
        for with in [format!("/x?token={text}"), format!("/x?a=1&b={}z", text.to_uppercase()), format!("/{text}/y")] {
            assert!(ApiToken::is_contained_in(&with), "{with}");
        }
        for without in ["/x?token=inj_0123", "/forms/inj_", "", "/x?q=inj_é"] {
            assert!(!ApiToken::is_contained_in(without), "{without}");
        }
    }

    #[test]
    fn only_keys_are_keys_and_none_is_an_api_token() {
        let key = LegacyKey::random();
        assert_eq!(key.as_str().parse(), Ok(key.clone()));
        assert_eq!((format!("{key:?}").as_str(), key.prefix().len()), ("LegacyKey(hidden)", 12));
        assert!(!ApiToken::is_contained_in(&format!("/civil/submit?api_key={}", key.as_str())));
        for bad in ["", "injl_", &key.as_str()[1..], &format!("{}0", key.as_str()), &key.as_str().to_uppercase()] {
            assert_eq!(bad.parse::<LegacyKey>(), Err(()), "{bad}");
        }
    }
}
