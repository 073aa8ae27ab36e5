//! Traps in photos and signatures: the places in which the legacy app stored them.

use super::{ID, civil, cleaning, further, hvac, understood, with};
use injaaz::{
    domain::answers::{Answer, Signature},
    legacy::{MediaLocation, OldSubmission},
};
use serde_json::{Value, json};

#[test]
fn photos_are_looked_for_where_they_can_be() {
    let photos = json!([
        { "field": "item_0_photo", "saved": "a.jpg", "path": "/app/generated/uploads/a.jpg", "url": "http://h/x" },
        { "saved": null, "path": "C:\\app\\generated\\uploads\\b.jpg", "url": null },
        { "saved": null, "path": null, "url": "/generated/uploads/jpg_dbb2bee6", "is_cloud": true },
        { "saved": null, "path": null, "url": "https://res.cloudinary.com/d/image/upload/v1/uploads/c.jpg", "is_cloud": true },
        "data:image/png;base64,AQID",
        { "saved": null, "path": null, "url": "/generated/uploads/jpg_dbb2bee6", "is_cloud": true },
        "../../etc/passwd",
        "",
        null,
    ]);
    let old = understood(hvac(json!({ "items": [{ "asset": "HVAC", "photos": photos }] })));
    let places: Vec<&MediaLocation> = old.media.iter().map(|media| &media.place).collect();
    let stored = |name: &str| MediaLocation::Stored(name.to_owned());
    assert_eq!(places[..3], [&stored("a.jpg"), &stored("b.jpg"), &stored("jpg_dbb2bee6")]);
    assert_eq!(places[3], &MediaLocation::Remote("https://res.cloudinary.com/d/image/upload/v1/uploads/c.jpg".into()));
    assert_eq!(places[4..7], [&MediaLocation::Inline(vec![1, 2, 3]), &stored("jpg_dbb2bee6"), &stored("passwd")]);
    assert!(places[7..].iter().all(|place| matches!(place, MediaLocation::Unusable(_))));
    assert_eq!(old.media[4].reference, json!("data:image/png;base64, 3 bytes"));

    let named: Vec<_> = old.answers.uploads();
    let media: Vec<_> = old.media.iter().map(|media| (media.field.clone(), media.upload_id.clone())).collect();
    assert_eq!(named, media, "the answers name the ids of the media");
    let mut ids: Vec<_> = media.into_iter().map(|(_, id)| id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 9, "ids are unique, also for the same file named twice");
}

#[test]
fn numbered_photo_keys_are_the_only_trace_of_the_photos() {
    let urls = json!({ "photo_url_10": "/generated/uploads/k.jpg", "photo_url_2": "/generated/uploads/c.jpg" });
    let stored =
        |old: &OldSubmission| -> Vec<MediaLocation> { old.media.iter().map(|media| media.place.clone()).collect() };
    let expected = [MediaLocation::Stored("c.jpg".into()), MediaLocation::Stored("k.jpg".into())];
    let old = understood(
        json!({ "submission_id": ID, "data": with(json!({ "client_name": "C", "photos": [] }), urls.clone()) }),
    );
    assert_eq!(stored(&old), expected);
    let old = understood(civil(urls.clone()));
    assert_eq!(stored(&old), expected);
    // A form that asks for photos in its items only shows them there.
    let old = understood(hvac(urls));
    assert_eq!((stored(&old).as_slice(), old.media[0].field.as_str()), (&expected[..], "items.0.photos"));
}

#[test]
fn the_source_of_photos_is_not_an_extra_answer() {
    let url = "/generated/uploads/a.jpg";
    let photo = json!({ "saved": null, "path": null, "url": url, "index": 0, "is_cloud": true });
    let data = json!({ "client_name": "C", "photo_urls": [url, "/generated/uploads/b.jpg"], "photos": [photo] });
    let old = understood(json!({ "submission_id": ID, "data": data }));
    assert_eq!(
        old.media.iter().map(|m| &m.place).collect::<Vec<_>>(),
        [&MediaLocation::Stored("a.jpg".into()), &MediaLocation::Stored("b.jpg".into())]
    );
}

