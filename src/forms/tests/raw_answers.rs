//! Answers on their way to the form page and back.

use super::right;
use crate::{
    domain::{
        answers::Answers,
        raw_answers::raw_answers,
        validate::{PostContext, validate},
    },
    forms::Forms,
};
use serde_json::json;

/// What is shown and sent again without a change is stored as it was.
#[test]
fn answers_survive_the_way_to_the_page_and_back() {
    let forms = Forms::load(&[]).unwrap();
    let photo = "upl_0123456789abcdef0123";
    let stored = [
        (
            "civil",
            json!({
                "project_name": "برج النخيل", "location": "Plot 12", "date": "2026-02-28", "floor": "P2",
                "developer_client": "Emaar & Sons", "city_area": "Dubai", "description_of_work": "Cracks\nand more",
                "items": [
                    { "area": "Basement", "work_desc": "Waterproofing", "work_qty": 12.5, "unit_price": 120,
                      "photos": [photo] },
                    { "area": "Rooftop", "work_desc": "Tiles" },
                ],
                "inspector_name": "Laila", "op_signature": { "name": "Manager" },
            }),
        ),
        (
            "hvac_mep",
            json!({
                "site_name": "Marina Tower", "visit_date": "2026-03-14",
                "items": [{ "asset": "HVAC", "system": "Chiller Evaporator", "description": "Secondary Pump",
                            "quantity": 2, "photos": [photo] }],
                "tech_signature": { "name": "Omar Haddad", "drawn": "upl_0123456789abcdef0124" },
            }),
        ),
    ];
    for (module, json) in stored {
        let def = forms.get(&module.parse().unwrap()).unwrap();
        let answers = Answers::from_json(def, &json);
        let raw = raw_answers(def, &answers);
        let again = validate(def, &raw, PostContext::on(time::macros::date!(2026 - 12 - 31)));
        let again = again.unwrap_or_else(|errors| panic!("{module}: {errors:?}"));
        assert_eq!(again.to_json(), answers.to_json(), "{module}");
    }
}

#[test]
fn files_survive_the_way_to_the_page_and_back() {
    let def = right(include_str!("../../../tests/fixtures/forms/handover.toml"), "handover");
    let stored = json!({
        "site": "Marina Tower", "contract": "upl_0123456789abcdef0123",
        "units": [{ "tag": "A-1", "sheet": "upl_0123456789abcdef0124" }, { "tag": "A-2" }],
    });
    let answers = Answers::from_json(&def, &stored);
    assert_eq!(answers.uploads().len(), 2);
    let again = validate(&def, &raw_answers(&def, &answers), PostContext::on(time::macros::date!(2026 - 12 - 31)));
    assert_eq!(again.unwrap_or_else(|errors| panic!("{errors:?}")).to_json(), stored);
}
