use super::lines;
use crate::{
    domain::form::{FieldKind, FormDef},
    forms::Forms,
};
use std::sync::Arc;

fn load() -> Forms {
    Forms::load(&[]).unwrap_or_else(|errors| panic!("{}", lines(&errors)))
}

fn module(name: &str) -> Arc<FormDef> {
    let slug = name.parse().unwrap();
    load().get(&slug).unwrap().clone()
}

fn names<'a>(fields: impl Iterator<Item = &'a crate::domain::form::Field>) -> Vec<&'a str> {
    fields.map(|field| field.name.as_str()).collect()
}

#[test]
fn three_modules_are_offered_in_their_order() {
    let forms = load();
    let modules: Vec<&str> = forms.all().iter().map(|def| def.module.as_str()).collect();
    assert_eq!(modules, ["hvac_mep", "civil", "cleaning"]);
    for def in forms.all() {
        let source = forms.source(&def.module).unwrap();
        assert_eq!((source.version, source.sha256.len()), (def.version, 64));
        assert_eq!(Forms::parse(&source.text, "stored").as_ref(), Ok(def.as_ref()));
    }
}

#[test]
fn the_equipment_tree_has_all_that_the_old_app_had() {
    let hvac = module("hvac_mep");
    assert_eq!(hvac.trees["equipment"].counts(), [7, 19, 107]);
    let lv = hvac.trees["equipment"].below(&["Electrical", "LV Panel"]).unwrap();
    let mdb = hvac.trees["equipment"].below(&["Electrical", "MDB"]).unwrap();
    assert_eq!((lv.len(), lv), (24, mdb));
}

#[test]
fn hvac_keeps_the_old_names() {
    let hvac = module("hvac_mep");
    assert_eq!(names(hvac.fields()), ["site_name", "visit_date", "tech_signature", "opMan_signature"]);
    let items = hvac.items_named("items").unwrap();
    assert_eq!((items.min, items.max), (0, 200));
    assert_eq!(
        names(items.fields.iter()),
        ["asset", "system", "description", "quantity", "brand", "specification", "comments", "photos"]
    );
}

#[test]
fn civil_keeps_the_old_names() {
    let civil = module("civil");
    for name in "project_name location date description_of_work floor developer_client city_area photos \
                 estimated_time inspector_name tech_signature op_signature"
        .split_whitespace()
    {
        assert!(civil.field(name).is_some(), "{name}");
    }
    let items = civil.items_named("items").unwrap();
    assert_eq!(items.min, 1);
    for name in "work_desc work_qty material material_qty price labour area unit_price specification comments photos"
        .split_whitespace()
    {
        assert!(items.fields.iter().any(|field| field.name == name), "{name}");
    }
}

#[test]
fn civil_adds_up_what_its_items_cost() {
    let civil = module("civil");
    let totals = civil.totals.as_ref().unwrap();
    assert_eq!((totals.whole.as_deref(), totals.parts.len()), (Some("price"), 1));
    // Totals are no part of a version, but a changed question is.
    let without = FormDef { totals: None, report: Default::default(), ..civil.as_ref().clone() };
    assert!(civil.asks_the_same(&without));
    assert!(!civil.asks_the_same(&FormDef { site_field: "location".into(), ..without }));
}

#[test]
fn cleaning_asks_all_that_the_old_form_asked() {
    let cleaning = module("cleaning");
    let count = |wanted: fn(&FieldKind) -> bool| cleaning.fields().filter(|field| wanted(&field.kind)).count();
    // 53 questions, without the two printed names, which are part of the signatures.
    assert_eq!(cleaning.fields().count(), 51);
    assert_eq!(count(|kind| matches!(kind, FieldKind::Number { .. })), 18);
    assert_eq!(count(|kind| matches!(kind, FieldKind::Checkbox { .. })), 9);
    assert_eq!(count(|kind| matches!(kind, FieldKind::Checkbox { default: true })), 1);
    assert_eq!(count(|kind| matches!(kind, FieldKind::Signature)), 2);
    assert_eq!(cleaning.items().count(), 0);
}

#[test]
fn required_fields_are_those_of_the_old_app() {
    let required = |name: &str| {
        let def = module(name);
        let fields = def.fields().chain(def.items().flat_map(|items| &items.fields));
        fields.filter(|field| field.required).map(|field| field.name.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(required("hvac_mep"), "site_name visit_date asset system description");
    assert_eq!(required("civil"), "project_name location date work_desc");
    assert_eq!(required("cleaning"), "client_name project_name date_of_visit");
}

/// Arabic text is Arabic, and no label was pasted into the wrong language.
#[test]
fn labels_are_in_their_language() {
    let arabic = |text: &str| text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
    for source in load().sources() {
        let stray =
            source.text.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(" ar = ").next());
        let english = stray.filter(|line| line.contains("en = ") && arabic(line)).collect::<Vec<_>>();
        assert!(english.is_empty(), "{english:?}");
    }
    for def in load().all() {
        for field in def.fields().chain(def.items().flat_map(|items| &items.fields)) {
            assert!(arabic(&field.label.ar) && !arabic(&field.label.en), "{}", field.name);
            assert!(field.hint.as_ref().is_none_or(|hint| arabic(&hint.ar) && !arabic(&hint.en)), "{}", field.name);
        }
    }
}
