//! The pictures and files of a submission's answers: each with its address and the links of its comments, or why it is
//! not shown.

use super::{
    super::{
        answers::{AnswerPicture, BodyView, FactsView, SectionView, Value},
        comment_place::CommentPlaceView,
        file_link::FileLink,
        picture::Picture,
    },
    reader::Reader,
};
use crate::domain::ids::UploadId;
use std::collections::HashSet;

impl Reader<'_> {
    /// Pictures that comments can be about, each named by its number among those of the question.
    pub(super) fn photos(&self, ids: &[UploadId], caption: &str) -> Vec<AnswerPicture> {
        let photo = |(index, id): (usize, &UploadId)| match self.picture(id, caption) {
            AnswerPicture::Picture(picture) => {
                let about = format!("{caption} · {}", index + 1);
                let place = self.comments.as_ref().map(|comments| {
                    let view = comments.of_photo(id, &about, self.texts);
                    CommentPlaceView { action_url: self.action_about_photo(id), ..view }
                });
                AnswerPicture::Picture(picture.commented(place))
            }
            other => other,
        };
        ids.iter().enumerate().map(photo).collect()
    }

    /// The form of an action about a photo.
    fn action_about_photo(&self, id: &UploadId) -> Option<String> {
        let (submission, revision) = self.actions_of?;
        Some(format!("/actions/new?submission={submission}&photo={id}&revision={revision}"))
    }

    pub(super) fn picture(&self, id: &UploadId, caption: &str) -> AnswerPicture {
        if self.missing.contains(id) {
            return AnswerPicture::Missing;
        }
        if let Some(upload) = self.uploads.iter().find(|upload| upload.id == *id) {
            let picture = Picture::new(upload, self.lang).at(self.pictures_at).with_page(self.pages_at);
            return AnswerPicture::Picture(picture.captioned(caption).with_segment((self.segment)(id)));
        }
        let why = self.media.iter().find(|media| media.id == *id).and_then(|media| media.not_shown.as_ref());
        why.map_or(AnswerPicture::Missing, |why| AnswerPicture::MediaUnavailable(self.texts.media_unavailable(why)))
    }

    /// None if it is missing.
    pub(super) fn file(&self, id: &UploadId) -> Option<FileLink> {
        let upload = self.uploads.iter().find(|upload| upload.id == *id && !self.missing.contains(id))?;
        Some(FileLink::new(upload, self.lang, self.pictures_at, &(self.segment)(id)))
    }

    /// The photos of all sections, each once.
    pub(super) fn photos_of(sections: &[SectionView]) -> Vec<Picture> {
        let mut photos: Vec<Picture> = Vec::new();
        let mut met = HashSet::new();
        for section in sections {
            let groups: Vec<&FactsView> = match &section.body {
                BodyView::Facts(facts) => vec![facts],
                BodyView::Items(items) => items.items.iter().map(|item| &item.answers).collect(),
            };
            for fact in groups.into_iter().flat_map(|group| &group.facts) {
                if let Value::Photos(shown) = &fact.value {
                    let pictures = shown.iter().filter_map(|shown| match shown {
                        AnswerPicture::Picture(picture) => Some(picture),
                        AnswerPicture::MediaUnavailable(_) | AnswerPicture::Missing => None,
                    });
                    photos.extend(pictures.filter(|picture| met.insert(picture.id.clone())).cloned());
                }
            }
        }
        photos
    }
}
