//! The answers of a submission as its page and the page of a client show them; `answer_reader` fills them.
//!
//! Invariant: no answer is left out. Questions without an answer are named in one line, as in the report.

use super::{
    comment_place::CommentPlaceView, file_link::FileLink, format::Moment, picture::Picture, score_view::ScoreView,
};

pub struct SectionView {
    pub id: String,
    pub title: String,
    pub body: BodyView,
}

pub enum BodyView {
    Facts(FactsView),
    Items(ItemsView),
}

/// The questions of a section or of an item.
pub struct FactsView {
    pub facts: Vec<Fact>,
    /// The labels of the questions without an answer, as one text.
    pub unanswered: Option<String>,
}

pub struct ItemsView {
    pub items: Vec<ItemView>,
    /// They are few, so all are shown unfolded.
    pub is_open: bool,
    /// The sums of the parts with their labels.
    pub sums: Vec<(String, String)>,
    pub total: Option<String>,
    /// How many items have no amount although others have one.
    pub unpriced: Option<usize>,
}

/// An item: the line to which it folds, and its answers.
pub struct ItemView {
    /// Unique on the page.
    pub id: String,
    /// "Item 3".
    pub name: String,
    /// What tells it from the others: "Secondary pump · Fail".
    pub line: String,
    pub has_failed: bool,
    pub amount: Option<String>,
    /// How many photos it has, as a text.
    pub photos: Option<String>,
    pub answers: FactsView,
}

/// A failed check, or a remark about an item.
pub struct FindingView {
    /// Where the item is on the page.
    pub anchor: Option<String>,
    pub about: String,
    pub text: String,
    pub is_failed: bool,
    /// The form for an action about it; none where no actions are made.
    pub action_url: Option<String>,
}

/// The answers of a submission, and what stands before them.
pub struct AnswersView {
    pub score: Option<ScoreView>,
    pub findings: Vec<FindingView>,
    /// All photos, in the order of the answers.
    pub photos: Vec<Picture>,
    pub sections: Vec<SectionView>,
}

/// What identifies a submission for its reader.
pub struct HeadView {
    pub id: String,
    pub form_title: String,
    pub site: String,
    /// Who sent it.
    pub inspector: Option<String>,
    pub visit_date: Option<String>,
    pub submitted: Moment,
}

/// A question with its answer.
pub struct Fact {
    pub label: String,
    pub value: Value,
    /// The links of its comments; none if the page has no comments.
    pub place: Option<CommentPlaceView>,
}

pub enum Value {
    Text(String),
    Photos(Vec<AnswerPicture>),
    Signature {
        name: Option<String>,
        drawn: Option<AnswerPicture>,
    },
    /// An attached file; none if it is missing.
    File(Option<FileLink>),
}

/// A picture that an answer names, or the gap where it should be.
pub enum AnswerPicture {
    Picture(Picture),
    /// A sentence that says why it is not shown.
    MediaUnavailable(String),
    Missing,
}

impl AnswerPicture {
    /// The links of the comments about it.
    pub fn place(&self) -> Option<&CommentPlaceView> {
        match self {
            AnswerPicture::Picture(picture) => picture.place.as_deref(),
            AnswerPicture::MediaUnavailable(_) | AnswerPicture::Missing => None,
        }
    }
}

impl AnswersView {
    /// Findings that are seen at once.
    pub const FIRST_FINDINGS: usize = 6;
    /// Fewer photos are seen with their answers.
    const FEW_PHOTOS: usize = 3;

    pub fn more_findings(&self) -> Option<usize> {
        self.findings.len().checked_sub(AnswersView::FIRST_FINDINGS).filter(|more| *more > 0)
    }

    /// Whether the photos have a strip of their own.
    pub fn has_strip(&self) -> bool {
        self.photos.len() > AnswersView::FEW_PHOTOS
    }
}

impl Fact {
    /// Pictures and long texts take the whole line.
    pub fn wide(&self) -> bool {
        match &self.value {
            Value::Text(text) => text.chars().count() > 60 || text.contains('\n'),
            Value::Photos(_) | Value::Signature { .. } => true,
            Value::File(_) => false,
        }
    }
}
