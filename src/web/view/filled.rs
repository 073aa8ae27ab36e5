//! The current state of a form, and what the buttons of its page change in it.
//!
//! Invariant: the empty form, an invalid form and a form after "Add another" are all this one value, so a page cannot
//! show them differently.

pub mod copied;

use crate::domain::{
    answers::iso,
    form::{Field, FieldKind, FormDef, Items},
    form_rules::defaults::{computed, offered},
    ids::UploadId,
    position::Coordinate,
    raw::{ItemPath, RawForm, RawPart, RawValue},
    validate::FieldError,
};
use time::{Date, PrimitiveDateTime};

#[derive(Clone, Debug, Default)]
pub struct FormInput {
    pub raw: RawForm,
    /// Complaints by the name that each field has in `raw`.
    pub errors: Vec<FieldError>,
}

impl FormInput {
    /// The empty form: its defaults, and one empty card in each repeating group.
    pub fn blank(def: &FormDef) -> FormInput {
        let mut raw = RawForm::default();
        def.fields().for_each(|field| blank_field(&mut raw, field, ""));
        for items in def.items() {
            for index in 0..items.min.max(1) {
                blank_item(&mut raw, items, index);
            }
        }
        FormInput { raw, errors: Vec::new() }
    }

    /// The empty form with what is offered to the person: the day as the date of the visit, and the own name.
    pub fn offering(def: &FormDef, today: Date, name: Option<&str>) -> FormInput {
        let mut form = FormInput::blank(def);
        form.offer(&def.date_field, iso(today));
        let field = def.inspector_field.as_ref().and_then(|field| def.field(field));
        if let Some((Field { name: field, kind: FieldKind::Text { max, .. }, .. }, name)) = field.zip(name)
            && name.chars().count() <= *max
        {
            form.offer(field, name.to_owned());
        }
        form
    }

    /// Fills in the defaults that depend on the moment.
    pub fn offer_computed(&mut self, def: &FormDef, now: PrimitiveDateTime) {
        for field in def.fields() {
            if let Some(answer) = computed(field, now) {
                self.offer(&field.name, answer);
            }
        }
    }

    /// Replaces answers by those that are known before; each known item gets a card of its own.
    pub fn begin_with(&mut self, def: &FormDef, known: &RawForm) {
        for items in def.items() {
            let Some(last) = known.item_indexes(&items.name).last().copied() else { continue };
            self.raw.parts.retain(|part| ItemPath::parse(&part.name).is_none_or(|path| path.items != items.name));
            (0..items.min.max(last + 1)).for_each(|index| blank_item(&mut self.raw, items, index));
        }
        self.raw.parts.retain(|part| known.parts.iter().all(|known| known.name != part.name));
        self.raw.parts.extend(known.parts.iter().cloned());
    }

    /// Fills in an answer that is empty.
    fn offer(&mut self, field: &str, answer: String) {
        let is_it = |part: &&mut RawPart| part.name == field && part.value == RawValue::Text(String::new());
        if let Some(part) = self.raw.parts.iter_mut().find(is_it) {
            part.value = RawValue::Text(answer);
        }
    }

    /// A form with nothing but one untouched item: what the page keeps ready for a further card.
    pub fn blank_card(items: &Items) -> FormInput {
        let mut raw = RawForm::default();
        blank_item(&mut raw, items, 0);
        FormInput { raw, errors: Vec::new() }
    }

    /// Adds an empty item at the end, unless the group is full. Returns its index.
    pub fn add(&mut self, items: &Items) -> usize {
        let indexes = self.raw.item_indexes(&items.name);
        let index = indexes.last().map_or(0, |last| last + 1);
        if indexes.len() < items.max {
            blank_item(&mut self.raw, items, index);
        }
        index
    }

