//! The places of the application, as links of the navigation and of the page "More".
//!
//! Invariant: only what the access table allows the member is offered, so no link answers "not allowed".

use crate::i18n::Texts;

/// Which link of the navigation is the page that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    Start,
    Submissions,
    People,
    Organisation,
    PendingSubmissions,
    /// What waits for the member's decision.
    Review,
    More,
    /// A page that has no link of its own: a form, an error.
    Elsewhere,
}

/// A link of the navigation.
pub struct NavLink {
    pub url: &'static str,
    pub label: &'static str,
    /// One line about it, for the page "More".
    pub about: &'static str,
    /// The icon of this name, in `parts/nav_icon.html`.
    pub icon: &'static str,
    /// The value of `aria-current`.
    pub current: Option<&'static str>,
    /// How many things wait there.
    pub count: Option<String>,
}

/// A place before it is known who reads.
pub struct NavPlace {
    nav: Nav,
    url: &'static str,
    icon: &'static str,
    label: &'static str,
    about: &'static str,
}

const fn place(nav: Nav, url: &'static str, icon: &'static str, label: &'static str, about: &'static str) -> NavPlace {
    NavPlace { nav, url, icon, label, about }
}

/// Every page leads there.
pub const MAIN: &[NavPlace] = &[
    place(Nav::Start, "/", "home", "navigation-home", "navigation-home"),
    place(Nav::Submissions, "/submissions", "list", "navigation-inspections", "navigation-inspections"),
    place(Nav::Elsewhere, "/forms", "new", "navigation-new", "navigation-new"),
    place(Nav::Review, "/review", "review", "navigation-review", "navigation-review"),
];

/// On wide screens every page leads there, too; on others the page "More" does.
pub const FURTHER: &[NavPlace] = &[
    place(Nav::Elsewhere, "/actions", "actions", "actions-title", "navigation-actions-about"),
    place(Nav::People, "/people", "people", "people-title", "navigation-people-about"),
    place(Nav::Organisation, "/organisation", "organisation", "organisation-title", "navigation-organisation-about"),
    place(Nav::Elsewhere, "/public-links", "public", "public-link-title", "navigation-public-about"),
    place(Nav::Elsewhere, "/audit", "audit", "audit-title", "navigation-audit-about"),
    place(Nav::Elsewhere, "/admin/migration", "migration", "migration-title", "navigation-migration-about"),
    place(Nav::Elsewhere, "/admin/jobs", "jobs", "background-jobs-title", "navigation-jobs-about"),
];

/// The own account, for the page "More".
pub const OWN: &[NavPlace] = &[
    place(Nav::Elsewhere, "/account", "person", "common-account", "navigation-account-about"),
    place(
        Nav::Elsewhere,
        "/account/notifications",
        "bell",
        "notification-settings-title",
        "notification-settings-about",
    ),
    place(Nav::Elsewhere, "/account/factors", "key", "factor-title", "navigation-factors-about"),
    place(Nav::Elsewhere, "/tokens", "token", "token-title", "navigation-tokens-about"),
    place(Nav::Elsewhere, "/api", "api", "api-title", "navigation-api-about"),
    place(Nav::Elsewhere, "/privacy", "privacy", "privacy-title", "navigation-privacy-about"),
];

/// The links to those places that the member may open.
pub fn links(
    places: &[NavPlace],
    texts: Texts,
    can_open: impl Fn(&str) -> bool,
    current: impl Fn(Nav, &str) -> Option<&'static str>,
    waiting: Option<&str>,
) -> Vec<NavLink> {
    let link = |place: &NavPlace| NavLink {
        url: place.url,
        label: texts.t(place.label),
        about: texts.t(place.about),
        icon: place.icon,
        current: current(place.nav, place.url),
        count: waiting.filter(|_| place.nav == Nav::Review).map(str::to_owned),
    };
    places.iter().filter(|place| can_open(place.url)).map(link).collect()
}
