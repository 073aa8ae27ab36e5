//! The words of the sign-in, the first start and one's own account.

pub mod ar;
pub mod en;

use crate::domain::access::Role;

pub struct Account {
    pub email: &'static str,
    pub password: &'static str,
    pub problem: &'static str,
    pub back: &'static str,
    pub sign_in: SignIn,
    pub setup: Setup,
    pub own: Own,
    pub sessions: Sessions,
    pub change: Change,
    pub confirm: Confirm,
    pub roles: Roles,
}

pub struct SignIn {
    pub lead: &'static str,
    pub refused: &'static str,
    /// Before and behind the time that one has to wait.
    pub wait: (&'static str, &'static str),
    pub signed_out: &'static str,
    pub too_many_codes: &'static str,
    pub nobody_yet: &'static str,
}

pub struct Setup {
    pub title: &'static str,
    pub lead: &'static str,
    pub organisation: &'static str,
    pub organisation_hint: &'static str,
    pub name: &'static str,
    pub password_hint: &'static str,
    pub button: &'static str,
    pub bad_name: &'static str,
    pub bad_email: &'static str,
}

pub struct Own {
    pub name: &'static str,
    pub organisation: &'static str,
    pub role: &'static str,
    pub safety: &'static str,
    pub change_password: &'static str,
    pub sessions: &'static str,
    pub switch: &'static str,
    pub switch_about: &'static str,
    pub switch_to: &'static str,
    pub password_changed: &'static str,
}

pub struct Sessions {
    pub title: &'static str,
    pub lead: &'static str,
    pub device: &'static str,
    pub unknown_device: &'static str,
    pub on: &'static str,
    pub address: &'static str,
    pub last_seen: &'static str,
    pub began: &'static str,
    pub this_one: &'static str,
    pub end: &'static str,
    pub end_others: &'static str,
    pub ended: &'static str,
}

pub struct Change {
    pub title: &'static str,
    pub lead: &'static str,
    pub forced: &'static str,
    pub current: &'static str,
    pub new: &'static str,
    pub wrong: &'static str,
    pub button: &'static str,
}

pub struct Confirm {
    pub title: &'static str,
    pub lead: &'static str,
    pub button: &'static str,
}

pub struct Roles {
    pub administrator: &'static str,
    pub manager: &'static str,
    pub reviewer: &'static str,
    pub inspector: &'static str,
    pub viewer: &'static str,
}

impl Roles {
    pub fn of(&self, role: Role) -> &'static str {
        match role {
            Role::Administrator => self.administrator,
            Role::Manager => self.manager,
            Role::Reviewer => self.reviewer,
            Role::Inspector => self.inspector,
            Role::Viewer => self.viewer,
        }
    }
}
