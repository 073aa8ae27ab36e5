//! `/submissions`: the table of submissions with its filters and sort orders.

use super::{
    columns::{Column, ColumnBox, Columns},
    controls::{self, Chip, ColumnHeading, Day, RowView, ScoreField, SearchFields, Select, address},
    export,
};
use crate::{
    domain::{access::Permission, validate::FieldError},
    forms::Forms,
    i18n::Texts,
    services::submissions::{self, ListPage, Sort},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        query::submissions::SubmissionQuery,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    http::{CookieJar, Status},
};

#[derive(Template, WebTemplate)]
#[template(path = "submissions/list.html")]
pub struct SubmissionsPage {
    layout: Layout,
    typed: SearchFields,
    /// Names of the fields that are wrong, with the sentence for each.
    summary: Vec<(String, String)>,
    more_open: bool,
    choices: Vec<Select>,
    days: Vec<Day>,
    /// None if no form has checks.
    score_below: Option<ScoreField>,
    chips: Vec<Chip>,
    order: &'static str,
    heads: Vec<ColumnHeading>,
    columns: Columns,
    column_boxes: Vec<ColumnBox>,
    /// The query, for the form of the columns.
    kept: Vec<(&'static str, String)>,
    /// The same search in a near spelling: its texts and its address.
    near: Option<(String, String)>,
    rows: Vec<RowView>,
    export_url: String,
    /// If one form is chosen: a line for each item.
    items_url: Option<String>,
    /// Failed reports of imported records are listed, and the member may settle them.
    can_settle: bool,
    /// The address of the pending submission that was searched for by its reference.
    pending_url: Option<String>,
    /// The membership names no form and no site, so the list is empty for that reason.
    sees_nothing: bool,
    first_page: bool,
    first_url: String,
    next_url: Option<String>,
}

#[get("/submissions?<columns>&<typed..>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    columns: Vec<&str>,
    typed: SubmissionQuery,
) -> Result<(Status, Box<SubmissionsPage>), ErrorResponse> {
    let typed = typed.without_blanks();
    let (filter, errors) = typed.read(|module| context.forms.get(module).is_some());
    let columns = Columns::of(&columns, cookies, context.https);
    let found = submissions::list(app, &context.actor, &filter, columns.has(Column::Inspector)).await?;
    let status = if errors.is_empty() { Status::Ok } else { Status::UnprocessableEntity };
    Ok((
        status,
        Box::new(SubmissionsPage::new(&context, &context.forms, &typed, filter.order(), columns, &errors, found)),
    ))
}

impl SubmissionsPage {
    pub fn new(
        context: &RequestContext,
        forms: &Forms,
        typed: &SubmissionQuery,
        sort: Sort,
        columns: Columns,
        errors: &[FieldError],
        found: ListPage,
    ) -> SubmissionsPage {
        let lang = context.lang;
        let texts = Texts::of(lang);
        let layout = Layout::new(context, Nav::Submissions, texts.t("common-submissions"));
        let error = |name: &str| errors.iter().find(|e| e.name == name).map(|e| texts.field_error(e));
        let day = |name, label, typed: &Option<String>| {
            let value = typed.clone().unwrap_or_default();
            Day { name, label, value, error: error(name) }
        };
        let first = SubmissionQuery { after: None, ..typed.clone() };
        let of_scores = [&typed.result, &typed.score_below];
        let below = [&typed.module, &typed.site, &typed.from, &typed.to, &typed.status, &typed.inspector, &typed.sort];
        let has_scores = of_scores.into_iter().any(Option::is_some)
            || sort.is_by_score()
            || forms.known().any(|def| controls::has_checks(def));
        let table = columns.of_table(found.rows.iter().any(|row| row.score_percent.is_some()));
        SubmissionsPage {
            layout: if errors.is_empty() { layout } else { layout.refusing() },
            typed: SearchFields {
                q: typed.q.clone().unwrap_or_default(),
                site: typed.site.clone().unwrap_or_default(),
                inspector: typed.inspector.clone().unwrap_or_default(),
            },
            summary: errors.iter().map(|e| (e.name.clone(), texts.field_error(e))).collect(),
            more_open: below.into_iter().chain(of_scores).any(Option::is_some),
            choices: controls::selects(forms, typed, has_scores, lang, error),
            days: vec![
                day("from", texts.t("submissions-from"), &typed.from),
                day("to", texts.t("submissions-to"), &typed.to),
            ],
            score_below: has_scores.then(|| ScoreField {
                value: typed.score_below.clone().unwrap_or_default(),
                error: error("score_below"),
            }),
            chips: controls::chips(forms, &first, errors, lang),
            order: controls::order(sort, texts),
            heads: controls::heads(&first, sort, &table, texts),
            column_boxes: columns.boxes(texts),
            columns: table,
            kept: controls::kept(&first),
            near: found.near.map(|near| {
                let words = [near.q.as_deref(), near.site.as_deref()];
                let words = words.into_iter().flatten().collect::<Vec<_>>().join(", ");
                let (q, site) = (near.q.or_else(|| first.q.clone()), near.site.or_else(|| first.site.clone()));
                (words, address(&SubmissionQuery { q, site, ..first.clone() }))
            }),
            rows: found.rows.into_iter().map(|row| RowView::new(forms, row, lang, context.zone)).collect(),
            sees_nothing: context.actor.reach.is_empty(),
            can_settle: found.failed_imported && context.has_permission(Permission::ManageOrganisation),
            pending_url: found
                .pending
                .filter(|_| context.has_permission(Permission::Moderate))
                .map(|id| format!("/pending-submissions/{id}")),
            items_url: first
                .module
                .as_ref()
                .filter(|_| error("module").is_none())
                .map(|_| format!("{}&rows={}", first.address("/submissions.csv"), export::ITEMS)),
            export_url: first.address("/submissions.csv"),
            first_page: typed.after.is_none(),
            first_url: address(&first),
            next_url: found.next.map(|next| address(&SubmissionQuery { after: Some(next), ..typed.clone() })),
        }
    }
}
