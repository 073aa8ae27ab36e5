//! What a comment is about besides its submission: an answer or a photo, and how addresses name it.

use super::ids::UploadId;

/// An answer, by the name of its question (`items.0.asset`), or a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentPlace {
    Question(String),
    /// The id as it was sent: one that does not have the form of an id belongs to no photo.
    Photo(String),
}

impl CommentPlace {
    /// As an address or a form names it; none: the whole submission. A photo is more precise than its question.
    pub fn named(question: Option<&str>, photo: Option<&str>) -> Option<CommentPlace> {
        let given = |name: Option<&str>| name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        given(photo).map(CommentPlace::Photo).or_else(|| given(question).map(CommentPlace::Question))
    }

    pub fn of_photo(photo: &UploadId) -> CommentPlace {
        CommentPlace::Photo(photo.to_string())
    }

    /// The name and the value in an address and a form. Values of places that exist need no escaping.
    pub fn parameter(&self) -> (&'static str, &str) {
        match self {
            CommentPlace::Question(name) => ("question", name),
            CommentPlace::Photo(id) => ("photo", id),
        }
    }

    /// Where it is on the page of its submission.
    pub fn anchor(&self) -> String {
        match self {
            CommentPlace::Question(name) => format!("answer-{name}"),
            CommentPlace::Photo(id) => format!("photo-{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_by_one_parameter() {
        let question = CommentPlace::Question("items.0.asset".into());
        assert_eq!(CommentPlace::named(Some(" items.0.asset "), None), Some(question.clone()));
        assert_eq!(CommentPlace::named(Some("items.0.asset"), Some(" ")), Some(question.clone()));
        let photo = CommentPlace::named(Some("items.0.photos"), Some("upl_1"));
        assert_eq!(photo, Some(CommentPlace::Photo("upl_1".into())));
        assert_eq!(CommentPlace::named(Some(""), None), None);
        assert_eq!(
            (question.parameter(), question.anchor().as_str()),
            (("question", "items.0.asset"), "answer-items.0.asset")
        );
    }
}
