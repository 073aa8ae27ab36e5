//! `/audit`: the audit log of the organisation with its filter, page by page.

use crate::{
    domain::audit::actions::AuditAction,
    i18n::Texts,
    services::audit::{self, AuditEntry},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::submissions::controls::Day,
        query::audit::AuditQuery,
        view::{
            control::ChoiceView,
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, http::Status};

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
    /// The absent member for whom a delegate acted.
    absent: Option<String>,
    thing: String,
    thing_url: Option<String>,
    details: Vec<(String, String)>,
    ip: Option<String>,
    user_agent: Option<String>,
    sealed: bool,
}

#[get("/audit?<typed..>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    typed: AuditQuery,
) -> Result<(Status, Box<AuditPage>), ErrorResponse> {
    let typed = typed.without_blanks();
    let (filter, errors) = typed.read(context.zone);
    let found = audit::page(app, &context.actor, &filter).await?;
    let status = if errors.is_empty() { Status::Ok } else { Status::UnprocessableEntity };
    let public_key = audit::public_key(app)?;
    let names: Vec<String> = errors.into_iter().map(|error| error.name).collect();
    Ok((status, Box::new(AuditPage::new(&context, typed, &names, found, public_key))))
}

fn address(typed: &AuditQuery) -> String {
    typed.address("/audit")
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
        let texts = Texts::of(lang);
        let range = typed.from.is_some() && typed.to.is_some();
        let sentence = |name: &str| match name {
            "from" => ("from", texts.t("audit-wrong-day")),
            "to" if range && !typed.is_no_day(&typed.to) => ("to", texts.t("audit-wrong-range")),
            "to" => ("to", texts.t("audit-wrong-day")),
            "thing" => ("thing", texts.t("audit-wrong-object")),
            _ => ("ip", texts.t("audit-wrong-ip")),
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
        let mut choices = vec![choice("", texts.t("audit-any-action"))];
        choices.extend(AuditAction::ALL.iter().map(|action| choice(action.as_str(), &texts.audit_action(*action))));
        if choices.iter().all(|choice| !choice.chosen) {
            // One that a newer program, or a later release, writes.
            choices.push(choice(&chosen, &chosen));
        }
        let first = AuditQuery { after: None, ..typed.clone() };
        let layout = Layout::new(context, Nav::Elsewhere, texts.t("audit-title"));
        AuditPage {
            layout: if errors.is_empty() { layout } else { layout.refusing() },
            actions: choices,
            days: vec![day("from", texts.t("audit-from"), &typed.from), day("to", texts.t("audit-to"), &typed.to)],
            rows: found.rows.into_iter().map(|row| RowView::new(row, context)).collect(),
            csv_url: first.address("/audit.csv"),
            jsonl_url: first.address("/audit.jsonl"),
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
    fn new(row: AuditEntry, context: &RequestContext) -> RowView {
        let thing = match (&row.submission, row.resource_id) {
            (Some(id), _) => id.to_string(),
            (None, Some(key)) => format!("{} {key}", row.resource_type),
            (None, None) => row.resource_type.clone(),
        };
        let thing_url = link(&row, context);
        RowView {
            id: row.id,
            at: Texts::of(context.lang).moment(context.zone.at(row.at)),
            action: Texts::of(context.lang).logged_action(&row.action),
            who: row.who.map(|(name, email)| match name {
                Some(name) => (name, Some(email)),
                None => (email, None),
            }),
            absent: row.absent.map(|(name, email)| name.unwrap_or(email)),
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
fn link(row: &AuditEntry, context: &RequestContext) -> Option<String> {
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
    let present = fields.iter().filter(|(_, value)| !value.is_null());
    present
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect()
}
