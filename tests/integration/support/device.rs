//! A software authenticator: the answers that a browser would send, and invalid variants of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::Value;
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::json;

pub struct Device {
    pub pair: EcdsaKeyPair,
    pub id: Vec<u8>,
    pub origin: String,
    pub party: String,
    /// The user handle that the device stores.
    pub owner: String,
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Device {
    pub fn new(id: &str, origin: &str, party: &str, owner: &str) -> Device {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let text = str::to_owned;
        Device { pair, id: id.into(), origin: text(origin), party: text(party), owner: text(owner) }
    }

    fn key(&self) -> Vec<u8> {
        let int = |n: i64| Value::Integer(n.into());
        let point = self.pair.public_key().as_ref();
        cbor(&Value::Map(vec![
            (int(1), int(2)),
            (int(3), int(-7)),
            (int(-1), int(1)),
            (int(-2), Value::Bytes(point[1..33].to_vec())),
            (int(-3), Value::Bytes(point[33..].to_vec())),
        ]))
    }

    fn data(&self, flags: u8, count: u32) -> Vec<u8> {
        [digest(&SHA256, self.party.as_bytes()).as_ref(), &[flags], &count.to_be_bytes()].concat()
    }

    fn client(&self, ceremony: &str, challenge: &str) -> Vec<u8> {
        json!({ "type": ceremony, "challenge": challenge, "origin": self.origin }).to_string().into_bytes()
    }

    /// A new passkey for this challenge, as `finish` expects it.
    pub fn make(&self, challenge: &str) -> serde_json::Value {
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [self.data(0x45, 0).as_slice(), &[0; 16], &length, &self.id, &self.key()].concat();
        let object = Value::Map(vec![
            (Value::Text("fmt".into()), Value::Text("none".into())),
            (Value::Text("attStmt".into()), Value::Map(Vec::new())),
            (Value::Text("authData".into()), Value::Bytes(data)),
        ]);
        json!({
            "clientDataJSON": encode(&self.client("webauthn.create", challenge)),
            "attestationObject": encode(&cbor(&object)),
        })
    }

    /// A signature of this challenge, as `finish` expects it.
    pub fn sign(&self, challenge: &str, count: u32) -> serde_json::Value {
        let client = self.client("webauthn.get", challenge);
        let data = self.data(0x05, count);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": encode(&self.id),
            "clientDataJSON": encode(&client),
            "authenticatorData": encode(&data),
            "signature": encode(signature.as_ref()),
            "userHandle": encode(self.owner.as_bytes()),
        })
    }
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}