    /// Adds a copy of an item's answers right behind it, unless the group is full. Photos are evidence of one item
    /// and are not copied. Returns the index of the copy.
    pub fn duplicate(&mut self, items: &Items, index: usize) -> usize {
        if self.raw.item_indexes(&items.name).len() >= items.max {
            return index;
        }
        self.renumber(&items.name, |i| Some(if i > index { i + 1 } else { i }));
        let copies: Vec<RawPart> = self.raw.parts.iter().filter_map(|part| copy_into(part, items, index)).collect();
        self.raw.parts.extend(copies);
        index + 1
    }

    /// Takes an item away with all that was attached to it.
    pub fn remove(&mut self, items: &Items, index: usize) {
        self.renumber(&items.name, |i| (i != index).then_some(i));
    }

    /// Takes one attached file away.
    pub fn drop_upload(&mut self, name: &str, id: &UploadId) {
        self.raw.parts.retain(|part| part.name != name || !matches!(&part.value, RawValue::Upload(held) if held == id));
    }

    /// Gives each item of a group another index, or takes it away, in the answers and in the complaints alike.
    fn renumber(&mut self, group: &str, new_index: impl Fn(usize) -> Option<usize>) {
        let rename = |name: &mut String| match ItemPath::parse(name) {
            Some(path) if path.items == group => match new_index(path.index) {
                Some(index) => {
                    *name = format!("{group}.{index}.{}", path.field);
                    true
                }
                None => false,
            },
            _ => true,
        };
        self.raw.parts.retain_mut(|part| rename(&mut part.name));
        self.errors.retain_mut(|error| rename(&mut error.name));
    }
}

/// The part as it stands in the copy of item `index`: none if it belongs elsewhere or is a file.
fn copy_into(part: &RawPart, items: &Items, index: usize) -> Option<RawPart> {
    let path = ItemPath::parse(&part.name).filter(|path| path.items == items.name && path.index == index)?;
    let RawValue::Text(_) = part.value else { return None };
    Some(RawPart { name: format!("{}.{}.{}", items.name, index + 1, path.field), value: part.value.clone() })
}

fn blank_item(raw: &mut RawForm, items: &Items, index: usize) {
    let prefix = format!("{}.{index}.", items.name);
    items.fields.iter().for_each(|field| blank_field(raw, field, &prefix));
}

