//! The words about people: who belongs to an organisation, invitations, new passwords, and its settings.

pub mod ar;
pub mod en;

use crate::{domain::access::Role, services::people::Standing};

pub struct People {
    pub title: &'static str,
    pub lead: &'static str,
    pub search: &'static str,
    pub search_go: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub role: &'static str,
    pub reach: &'static str,
    pub everything: &'static str,
    /// What an inspector without scopes sees.
    pub own_only: &'static str,
    pub state: &'static str,
    pub last_login: &'static str,
    pub never: &'static str,
    pub sessions: &'static str,
    pub none: &'static str,
    pub active: &'static str,
    pub suspended: &'static str,
    pub disabled: &'static str,
    pub asking: &'static str,
    pub asking_about: &'static str,
    pub asked_at: &'static str,
    pub you: &'static str,
    pub roles: [(&'static str, &'static str); 5],
    pub scopes: &'static str,
    pub scopes_about: &'static str,
    pub any_module: &'static str,
    pub site: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub suspend: &'static str,
    pub suspend_about: &'static str,
    pub suspend_go: &'static str,
    pub suspended_done: &'static str,
    pub take_back: &'static str,
    pub taken_back_done: &'static str,
    pub end_sessions: &'static str,
    pub end_sessions_about: &'static str,
    pub sessions_ended_done: &'static str,
    pub reset_link: &'static str,
    pub reset_link_about: &'static str,
    pub what_they_may: &'static str,
    pub access: &'static str,
    pub bad_email: &'static str,
    pub bad_role: &'static str,
    pub bad_module: &'static str,
    pub bad_site: &'static str,
    pub too_many_scopes: &'static str,
    pub bad_name: &'static str,
    pub passwords_differ: &'static str,
}

pub struct Invitation {
    pub title: &'static str,
    pub about: &'static str,
    pub send: &'static str,
    pub waiting: &'static str,
    pub none: &'static str,
    pub until: &'static str,
    pub revoke: &'static str,
    pub revoked: &'static str,
    pub link_title: &'static str,
    pub link_about: &'static str,
    pub link_mailed: &'static str,
    pub reset_title: &'static str,
    pub reset_about: &'static str,
    pub link: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub qr: &'static str,
    pub back: &'static str,
}

pub struct Join {
    pub title: &'static str,
    pub invited: &'static str,
    pub as_what: &'static str,
    pub new_about: &'static str,
    pub full_name: &'static str,
    pub password: &'static str,
    pub password_hint: &'static str,
    pub password_again: &'static str,
    pub go: &'static str,
    pub has_account: &'static str,
    pub sign_in_first: &'static str,
    pub other_account: &'static str,
    pub accept: &'static str,
    pub accept_about: &'static str,
}

pub struct Forgotten {
    pub title: &'static str,
    pub about: &'static str,
    pub go: &'static str,
    pub done_title: &'static str,
    pub done: &'static str,
    pub done_mail: &'static str,
    pub done_people: &'static str,
    pub reset_title: &'static str,
    pub reset_about: &'static str,
    pub reset_go: &'static str,
    pub reset_done_title: &'static str,
    pub reset_done: &'static str,
}

pub struct Organisation {
    pub title: &'static str,
    pub lead: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub link_days: &'static str,
    pub link_days_hint: &'static str,
    pub idle_minutes: &'static str,
    pub idle_minutes_hint: &'static str,
    pub require_second_factor: &'static str,
    pub require_second_factor_hint: &'static str,
    pub keep_submission_days: &'static str,
    pub keep_submission_days_hint: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub bad_link_days: &'static str,
    pub bad_idle_minutes: &'static str,
    pub bad_keep_submission_days: &'static str,
}

/// All of it.
pub struct Words {
    pub people: People,
    pub invitation: Invitation,
    pub join: Join,
    pub forgotten: Forgotten,
    pub organisation: Organisation,
}

impl Words {
    /// What a role is called.
    pub fn role(&self, role: Role) -> &'static str {
        self.role_words(role).0
    }

    /// What somebody with this role does.
    pub fn role_about(&self, role: Role) -> &'static str {
        self.role_words(role).1
    }

    fn role_words(&self, role: Role) -> (&'static str, &'static str) {
        let [administrator, manager, reviewer, inspector, viewer] = self.people.roles;
        match role {
            Role::Administrator => administrator,
            Role::Manager => manager,
            Role::Reviewer => reviewer,
            Role::Inspector => inspector,
            Role::Viewer => viewer,
        }
    }

    pub fn standing(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Active => self.people.active,
            Standing::Suspended => self.people.suspended,
            Standing::Disabled => self.people.disabled,
        }
    }
}
