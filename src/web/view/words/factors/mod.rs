//! The words of second factors.

pub mod ar;
pub mod en;

pub struct Factors {
    pub title: &'static str,
    pub lead: &'static str,
    /// Why nothing else opens.
    pub wanted: &'static str,
    pub confirm_first: &'static str,
    pub confirm: &'static str,
    pub passkeys: &'static str,
    pub passkeys_about: &'static str,
    pub passkeys_none: &'static str,
    /// The address does not allow them.
    pub passkeys_not_here: &'static str,
    pub passkeys_need_script: &'static str,
    pub passkey_name: &'static str,
    pub passkey_name_hint: &'static str,
    pub passkey_add: &'static str,
    pub passkey_refused: &'static str,
    pub passkey_stopped: &'static str,
    pub backed_up: &'static str,
    pub this_device_only: &'static str,
    pub added: &'static str,
    pub last_used: &'static str,
    pub never_used: &'static str,
    pub remove: &'static str,
    pub app: &'static str,
    pub app_about: &'static str,
    pub app_set_up: &'static str,
    pub app_there: &'static str,
    /// The server cannot read its secret any more.
    pub app_unreadable: &'static str,
    pub codes: &'static str,
    pub codes_about: &'static str,
    pub codes_left: &'static str,
    pub codes_none: &'static str,
    pub codes_first: &'static str,
    pub codes_make: &'static str,
    pub codes_again: &'static str,
    pub codes_again_about: &'static str,
    pub removing_ends: &'static str,
    /// For an administrator, about somebody else.
    pub lost: &'static str,
    pub lost_about: &'static str,
    pub lost_go: &'static str,
    pub setup: Setup,
    pub told: Told,
    pub second: Second,
}

/// Setting up an app for codes.
pub struct Setup {
    pub title: &'static str,
    pub lead: &'static str,
    pub scan: &'static str,
    pub picture: &'static str,
    pub letters: &'static str,
    pub code: &'static str,
    pub code_hint: &'static str,
    pub confirm: &'static str,
    pub wrong: &'static str,
    pub back: &'static str,
}

/// The recovery codes, told once.
pub struct Told {
    pub title: &'static str,
    pub lead: &'static str,
    pub list: &'static str,
    pub save: &'static str,
    pub print: &'static str,
    pub file: &'static str,
    pub done: &'static str,
}

/// The step behind the password.
pub struct Second {
    pub title: &'static str,
    pub lead: &'static str,
    pub code: &'static str,
    pub code_hint: &'static str,
    pub go_on: &'static str,
    pub passkey: &'static str,
    pub passkey_only: &'static str,
    pub or: &'static str,
    /// Whatever was wrong.
    pub wrong: &'static str,
    /// The server cannot read the secret of the app any more.
    pub unreadable: &'static str,
    pub ended: &'static str,
    pub lost: &'static str,
    pub other_account: &'static str,
}
