//! Tests with a software authenticator: valid answers, and each kind of answer that must be rejected.

use super::*;
use ciborium::Value;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use serde_json::json;

enum Pair {
    P256(Box<EcdsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

struct Device {
    pair: Pair,
    flags: u8,
    party: &'static str,
    origin: &'static str,
    extra: Vec<u8>,
}

const PARTY: &str = "forms.example.ae";
const ORIGIN: &str = "https://forms.example.ae";

fn party() -> RelyingParty {
    RelyingParty::of(ORIGIN).expect("a party")
}

fn p256() -> Device {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
    Device { pair: Pair::P256(Box::new(pair)), flags: 0x05, party: PARTY, origin: ORIGIN, extra: Vec::new() }
}

fn ed25519() -> Device {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Device { pair: Pair::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap()), ..p256() }
}

impl Device {
    fn key(&self) -> Vec<u8> {
        let int = |n: i64| Value::Integer(n.into());
        let map = match &self.pair {
            Pair::P256(pair) => {
                let point = pair.public_key().as_ref();
                vec![
                    (int(1), int(2)),
                    (int(3), int(-7)),
                    (int(-1), int(1)),
                    (int(-2), Value::Bytes(point[1..33].to_vec())),
                    (int(-3), Value::Bytes(point[33..].to_vec())),
                ]
            }
            Pair::Ed25519(pair) => vec![
                (int(1), int(1)),
                (int(3), int(-8)),
                (int(-1), int(6)),
                (int(-2), Value::Bytes(pair.public_key().as_ref().to_vec())),
            ],
        };
        cbor(&Value::Map(map))
    }

    fn data(&self, flags: u8, count: u32) -> Vec<u8> {
        let hash = digest(&SHA256, self.party.as_bytes());
        [hash.as_ref(), &[self.flags | flags], &count.to_be_bytes()].concat()
    }

