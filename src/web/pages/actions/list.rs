//! `/actions`: the list with its filters, by default what is open, the first due day first.

use super::{ADDRESS, ActionView};
use crate::{
    domain::action::{ActionGroup, Severity},
    forms::Forms,
    i18n::Texts,
    services::actions::list::{self, ActionPage},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        query::actions::{ActionQuery, MINE, OVERDUE, RECURRING},
        view::{
            control::ChoiceView,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;
use time::Date;

#[derive(Template, WebTemplate)]
#[template(path = "actions/list.html")]
pub struct ActionsPage {
    layout: Layout,
    filters: Filters,
    rows: Vec<ActionView>,
    is_first: bool,
    first_url: String,
    next_url: Option<String>,
    export_url: String,
    /// A filter is in force that makes the list shorter.
    is_filtered: bool,
}

/// A group of actions as a link.
pub struct GroupLink {
    pub label: &'static str,
    pub url: String,
    pub is_current: bool,
}

/// The filters of the list and of the board.
pub struct Filters {
    pub groups: Vec<GroupLink>,
    pub status: String,
    pub is_mine: bool,
    pub is_overdue: bool,
    pub is_recurring: bool,
    pub severities: Vec<ChoiceView>,
    pub modules: Vec<ChoiceView>,
    pub site: String,
    /// The address of the other view with the same filters.
    pub list_url: String,
    pub board_url: String,
    pub is_open: bool,
}

impl Filters {
    pub fn new(forms: &Forms, typed: &ActionQuery, texts: Texts) -> Filters {
        let query = ActionQuery { after: None, ..typed.clone() };
        let chosen = query.status.as_deref().and_then(ActionGroup::parse).unwrap_or(ActionGroup::Open);
        let group = |group: &ActionGroup| {
            let status = (*group != ActionGroup::Open).then(|| group.as_str().to_owned());
            GroupLink {
                label: labels::action_group(texts, *group),
                url: ActionQuery { status, ..query.clone() }.address(ADDRESS),
                is_current: *group == chosen,
            }
        };
        let option = |typed: &Option<String>, value: &str, label: &str| ChoiceView {
            chosen: typed.as_deref().unwrap_or_default() == value,
            value: value.to_owned(),
            label: label.to_owned(),
        };
        let any = |typed: &Option<String>, label| std::iter::once(option(typed, "", label));
        let severities = Severity::ALL.iter().rev().map(|s| option(&query.severity, s.as_str(), texts.severity(*s)));
        let modules = forms.known().map(|def| option(&query.module, def.module.as_str(), texts.label(&def.title)));
        Filters {
            groups: ActionGroup::ALL.iter().map(group).collect(),
            status: query.status.clone().unwrap_or_default(),
            is_mine: query.owner.as_deref() == Some(MINE),
            is_overdue: query.due.as_deref() == Some(OVERDUE),
            is_recurring: query.finding.as_deref() == Some(RECURRING),
            severities: any(&query.severity, texts.t("actions-any-severity")).chain(severities).collect(),
            modules: any(&query.module, texts.t("submissions-any-module")).chain(modules).collect(),
            site: query.site.clone().unwrap_or_default(),
            list_url: query.address(ADDRESS),
            board_url: ActionQuery { status: None, ..query.clone() }.address("/actions/board"),
            is_open: [&query.severity, &query.module, &query.site].into_iter().any(Option::is_some),
        }
    }
}

#[get("/actions?<typed..>")]
pub async fn show(app: &AppState, context: RequestContext, typed: ActionQuery) -> Result<ActionsPage, ErrorResponse> {
    let typed = typed.without_blanks();
    let today = context.zone.date_of(app.clock.now());
    let filter = typed.read(|module| context.forms.get(module).is_some());
    let found = list::page(app, &context.actor, &filter, today).await?;
    Ok(ActionsPage::new(&context, &context.forms, &typed, found, today))
}

impl ActionsPage {
    pub fn new(
        context: &RequestContext,
        forms: &Forms,
        typed: &ActionQuery,
        found: ActionPage,
        today: Date,
    ) -> ActionsPage {
        let texts = Texts::of(context.lang);
        let first = ActionQuery { after: None, ..typed.clone() };
        ActionsPage {
            layout: Layout::new(context, Nav::Elsewhere, texts.t("actions-title")),
            filters: Filters::new(forms, typed, texts),
            rows: found.rows.into_iter().map(|row| ActionView::new(forms, row, today, context.lang)).collect(),
            is_first: typed.after.is_none(),
            is_filtered: first != ActionQuery { status: first.status.clone(), ..ActionQuery::default() },
            first_url: first.address(ADDRESS),
            export_url: first.address("/actions.xlsx"),
            next_url: found.next.map(|next| first.from(next).address(ADDRESS)),
        }
    }
}
