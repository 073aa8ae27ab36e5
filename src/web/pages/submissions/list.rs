//! `/submissions`: the table, its filters as chips, its orders as links of the headings.

use super::{
    super::Answer,
    controls::{self, Chip, Day, Head, RowView, Searched, Select, address},
    export,
    query::SubmissionQuery,
};
use crate::{
    domain::{
        ids::{ModuleSlug, SubmissionId},
        problem::Problem,
        validate::FieldError,
    },
    forms::Forms,
    services::submissions::{self, ListPage, Row, Sort},
    web::{
        context::{AppState, RequestContext},
        error::Failed,
        view::{
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
#[template(path = "submissions/list.html")]
pub struct SubmissionsPage {
    layout: Layout,
    typed: Searched,
    /// Names of the fields that are wrong, with the sentence for each.
    summary: Vec<(String, String)>,
    more_open: bool,
    choices: Vec<Select>,
    days: Vec<Day>,
    chips: Vec<Chip>,
    order: &'static str,
    heads: Vec<Head>,
    rows: Vec<RowView>,
    export_url: String,
    first_page: bool,
    first_url: String,
    next_url: Option<String>,
}

/// The list for programs.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub struct Listed {
    rows: Vec<ListedRow>,
    next: Option<String>,
}

#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
struct ListedRow {
    submission_id: SubmissionId,
    module: ModuleSlug,
    status: &'static str,
    site_name: String,
    visit_date: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    item_count: i32,
    photo_count: i32,
}

impl Listed {
    fn new(page: ListPage) -> Listed {
        let row = |row: Row| ListedRow {
            submission_id: row.id,
            module: row.module,
            status: row.status.as_str(),
            site_name: row.site_name,
            visit_date: row.visit_date.map(crate::domain::answers::iso),
            created_at: row.created_at,
            item_count: row.item_count,
            photo_count: row.photo_count,
        };
        Listed { rows: page.rows.into_iter().map(row).collect(), next: page.next }
    }
}

#[get("/submissions?<typed..>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    typed: SubmissionQuery,
) -> Result<(HttpStatus, Answer<Box<SubmissionsPage>, Listed>), Failed> {
    let typed = typed.tidy();
    let (filter, errors) = typed.read(|module| app.forms.get(module).is_some());
    if context.wants_json && !errors.is_empty() {
        return Err(Failed::new(Problem::Invalid(errors), &context));
    }
    let found =
        submissions::list(app, &context.actor, &filter).await.map_err(|problem| Failed::new(problem, &context))?;
    if context.wants_json {
        return Ok((HttpStatus::Ok, Answer::Json(Json(Listed::new(found)))));
    }
    let status = if errors.is_empty() { HttpStatus::Ok } else { HttpStatus::UnprocessableEntity };
    let page = SubmissionsPage::new(&context, &app.forms, &typed, filter.order(), &errors, found);
    Ok((status, Answer::Page(Box::new(page))))
}

impl SubmissionsPage {
    pub fn new(
        context: &RequestContext,
        forms: &Forms,
        typed: &SubmissionQuery,
        sort: Sort,
        errors: &[FieldError],
        found: ListPage,
    ) -> SubmissionsPage {
        let lang = context.lang;
        let words = Words::of(lang);
        let layout = Layout::new(context, Nav::Submissions, words.common.submissions);
        let error = |name: &str| errors.iter().find(|e| e.name == name).map(|e| e.message(lang));
        let day = |name, label, typed: &Option<String>| {
            let value = typed.clone().unwrap_or_default();
            Day { name, label, value, error: error(name) }
        };
        let first = SubmissionQuery { after: None, ..typed.clone() };
        let below = [&typed.module, &typed.site, &typed.from, &typed.to, &typed.status, &typed.sort];
        SubmissionsPage {
            layout: if errors.is_empty() { layout } else { layout.refusing() },
            typed: Searched { q: typed.q.clone().unwrap_or_default(), site: typed.site.clone().unwrap_or_default() },
            summary: errors.iter().map(|e| (e.name.clone(), e.message(lang))).collect(),
            more_open: below.into_iter().any(Option::is_some),
            choices: controls::selects(forms, typed, lang, error),
            days: vec![day("from", words.list.from, &typed.from), day("to", words.list.to, &typed.to)],
            chips: controls::chips(forms, &first, errors, lang),
            order: controls::order(sort, words),
            heads: controls::heads(&first, sort, words),
            rows: found.rows.into_iter().map(|row| RowView::new(forms, row, lang)).collect(),
            export_url: uri!(export::export(&first)).to_string(),
            first_page: typed.after.is_none(),
            first_url: address(&first),
            next_url: found.next.map(|next| address(&SubmissionQuery { after: Some(next), ..typed.clone() })),
        }
    }
}
