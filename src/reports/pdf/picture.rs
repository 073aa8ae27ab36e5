//! Pictures on a page: their size, and their bytes for painting.

use crate::domain::report::Picture;
use krilla::{Data, image::Image};
use std::sync::Arc;

/// The size of a picture that fits the box and keeps its aspect ratio; never scaled up beyond 96 dots per inch.
pub fn fitted(picture: &Picture, width: f32, height: f32) -> (f32, f32) {
    let (w, h) = (picture.width.max(1) as f32, picture.height.max(1) as f32);
    let scale = (width / w).min(height / h).min(0.75);
    (w * scale, h * scale)
}

/// The image for painting; its bytes are shared, not copied. `None` if the bytes are not a picture.
pub fn image(picture: &Picture) -> Option<Image> {
    let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(picture.bytes.clone());
    let data = Data::from(shared);
    if picture.bytes.starts_with(b"\x89PNG") {
        Image::from_png(data, false).ok()
    } else {
        Image::from_jpeg(data, false).ok()
    }
}
