//! Decisions about many records of the review queue at once.

use super::{
    ids::ModuleSlug,
    migration::{Decision, RecordState},
};
use serde::{Deserialize, Serialize};

/// Which records that await a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewFilter {
    /// Quarantined or divergent.
    pub state: RecordState,
    /// The code of a reason; `None` for any.
    pub reason: Option<String>,
    /// `None` for any.
    pub module: Option<OfModule>,
}

/// The module of a record, if that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfModule {
    Unknown,
    Known(ModuleSlug),
}

/// The word for records without a module in addresses and commands.
const UNKNOWN: &str = "none";

impl OfModule {
    /// A module, or `none`.
    pub fn parse(text: &str) -> Option<OfModule> {
        if text == UNKNOWN { Some(OfModule::Unknown) } else { text.parse().ok().map(OfModule::Known) }
    }

    pub fn as_str(&self) -> &str {
        match self {
            OfModule::Unknown => UNKNOWN,
            OfModule::Known(module) => module.as_str(),
        }
    }
}

/// The decision about all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionForMany {
    /// Read the file again.
    Retry,
    /// Import it as a submission of this module.
    Assign(ModuleSlug),
    SetAside {
        note: String,
    },
    KeepDatabase {
        note: String,
    },
    TakeFile {
        note: String,
    },
}

impl DecisionForMany {
    /// Whether it is possible for records in this state.
    pub fn fits(&self, state: RecordState) -> bool {
        match self {
            DecisionForMany::Retry | DecisionForMany::Assign(_) => state == RecordState::Quarantined,
            DecisionForMany::SetAside { .. } => matches!(state, RecordState::Quarantined | RecordState::Divergent),
            DecisionForMany::KeepDatabase { .. } | DecisionForMany::TakeFile { .. } => state == RecordState::Divergent,
        }
    }

    /// From the word and the note of a form; `None` if a note is missing, or the word has another meaning.
    pub fn with_note(decision: Decision, note: &str) -> Option<DecisionForMany> {
        let note = Some(note.trim()).filter(|note| !note.is_empty())?.to_owned();
        match decision {
            Decision::SetAside => Some(DecisionForMany::SetAside { note }),
            Decision::KeepDatabase => Some(DecisionForMany::KeepDatabase { note }),
            Decision::TakeFile => Some(DecisionForMany::TakeFile { note }),
            Decision::Assigned => None,
        }
    }
}
