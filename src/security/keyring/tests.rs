use super::*;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
const OTHER: &[u8] = b"another key, as long as the first";
const THIRD: &[u8] = b"a third key, as long as it has to be";

/// The keys of [`KEY`], made with another implementation: HKDF with the name as info, and HMAC of the label.
const VERSION_2: [(KeyPurpose, &str); 15] = [
    (KeyPurpose::ReportLink, "6b3d26bb8116a7e67c205e9d8f1858b84afa66f387ae4b3cc3b6ca526c389e23"),
    (KeyPurpose::SharedLink, "c499c316a4f6435c96d3f0b6ecf4e044457c1b267c13aa3ea026beb19febe412"),
    (KeyPurpose::ReportPhoto, "188b4a612c77c030f10908f2baab7750a536e32ed05fe4c1f8b8a8eff4ccec8b"),
    (KeyPurpose::SharedLinkPhoto, "1de70d9f4593843a549db9c29eb55302fec08d2a3464acec17c89221e6aa7d6d"),
    (KeyPurpose::ClientResponse, "0daa5a2c2fbbebe73ae4924fe80287ee3d8b5d458bae41a59cf18b5d9d14c26d"),
    (KeyPurpose::PublicForm, "e17ce9948c975e7cd6ad68f1a786ed319e6f5ab15dd22578f16d5256ef2380f6"),
    (KeyPurpose::PersonalDataExport, "ac29c74dc7528f0ad6959b7489b0792cc438000b2254ceceae7186b3199004a1"),
    (KeyPurpose::AuthenticatorSecret, "97742a3974475eca352ed34962fd4158a6031109e558f915b58598fcf398bb74"),
    (KeyPurpose::AuditRow, "8e310f0a747babadae048b83daf89f5c14c7eede816ac3d7c94622e17bb4961a"),
    (KeyPurpose::AuditSeal, "18d8a45970b31b1cc1d33da58edc93ec5af7ed97b8f646d457c48946aa449007"),
    (KeyPurpose::DemoPassword, "6290e5d84635cdc22b5f9d8e8bc2e48228bb00635db357615a74f081e5209799"),
    (KeyPurpose::JobPayload, "737237d363fdcf68dfc5a4b678673fe39573373c285b665bdba8465c4608a9df"),
    (KeyPurpose::HeldUpload, "3b881d7cbb079641ea1fdfea61d0913a78db39b1cd4811c1390531f8ef358e27"),
    (KeyPurpose::WebhookSecret, "56b8eb2365778ec67573e587e45122b48a265fc0cca742cd3fce66dc0a9c412b"),
    (KeyPurpose::PasswordResetAddress, "b3a14b9d6182861fc07035df59bb0a38e162e56607b0bdaaf0699b071979e3e4"),
];
const VERSION_1: [(KeyPurpose, &str); 4] = [
    (KeyPurpose::AuthenticatorSecret, "7cdae707575610e23fd4cb3c11d63b3a09ef2416ccdaa6b34aac919b64a74a8f"),
    (KeyPurpose::AuditRow, "8841ec0fd2e893c37473c1d7627eb4d45bf0990ba8b7587f1120f2a14d8f24d9"),
    (KeyPurpose::AuditSeal, "79135f700d8c71f53565d90a9e4e36762b8e395c9e0dec861531c673e8fe478e"),
    (KeyPurpose::AuditCheckpoint, "0b580d075fe8c4ff34d483698738fbb30e5bf9358e2c9c505701e5045152b63e"),
];

