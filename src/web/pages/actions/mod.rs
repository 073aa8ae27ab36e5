//! `/actions`: what has to be done about findings. `list` has the list, the board and the export, `new` the form for
//! another one, `show` one action with what happened with it, `work` what is posted about it.

pub mod board;
pub mod export;
mod input;
pub mod list;
pub mod new;
pub mod photo;
pub mod show;
mod steps;
pub mod work;

pub const ADDRESS: &str = "/actions";

use crate::{
    domain::{
        action::{ActionStatus, Severity},
        lang::Lang,
    },
    forms::Forms,
    i18n::Texts,
    services::actions::ListedAction,
    web::view::labels,
};
use time::Date;

/// An action as lists show it.
pub struct ActionView {
    pub id: String,
    pub title: String,
    pub site: String,
    pub module: String,
    pub severity: &'static str,
    /// The name of the severity in style sheets.
    pub severity_css: &'static str,
    pub status: &'static str,
    pub status_css: &'static str,
    pub owner: Option<String>,
    pub due: String,
    pub is_overdue: bool,
    pub is_recurring: bool,
}

impl ActionView {
    pub fn new(forms: &Forms, action: ListedAction, today: Date, lang: Lang) -> ActionView {
        let texts = Texts::of(lang);
        ActionView {
            is_overdue: action.is_overdue(today),
            is_recurring: action.is_recurring,
            id: action.id.to_string(),
            title: action.title,
            site: labels::site(texts, action.site_name),
            module: forms
                .get(&action.module)
                .map_or_else(|| action.module.to_string(), |def| def.short.get(lang).to_owned()),
            severity: texts.severity(action.severity),
            severity_css: severity_css(action.severity),
            status: texts.action_status(action.status),
            status_css: status_css(action.status),
            owner: action.owner,
            due: texts.date(action.due_on),
        }
    }
}

fn severity_css(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "failed",
        Severity::Medium => "pending",
        Severity::Low => "calm",
    }
}

fn status_css(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::Open | ActionStatus::InProgress => "pending",
        ActionStatus::Done | ActionStatus::Verified => "completed",
        ActionStatus::WontFix => "calm",
    }
}
