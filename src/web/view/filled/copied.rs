//! Fills in the answers of an earlier visit where the form is still blank.
//!
//! Invariants: nothing that was entered or attached changes. The levels of a tree are filled in together or not at all,
//! because an answer is one only below the others. A repeating group is filled in if nothing was entered in it.

use super::{FormInput, blank_item};
use crate::domain::{
    form::{Field, FieldKind, FormDef, Items},
    form_rules::defaults::offered,
    raw::{ItemPath, RawForm, RawPart, RawValue},
    validate::is_blank,
};
use std::collections::BTreeSet;

/// What was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilledBlanks {
    /// Name and text, in the order of the page. Of a group it is all that its items say.
    pub answers: Vec<(String, String)>,
    /// The groups that were filled in, with the indexes of their items.
    pub items: Vec<(String, Vec<usize>)>,
}

impl FilledBlanks {
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}

impl FormInput {
    pub fn fill_blanks(&mut self, def: &FormDef, known: &RawForm) -> FilledBlanks {
        let mut filled = FilledBlanks::default();
        let begun: BTreeSet<&str> = def
            .fields()
            .filter_map(|field| match &field.kind {
                FieldKind::Cascade { tree, .. } if !self.is_open(field) => Some(tree.as_str()),
                _ => None,
            })
            .collect();
        for field in def.fields() {
            let texts: Vec<String> = known.texts_of(&field.name).map(str::to_owned).collect();
            let is_begun = matches!(&field.kind, FieldKind::Cascade { tree, .. } if begun.contains(tree.as_str()));
            if texts.is_empty() || is_begun || !self.is_open(field) {
                continue;
            }
            self.raw.parts.retain(|part| part.name != field.name);
            for text in texts {
                self.raw.text(&field.name, &text);
                filled.answers.push((field.name.clone(), text));
            }
        }
        for items in def.items() {
            let indexes = known.item_indexes(&items.name);
            if indexes.is_empty() || !self.is_untouched(items) {
                continue;
            }
            filled.items.push((items.name.clone(), self.replace_items(items, &indexes, known)));
            let of_group = |part: &&RawPart| is_in(part, items);
            for part in self.raw.parts.iter().filter(of_group) {
                if let RawValue::Text(text) = &part.value {
                    filled.answers.push((part.name.clone(), text.clone()));
                }
            }
        }
        filled
    }

    /// Whether a question has neither an answer nor a complaint. An unticked box that is offered ticked was unticked by
    /// a person.
    fn is_open(&self, field: &Field) -> bool {
        let of_field = |part: &&RawPart| part.name == field.name;
        let is_blank = |part: &RawPart| matches!(&part.value, RawValue::Text(text) if is_blank(text));
        let is_unticked = matches!(field.kind, FieldKind::Checkbox { default: true });
        !is_unticked
            && self.raw.parts.iter().filter(of_field).all(is_blank)
            && self.errors.iter().all(|error| error.name != field.name)
    }

    /// Whether nothing was entered in a group. What an empty item offers was not entered.
    fn is_untouched(&self, items: &Items) -> bool {
        let is_offered = |part: &RawPart| {
            let RawValue::Text(text) = &part.value else { return false };
            let of =
                ItemPath::parse(&part.name).and_then(|path| items.fields.iter().find(|field| field.name == path.field));
            is_blank(text) || of.is_some_and(|field| field.rules.is_given() || offered(field).contains(&text.as_str()))
        };
        self.raw.parts.iter().filter(|part| is_in(part, items)).all(is_offered)
            && self.errors.iter().all(|error| ItemPath::parse(&error.name).is_none_or(|path| path.items != items.name))
    }

    /// Makes the known items those of the group, and blank ones up to the least number.
    fn replace_items(&mut self, items: &Items, known_indexes: &[usize], known: &RawForm) -> Vec<usize> {
        self.raw.parts.retain(|part| !is_in(part, items));
        let last = known_indexes.last().map_or(0, |last| last + 1);
        let indexes: Vec<usize> = (0..last.max(items.min)).collect();
        for index in &indexes {
            blank_item(&mut self.raw, items, *index);
        }
        let of_group: Vec<&RawPart> = known.parts.iter().filter(|part| is_in(part, items)).collect();
        self.raw.parts.retain(|part| of_group.iter().all(|known| known.name != part.name));
        self.raw.parts.extend(of_group.into_iter().cloned());
        indexes
    }
}

