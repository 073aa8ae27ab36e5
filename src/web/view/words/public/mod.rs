//! Words of forms without an account, of deciding about them, and of privacy.

pub mod ar;
pub mod en;

/// What somebody reads who sends a form without an account.
pub struct Public {
    pub received_title: &'static str,
    pub received_lead: &'static str,
    pub keep_this: &'static str,
    pub another: &'static str,
    pub for_whom: &'static str,
}

/// The page on which forms are opened to everybody.
pub struct PublicLinks {
    pub title: &'static str,
    pub lead: &'static str,
    pub make: &'static str,
    pub form: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub site: &'static str,
    pub site_hint: &'static str,
    pub until: &'static str,
    pub until_hint: &'static str,
    pub daily_cap: &'static str,
    pub none: &'static str,
    pub opened: &'static str,
    pub open: &'static str,
    pub closed: &'static str,
    pub received: &'static str,
    pub created: &'static str,
    pub print: &'static str,
    pub close: &'static str,
    pub close_hint: &'static str,
    pub code: &'static str,
    pub scan: &'static str,
    pub address: &'static str,
    pub problem: &'static str,
}

/// Deciding about what was sent without an account.
pub struct Moderation {
    pub title: &'static str,
    pub lead: &'static str,
    pub none: &'static str,
    pub waiting: &'static str,
    pub refused: &'static str,
    pub refused_about: &'static str,
    pub came_by: &'static str,
    pub accept: &'static str,
    pub accept_hint: &'static str,
    pub refuse: &'static str,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub erased_on: &'static str,
    pub more: &'static str,
    pub wait_for_you: &'static str,
}

/// What may be asked about what is kept of a person.
pub struct Privacy {
    pub title: &'static str,
    pub lead: &'static str,
    pub lead_about: &'static str,
    pub export: &'static str,
    pub export_hint: &'static str,
    pub erase: &'static str,
    pub erase_hint: &'static str,
    pub confirm: &'static str,
    pub requests: &'static str,
    pub none: &'static str,
    pub kind_export: &'static str,
    pub kind_erase: &'static str,
    pub state_waiting: &'static str,
    pub state_done: &'static str,
    pub state_refused: &'static str,
    pub state_failed: &'static str,
    pub state_expired: &'static str,
    pub download: &'static str,
    pub until: &'static str,
    pub last_administrator: &'static str,
    pub retention: &'static str,
    pub retention_for_ever: &'static str,
    pub retention_days: &'static str,
    pub retention_would: &'static str,
    pub erase_submission: &'static str,
    pub erase_submission_hint: &'static str,
    pub reason: &'static str,
    pub back: &'static str,
    pub confirm_again: &'static str,
    pub confirm_wrong: &'static str,
    pub erasing: &'static str,
}
