//! The input of every sheet: document, formats and texts, and the photos that were read already.

use super::style::Style;
use crate::{
    domain::{
        ids::UploadId,
        report::{Picture, ReportDoc},
    },
    i18n::Texts,
};
use rust_xlsxwriter::{Image, XlsxError};
use std::{cell::RefCell, collections::HashMap};

pub(super) struct Report<'a> {
    pub doc: &'a ReportDoc,
    pub style: &'a Style,
    pub texts: Texts,
    /// A photo stands beside its item and on the photo sheet; its bytes are read and hashed once.
    images: RefCell<HashMap<UploadId, Image>>,
}

impl<'a> Report<'a> {
    pub fn new(doc: &'a ReportDoc, style: &'a Style, texts: Texts) -> Report<'a> {
        Report { doc, style, texts, images: RefCell::default() }
    }

    pub fn image(&self, id: &UploadId, picture: &Picture) -> Result<Image, XlsxError> {
        if let Some(image) = self.images.borrow().get(id) {
            return Ok(image.clone());
        }
        let image = Image::new_from_buffer(&picture.bytes)?;
        self.images.borrow_mut().insert(id.clone(), image.clone());
        Ok(image)
    }
}