#[test]
fn derived_keys_are_stable() {
    let ring = Keyring::new(KEY, []);
    for (purpose, hex_digits) in VERSION_2 {
        let [version_2, _] = ring.current().keys(purpose);
        assert_eq!(
            (hex::encode(version_2), ring.newest_key(purpose)),
            (hex_digits.to_owned(), version_2),
            "{purpose:?}"
        );
    }
    for (purpose, hex_digits) in VERSION_1 {
        let [_, version_1] = ring.current().keys(purpose);
        assert_eq!(hex::encode(version_1), hex_digits, "{purpose:?}");
    }
    // The public key of checkpoints is the same as that of version 0.1.0.
    let [checkpoint, version_1] = ring.current().keys(KeyPurpose::AuditCheckpoint);
    assert_eq!(checkpoint, version_1);
    // Codes of version 1 for tokens: the secret key over label and message.
    let demo = ring.current().mac_keys(KeyPurpose::DemoPassword);
    assert!(hex::encode(demo[1].code(b"administrator@demo.example")).starts_with("70def47688ff"));
}

#[test]
fn each_purpose_has_its_own_key() {
    let ring = Keyring::new(KEY, [OTHER]);
    let mut keys: Vec<Key> = KeyPurpose::ALL.iter().flat_map(|purpose| ring.keys(*purpose)).collect();
    // Two secret keys and two versions, but one version for checkpoints.
    assert_eq!(keys.len(), KeyPurpose::ALL.len() * 4);
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), KeyPurpose::ALL.len() * 4 - 2);
    assert!(!keys.contains(&[0; KEY_BYTES]));
}

#[test]
fn the_newest_key_writes_and_all_keys_read() {
    for purpose in KeyPurpose::ALL {
        let before = Keyring::new(KEY, []);
        let code = before.newest_mac_key(purpose).code(b"message");
        let reads = |ring: &Keyring| ring.mac_keys(purpose).any(|key| key.is_code(b"message", &code));
        let rotated = Keyring::new(OTHER, [KEY]);
        let twice = Keyring::new(THIRD, [OTHER, KEY]);
        for ring in [&before, &rotated, &twice] {
            assert!(reads(ring), "{purpose:?}");
            assert!(ring.keys(purpose).any(|key| key == before.newest_key(purpose)), "{purpose:?}");
            assert_eq!(ring.keys(purpose).next(), Some(ring.newest_key(purpose)), "{purpose:?}");
        }
        for ring in [Keyring::new(OTHER, []), Keyring::new(THIRD, [OTHER])] {
            assert!(!reads(&ring), "{purpose:?}");
            assert!(!ring.keys(purpose).any(|key| key == before.newest_key(purpose)), "{purpose:?}");
        }
        assert_ne!(rotated.newest_mac_key(purpose).code(b"message"), code, "{purpose:?}");
        assert_eq!(rotated.newest_key(purpose), Keyring::new(OTHER, []).newest_key(purpose), "{purpose:?}");
    }
}

#[test]
fn version_1_codes_are_accepted_after_a_rotation() {
    for purpose in KeyPurpose::ALL {
        let [_, version_1] = Secret::new(KEY).mac_keys(purpose);
        let code = version_1.code(b"message");
        for (ring, read) in [
            (Keyring::new(KEY, []), true),
            (Keyring::new(OTHER, [KEY]), true),
            (Keyring::new(THIRD, [OTHER, KEY]), true),
            (Keyring::new(OTHER, []), false),
        ] {
            assert_eq!(ring.mac_keys(purpose).any(|key| key.is_code(b"message", &code)), read, "{purpose:?}");
        }
    }
}

#[test]
fn a_truncated_code_is_accepted_and_a_modified_one_is_not() {
    let key = Keyring::new(KEY, []).newest_mac_key(KeyPurpose::ReportLink);
    let code = key.code(b"message");
    assert!(key.is_code(b"message", &code) && key.is_code(b"message", &code[..16]));
    assert!(!key.is_code(b"massage", &code) && !key.is_code(b"message", &[code.as_slice(), &[0]].concat()));
    for index in 0..code.len() {
        let mut altered = code;
        altered[index] ^= 1;
        assert!(!key.is_code(b"message", &altered), "{index}");
    }
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", Keyring::new(KEY, [OTHER])), "Keyring(hidden)");
}