#[test]
fn signatures_come_in_every_form() {
    let signed = |value: Value| {
        let old = understood(cleaning(json!({ "tech_signature": value, "assessor_name": "Ahmed" })));
        let signature = match old.answers.get("tech_signature") {
            Some(Answer::Signature(signature)) => signature.clone(),
            other => panic!("{other:?}"),
        };
        assert!(signature.name.is_some());
        assert_eq!(signature.drawn.as_ref(), old.media.first().map(|media| &media.upload_id));
        (old.media.first().map(|media| media.place.clone()), further(&old).len())
    };
    let data = "data:image/png;base64,AQID";
    assert_eq!(signed(json!(data)), (Some(MediaLocation::Inline(vec![1, 2, 3])), 0));
    assert_eq!(
        signed(json!({ "saved": "tech_sig_1_job_0123456789ab.png", "url": "http://h/x" })),
        (Some(MediaLocation::Stored("tech_sig_1_job_0123456789ab.png".into())), 0)
    );
    assert_eq!(
        signed(json!({ "saved": null, "path": null, "url": "https://c/s.png", "is_cloud": true })),
        (Some(MediaLocation::Remote("https://c/s.png".into())), 0)
    );
    for unsigned in [json!(null), json!(""), json!(false)] {
        assert_eq!(signed(unsigned), (None, 0));
    }
    // Signed, but the drawing is not in the record.
    assert_eq!(signed(json!(true)), (None, 1));
    assert_eq!(signed(json!("Omar H.")), (None, 1), "a second name is kept as well");

    let oldest = json!({ "id": ID, "fields": { "site_name": "T", "tech_signature": data }, "files": [], "tech_signature": true, "opman_signature": false });
    let old = understood(oldest);
    assert_eq!((old.module.as_str(), old.media.len(), further(&old).len()), ("hvac_mep", 1, 0));
    assert!(matches!(old.answers.get("tech_signature"), Some(Answer::Signature(Signature { drawn: Some(_), .. }))));
    assert_eq!(old.answers.get("opMan_signature"), None);
}

#[test]
fn a_copy_of_a_signature_elsewhere_is_the_signature_only_if_there_is_no_other() {
    let url = "https://res.cloudinary.com/d/image/upload/v1/signatures/s.png";
    let record = |signature: &str| json!({ "submission_id": ID, "data": { "client_name": "C", "tech_signature": signature, "tech_signature_url": url } });
    let old = understood(record("data:image/png;base64,AQID"));
    assert_eq!((old.media.len(), further(&old)), (1, vec![("data.tech_signature_url", url)]));
    assert_eq!(old.media[0].place, MediaLocation::Inline(vec![1, 2, 3]));
    let orphaned = understood(record(""));
    assert_eq!((&orphaned.media[0].place, further(&orphaned).len()), (&MediaLocation::Remote(url.into()), 0));
}

#[test]
fn a_hostile_record_stays_small() {
    let photos: Vec<Value> = (0..12_000).map(|i| json!(format!("{i}.jpg"))).collect();
    let keys: serde_json::Map<String, Value> = (0..50_000).map(|i| (format!("k{i}"), json!(i))).collect();
    let old = understood(with(cleaning(json!({ "photos": photos })), Value::Object(keys)));
    assert_eq!(old.media.len(), 10_000);
    assert_eq!(old.answers.further.len(), 52_000, "nothing is dropped");
    assert!(old.notes.len() < 200);

    let files: Vec<Value> =
        (0..40_000).map(|i| json!({ "field": format!("item_{}_x", i % 3_000), "saved": "a.jpg" })).collect();
    let work_items: Vec<Value> =
        (0..3_000).map(|i| json!({ "description": i, "photos": ["a.jpg", "b.jpg"] })).collect();
    let old = understood(with(civil(json!({})), json!({ "files": files, "work_items": work_items })));
    assert_eq!(old.answers.items_of("items").len(), 2_000);
    assert_eq!(old.media.len(), 4_000, "the photos of the rows; `files` names the same ones");
}
