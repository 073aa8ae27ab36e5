//! The controls of a form page, one for each way to answer; `field` makes them and `templates/fields` prints them.

use super::{file_link::FileLink, picture::Picture};

pub enum Control {
    Text {
        value: String,
        max: usize,
        input: &'static str,
        autocomplete: &'static str,
        /// A button opens the camera, where the browser can read codes.
        scans: bool,
    },
    LongText {
        value: String,
        max: usize,
    },
    Number {
        value: String,
        whole: bool,
        unit: Option<String>,
    },
    Date {
        value: String,
        latest: Option<String>,
    },
    Time {
        value: String,
        min: Option<String>,
        max: Option<String>,
    },
    /// Several choices, as boxes.
    Boxes {
        choices: Vec<ChoiceView>,
    },
    /// The numbers of a short scale, as buttons.
    Scale {
        /// There is a button for no answer.
        has_blank: bool,
        is_blank: bool,
        steps: Vec<Step>,
        is_rating: bool,
        unit: Option<String>,
    },
    Geopoint {
        coordinates: Vec<CoordinateView>,
    },
    /// The label is all there is.
    Note,
    Radios {
        choices: Vec<ChoiceView>,
    },
    Select {
        choices: Vec<ChoiceView>,
    },
    Cascade {
        tree: String,
        level: usize,
        groups: Vec<CascadeGroup>,
    },
    Checkbox {
        checked: bool,
    },
    Photos {
        max: usize,
        held: Vec<Picture>,
    },
    /// An answer that is not entered: fixed, or calculated when the form is sent.
    Given {
        value: Option<String>,
        unit: Option<String>,
    },
    /// One PDF of at most `limit` bytes.
    File {
        limit: u64,
        /// `limit` in words.
        largest: String,
        held: Vec<FileLink>,
    },
    Signature {
        typed: String,
        drawn: Option<Picture>,
    },
}

pub struct ChoiceView {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// The choices of a cascade below one chain of parents.
pub struct CascadeGroup {
    /// Values of the parents, joined by slashes; empty at level 0.
    pub parent: String,
    /// Labels of the parents.
    pub label: String,
    pub choices: Vec<ChoiceView>,
}

/// A number of a scale.
pub struct Step {
    pub value: String,
    pub chosen: bool,
}

/// A number of a position.
pub struct CoordinateView {
    /// What follows the name of the question: `_lat`.
    pub suffix: &'static str,
    /// `lat`, for the script.
    pub key: &'static str,
    /// The key of its text.
    pub label: &'static str,
    pub value: String,
    pub is_wrong: bool,
}
