//! Stored answers as the parts of a post: what the form page shows when a submission is corrected.
//!
//! Input: a form definition and checked answers. Output: the post that a browser would send if nothing was changed.

use super::{
    answers::{Answer, Answers, Group, answer, iso},
    form::{Field, FieldKind, FormDef},
    raw::RawForm,
};

/// The answers as parts. A question without an answer has an empty text, so that each item keeps its card.
pub fn raw_answers(def: &FormDef, answers: &Answers) -> RawForm {
    let mut raw = RawForm::default();
    def.fields().for_each(|field| add(&mut raw, field, &answers.fields, ""));
    for items in def.items() {
        for (index, group) in answers.items_of(&items.name).iter().enumerate() {
            let prefix = format!("{}.{index}.", items.name);
            items.fields.iter().for_each(|field| add(&mut raw, field, group, &prefix));
        }
    }
    raw.further.clone_from(&answers.further);
    raw
}

fn add(raw: &mut RawForm, field: &Field, group: &Group, prefix: &str) {
    let name = format!("{prefix}{}", field.name);
    match answer(group, &field.name) {
        Some(Answer::Text(text) | Answer::Choice(text)) => raw.text(name, text),
        Some(Answer::Number(number)) => raw.text(name, number.to_string()),
        Some(Answer::Date(date)) => raw.text(name, iso(*date)),
        Some(Answer::Bool(true)) => raw.text(name, "yes"),
        Some(Answer::Bool(false)) => {}
        Some(Answer::Photos(ids)) => ids.iter().for_each(|id| raw.upload(&name, id.clone())),
        Some(Answer::Signature(signature)) => {
            if let Some(typed) = &signature.name {
                raw.text(format!("{name}_typed"), typed);
            }
            if let Some(drawn) = &signature.drawn {
                raw.upload(name, drawn.clone());
            }
        }
        None if matches!(field.kind, FieldKind::Photos { .. } | FieldKind::Checkbox { .. } | FieldKind::Signature) => {}
        None => raw.text(name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::validate::validate, forms::Forms};
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
                        { "area": "Roof", "work_desc": "Tiles" },
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
            let again = validate(def, &raw, time::macros::date!(2026 - 12 - 31));
            let again = again.unwrap_or_else(|errors| panic!("{module}: {errors:?}"));
            assert_eq!(again.to_json(), answers.to_json(), "{module}");
        }
    }
}
