//! Photos and signatures, and parts that were refused while the post was read.

use super::*;
use crate::domain::{
    answers::{Answer, Answers, Signature},
    upload::FileRefusal,
    validate::complaints,
};

#[test]
fn files_in_text_fields_and_text_in_file_fields_are_rejected() {
    assert_eq!(error_codes(&[("site_name", &upload(1))]), ["site_name text_expected"]);
    assert_eq!(error_codes(&[("photos", "holiday.jpg")]), ["photos file_expected"]);
    assert_eq!(error_codes(&[("tech_signature", "data:text/html,x")]), ["tech_signature file_expected"]);
    assert_eq!(error_codes(&[("tech_signature_typed", &upload(1))]), ["tech_signature_typed text_expected"]);
    assert!(error_codes(&[("photos", ""), ("photos", &upload(1)), ("tech_signature", "")]).is_empty());
}

#[test]
fn photos_have_a_limit_and_are_named_once() {
    let ids = [1, 2, 3, 4].map(upload);
    let photos: Vec<(&str, &str)> = ids.iter().map(|id| ("photos", id.as_str())).collect();
    let answers = validated(&photos[..3]).unwrap();
    assert_eq!(answers.uploads().len(), 3);
    let errors = validated(&photos).unwrap_err();
    assert_eq!(errors[0].complaint, ValidationCode::TooManyPhotos { limit: 3, found: 4 });
    assert_eq!(error_codes(&[photos[0], photos[0]]), ["photos same_file_twice"]);
    assert_eq!(error_codes(&[photos[0], ("tech_signature", &ids[0])]), ["tech_signature same_file_twice"]);
}

#[test]
fn a_signature_is_drawn_or_typed_or_both() {
    let id = upload(9);
    let signed = |parts: &[(&str, &str)]| validated(parts).unwrap().get("tech_signature").cloned();
    let answer = |drawn: Option<&str>, name: Option<&str>| {
        Some(Answer::Signature(Signature { drawn: drawn.map(|id| id.parse().unwrap()), name: name.map(str::to_owned) }))
    };
    let (drawn, typed) = (("tech_signature", id.as_str()), ("tech_signature_typed", "Sara Haddad"));
    assert_eq!(signed(&[drawn]), answer(Some(&id), None));
    assert_eq!(signed(&[typed]), answer(None, Some("Sara Haddad")));
    assert_eq!(signed(&[typed, drawn]), answer(Some(&id), Some("Sara Haddad")));
    assert_eq!(signed(&[("tech_signature", " "), ("tech_signature_typed", "")]), None);

    assert!(error_codes(&[("tech_signature_typed", &"x".repeat(100))]).is_empty());
    assert_eq!(error_codes(&[("tech_signature_typed", &"x".repeat(101))]), ["tech_signature_typed too_long"]);
    assert_eq!(error_codes(&[drawn, ("tech_signature", &upload(8))]), ["tech_signature duplicate_field"]);
}

#[test]
fn required_files_are_asked_for() {
    let mut def = form();
    if let Some(Section { body: SectionBody::Fields(fields), .. }) = def.sections.last_mut() {
        fields.iter_mut().for_each(|field| field.required = true);
    }
    let errors = validate(&def, &post(&[]), PostContext::on(TODAY)).unwrap_err();
    let complaints: Vec<&ValidationCode> = errors.iter().map(|error| &error.complaint).collect();
    assert_eq!(complaints, [&ValidationCode::NoPhoto, &ValidationCode::NotSigned]);
    assert!(
        validate(&def, &post(&[("photos", &upload(1)), ("tech_signature_typed", "Sara")]), PostContext::on(TODAY))
            .is_ok()
    );
}

#[test]
fn a_question_for_a_file_takes_one() {
    let mut def = form();
    if let Some(Section { body: SectionBody::Fields(fields), .. }) = def.sections.last_mut() {
        fields.push(field("contract", true, FieldKind::File));
    }
    let check = |parts: &[(&str, &str)]| validate(&def, &post(parts), PostContext::on(TODAY));
    let codes = |parts: &[(&str, &str)]| -> Vec<String> {
        let errors = check(parts).unwrap_err();
        errors.iter().map(|error| format!("{} {}", error.name, error.complaint.code())).collect()
    };
    let (one, other) = (upload(1), upload(2));
    let answers = check(&[("contract", ""), ("contract", &one)]).unwrap();
    assert_eq!(answers.get("contract"), Some(&Answer::File(one.parse().unwrap())));
    assert_eq!(answers.uploads(), [("contract".to_owned(), one.parse().unwrap())]);
    assert_eq!(Answers::from_json(&def, &answers.to_json()), answers);
    assert_eq!(codes(&[]), ["contract missing"]);
    assert_eq!(codes(&[("contract", "contract.pdf")]), ["contract file_expected"]);
    assert_eq!(codes(&[("contract", &one), ("contract", &other)]), ["contract second_file"]);
    assert_eq!(codes(&[("photos", &one), ("contract", &one)]), ["contract same_file_twice"]);
}

#[test]
fn errors_of_rejected_parts_are_in_form_order() {
    let mut def = form();
    if let Some(Section { body: SectionBody::Fields(fields), .. }) = def.sections.last_mut() {
        fields.iter_mut().for_each(|field| field.required = true);
    }
    let refused = [
        FieldError::at(&def, "tech_signature", ValidationCode::File(FileRefusal::BlankSignature)),
        FieldError::at(&def, "poster", ValidationCode::UnknownField),
        FieldError::at(&def, "items.5.photos", ValidationCode::File(FileRefusal::Heic)),
    ];
    assert_eq!(refused[2].item, Some(item(6)), "alone, only the index is known");
    let found = complaints(&def, &post(&[("site_name", "")]), PostContext::on(TODAY), &refused);
    let codes: Vec<String> = found.iter().map(|error| format!("{} {}", error.name, error.complaint.code())).collect();
    assert_eq!(
        codes,
        [
            "site_name missing",
            "items.5.asset missing",
            "items.5.system missing",
            "items.5.description missing",
            "items.5.photos heic",
            "photos missing",
            "tech_signature signature_empty",
            "poster unknown_field",
        ]
    );
    assert_eq!((&found[4].item, &found[4].complaint), (&Some(item(1)), &ValidationCode::File(FileRefusal::Heic)));
}