fn is_in(part: &RawPart, items: &Items) -> bool {
    ItemPath::parse(&part.name).is_some_and(|path| path.items == items.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::UploadId;

    fn raw(parts: &[(&str, &str)]) -> RawForm {
        let mut raw = RawForm::default();
        parts.iter().for_each(|(name, text)| raw.text(*name, *text));
        raw
    }

    fn with_def(check: impl Fn(&FormDef)) {
        let forms = crate::forms::Forms::load(&[]).unwrap();
        for module in ["hvac_mep", "civil"] {
            check(forms.get(&module.parse().unwrap()).unwrap());
        }
    }

    #[test]
    fn blanks_are_filled_in_and_what_was_typed_stays() {
        let forms = crate::forms::Forms::load(&[]).unwrap();
        let def = forms.get(&"civil".parse().unwrap()).unwrap();
        let known = raw(&[
            ("project_name", "Marina"),
            ("location", "Tower A"),
            ("floor", "3"),
            ("items.0.work_desc", "Paint"),
            ("items.1.work_desc", "Tiles"),
        ]);
        let mut form = FormInput::blank(def);
        form.raw.parts.retain(|part| part.name != "floor" && part.name != "location");
        form.raw.text("floor", "12");
        form.raw.text("location", " \u{200e}");
        let filled = form.fill_blanks(def, &known);
        assert_eq!(filled.items, [("items".to_owned(), vec![0, 1])]);
        let said = |name: &str| form.raw.texts_of(name).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(said("floor"), ["12"]);
        assert_eq!(said("location"), ["Tower A"]);
        assert_eq!(
            (said("items.0.work_desc"), said("items.1.work_desc")),
            (vec!["Paint".into()], vec!["Tiles".into()])
        );
        assert_eq!(said("items.1.material"), [""], "the rest of an item is as it is offered");
        assert!(filled.answers.contains(&("location".into(), "Tower A".into())));
        assert!(!filled.answers.iter().any(|(name, _)| name == "floor"));
        assert!(form.fill_blanks(def, &known).is_empty(), "a second time changes nothing");
    }

    #[test]
    fn a_group_with_a_photo_or_an_answer_stays() {
        with_def(|def| {
            let items = def.items().next().unwrap();
            let text = items.fields.iter().find(|field| matches!(field.kind, FieldKind::LongText { .. })).unwrap();
            let photos = items.fields.iter().find(|field| matches!(field.kind, FieldKind::Photos { .. })).unwrap();
            let known = raw(&[(&format!("{}.0.{}", items.name, text.name), "Old")]);
            let mut form = FormInput::blank(def);
            form.raw.upload(format!("{}.0.{}", items.name, photos.name), UploadId::random());
            assert!(form.fill_blanks(def, &known).is_empty());
            let mut form = FormInput::blank(def);
            form.raw.text(format!("{}.3.{}", items.name, text.name), "New");
            assert!(form.fill_blanks(def, &known).is_empty());
            assert!(!FormInput::blank(def).fill_blanks(def, &known).is_empty());
        });
    }

    const TREE: &str = r#"
module = "parts"
version = 1
title = { en = "Parts", ar = "أجزاء" }
short = { en = "Parts", ar = "أجزاء" }
about = { en = "Parts.", ar = "أجزاء." }
site_field = "site"
date_field = "day"
[[sections]]
id = "visit"
title = { en = "Visit", ar = "الزيارة" }
fields = [
    { name = "site", kind = "text", required = true, label = { en = "Site", ar = "الموقع" } },
    { name = "day", kind = "date", label = { en = "Day", ar = "اليوم" } },
    { name = "asset", kind = "cascade", tree = "t", level = 0, label = { en = "Asset", ar = "الأصل" } },
    { name = "part", kind = "cascade", tree = "t", level = 1, label = { en = "Part", ar = "الجزء" } },
    { name = "open", kind = "checkbox", default = true, label = { en = "Open", ar = "مفتوح" } },
]
[trees.t.values]
Pump = ["Motor"]
Fan = ["Blade"]
[trees.t.ar]
Pump = "مضخة"
Motor = "محرك"
Fan = "مروحة"
Blade = "شفرة"
"#;

    #[test]
    fn a_level_of_a_tree_is_never_filled_in_below_another_one() {
        let def = crate::forms::Forms::parse(TREE, "parts").expect("a form");
        let known = raw(&[("asset", "Pump"), ("part", "Motor"), ("open", "yes")]);
        let mut begun = FormInput { raw: raw(&[("asset", "Fan"), ("part", "")]), errors: Vec::new() };
        assert!(begun.fill_blanks(&def, &known).is_empty());
        let mut blank = FormInput { raw: raw(&[("asset", ""), ("part", "")]), errors: Vec::new() };
        let answers = blank.fill_blanks(&def, &known).answers;
        assert_eq!(answers, [("asset".into(), "Pump".into()), ("part".into(), "Motor".into())]);
    }
}
