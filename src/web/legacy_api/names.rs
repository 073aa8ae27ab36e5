//! The field names of the legacy app, and the names in the current forms.
//!
//! Most names are the same. The others differ by route of the legacy app more than by module: its two ways to send a
//! form were written independently. `legacy` reads the same names from old records, where anything may occur; this file
//! has only what clients send.

use super::protocol::KEY;

/// Parts of a post that are no answers. A count of items says nothing that the items don't.
const CONTROLS: [&str; 3] = ["items_count", "csrf_token", KEY];

/// Module, old name, our name.
const RENAMED: [(&str, &str, &str); 15] = [
    ("hvac_mep", "tech_signature_data", "tech_signature"),
    ("hvac_mep", "opManSignatureData", "opMan_signature"),
    ("hvac_mep", "opman_signature", "opMan_signature"),
    ("hvac_mep", "opman_signature_data", "opMan_signature"),
    // One item without a number: the very first clients.
    ("hvac_mep", "asset", "items.0.asset"),
    ("hvac_mep", "system", "items.0.system"),
    ("hvac_mep", "description", "items.0.description"),
    // The page says location_name, its server wanted location.
    ("civil", "location_name", "location"),
    ("civil", "visit_date", "date"),
    ("civil", "inspector_signature", "tech_signature"),
    ("civil", "manager_signature", "op_signature"),
    ("civil", "manager_name", "op_signature_typed"),
    ("civil", "estimated_completion", "estimated_time"),
    // Names printed beside a signature are typed below it now.
    ("cleaning", "assessor_name", "tech_signature_typed"),
    ("cleaning", "contact_name", "contact_signature_typed"),
];

/// The same inside an item.
const RENAMED_IN_ITEMS: [(&str, &str, &str); 2] =
    [("civil", "description", "work_desc"), ("civil", "quantity", "work_qty")];

/// What an old name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldTarget<'a> {
    /// No answer at all.
    Control,
    /// Addresses of photos that were sent before.
    PhotoUrls,
    /// A question of the form, if the form has it.
    Question(String),
    /// The same in one of several items, by its number.
    Item(usize, &'a str),
    /// One of several values that came under the same name, one for each item.
    Row(&'a str),
}

impl<'a> FieldTarget<'a> {
    pub fn of(module: &str, old: &'a str) -> FieldTarget<'a> {
        if CONTROLS.contains(&old) {
            return FieldTarget::Control;
        }
        if is_photo_urls(old) {
            return FieldTarget::PhotoUrls;
        }
        if let Some(row) = old.strip_suffix("[]") {
            return FieldTarget::Row(row);
        }
        if let Some((index, field)) = numbered(old) {
            return FieldTarget::Item(index, field);
        }
        FieldTarget::Question(renamed(&RENAMED, module, old).to_owned())
    }
}

/// The name of a question inside an item.
pub fn in_item<'a>(module: &str, old: &'a str) -> &'a str {
    renamed(&RENAMED_IN_ITEMS, module, old)
}

/// Whether a key of JSON holds the items.
pub fn are_items(old: &str) -> bool {
    matches!(old, "items" | "work_items")
}

/// The number of an item of civil work, from 1: it says nothing that its place does not.
pub fn is_own_number(old: &str, index: usize, text: &str) -> bool {
    old == "item_number" && text.parse() == Ok(index + 1)
}

/// `photos`, `photo_urls`, and `photo_url_0` with any number.
pub fn is_photo_urls(old: &str) -> bool {
    let old = old.strip_suffix("[]").unwrap_or(old);
    matches!(old, "photos" | "photo_urls" | "images" | "image_urls")
        || old.strip_prefix("photo_url_").is_some_and(|n| number(n).is_some())
}

/// `item_3_asset` is `asset` of the fourth item.
fn numbered(old: &str) -> Option<(usize, &str)> {
    let (index, field) = old.strip_prefix("item_")?.split_once('_')?;
    Some((number(index)?, field))
}

fn number(digits: &str) -> Option<usize> {
    let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

fn renamed<'a>(table: &[(&str, &str, &'static str)], module: &str, old: &'a str) -> &'a str {
    table.iter().find(|(of, name, _)| *of == module && *name == old).map_or(old, |(_, _, ours)| ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_old_name_has_one_meaning() {
        let question = |name: &str| FieldTarget::Question(name.to_owned());
        for (module, old, meaning) in [
            ("hvac_mep", "items_count", FieldTarget::Control),
            ("civil", "csrf_token", FieldTarget::Control),
            ("hvac_mep", "site_name", question("site_name")),
            ("hvac_mep", "opManSignatureData", question("opMan_signature")),
            ("civil", "opManSignatureData", question("opManSignatureData")),
            ("hvac_mep", "item_0_asset", FieldTarget::Item(0, "asset")),
            ("hvac_mep", "item_12_photo", FieldTarget::Item(12, "photo")),
            ("hvac_mep", "item__asset", question("item__asset")),
            ("hvac_mep", "item_1234567_asset", question("item_1234567_asset")),
            ("hvac_mep", "item_x_asset", question("item_x_asset")),
            ("civil", "work_desc[]", FieldTarget::Row("work_desc")),
            ("civil", "photo_url_17", FieldTarget::PhotoUrls),
            ("civil", "photo_url_", question("photo_url_")),
            ("civil", "photo_urls[]", FieldTarget::PhotoUrls),
            ("civil", "location_name", question("location")),
            ("cleaning", "assessor_name", question("tech_signature_typed")),
            ("cleaning", "description", question("description")),
        ] {
            assert_eq!(FieldTarget::of(module, old), meaning, "{module} {old}");
        }
        assert_eq!((in_item("civil", "quantity"), in_item("hvac_mep", "quantity")), ("work_qty", "quantity"));
    }

    #[test]
    fn a_new_name_is_a_question_of_its_form() {
        let forms = crate::forms::Forms::load(&[]).expect("the forms that are built in");
        for (module, _, ours) in RENAMED {
            let def = module.parse().ok().and_then(|slug| forms.get(&slug)).expect("a module");
            assert!(crate::domain::validate::Question::find(def, ours).is_some(), "{module} {ours}");
        }
        for (module, _, ours) in RENAMED_IN_ITEMS {
            let def = module.parse().ok().and_then(|slug| forms.get(&slug)).expect("a module");
            let name = format!("items.0.{ours}");
            assert!(crate::domain::validate::Question::find(def, &name).is_some(), "{module} {name}");
        }
    }
}
