//! `/audit`: the log of the organisation, filtered, page by page; and its exports.

pub mod export;
mod query;

pub use query::AuditQuery;

use super::{Answer, submissions::controls::Day};
use crate::{
    domain::{audit::actions, problem::Problem},
    services::audit::{self, Listed},
    web::{
        context::{AppState, RequestContext},
        error::Failed,
        view::{
            field::ChoiceView,
            format::{self, Moment},
            layout::{Layout, Nav},
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    http::Status as HttpStatus,
    serde::{Serialize, json::Json},
    uri,
};
use time::OffsetDateTime;

#[derive(Template, WebTemplate)]
#[template(path = "audit/list.html")]
pub struct AuditPage {
    layout: Layout,
    typed: AuditQuery,
    /// Names of the fields that are wrong, with the sentence for each.
    errors: Vec<(&'static str, &'static str)>,
    actions: Vec<ChoiceView>,
    days: Vec<Day>,
    rows: Vec<RowView>,
    csv_url: String,
    jsonl_url: String,
    first_page: bool,
    first_url: String,
    next_url: Option<String>,
    public_key: String,
}

struct RowView {
    id: i64,
    at: Moment,
    action: String,
    /// Name, and address if there is a name.
    who: Option<(String, Option<String>)>,
    thing: String,
    thing_url: Option<String>,
    details: Vec<(String, String)>,
    ip: Option<String>,
    user_agent: Option<String>,
    sealed: bool,
}

/// A row for programs.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub struct RowOut {
    pub id: i64,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    pub action: String,
    pub user: Option<String>,
    pub resource_type: String,
    pub resource_id: Option<i64>,
    pub submission_id: Option<String>,
    pub details: serde_json::Value,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub sealed: bool,
}

impl RowOut {
    fn new(row: Listed) -> RowOut {
        RowOut {
            id: row.id,
            created_at: row.at,
            action: row.action,
            user: row.who.map(|(_, email)| email),
            resource_type: row.resource_type,
            resource_id: row.resource_id,
            submission_id: row.submission,
            details: row.details,
            ip_address: row.ip.map(|ip| ip.to_string()),
            user_agent: row.user_agent,
            sealed: row.sealed,
        }
    }
}

/// The log for programs.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub struct ListOut {
    rows: Vec<RowOut>,
    next: Option<String>,
}

#[get("/audit?<typed..>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    typed: AuditQuery,
) -> Result<(HttpStatus, Answer<Box<AuditPage>, ListOut>), Failed> {
    let typed = typed.tidy();
    let (filter, errors) = typed.read();
    if context.wants_json && !errors.is_empty() {
        return Err(Failed::new(Problem::Invalid(errors), &context));
    }
    let failed = |problem| Failed::new(problem, &context);
    let found = audit::page(app, &context.actor, &filter).await.map_err(failed)?;
    if context.wants_json {
        let rows = found.rows.into_iter().map(RowOut::new).collect();
        return Ok((HttpStatus::Ok, Answer::Json(Json(ListOut { rows, next: found.next }))));
    }
    let status = if errors.is_empty() { HttpStatus::Ok } else { HttpStatus::UnprocessableEntity };
    let public_key = audit::public_key(app).map_err(failed)?;
    let names: Vec<String> = errors.into_iter().map(|error| error.name).collect();
    Ok((status, Answer::Page(Box::new(AuditPage::new(&context, typed, &names, found, public_key)))))
}

fn address(typed: &AuditQuery) -> String {
    uri!(list(typed)).to_string()
}

impl AuditPage {
    fn new(
        context: &RequestContext,
        typed: AuditQuery,
        wrong: &[String],
        found: audit::Page,
        public_key: String,
    ) -> AuditPage {
        let lang = context.lang;
        let words = &Words::of(lang).audit;
        let range = typed.from.is_some() && typed.to.is_some();
        let sentence = |name: &str| match name {
            "from" => ("from", words.wrong_day),
            "to" if range && !typed.is_no_day(&typed.to) => ("to", words.wrong_range),
            "to" => ("to", words.wrong_day),
            "thing" => ("thing", words.wrong_thing),
            _ => ("ip", words.wrong_ip),
        };
        let errors: Vec<(&str, &str)> = wrong.iter().map(|name| sentence(name)).collect();
        let day = |name: &'static str, label, typed: &Option<String>| Day {
            name,
            label,
            value: typed.clone().unwrap_or_default(),
            error: errors.iter().find(|(wrong, _)| *wrong == name).map(|(_, sentence)| (*sentence).to_owned()),
        };
        let chosen = typed.action.clone().unwrap_or_default();
        let choice = |value: &str, label: &str| ChoiceView {
            chosen: chosen == value,
            value: value.to_owned(),
            label: label.to_owned(),
        };
        let mut choices = vec![choice("", words.any_action)];
        choices.extend(actions::ALL.iter().map(|action| choice(action.name, action.words(lang))));
        if choices.iter().all(|choice| !choice.chosen) {
            // One that a newer program, or a later release, writes.
            choices.push(choice(&chosen, &chosen));
        }
        let first = AuditQuery { after: None, ..typed.clone() };
        let layout = Layout::new(context, Nav::Elsewhere, words.title);
        AuditPage {
            layout: if errors.is_empty() { layout } else { layout.refusing() },
            actions: choices,
            days: vec![day("from", words.from, &typed.from), day("to", words.to, &typed.to)],
            rows: found.rows.into_iter().map(|row| RowView::new(row, context)).collect(),
            csv_url: uri!(export::csv(&first)).to_string(),
            jsonl_url: uri!(export::jsonl(&first)).to_string(),
            first_page: typed.after.is_none(),
            first_url: address(&first),
            next_url: found.next.map(|next| address(&AuditQuery { after: Some(next), ..typed.clone() })),
            errors,
            typed,
            public_key,
        }
    }

    fn error(&self, name: &str) -> Option<&'static str> {
        self.errors.iter().find(|(wrong, _)| *wrong == name).map(|(_, sentence)| *sentence)
    }
}

impl RowView {
    fn new(row: Listed, context: &RequestContext) -> RowView {
        let thing = match (&row.submission, row.resource_id) {
            (Some(id), _) => id.clone(),
            (None, Some(key)) => format!("{} {key}", row.resource_type),
            (None, None) => row.resource_type.clone(),
        };
        let thing_url = link(&row, context);
        RowView {
            id: row.id,
            at: format::moment(row.at, context.lang),
            action: actions::words(&row.action, context.lang).to_owned(),
            who: row.who.map(|(name, email)| match name {
                Some(name) => (name, Some(email)),
                None => (email, None),
            }),
            thing,
            thing_url,
            details: details(&row.details),
            ip: row.ip.map(|ip| ip.to_string()),
            user_agent: row.user_agent,
            sealed: row.sealed,
        }
    }
}

/// Where the thing is shown, if this person may go there.
fn link(row: &Listed, context: &RequestContext) -> Option<String> {
    use crate::domain::access::Permission;
    match row.resource_type.as_str() {
        "submission" => row.submission.as_ref().map(|id| format!("/submissions/{id}")),
        "import" | "phase" | "verify" | "archive" => {
            context.has_permission(Permission::Migrate).then(|| "/admin/migration".to_owned())
        }
        _ => None,
    }
}

/// Each detail by its name; what is no text as JSON.
fn details(details: &serde_json::Value) -> Vec<(String, String)> {
    let Some(fields) = details.as_object() else { return Vec::new() };
    let said = fields.iter().filter(|(_, value)| !value.is_null());
    said.map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect()
}
