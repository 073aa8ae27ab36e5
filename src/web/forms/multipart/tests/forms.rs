//! The parts of a form, sorted.

use crate::{
    domain::{
        form::{Field, FieldKind, FormDef, Items, Section, SectionBody, TextInput},
        ids::UploadId,
        lang::Label,
        problem::Problem,
        raw::RawValue,
        upload::{FileRefusal, FileType},
        validate::ValidationCode,
    },
    web::forms::multipart::{
        Action, PostedForm,
        collect::{FormCollector, TextPart},
        limits,
    },
};

fn field(name: &str, kind: FieldKind) -> Field {
    Field {
        name: name.to_owned(),
        label: Label::new(name, name),
        hint: None,
        required: false,
        rules: Default::default(),
        kind,
    }
}

fn section(body: SectionBody) -> Section {
    Section { id: "s".to_owned(), title: Label::default(), hint: None, relevant: None, body }
}

fn def() -> FormDef {
    let text = |max| FieldKind::Text { max, input: TextInput::Plain };
    let top = vec![
        field("site_name", text(200)),
        field("notes", FieldKind::LongText { max: 1_000_000 }),
        field("tech_signature", FieldKind::Signature),
    ];
    let items = Items {
        name: "items".to_owned(),
        singular: Label::new("Item", "بند"),
        min: 0,
        max: 200,
        repeat_count: None,
        fields: vec![field("asset", text(100)), field("photos", FieldKind::Photos { max: 100 })],
    };
    FormDef {
        module: "hvac_mep".parse().expect("a module name"),
        version: 1,
        title: Label::default(),
        short: Label::default(),
        about: Label::default(),
        site_field: "site_name".to_owned(),
        date_field: "visit_date".to_owned(),
        inspector_field: None,
        sections: vec![section(SectionBody::Fields(top)), section(SectionBody::Items(items))],
        trees: Default::default(),
        totals: None,
        report: Default::default(),
    }
}

fn typed(bytes: impl Into<Vec<u8>>) -> TextPart {
    TextPart { bytes: bytes.into(), cut: false }
}

/// A form of these text parts alone; drawings that it hands on are left aside.
fn gathered(parts: &[(&str, &[u8])]) -> Result<PostedForm, Problem> {
    let def = def();
    let mut form = FormCollector::new(&def);
    for (name, bytes) in parts {
        form.text((*name).to_owned(), typed(*bytes))?;
    }
    Ok(form.done())
}

fn complaints(form: &PostedForm) -> Vec<(&str, &ValidationCode)> {
    form.file_errors.iter().map(|error| (error.name.as_str(), &error.complaint)).collect()
}

#[test]
fn buttons_and_key_are_no_answers() {
    let form = gathered(&[
        ("do", b"add:items"),
        ("submission_key", b"0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10"),
        ("site_name", b"Marina"),
    ])
    .expect("a form");
    assert_eq!(form.action, Action::Add { items: "items".to_owned() });
    assert_eq!(form.key.expect("its key").as_str(), "0190b0a4-7e2c-7c11-9d5b-3f1f2f9e5a10");
    assert_eq!(form.raw.parts.len(), 1);
}

#[test]
fn a_form_without_button_and_key_is_submitted() {
    for key in [&b"no key at all"[..], b"", b"'; DROP TABLE x;--"] {
        let form = gathered(&[("submission_key", key)]).expect("a form");
        assert_eq!((form.key, form.action), (None, Action::Submit));
    }
}

#[test]
fn a_contradictory_form_definition_is_rejected() {
    for parts in [
        &[("do", &b"submit"[..]), ("do", b"submit")],
        &[("submission_key", b"12345678"), ("submission_key", b"87654321")],
        &[("site_name", b"a"), ("do", b"dance")],
    ] {
        assert!(matches!(gathered(parts), Err(Problem::Malformed(_))), "{parts:?}");
    }
}

#[test]
fn text_is_kept_as_typed_but_for_its_line_ends() {
    for (sent, kept) in [
        (&b" a \r\n b\rc\nd "[..], " a \n b\rc\nd "),
        (b"", ""),
        ("برج \u{202e}\u{0}".as_bytes(), "برج \u{202e}\u{0}"),
        ("Cafe\u{301}".as_bytes(), "Cafe\u{301}"),
        (b"<script>alert(1)</script> {{7*7}} =1+1", "<script>alert(1)</script> {{7*7}} =1+1"),
    ] {
        let form = gathered(&[("site_name", sent)]).expect("a form");
        assert_eq!(form.raw.first_text("site_name"), Some(kept));
        assert_eq!(complaints(&form), []);
    }
}

#[test]
fn text_that_is_no_utf8_is_a_complaint_at_its_field() {
    let form = gathered(&[("items.0.asset", b"a\xffb"), ("site_name", b"Marina")]).expect("a form");
    assert_eq!(complaints(&form), [("items.0.asset", &ValidationCode::NotUtf8)]);
    assert_eq!(form.raw.first_text("items.0.asset"), Some("a\u{fffd}b"));
    assert_eq!(form.raw.first_text("site_name"), Some("Marina"));
}

