//! An answer or a photo on the page of a submission, as comments are about it.

use crate::{
    domain::{
        comment_place::CommentPlace,
        ids::{SubmissionId, UploadId},
    },
    i18n::Texts,
    services::submissions::CommentedPlace,
};

/// The links of a place: to write a comment about it, and to those that there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentPlaceView {
    /// Unique on the page; comments lead there.
    pub anchor: String,
    /// What it is, for readers who do not see where the links are.
    pub about: String,
    /// The form of a comment about it.
    pub url: String,
    /// "2 comments" with the address of the first.
    pub comments: Option<(String, String)>,
    /// The form of an action about it.
    pub action_url: Option<String>,
}

/// The comments of a submission, for the links of its places.
pub struct Commented<'a> {
    pub submission: &'a SubmissionId,
    /// The revision that the page shows.
    pub revision: i32,
    pub places: Vec<CommentedPlace>,
}

impl Commented<'_> {
    /// The answer to a question, or a photo. `about`: what it is called.
    pub fn view(&self, place: &CommentPlace, about: &str, texts: Texts) -> CommentPlaceView {
        let (name, value) = place.parameter();
        // The item of a question may have another place when the link is followed.
        let revision = match place {
            CommentPlace::Question(_) => format!("&revision={}", self.revision),
            CommentPlace::Photo(_) => String::new(),
        };
        let thread = format!("/comments/{}?{name}={value}{revision}", self.submission);
        let found = self.places.iter().find(|commented| match (place, &commented.photo) {
            (CommentPlace::Question(field), None) => *field == commented.field,
            (CommentPlace::Photo(id), Some(photo)) => photo.as_str() == id,
            _ => false,
        });
        let comments = found.map(|found| {
            let count = texts.with("comment-count", &[("count", found.count.into())]);
            (count, format!("{thread}#comment-{}", found.first))
        });
        CommentPlaceView {
            anchor: place.anchor(),
            about: about.to_owned(),
            url: format!("{thread}#newest"),
            comments,
            action_url: None,
        }
    }

    pub fn of_photo(&self, photo: &UploadId, about: &str, texts: Texts) -> CommentPlaceView {
        self.view(&CommentPlace::of_photo(photo), about, texts)
    }
}
