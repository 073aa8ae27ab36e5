//! Writes a submission in a shape of the legacy app, so that the legacy app can read it and generate its reports.
//!
//! HVAC uses the shape of its multipart form (A), cleaning its flat shape (E); civil and modules unknown to the legacy
//! app use the shape of the civil multipart form (C), which can hold any field. Photos are objects with a `path` on
//! disk, as the legacy app expects. The reports of shape C take a drawn signature as a data URL only, and the rows of
//! work as columns. Data that the shape has no place for is stored under our own key.

mod drawings;
mod job;
mod python;
mod shapes;
mod writer;

use super::embedded_metadata;
pub use super::embedded_metadata::FORMAT;
use crate::domain::{
    form::FormDef,
    ids::UploadId,
    submission::Submission,
    upload::{FileType, PictureType, Upload},
};
pub use drawings::takes_data_urls;
use serde_json::{Map, Value};
pub use writer::Drawings;
use writer::Writer;

/// The files of one submission in the legacy store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldFiles {
    /// `sub_….json`.
    pub record: Vec<u8>,
    /// `job_….json`, with `meta.module`, because some shapes name their module nowhere else.
    pub job: Vec<u8>,
    /// Each photo and drawn signature with its file name in the old `uploads/`: `<upload id>.<jpg|png|webp>`.
    pub pictures: Vec<(UploadId, String)>,
    /// Both reports with their file names in the root, as the job names them; none while they are not made.
    pub reports: Vec<(UploadId, FileType, String)>,
}

/// `uploads_dir` is the absolute path of the legacy uploads, for the `path` of a photo; `base_url` is the public base
/// URL of this program. `drawings` is needed if the module [takes data URLs](takes_data_urls); the job names the
/// reports among `uploads`.
pub fn write(
    def: &FormDef,
    submission: &Submission,
    uploads: &[Upload],
    drawings: &Drawings,
    uploads_dir: &str,
    base_url: &str,
) -> OldFiles {
    let pictures: Vec<(UploadId, String)> = uploads.iter().filter_map(picture).collect();
    let (folder, shape): (&str, RecordBuilder) = match def.module.as_str() {
        "hvac_mep" => ("/hvac-mep/generated/uploads/", shapes::hvac),
        "cleaning" => ("/generated/uploads/", shapes::cleaning),
        _ => ("/generated/uploads/", shapes::fields),
    };
    let writer = Writer {
        def,
        submission,
        pictures: &pictures,
        drawings,
        uploads_dir: uploads_dir.trim_end_matches('/'),
        base_url: base_url.trim_end_matches('/'),
        folder,
    };
    let (mut record, layout) = shape(&writer);
    embedded_metadata::add(&mut record, submission, &drawings::in_record(&writer));
    let reports = job::reports(&writer, uploads);
    OldFiles {
        record: python::write(&Value::Object(record), layout).into_bytes(),
        job: python::write(&job::state(&writer, &reports), python::Layout::OneLine).into_bytes(),
        pictures,
        reports,
    }
}

/// Builds the record in one shape; returns it with the JSON layout that the legacy app used for it.
type RecordBuilder = fn(&Writer<'_>) -> (Map<String, Value>, python::Layout);

fn picture(upload: &Upload) -> Option<(UploadId, String)> {
    let kind = PictureType::from_mime(&upload.content_type).filter(|_| !upload.file_type.is_report())?;
    Some((upload.id.clone(), format!("{}.{}", upload.id, kind.extension())))
}
