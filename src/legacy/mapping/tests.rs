//! Tests: parsing a mapping, its errors, and reading documents with it.

use super::*;
use crate::{
    domain::{
        answers::{Answer, Signature},
        form::{Field, FieldKind, FormDef, Items, Section, SectionBody, TextInput},
        lang::Label,
        local_zone::LocalZone,
        migration::MediaState,
        submission::Status,
    },
    legacy::{
        Context, CreatedAtSource, MediaLocation, OldSubmission, QuarantineReason, Quarantined, document::Document,
    },
};
use std::sync::Arc;
use time::macros::{date, datetime};

const MAPPING: &str = r#"
name = "nekretnine"
module = "rooms"
id = "_id"
created_at = "createdAt"

[status]
from = "state"
completed = ["done"]
failed = ["broken"]

[fields]
site_name = "property.name"
visit_date = "inspectedOn"
area = "area"
condition = { from = "grade", values = { A = "good", 2 = "fair" } }
comments = { template = "{property.street}, {property.city}" }
by = { constant = "Imported" }
photos = { from = "images", photo = "file.url" }
signature = { from = "signed.drawing", name = "signed.by" }

[items]
from = "rooms"
[items.fields]
asset = "name"
photos = "pictures"
"#;

fn form() -> Arc<FormDef> {
    let field = |name: &str, kind| Field {
        name: name.into(),
        label: Label::default(),
        hint: None,
        required: false,
        rules: Default::default(),
        kind,
    };
    let text = || FieldKind::Text { max: 100, input: TextInput::Plain };
    let choice = |value: &str| crate::domain::form::Choice { value: value.into(), label: Label::default() };
    let fields = vec![
        field("site_name", text()),
        field("visit_date", FieldKind::Date { future: false }),
        field("area", FieldKind::Number { min: None, max: None, decimals: 2, unit: None }),
        field("condition", FieldKind::Choice { choices: vec![choice("good"), choice("fair")], default: None }),
        field("comments", FieldKind::LongText { max: 1_000 }),
        field("by", text()),
        field("photos", FieldKind::Photos { max: 10 }),
        field("signature", FieldKind::Signature),
    ];
    let of_item = vec![field("asset", text()), field("photos", FieldKind::Photos { max: 10 })];
    let items = Items {
        name: "items".into(),
        singular: Label::default(),
        min: 0,
        max: 50,
        repeat_count: None,
        fields: of_item,
    };
    let section = |id: &str, body| Section { id: id.into(), title: Label::default(), hint: None, relevant: None, body };
    Arc::new(FormDef {
        module: "rooms".parse().expect("a module"),
        version: 1,
        title: Label::default(),
        short: Label::default(),
        about: Label::default(),
        site_field: "site_name".into(),
        date_field: "visit_date".into(),
        inspector_field: None,
        sections: vec![section("a", SectionBody::Fields(fields)), section("b", SectionBody::Items(items))],
        trees: Default::default(),
        totals: None,
        report: Default::default(),
    })
}

fn forms(module: &ModuleSlug) -> Option<Arc<FormDef>> {
    (module.as_str() == "rooms").then(form)
}

fn mapping(text: &str) -> Mapping {
    Mapping::parse(text, "m.toml", &forms).unwrap_or_else(|complaints| panic!("{complaints}"))
}

fn read(mapping: &Mapping, document: &str) -> Result<OldSubmission, Quarantined> {
    let context = Context {
        stem: "line 1",
        job: None,
        assigned: None,
        modified_at: datetime!(2025-01-02 03:04 UTC),
        local_zone: LocalZone::UTC,
        forms: &forms,
    };
    mapping.read(&Document::parse(document.as_bytes())?, &context)
}