#[test]
fn truncated_pictures_are_rejected() {
    let def = def();
    let mut form = FormCollector::new(&def);
    // "د" has two bytes: the cut goes through the middle of one.
    let half = "د".repeat(limits::TEXT_BYTES / 2).into_bytes()[..limits::TEXT_BYTES - 1].to_vec();
    for name in ["site_name", "notes", "nobody_asked"] {
        form.text(name.to_owned(), TextPart { bytes: half.clone(), cut: true }).expect("taken");
    }
    let form = form.done();
    // The other two are refused by the validation: too long for a site name, and a field that is not in the form.
    let kept = limits::TEXT_BYTES / 2 - 1;
    assert_eq!(complaints(&form), [("notes", &ValidationCode::TooLong { limit: kept, found: kept + 1 })]);
    assert_eq!(form.raw.first_text("notes").map(|text| text.chars().count()), Some(kept));
}

#[test]
fn photo_fields_take_ids_of_uploads_in_order() {
    let ids = [UploadId::random(), UploadId::random()];
    let form = gathered(&[
        ("items.0.photos", ids[0].as_str().as_bytes()),
        ("items.0.photos", b""),
        ("items.0.photos", ids[1].as_str().as_bytes()),
        ("items.0.photos", b"upl_nonsense"),
    ])
    .expect("a form");
    assert_eq!(form.raw.uploads_of("items.0.photos").collect::<Vec<_>>(), [&ids[0], &ids[1]]);
    // Words stay words, and the validation says that a photo belongs there.
    assert_eq!(form.raw.first_text("items.0.photos"), Some("upl_nonsense"));
}

#[test]
fn an_id_in_a_text_field_is_text() {
    let id = UploadId::random();
    let form = gathered(&[("site_name", id.as_str().as_bytes())]).expect("a form");
    assert!(matches!(&form.raw.parts[..], [part] if part.value == RawValue::Text(id.to_string())));
}

#[test]
fn a_drawn_signature_becomes_a_file() {
    let def = def();
    let mut form = FormCollector::new(&def);
    let name = || "tech_signature".to_owned();
    let drawn = form.text(name(), typed("data:image/png;base64,iVBORw==")).expect("taken");
    assert_eq!(drawn, Some((name(), vec![0x89, b'P', b'N', b'G'])));
    for bad in ["data:text/html;base64,PGI+", "data:image/png;base64,iVBO Rw==", "data:image/png;base64,%%"] {
        assert_eq!(form.text(name(), typed(bad)).expect("taken"), None, "{bad}");
    }
    let cut = TextPart { bytes: b"data:image/png;base64,iVBORw==".to_vec(), cut: true };
    assert_eq!(form.text(name(), cut).expect("taken"), None);
    assert_eq!(
        form.text("tech_signature_typed".to_owned(), typed("data:image/png;base64,iVBORw==")).expect("taken"),
        None
    );
    let form = form.done();
    assert_eq!(complaints(&form), [("tech_signature", &ValidationCode::BadDataUrl); 4]);
    assert_eq!(form.raw.parts.len(), 1, "the typed name is text, whatever it says");
}

#[test]
fn files_belong_to_photos_and_signatures_only() {
    let def = def();
    let mut form = FormCollector::new(&def);
    for (name, expected) in [
        ("items.0.photos", Some(FileType::Photo)),
        ("items.7.photos", Some(FileType::Photo)),
        ("tech_signature", Some(FileType::Signature)),
        ("tech_signature_typed", None),
        ("site_name", None),
        ("items.0.asset", None),
        ("items.00.photos", None),
        ("photos", None),
        ("other.0.photos", None),
    ] {
        assert_eq!(form.file_type(name), expected, "{name}");
    }
    form.file_misplaced("site_name");
    form.file_misplaced("photos");
    form.file_refused("items.0.photos", FileRefusal::Heic);
    assert_eq!(
        complaints(&form.done()),
        [
            ("site_name", &ValidationCode::TextExpected),
            ("photos", &ValidationCode::UnknownField),
            ("items.0.photos", &ValidationCode::File(FileRefusal::Heic)),
        ]
    );
}

#[test]
fn a_flood_of_parts_is_cut_off() {
    let def = def();
    let mut form = FormCollector::new(&def);
    for number in 0..limits::TEXTS {
        form.text(format!("f{number}"), typed("x")).expect("within the limit");
    }
    assert!(matches!(form.text("one_more".to_owned(), typed("x")), Err(Problem::TooLarge(_))));

    let mut form = FormCollector::new(&def);
    for _ in 0..limits::FILES {
        form.count_file().expect("within the limit");
    }
    assert!(matches!(form.count_file(), Err(Problem::TooLarge(_))));

    let mut form = FormCollector::new(&def);
    let long = vec![b'x'; limits::TEXT_BYTES];
    let ended = (0..limits::TEXTS).find(|_| form.text("notes".to_owned(), typed(long.clone())).is_err());
    assert_eq!(ended, Some(limits::ALL_TEXT_BYTES / limits::TEXT_BYTES - 1));
}
