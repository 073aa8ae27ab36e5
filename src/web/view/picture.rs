//! A stored picture as a page shows it: a thumbnail with a link to the large one.

use super::comment_place::CommentPlaceView;
use crate::domain::{lang::Lang, upload::Upload};
use crate::i18n::Texts;

/// The longer side of a thumbnail, as `services::uploads::PictureSize::Thumb` promises it.
const THUMB: i32 = 320;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Below which address it is.
    at: String,
    /// Below which address its page is; none: it has no page, and no original is served.
    page: Option<String>,
    pub id: String,
    pub name: String,
    /// The question that it answers; empty where that is seen.
    pub caption: String,
    /// The last segment of its address; its id, unless it is shown to a client.
    segment: String,
    pub size: String,
    /// Pixels of the thumbnail, so that the page does not jump while it loads.
    pub width: i32,
    pub height: i32,
    /// The links of its comments; none if the page has no comments.
    pub place: Option<Box<CommentPlaceView>>,
}

impl Picture {
    pub fn new(upload: &Upload, lang: Lang) -> Picture {
        let (width, height) = fit(upload.width, upload.height);
        Picture {
            at: "/uploads".to_owned(),
            page: None,
            id: upload.id.to_string(),
            segment: upload.id.to_string(),
            caption: String::new(),
            name: upload.original_filename.clone(),
            size: Texts::of(lang).size(upload.file_size),
            width,
            height,
            place: None,
        }
    }

    /// The same picture below another path.
    pub fn at(self, at: &str) -> Picture {
        Picture { at: at.to_owned(), ..self }
    }

    /// The same picture with a page below this address.
    pub fn with_page(self, page: Option<&str>) -> Picture {
        Picture { page: page.map(str::to_owned), ..self }
    }

    pub fn captioned(self, caption: &str) -> Picture {
        Picture { caption: caption.to_owned(), ..self }
    }

    /// The same picture with the links of its comments.
    pub fn commented(self, place: Option<CommentPlaceView>) -> Picture {
        Picture { place: place.map(Box::new), ..self }
    }

    /// The same picture with another last segment of its address.
    pub fn with_segment(self, segment: String) -> Picture {
        Picture { segment, ..self }
    }

    /// Where a link to it leads without JavaScript.
    pub fn page_url(&self) -> String {
        self.page.as_ref().map_or_else(|| self.url(), |page| format!("{page}/{}", self.id))
    }

    pub fn has_original(&self) -> bool {
        self.page.is_some()
    }

    pub fn original_url(&self) -> String {
        format!("{}/{}/original", self.at, self.segment)
    }

    pub fn url(&self) -> String {
        format!("{}/{}", self.at, self.segment)
    }

    pub fn thumb_url(&self) -> String {
        format!("{}/{}/thumb", self.at, self.segment)
    }
}

/// The size of a picture once its longer side is at most [`THUMB`].
fn fit(width: i32, height: i32) -> (i32, i32) {
    let longer = i64::from(width.max(height).max(1));
    if longer <= i64::from(THUMB) {
        return (width.max(1), height.max(1));
    }
    let scale = |side: i32| i32::try_from((i64::from(side) * i64::from(THUMB) / longer).max(1)).unwrap_or(THUMB);
    (scale(width), scale(height))
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn thumbnails_keep_their_proportions() {
        assert_eq!(fit(4000, 3000), (320, 240));
        assert_eq!(fit(3000, 4000), (240, 320));
        assert_eq!(fit(100, 50), (100, 50));
        assert_eq!(fit(0, 0), (1, 1));
        assert_eq!(fit(i32::MAX, 1), (320, 1));
    }
}