/// What a browser would post for the field as it is offered: its default, or an empty text.
fn blank_field(raw: &mut RawForm, field: &Field, prefix: &str) {
    let name = format!("{prefix}{}", field.name);
    let offered = offered(field);
    match field.kind {
        FieldKind::Photos { .. } | FieldKind::File | FieldKind::Note => {}
        FieldKind::Geopoint => raw.text(format!("{name}{}", Coordinate::Latitude.suffix()), ""),
        FieldKind::Checkbox { .. } | FieldKind::SelectMultiple { .. } => {
            offered.iter().for_each(|value| raw.text(&name, *value));
        }
        _ => raw.text(name, offered.first().copied().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Label;

    fn items(max: usize) -> Items {
        let field = |name: &str, kind| Field {
            name: name.into(),
            label: Label::default(),
            hint: None,
            required: false,
            rules: Default::default(),
            kind,
        };
        let fields =
            vec![field("asset", FieldKind::LongText { max: 10 }), field("photos", FieldKind::Photos { max: 5 })];
        Items { name: "items".into(), singular: Label::default(), min: 0, max, repeat_count: None, fields }
    }

    fn filled(parts: &[(&str, &str)]) -> FormInput {
        let mut raw = RawForm::default();
        parts.iter().for_each(|(name, value)| raw.text(*name, *value));
        FormInput { raw, errors: Vec::new() }
    }

    fn texts(filled: &FormInput) -> Vec<(&str, &str)> {
        let text = |part: &'_ RawPart| match &part.value {
            RawValue::Text(_) => true,
            RawValue::Upload(_) => false,
        };
        let parts = filled.raw.parts.iter().filter(|part| text(part));
        parts.map(|part| (part.name.as_str(), filled.raw.first_text(&part.name).unwrap_or_default())).collect()
    }

    #[test]
    fn adding_goes_behind_the_last_item_until_the_group_is_full() {
        let mut form = filled(&[("items.0.asset", "a"), ("items.4.asset", "b")]);
        assert_eq!(form.add(&items(3)), 5);
        assert_eq!(texts(&form), [("items.0.asset", "a"), ("items.4.asset", "b"), ("items.5.asset", "")]);
        form.add(&items(3));
        assert_eq!(form.raw.item_indexes("items").len(), 3);
    }

    #[test]
    fn a_duplicated_item_follows_its_original_without_photos() {
        let mut form = filled(&[("items.0.asset", "a"), ("items.1.asset", "b"), ("site", "x")]);
        form.raw.upload("items.0.photos", UploadId::random());
        assert_eq!(form.duplicate(&items(9), 0), 1);
        assert_eq!(
            texts(&form),
            [("items.0.asset", "a"), ("items.2.asset", "b"), ("site", "x"), ("items.1.asset", "a")]
        );
        assert_eq!(form.raw.uploads_of("items.1.photos").count(), 0);
    }

    #[test]
    fn removing_takes_answers_files_and_complaints_of_that_item_only() {
        let mut form = filled(&[("items.0.asset", "a"), ("items.1.asset", "b")]);
        form.raw.upload("items.1.photos", UploadId::random());
        form.remove(&items(9), 1);
        assert_eq!(form.raw.parts.len(), 1);
        assert_eq!(texts(&form), [("items.0.asset", "a")]);
    }

    #[test]
    fn the_day_and_the_own_name_are_offered_where_the_form_asks_for_them() {
        let forms = crate::forms::Forms::load(&[]).unwrap();
        let day = time::macros::date!(2026 - 03 - 14);
        let offered = |module: &str, name: &str| {
            let def = forms.get(&module.parse().unwrap()).unwrap();
            let form = FormInput::offering(def, day, Some(name));
            let text = |field: &str| form.raw.first_text(field).map(str::to_owned);
            (text(&def.date_field), text("inspector_name"))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(offered("civil", "Mona Haddad"), (some("2026-03-14"), some("Mona Haddad")));
        assert_eq!(offered("civil", &"x".repeat(101)), (some("2026-03-14"), some("")));
        assert_eq!(offered("hvac_mep", "Mona Haddad"), (some("2026-03-14"), None));
    }

    #[test]
    fn a_form_begins_with_known_items_and_leaves_the_rest_as_it_is_offered() {
        let forms = crate::forms::Forms::load(&[]).unwrap();
        let def = forms.get(&"civil".parse().unwrap()).unwrap();
        let day = time::macros::date!(2026 - 03 - 14);
        let mut form = FormInput::offering(def, day, Some("Mona Haddad"));
        let known = [("project_name", "Marina"), ("items.0.work_desc", "Paint"), ("items.1.work_desc", "Tiles")];
        form.begin_with(def, &filled(&known).raw);
        assert_eq!(form.raw.item_indexes("items"), [0, 1]);
        let offered =
            [("date", "2026-03-14"), ("inspector_name", "Mona Haddad"), ("location", ""), ("items.1.material", "")];
        for (name, text) in known.into_iter().chain(offered) {
            assert_eq!(form.raw.texts_of(name).collect::<Vec<_>>(), [text], "{name}");
        }
        form.begin_with(def, &RawForm::default());
        assert_eq!(form.raw.item_indexes("items"), [0, 1], "nothing known changes nothing");
    }

    #[test]
    fn a_file_is_dropped_by_name_and_id() {
        let (kept, dropped) = (UploadId::random(), UploadId::random());
        let mut form = filled(&[]);
        form.raw.upload("photos", kept.clone());
        form.raw.upload("photos", dropped.clone());
        form.drop_upload("other", &kept);
        form.drop_upload("photos", &dropped);
        assert_eq!(form.raw.uploads_of("photos").collect::<Vec<_>>(), [&kept]);
    }
}
