//! Drawn signatures that a record holds as data URLs, for the shape whose reports take nothing else.

use super::{shapes, writer::Writer};
use crate::{
    domain::{answers::Answer, form::FieldKind},
    legacy::embedded_metadata::DrawnSignature,
};
use sha2::{Digest, Sha256};

/// Whether records of a module hold the drawn signatures themselves. Those of HVAC and cleaning name their files.
pub fn takes_data_urls(module: &str) -> bool {
    !matches!(module, "hvac_mep" | "cleaning")
}

/// The signatures that a record holds as data URLs, each with its key in the record and the name of its file.
pub(super) fn in_record(writer: &Writer<'_>) -> Vec<DrawnSignature> {
    if !takes_data_urls(writer.def.module.as_str()) {
        return Vec::new();
    }
    let signatures = writer.def.fields().filter(|field| field.kind == FieldKind::Signature);
    let drawn = signatures.filter_map(|field| {
        let Some(Answer::Signature(signature)) = writer.submission.answers.get(&field.name) else { return None };
        let id = signature.drawn.as_ref()?;
        Some(DrawnSignature {
            key: shapes::old_name(&field.name).to_owned(),
            file: writer.name_of(id)?.to_owned(),
            sha256: Sha256::digest(writer.drawings.get(id)?).into(),
        })
    });
    drawn.collect()
}
