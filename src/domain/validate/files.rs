//! Validation of photos, signatures and files. They are upload ids at this point.

use super::{MAX_SIGNER, ValidationCode, is_blank, post::FieldParts, text};
use crate::domain::{
    answers::{Answer, Signature},
    ids::UploadId,
};
use std::collections::HashSet;

/// The uploads that were used so far in the form.
pub(super) type UsedUploads<'a> = HashSet<&'a UploadId>;

pub(super) fn photos<'a>(
    sent: &FieldParts<'a>,
    limit: usize,
    seen: &mut UsedUploads<'a>,
) -> Result<Vec<UploadId>, ValidationCode> {
    only_files(sent)?;
    let found = sent.uploads.len();
    if found > limit {
        return Err(ValidationCode::TooManyPhotos { limit, found });
    }
    sent.uploads.iter().map(|id| first_use(id, seen)).collect()
}

/// The drawing of a signature.
pub(super) fn drawing<'a>(
    sent: &FieldParts<'a>,
    seen: &mut UsedUploads<'a>,
) -> Result<Option<UploadId>, ValidationCode> {
    one_upload(sent, seen, ValidationCode::DuplicateField)
}

/// The file of a question for one.
pub(super) fn file<'a>(sent: &FieldParts<'a>, seen: &mut UsedUploads<'a>) -> Result<Option<UploadId>, ValidationCode> {
    one_upload(sent, seen, ValidationCode::SecondFile)
}

fn one_upload<'a>(
    sent: &FieldParts<'a>,
    seen: &mut UsedUploads<'a>,
    several: ValidationCode,
) -> Result<Option<UploadId>, ValidationCode> {
    only_files(sent)?;
    match sent.uploads.as_slice() {
        [] => Ok(None),
        [id] => first_use(id, seen).map(Some),
        _ => Err(several),
    }
}

/// The typed name of a signature.
pub(super) fn signer(sent: &FieldParts) -> Result<Option<String>, ValidationCode> {
    typed(sent)?.map(|name| text::text(name, MAX_SIGNER, text::LineLimit::One)).transpose()
}

/// Combines a drawing and a typed name; either may be absent.
pub(super) fn sign(drawn: Option<Answer>, name: Option<String>) -> Option<Answer> {
    match (drawn, name) {
        (Some(Answer::Signature(signature)), name) => Some(Answer::Signature(Signature { name, ..signature })),
        (_, Some(name)) => Some(Answer::Signature(Signature { drawn: None, name: Some(name) })),
        (other, None) => other,
    }
}

/// The text of a single-value field; `None` if it is blank.
pub(super) fn typed<'a>(sent: &FieldParts<'a>) -> Result<Option<&'a str>, ValidationCode> {
    if !sent.uploads.is_empty() {
        return Err(ValidationCode::TextExpected);
    }
    match sent.texts.as_slice() {
        [] => Ok(None),
        [text] => Ok(Some(*text).filter(|text| !is_blank(text))),
        _ => Err(ValidationCode::DuplicateField),
    }
}

/// Allows blank text, because a page may send an empty hidden input beside its files.
fn only_files(sent: &FieldParts) -> Result<(), ValidationCode> {
    if sent.texts.iter().all(|text| is_blank(text)) { Ok(()) } else { Err(ValidationCode::FileExpected) }
}

fn first_use<'a>(id: &&'a UploadId, seen: &mut UsedUploads<'a>) -> Result<UploadId, ValidationCode> {
    if seen.insert(id) { Ok((*id).clone()) } else { Err(ValidationCode::SameFileTwice) }
}
