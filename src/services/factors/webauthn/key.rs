//! Public keys as devices encode them (COSE, RFC 9053), and verification of their signatures.

use super::CeremonyRejection;
use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// The algorithms that we offer, in order of preference. Most devices support the first; some computers support only
/// the last.
pub const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

#[derive(Debug)]
pub enum Key {
    Es256([u8; 65]),
    Ed25519([u8; 32]),
    Rs256 { modulus: Vec<u8>, exponent: Vec<u8> },
}

/// Labels of COSE: key type, algorithm; then those of each key type.
const KIND: i64 = 1;
const ALGORITHM: i64 = 3;

pub fn parse(bytes: &[u8]) -> Result<Key, CeremonyRejection> {
    let mut rest = bytes;
    let value: Value = ciborium::from_reader(&mut rest).map_err(|_| CeremonyRejection::Unreadable)?;
    let map = value.into_map().map_err(|_| CeremonyRejection::Unreadable)?;
    if !rest.is_empty() {
        return Err(CeremonyRejection::Unreadable);
    }
    let find = |label: i64| map.iter().find(|(key, _)| int(key) == Some(label)).map(|(_, value)| value);
    let number = |label| find(label).and_then(int);
    let bytes = |label| find(label).and_then(Value::as_bytes).map(Vec::as_slice);
    let coordinate = |label| bytes(label).and_then(|b| <&[u8; 32]>::try_from(b).ok());
    let key = match (number(KIND), number(ALGORITHM), number(-1)) {
        (Some(2), Some(ES256), Some(1)) => coordinate(-2).zip(coordinate(-3)).map(|(x, y)| {
            let mut point = [4u8; 65];
            let (_, rest) = point.split_at_mut(1);
            rest.iter_mut().zip(x.iter().chain(y)).for_each(|(to, from)| *to = *from);
            Key::Es256(point)
        }),
        (Some(1), Some(EDDSA), Some(6)) => coordinate(-2).map(|x| Key::Ed25519(*x)),
        (Some(3), Some(RS256), _) => bytes(-1)
            .zip(bytes(-2))
            .filter(|(modulus, exponent)| (256..=1024).contains(&modulus.len()) && exponent.len() <= 5)
            .map(|(modulus, exponent)| Key::Rs256 { modulus: modulus.to_vec(), exponent: exponent.to_vec() }),
        _ => None,
    };
    key.ok_or(CeremonyRejection::UnknownKey)
}

fn int(value: &Value) -> Option<i64> {
    value.as_integer().and_then(|number| i64::try_from(number).ok())
}

impl Key {
    pub fn verify(&self, signed: &[u8], signature: &[u8]) -> Result<(), CeremonyRejection> {
        let verified = match self {
            Key::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(signed, signature),
            Key::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(signed, signature),
            Key::Rs256 { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                signed,
                signature,
            ),
        };
        verified.map_err(|_| CeremonyRejection::BadSignature)
    }
}
