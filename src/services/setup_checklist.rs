//! The check-list of the home page: what an administrator still has to set up. What is done is read from the real state;
//! what the program cannot know (the demo) stays until it is dismissed.

use super::{actor::Actor, backup};
use crate::{
    app::App,
    domain::{problem::Problem, setup_item::SetupItem, time_zone::TimeZone},
    store::{self, setup_checklist::SetupFacts},
};

/// Shown as long as an item is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupChecklist {
    /// Each item that was not dismissed, and whether it is done.
    pub items: Vec<(SetupItem, bool)>,
    pub public_url: String,
    /// That address works on the machine of the server only.
    pub is_local: bool,
}

/// What the caller of [`checklist`] knows already.
#[derive(Clone, Copy, Debug)]
pub struct KnownState {
    /// The organisation is the one whose administrators run the server.
    pub in_home_tenant: bool,
    pub has_submissions: bool,
}

/// None if nothing is open.
pub(super) fn checklist(app: &App, actor: &Actor, facts: &SetupFacts, known: KnownState) -> Option<SetupChecklist> {
    let public_url = app.config.public_url.clone();
    let is_local = ["//127.", "//localhost", "//[::1]"].iter().any(|host| public_url.contains(host));
    let state = |item: SetupItem| {
        let (is_asked, is_done) = match item {
            SetupItem::People => (true, facts.has_people),
            SetupItem::SecondFactor => (true, facts.has_factor),
            SetupItem::TimeZone => (true, facts.time_zone != TimeZone::UTC),
            SetupItem::FirstInspection => (true, known.has_submissions),
            // Matters of the server.
            SetupItem::PublicAddress => (known.in_home_tenant, !is_local && public_url.starts_with("https://")),
            SetupItem::Mail => (known.in_home_tenant, app.config.smtp_url.is_some()),
            SetupItem::LegacyData => (known.in_home_tenant && app.has_old_app(), actor.has_legacy_source),
            SetupItem::Backup => (known.in_home_tenant, backup::last(&app.files).is_some()),
            SetupItem::Demo => (known.in_home_tenant, false),
        };
        let is_dismissed = facts.dismissed.iter().any(|name| name == item.as_str());
        (is_asked && !is_dismissed).then_some((item, is_done))
    };
    let items: Vec<(SetupItem, bool)> = SetupItem::ALL.iter().filter_map(|item| state(*item)).collect();
    let is_shown = !facts.is_demo && items.iter().any(|(_, is_done)| !is_done);
    is_shown.then_some(SetupChecklist { items, public_url, is_local })
}

/// Hides an item for all administrators of the organisation.
pub async fn dismiss(app: &App, actor: &Actor, item: SetupItem) -> Result<(), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::setup_checklist::dismiss(&mut conn, actor.organisation_id, item).await?)
}
