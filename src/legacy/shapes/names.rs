//! Old field names and their current names.

use super::super::apply_mapping::{AnswerMapper, AnswerPosition};
use crate::domain::form::FieldKind;

/// Old and current names, applied to any form that has the current name but not the old one.
const RENAMED: [(&str, &str); 10] = [
    ("opman_signature", "opMan_signature"),
    ("opManSignatureData", "opMan_signature"),
    ("tech_signature_data", "tech_signature"),
    ("inspector_signature", "tech_signature"),
    ("manager_signature", "op_signature"),
    ("estimated_completion", "estimated_time"),
    // The page of the civil form sent `location_name`, its server expected `location`.
    ("location_name", "location"),
    ("description", "work_desc"),
    ("quantity", "work_qty"),
    ("opman_signature_data", "opMan_signature"),
];

/// Old names of typed names, and the signature that each belongs to.
const SIGNED_BY: [(&str, &str); 3] =
    [("assessor_name", "tech_signature"), ("contact_name", "contact_signature"), ("manager_name", "op_signature")];

/// Names of the site field in the forms of the legacy app, and of the date field.
const SITES: [&str; 3] = ["site_name", "project_name", "building_name"];
const DAYS: [&str; 3] = ["visit_date", "date", "date_of_visit"];

/// The current name for an old name, if the form has such a question.
pub fn today(filler: &AnswerMapper<'_>, slot: AnswerPosition<'_>, old: &str) -> Option<String> {
    let known = |name: &str| filler.field(slot, name).is_some().then(|| name.to_owned());
    let renamed = || RENAMED.iter().filter(|(name, _)| *name == old).find_map(|(_, name)| known(name));
    // The oldest forms shared names for site and date. A value is used only if the question has no answer yet: see
    // `AnswerMapper::set_answer`.
    let shared = || match slot {
        AnswerPosition::Top if SITES.contains(&old) => known(&filler.def().site_field),
        AnswerPosition::Top if DAYS.contains(&old) => known(&filler.def().date_field),
        _ => None,
    };
    let copy = || signature(filler, slot, old.strip_suffix("_url")?);
    known(old).or_else(renamed).or_else(shared).or_else(copy)
}

/// The signature that a typed name belongs to.
pub fn signed_by(filler: &AnswerMapper<'_>, slot: AnswerPosition<'_>, old: &str) -> Option<String> {
    let listed = SIGNED_BY.iter().find(|(name, _)| *name == old).map(|(_, signature)| *signature);
    signature(filler, slot, listed.or_else(|| old.strip_suffix("_name"))?)
}

fn signature(filler: &AnswerMapper<'_>, slot: AnswerPosition<'_>, name: &str) -> Option<String> {
    let renamed = RENAMED.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| *new);
    let is = |name: &&str| filler.field(slot, name).is_some_and(|field| field.kind == FieldKind::Signature);
    [name, renamed].into_iter().find(is).map(str::to_owned)
}

/// Names of photo lists.
pub fn is_photos(old: &str) -> bool {
    matches!(old, "photos" | "photo_urls" | "images" | "image_urls")
}