    fn client(&self, ceremony: &str, challenge: &[u8]) -> Vec<u8> {
        json!({ "type": ceremony, "challenge": encode(challenge), "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn make(&self, challenge: &[u8]) -> Registration {
        let data = [self.data(0x40, 0).as_slice(), &[0; 16], &[0, 4], b"cred", &self.key(), &self.extra].concat();
        let object = Value::Map(vec![
            (Value::Text("fmt".into()), Value::Text("none".into())),
            (Value::Text("attStmt".into()), Value::Map(Vec::new())),
            (Value::Text("authData".into()), Value::Bytes(data)),
        ]);
        Registration {
            client_data: encode(&self.client("webauthn.create", challenge)),
            attestation_object: encode(&cbor(&object)),
        }
    }

    fn sign(&self, challenge: &[u8], count: u32) -> Assertion {
        let client = self.client("webauthn.get", challenge);
        let data = [self.data(0, count), self.extra.clone()].concat();
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = match &self.pair {
            Pair::P256(pair) => pair.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(&signed).as_ref().to_vec(),
        };
        Assertion {
            id: encode(b"cred"),
            client_data: encode(&client),
            authenticator_data: encode(&data),
            signature: encode(&signature),
            user_handle: None,
        }
    }
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

#[test]
fn a_passkey_is_made_and_signs() {
    for device in [p256(), ed25519()] {
        let made = verify_registration(&party(), b"make", &device.make(b"make")).unwrap();
        assert_eq!((made.credential_id.as_slice(), made.sign_count, made.backed_up), (b"cred".as_slice(), 0, false));
        assert_eq!(verify_assertion(&party(), b"sign", &made.public_key, &device.sign(b"sign", 7)), Ok(7));
        let copied = Device { flags: 0x1d, ..device };
        assert!(super::verify_registration(&party(), b"make", &copied.make(b"make")).unwrap().backed_up);
    }
}

#[test]
fn foreign_paths_are_rejected() {
    let other = |change: fn(&mut Device)| {
        let mut device = p256();
        change(&mut device);
        device
    };
    for (device, why) in [
        (other(|d| d.party = "evil.example"), CeremonyRejection::OtherParty),
        (other(|d| d.origin = "https://evil.example"), CeremonyRejection::OtherOrigin),
        (other(|d| d.origin = "http://forms.example.ae"), CeremonyRejection::OtherOrigin),
        (other(|d| d.origin = "https://forms.example.ae:8443"), CeremonyRejection::OtherOrigin),
        (other(|d| d.flags = 0x01), CeremonyRejection::NotVerified),
        (other(|d| d.flags = 0x04), CeremonyRejection::NotVerified),
        (other(|d| d.flags = 0x15), CeremonyRejection::Unreadable),
        (other(|d| d.flags = 0x85), CeremonyRejection::Unreadable),
        (other(|d| d.extra = vec![0]), CeremonyRejection::Unreadable),
    ] {
        assert_eq!(verify_registration(&party(), b"c", &device.make(b"c")).unwrap_err(), why);
        assert_eq!(verify_assertion(&party(), b"c", &device.key(), &device.sign(b"c", 1)).unwrap_err(), why);
    }
    let device = p256();
    assert_eq!(verify_registration(&party(), b"c", &device.make(b"d")).unwrap_err(), CeremonyRejection::OtherChallenge);
    assert_eq!(
        verify_assertion(&party(), b"c", &device.key(), &device.sign(b"d", 1)),
        Err(CeremonyRejection::OtherChallenge)
    );
    assert_eq!(
        verify_assertion(&party(), b"c", &p256().key(), &device.sign(b"c", 1)),
        Err(CeremonyRejection::BadSignature)
    );
    assert_eq!(
        verify_assertion(&party(), b"c", &ed25519().key(), &device.sign(b"c", 1)),
        Err(CeremonyRejection::BadSignature)
    );
    // An answer to one ceremony must not be accepted for the other.
    let (attested, signed) = (device.make(b"c"), device.sign(b"c", 1));
    let swapped = Assertion { client_data: attested.client_data, ..device.sign(b"c", 1) };
    assert_eq!(verify_assertion(&party(), b"c", &device.key(), &swapped), Err(CeremonyRejection::OtherCeremony));
    let swapped = Registration { client_data: signed.client_data, ..device.make(b"c") };
    assert_eq!(verify_registration(&party(), b"c", &swapped), Err(CeremonyRejection::OtherCeremony));
}

#[test]
fn a_page_in_a_foreign_frame_is_rejected() {
    for more in [json!({ "crossOrigin": true }), json!({ "topOrigin": "https://evil.example" })] {
        let mut data = json!({ "type": "webauthn.get", "challenge": encode(b"c"), "origin": ORIGIN });
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let device = p256();
        let answer = Assertion { client_data: encode(data.to_string().as_bytes()), ..device.sign(b"c", 1) };
        assert_eq!(
            verify_assertion(&party(), b"c", &device.key(), &answer),
            Err(CeremonyRejection::OtherOrigin),
            "{data}"
        );
    }
}

#[test]
fn a_modified_or_truncated_assertion_is_rejected() {
    let device = p256();
    let (key, signed, attested) = (device.key(), device.sign(b"c", 1), device.make(b"c"));
    let data = decode(&signed.authenticator_data).unwrap();
    for index in 0..data.len() {
        let mut changed = data.clone();
        changed[index] ^= 1;
        let answer = Assertion { authenticator_data: encode(&changed), ..device.sign(b"c", 1) };
        let answer =
            Assertion { signature: signed.signature.clone(), client_data: signed.client_data.clone(), ..answer };
        assert!(verify_assertion(&party(), b"c", &key, &answer).is_err(), "byte {index}");
    }
    let object = decode(&attested.attestation_object).unwrap();
    for length in 0..object.len() {
        let answer = Registration { attestation_object: encode(&object[..length]), ..device.make(b"c") };
        assert!(verify_registration(&party(), b"c", &answer).is_err(), "{length} bytes");
        assert!(key::parse(object.get(..length).unwrap()).is_err());
    }
    for junk in ["", "!", "AAAA", "eyJ9"] {
        let answer = Assertion { client_data: junk.to_owned(), ..device.sign(b"c", 1) };
        assert_eq!(verify_assertion(&party(), b"c", &key, &answer), Err(CeremonyRejection::Unreadable), "{junk}");
        assert_eq!(challenge_of(junk), None, "{junk}");
    }
    assert_eq!(challenge_of(&signed.client_data), Some(b"c".to_vec()));
}

#[test]
fn the_party_follows_from_the_configured_address() {
    for (url, party) in [
        ("https://forms.example.ae", Some(("forms.example.ae", "https://forms.example.ae"))),
        ("https://Forms.Example.ae:443", Some(("forms.example.ae", "https://forms.example.ae"))),
        ("https://forms.example.ae:8443", Some(("forms.example.ae", "https://forms.example.ae:8443"))),
        ("http://localhost:8000", Some(("localhost", "http://localhost:8000"))),
        ("http://localhost", Some(("localhost", "http://localhost"))),
        ("http://forms.example.ae", None),
        ("http://127.0.0.1:8000", None),
        ("https://10.0.0.5", None),
        ("https://[::1]:8000", None),
        ("forms.example.ae", None),
        ("https://", None),
    ] {
        let found = RelyingParty::of(url);
        assert_eq!(found.as_ref().map(|p| (p.id.as_str(), p.origin.as_str())), party, "{url}");
    }
}