#[test]
fn a_document_is_read_without_loss() {
    let old = read(
        &mapping(MAPPING),
        r#"{"_id": {"$oid": "65f1c0ffee0123456789abcd"}, "createdAt": {"$date": {"$numberLong": "1710408600000"}},
            "state": "done", "inspectedOn": {"$date": "2024-03-14T09:30:00Z"}, "area": {"$numberDecimal": "81.50"},
            "grade": "A", "property": {"name": "Zagrebačka 5", "street": "Zagrebačka 5", "city": "Split", "lot": 7},
            "images": [{"file": {"url": "https://photos.example/1.jpg"}, "caption": "Roof"},
                       {"file": {"url": "old/folder/2.jpg"}}, {"caption": "without a file"}],
            "signed": {"by": "Ana", "drawing": {"$binary": {"base64": "AAEC", "subType": "00"}}},
            "rooms": [{"name": "Kitchen", "pictures": ["k.jpg"], "tap": "drips"}, {"name": "Hall", "pictures": []}],
            "tags": ["urgent", "gas"], "none": null}"#,
    )
    .unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert!(old.id.as_str().starts_with("sub_"));
    assert_eq!(old.id, read(&mapping(MAPPING), r#"{"_id": "65f1c0ffee0123456789abcd"}"#).unwrap().id);
    assert_eq!((old.site_name.as_str(), old.visit_date), ("Zagrebačka 5", Some(date!(2024 - 03 - 14))));
    assert_eq!((old.created_at, old.created_at_source), (datetime!(2024-03-14 09:30 UTC), CreatedAtSource::Record));
    assert_eq!((old.status, old.failure), (Status::Completed, None));
    assert_eq!(old.provenance.site_name, "property.name");
    let answer = |name: &str| old.answers.get(name);
    assert_eq!(answer("area"), "81.5".parse().ok().map(Answer::Number).as_ref());
    assert_eq!(answer("condition"), Some(&Answer::Choice("good".into())));
    assert_eq!(answer("comments"), Some(&Answer::Text("Zagrebačka 5, Split".into())));
    assert_eq!(answer("by"), Some(&Answer::Text("Imported".into())));
    let places: Vec<(&str, MediaLocation)> = old.media.iter().map(|m| (m.field.as_str(), m.place.clone())).collect();
    assert_eq!(
        places,
        [
            ("photos", MediaLocation::Remote("https://photos.example/1.jpg".into())),
            ("photos", MediaLocation::Stored("2.jpg".into())),
            ("signature", MediaLocation::Inline(vec![0, 1, 2])),
            ("items.0.photos", MediaLocation::Stored("k.jpg".into())),
        ]
    );
    let drawn = old.media.get(2).map(|media| media.upload_id.clone());
    assert_eq!(answer("signature"), Some(&Answer::Signature(Signature { drawn, name: Some("Ana".into()) })));
    assert_eq!(old.answers.items_of("items").len(), 2);
    let further: Vec<(&str, &str)> =
        old.answers.further.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(
        further,
        [
            ("property.lot", "7"),
            ("images.0.caption", "Roof"),
            ("images.2.caption", "without a file"),
            ("rooms.0.tap", "drips"),
            ("tags.0", "urgent"),
            ("tags.1", "gas"),
        ]
    );
    assert_eq!(MediaState::ALL.len(), 5, "each of these places has a state that a page can show");
}

#[test]
fn irregular_rows_are_noted_and_rows_without_a_key_are_rejected() {
    let mapping = mapping(MAPPING);
    let old =
        read(&mapping, r#"{"_id": 7, "state": "half", "createdAt": "soon", "grade": "C", "area": "wide"}"#).unwrap();
    assert_eq!(old.created_at_source, CreatedAtSource::File);
    assert_eq!(old.created_at, datetime!(2025-01-02 03:04 UTC));
    assert_eq!(old.status, Status::Completed);
    let notes = old.notes.join("\n");
    for expected in
        ["state: \"half\" is in neither list", "createdAt: \"soon\" is no time", "grade: \"C\"", "area: \"wide\""]
    {
        assert!(notes.contains(expected), "{expected} in {notes}");
    }
    assert_eq!(old.answers.get("area"), Some(&Answer::Text("wide".into())));
    let failed = read(&mapping, r#"{"_id": 8, "state": "broken"}"#).unwrap();
    assert_eq!(failed.status, Status::Failed);
    for document in ["{}", r#"{"_id": null}"#, r#"{"_id": ""}"#, r#"{"_id": {"a": 1}}"#] {
        assert_eq!(
            read(&mapping, document).map_err(|refusal| refusal.why).err(),
            Some(QuarantineReason::BadId),
            "{document}"
        );
    }
}

#[test]
fn own_ids_are_kept_and_others_are_derived() {
    let id = |text: &str, document: &str| read(&mapping(&MAPPING.replace("\"_id\"", text)), document).unwrap().id;
    assert_eq!(id("\"_id\"", r#"{"_id": "sub_0123456789ab"}"#).as_str(), "sub_0123456789ab");
    let both = id(r#"["site", "number"]"#, r#"{"site": "a", "number": 1}"#);
    assert_ne!(both, id(r#"["site", "number"]"#, r#"{"site": "a", "number": 2}"#));
    let renamed = MAPPING.replace("nekretnine", "other").replace("\"_id\"", r#"["site", "number"]"#);
    assert_ne!(both, read(&mapping(&renamed), r#"{"site": "a", "number": 1}"#).unwrap().id, "each source has its own");
}

#[test]
fn all_mistakes_are_named_at_once() {
    let complaints = Mapping::parse(
        r#"
        module = "hats"
        id = []
        creatd_at = "x"
        rows = { table = "a", query = "b", with = { rooms = 1 } }
        status = "done"
        [items]
        from = 1
        "#,
        "m.toml",
        &forms,
    );
    let expected = [
        "m.toml: creatd_at: is not known here; known are name, module, rows, id, created_at, status, fields, items",
        "m.toml: name: is missing",
        "m.toml: module: there is no form \"hats\"",
        "m.toml: id: is empty",
        "m.toml: rows: must have exactly one of table and query",
        "m.toml: rows.with.rooms: must be a query in quotes",
        "m.toml: status: must be a table",
        "m.toml: fields: is missing: it maps the answers",
    ];
    assert_eq!(complaints.map_err(|complaints| complaints.to_string()), Err(expected.join("\n")));
    let complaints = Mapping::parse(
        r#"
        name = "x"
        module = "rooms"
        id = "_id"
        [fields]
        site = "a"
        site_name = { constant = "a", from = "b" }
        area = { from = "a", photo = "b" }
        comments = { template = "nothing" }
        by = { template = "{open" }
        condition = 7
        visit_date = { from = "d", values = { a = [] } }
        [items]
        fields = { asset = "", photos = { from = "p", name = "n" } }
        "#,
        "m.toml",
        &forms,
    );
    let expected = [
        "m.toml: fields.site: the form has no such question",
        "m.toml: fields.site_name: must have exactly one of from, constant and template",
        "m.toml: fields.area.photo: is for a question that asks for a photo",
        "m.toml: fields.comments.template: names no path in {}; use constant for a text that is always the same",
        "m.toml: fields.by.template: each { needs a path and a closing }",
        "m.toml: fields.condition: must be a text in quotes, and not empty",
        "m.toml: fields.visit_date.values.a: must be a single value",
        "m.toml: items.from: is missing",
        "m.toml: items.fields.asset: must be a text in quotes, and not empty",
        "m.toml: items.fields.photos.name: is for a question that asks for a signature",
    ];
    assert_eq!(complaints.map_err(|complaints| complaints.to_string()), Err(expected.join("\n")));
    let broken = Mapping::parse("name = ", "m.toml", &forms).map_err(|complaints| complaints.to_string());
    assert!(broken.is_err_and(|text| text.starts_with("m.toml: TOML parse error at line 1")));
}

#[test]
fn a_time_of_any_spelling_is_read_and_a_doubtful_one_is_marked() {
    let mapping = mapping(MAPPING);
    for (made, note) in [
        ("2025-12-02T10:00:00+04:00", ""),
        ("2025-12-02T10:00:00+0400", "createdAt: \"2025-12-02T10:00:00+0400\" read as 2025-12-02T06:00:00Z"),
        ("2025-12-02 10:00:00 +04", "createdAt: \"2025-12-02 10:00:00 +04\" read as 2025-12-02T06:00:00Z"),
        ("2025-12-02 06:00:00", "read as 2025-12-02T06:00:00Z, local time of UTC; doubtful: it has no zone"),
    ] {
        let document = format!(r#"{{"_id": 9, "createdAt": "{made}", "inspectedOn": "2025-12-01T20:00:00Z"}}"#);
        let old = read(&mapping, &document).unwrap();
        assert_eq!(old.created_at, datetime!(2025-12-02 06:00 UTC), "{made}");
        let notes = old.notes.join("\n");
        assert!(notes.contains(note) && notes.contains("createdAt") != note.is_empty(), "{notes}");
        assert!(notes.contains("inspectedOn: \"2025-12-01T20:00:00Z\" read as 2025-12-01"), "{notes}");
        assert!(notes.contains("doubtful: it may be the next day in the zone of the old server"), "{notes}");
    }
}
