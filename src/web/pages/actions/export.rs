//! `/actions.xlsx`: the filtered list as a workbook.

use crate::{
    domain::{answers::iso, report::Cell},
    i18n::Texts,
    services::actions::list,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        query::actions::ActionQuery,
        view::labels,
    },
};
use rocket::{
    Responder, get,
    http::{ContentType, Header},
};

#[derive(Responder)]
pub struct WorkbookResponse {
    body: Vec<u8>,
    content_type: ContentType,
    disposition: Header<'static>,
}

#[get("/actions.xlsx?<typed..>")]
pub async fn export(
    app: &AppState,
    context: RequestContext,
    typed: ActionQuery,
) -> Result<WorkbookResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let today = context.zone.date_of(app.clock.now());
    let filter = typed.without_blanks().read(|module| context.forms.get(module).is_some());
    let rows = list::export(app, &context.actor, &filter, today).await?;
    let text = |text: &str| Cell::Text(text.to_owned());
    let rows = rows.into_iter().map(|row| {
        let module = context.forms.get(&row.module);
        vec![
            text(&row.title),
            text(&labels::site(texts, row.site_name.clone())),
            text(module.map_or(row.module.as_str(), |def| def.short.get(context.lang))),
            text(texts.severity(row.severity)),
            text(texts.action_status(row.status)),
            row.owner.as_deref().map_or(Cell::Empty, text),
            Cell::Date(row.due_on),
            Cell::Bool(row.is_overdue(today)),
            Cell::Bool(row.is_recurring),
            text(row.id.as_str()),
        ]
    });
    let columns = [
        "action-label-title",
        "common-site",
        "common-module",
        "action-label-severity",
        "common-status",
        "action-label-owner",
        "action-label-due",
        "action-overdue",
        "action-recurring",
        "common-reference",
    ];
    let columns = columns.map(|key| texts.t(key).to_owned()).to_vec();
    let body = list::workbook(texts, texts.t("actions-title"), columns, rows.collect()).await?;
    Ok(WorkbookResponse {
        body,
        content_type: ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        disposition: Header::new(
            "Content-Disposition",
            format!("attachment; filename=\"actions-{}.xlsx\"", iso(today)),
        ),
    })
}
