//! The report document, from which both files are made.

use super::sample::{Sample, form, visit};
use injaaz::domain::{
    answers::{Answer, Signature},
    form::{Field, FieldKind, SectionBody},
    lang::{Label, Lang},
    report::{Cell, Fact, ReportBody, ReportDoc},
};

fn facts(doc: &ReportDoc) -> &[Fact] {
    match &doc.sections[0].body {
        ReportBody::Facts { facts, .. } => facts,
        ReportBody::Items(_) => panic!("the first section is not repeated"),
    }
}

#[test]
fn questions_are_in_the_order_of_the_form_answered_or_not() {
    let doc = Sample::new(Lang::EN).text("contact", "Priya").doc();
    let labels: Vec<&str> = facts(&doc).iter().map(|fact| fact.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "Site Name",
            "Visit Date",
            "Area (m²)",
            "Overall condition",
            "Shutdown needed",
            "Contact",
            "General comments",
            "Pictures from site"
        ]
    );
    let answered: Vec<&Fact> = facts(&doc).iter().filter(|fact| fact.value != Cell::Empty).collect();
    assert_eq!(answered, [&Fact { label: "Contact".into(), value: Cell::Text("Priya".into()) }]);
    assert_eq!(doc.sections.len(), 2, "signatures have no section of their own");
    assert_eq!(doc.signatures.len(), 2, "signatures are shown even if unsigned");
}

#[test]
fn choices_are_shown_in_the_language_of_the_submission() {
    for (lang, label) in [(Lang::EN, "Good"), (Lang::AR, "جيدة")] {
        let doc = visit(lang, 0, 0).doc();
        assert!(facts(&doc).iter().any(|fact| fact.value == Cell::Text(label.into())));
    }
    let gone = Sample::new(Lang::EN).field("condition", Answer::Choice("splendid".into())).doc();
    assert_eq!(facts(&gone)[3].value, Cell::Text("splendid".into()), "a value that is no longer a choice");
}

#[test]
fn captions_name_the_item_of_a_photo() {
    let doc = visit(Lang::AR, 2, 2).doc();
    let ReportBody::Items(items) = &doc.sections[1].body else { panic!("items") };
    assert_eq!(items.rows[1].photos[0].photos[1].caption, "البند 2 · صورة 2");
    assert_eq!(doc.summary.last().unwrap().value, Cell::Number("4".parse().unwrap()));
    let mut two = form();
    let SectionBody::Fields(fields) = &mut two.sections[0].body else { panic!("fields") };
    let label = Label::new("Roof", "السطح");
    fields.push(Field {
        name: "roof".into(),
        label,
        hint: None,
        required: false,
        rules: Default::default(),
        kind: FieldKind::Photos { max: 9 },
    });
    let mut sample = Sample::new(Lang::EN);
    let photos = sample.photos(0..1);
    let doc = sample.field("roof", photos).doc_of(&two);
    let ReportBody::Facts { photos, .. } = &doc.sections[0].body else { panic!("facts") };
    assert_eq!(photos[0].photos[0].caption, "Roof 1");
}

#[test]
fn a_missing_signature_file_differs_from_unsigned() {
    let mut sample = Sample::new(Lang::EN);
    let signed = sample.signed(None);
    sample.pictures.clear();
    let typed = Answer::Signature(Signature { drawn: None, name: Some("Omar".into()) });
    let doc = sample.field("tech_signature", signed).field("opMan_signature", typed).doc();
    assert!(doc.signatures[0].lost.is_some() && doc.signatures[0].drawn.is_none());
    assert!(doc.signatures[1].lost.is_none() && doc.signatures[1].name.as_deref() == Some("Omar"));
}
