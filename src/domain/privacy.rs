//! What a person may ask about what is kept of them.

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivacyKind {
    /// A copy of everything.
    Export,
    /// Its end.
    Erase,
}

impl PrivacyKind {
    pub const ALL: [PrivacyKind; 2] = [PrivacyKind::Export, PrivacyKind::Erase];

    pub fn as_str(self) -> &'static str {
        match self {
            PrivacyKind::Export => "export",
            PrivacyKind::Erase => "erase",
        }
    }

    pub fn parse(text: &str) -> Option<PrivacyKind> {
        PrivacyKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivacyState {
    Waiting,
    Done,
    /// It would have left the organisation without an administrator.
    Refused,
    Failed,
    /// The copy was kept as long as it is.
    Expired,
}

impl PrivacyState {
    pub const ALL: [PrivacyState; 5] =
        [PrivacyState::Waiting, PrivacyState::Done, PrivacyState::Refused, PrivacyState::Failed, PrivacyState::Expired];

    pub fn as_str(self) -> &'static str {
        match self {
            PrivacyState::Waiting => "waiting",
            PrivacyState::Done => "done",
            PrivacyState::Refused => "refused",
            PrivacyState::Failed => "failed",
            PrivacyState::Expired => "expired",
        }
    }

    pub fn parse(text: &str) -> Option<PrivacyState> {
        PrivacyState::ALL.into_iter().find(|state| state.as_str() == text)
    }
}
