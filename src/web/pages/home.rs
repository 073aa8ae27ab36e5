//! `/`: what the member does next, and the newest submissions. Each role has its own parts.

mod overview;

use self::overview::OverviewView;
use super::submissions::controls::RowView;
use crate::{
    domain::{access::Permission, setup_item::SetupItem},
    forms::Forms,
    i18n::Texts,
    services::{
        home::{self, Count, Home, HomeParts},
        setup_checklist::SetupChecklist,
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            form_card::FormCard,
            format,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "home/show.html")]
pub struct HomePage {
    layout: Layout,
    /// Forms to start from.
    modules: Vec<FormCard>,
    /// The work of the member is to fill in forms: these come first.
    inspects: bool,
    recent: Vec<RowView>,
    recent_title: &'static str,
    overview: Option<OverviewView>,
    /// The number of failed reports, if there are any.
    failed: Option<String>,
    /// Viewers without a scope see nothing now, and no administrator has confirmed that.
    scope_notice: bool,
    checklist: Option<ChecklistView>,
    /// The member is a viewer whose membership names no form and no site.
    sees_nothing: bool,
}

/// The check-list after the set-up.
struct ChecklistView {
    items: Vec<ChecklistItem>,
    /// How many of them are done.
    progress: String,
    public_url: String,
    is_local: bool,
}

struct ChecklistItem {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    /// Where it is done; none: outside of the program.
    url: Option<&'static str>,
    is_done: bool,
}

#[get("/")]
pub async fn show(app: &AppState, context: RequestContext) -> Result<HomePage, ErrorResponse> {
    let home = home::home(app, &context.actor, &context.forms, parts(&context)).await?;
    Ok(HomePage::new(&context, &context.forms, home))
}

fn parts(context: &RequestContext) -> HomeParts {
    let administers =
        context.has_permission(Permission::ManageOrganisation) && context.has_permission(Permission::ManagePeople);
    HomeParts {
        overview: context.has_permission(Permission::Moderate),
        administrator: context.actor.user_id.filter(|_| administers),
        in_home_tenant: context.in_home_tenant,
        zone: context.zone,
    }
}

impl HomePage {
    pub fn new(context: &RequestContext, forms: &Forms, home: Home) -> HomePage {
        let layout = Layout::new(context, Nav::Start, "");
        let texts = layout.texts;
        let submits = context.has_permission(Permission::Submit);
        let inspects = submits && home.overview.is_none();
        HomePage {
            modules: if submits { FormCard::all(forms, context.lang) } else { Vec::new() },
            inspects,
            recent_title: texts.t(if inspects { "home-recent-own" } else { "home-recent" }),
            failed: (home.failed != Count::Exactly(0)).then(|| format::count(home.failed, texts)),
            overview: home
                .overview
                .filter(|overview| overview.total() > 0)
                .map(|overview| OverviewView::new(overview, forms, texts)),
            scope_notice: home.scope_notice,
            checklist: home.checklist.map(|list| ChecklistView::new(list, forms, texts)),
            sees_nothing: context.actor.reach.is_empty(),
            recent: home.recent.into_iter().map(|row| RowView::new(forms, row, context.lang, context.zone)).collect(),
            layout: Layout { title: texts.t("navigation-home").to_owned(), ..layout },
        }
    }
}

impl ChecklistView {
    fn new(list: SetupChecklist, forms: &Forms, texts: Texts) -> ChecklistView {
        let done = list.items.iter().filter(|(_, is_done)| *is_done).count() as i64;
        let all = list.items.len() as i64;
        let has_forms = !forms.all().is_empty();
        let item = |(item, is_done): (SetupItem, bool)| {
            let (title, about, url) = match item {
                SetupItem::People => ("home-setup-people", "home-setup-people-about", Some("/people")),
                SetupItem::SecondFactor => ("home-setup-factor", "home-setup-factor-about", Some("/account/factors")),
                SetupItem::TimeZone => ("home-setup-time-zone", "home-setup-time-zone-about", Some("/organisation")),
                SetupItem::PublicAddress => ("home-setup-address", "home-setup-address-about", None),
                SetupItem::Mail => ("home-setup-mail", "home-setup-mail-about", None),
                SetupItem::FirstInspection => {
                    ("home-setup-inspection", "home-setup-inspection-about", has_forms.then_some("/forms"))
                }
                SetupItem::LegacyData => ("home-setup-legacy", "home-setup-legacy-about", Some("/admin/migration")),
                SetupItem::Backup => ("home-setup-backup", "home-setup-backup-about", None),
                SetupItem::Demo => ("home-setup-demo", "home-setup-demo-about", None),
            };
            ChecklistItem { name: item.as_str(), title: texts.t(title), about: texts.t(about), url, is_done }
        };
        ChecklistView {
            items: list.items.into_iter().map(item).collect(),
            progress: texts.with("home-setup-progress", &[("done", done.into()), ("all", all.into())]),
            public_url: list.public_url,
            is_local: list.is_local,
        }
    }
}
