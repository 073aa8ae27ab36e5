//! Determines the module of a record: from a decision of a person, our own metadata, its job, or its shape.

use super::{Context, QuarantineReason, Quarantined, Variant, embedded_metadata::EmbeddedMetadata};
use crate::domain::{form::FormDef, ids::ModuleSlug};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Field names that only one module ever used.
const TELLING: [(&str, &[&str]); 3] = [
    ("hvac_mep", &["asset", "system", "item_0_asset", "items_count", "opMan_signature", "opman_signature"]),
    (
        "civil",
        &[
            "work_desc[]",
            "work_qty[]",
            "material[]",
            "material_qty[]",
            "price[]",
            "labour[]",
            "developer_client",
            "location_name",
            "location",
            "description_of_work",
            "city_area",
            "estimated_time",
            "op_signature",
        ],
    ),
    (
        "cleaning",
        &[
            "client_name",
            "date_of_visit",
            "key_person_name",
            "room_count",
            "site_address",
            "contact_signature",
            "current_team_size",
            "scope_offices",
            "facility_floor",
            "waste_general",
            "deep_clean_required",
        ],
    ),
];

/// URL folders of the legacy app that belong to one module.
const FOLDERS: [(&str, &str); 4] = [
    ("/hvac-mep/", "hvac_mep"),
    ("/hvac_photos/", "hvac_mep"),
    ("/civil_photos/", "civil"),
    ("/cleaning_photos/", "cleaning"),
];

/// The form of the module, and the source of that decision.
pub fn decide(
    record: &Map<String, Value>,
    variant: Variant,
    own: Option<&EmbeddedMetadata<'_>>,
    context: &Context<'_>,
) -> Result<(Arc<FormDef>, &'static str), Quarantined> {
    let named = [
        (context.assigned.cloned(), "assigned by a person"),
        (own.and_then(EmbeddedMetadata::module), "record"),
        (context.job.and_then(|job| job.module.clone()), "job"),
        (by_shape(record, variant), "shape"),
    ];
    let (module, source) = named.into_iter().find_map(|(module, source)| Some((module?, source))).ok_or_else(|| {
        Quarantined::new(QuarantineReason::UnknownModule, "no job refers to it, and its fields match no single module")
    })?;
    let def = (context.forms)(&module).ok_or_else(|| {
        Quarantined::new(
            QuarantineReason::UnknownModule,
            format!("{source}: {module}, for which there is no form here"),
        )
    })?;
    Ok((def, source))
}

fn by_shape(record: &Map<String, Value>, variant: Variant) -> Option<ModuleSlug> {
    let module = match variant {
        Variant::HvacMultipart | Variant::HvacWithUrls => "hvac_mep",
        Variant::CivilWithUrls => "civil",
        Variant::CleaningFlat | Variant::CleaningNested => "cleaning",
        Variant::CivilMultipart | Variant::GenericMultipart => by_names(record)?,
        Variant::Mapped => return None,
    };
    module.parse().ok()
}

/// The module that field names and file URLs point to; `None` if there is none or more than one.
fn by_names(record: &Map<String, Value>) -> Option<&'static str> {
    let fields = record.get("fields").and_then(Value::as_object);
    let has = |name: &&str| record.contains_key(*name) || fields.is_some_and(|fields| fields.contains_key(*name));
    let urls =
        || record.get("files").and_then(Value::as_array).into_iter().flatten().filter_map(|f| f.get("url")?.as_str());
    let folder = |module: &str| FOLDERS.iter().any(|(part, of)| *of == module && urls().any(|url| url.contains(part)));
    let mut spoken_for = TELLING.iter().filter(|(module, names)| names.iter().any(has) || folder(module));
    match (spoken_for.next(), spoken_for.next()) {
        (Some((module, _)), None) => Some(module),
        _ => None,
    }
}
