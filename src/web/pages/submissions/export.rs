//! `/submissions.csv`: the filtered list as a table for a spreadsheet, streamed page by page.
//!
//! A line is a submission; if one form is chosen, it has a column for each question, also for those of the items. With
//! `rows=items` a line is an item of the chosen form, with the columns of its submission repeated.

mod columns;

use crate::{
    app::App,
    domain::{answers::iso, form::FormDef, problem::Problem},
    i18n::Texts,
    services::submissions::{self, ExportPage, Filter},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        query::submissions::SubmissionQuery,
        view::csv::interrupted,
    },
};
use columns::Columns;
use rocket::{
    Responder, get,
    http::{ContentType, Header},
    response::stream::ByteStream,
};
use std::sync::Arc;

#[derive(Responder)]
pub struct Csv<S> {
    pub body: S,
    pub content_type: ContentType,
    pub disposition: Header<'static>,
}

/// The value of `rows` for a line for each item.
pub const ITEMS: &str = "items";

type Body = ByteStream<futures::stream::BoxStream<'static, Vec<u8>>>;

/// The first page is read before the answer begins, so that a refusal can still be one.
#[get("/submissions.csv?<rows>&<typed..>")]
pub async fn export(
    app: &AppState,
    context: RequestContext,
    rows: Option<&str>,
    typed: SubmissionQuery,
) -> Result<Csv<Body>, ErrorResponse> {
    let (filter, errors) = typed.without_blanks().read(|module| context.forms.get(module).is_some());
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors).into());
    }
    let def = filter.module.as_ref().and_then(|module| context.forms.get(module)).cloned();
    let first = submissions::export_page(app, &context.actor, &filter, def.as_deref()).await;
    let first = first?;
    let noted = submissions::exported(app, &context.actor, &filter).await;
    noted?;
    let per_item = rows == Some(ITEMS);
    let name = format!("submissions-{}.csv", iso(context.zone.date_of(app.clock.now())));
    Ok(Csv {
        body: body(app.inner().clone(), context, filter, def, per_item, first),
        content_type: ContentType::new("text", "csv").with_params(("charset", "utf-8")),
        disposition: Header::new("Content-Disposition", format!("attachment; filename=\"{name}\"")),
    })
}

/// `def` is the form that the filter names.
fn body(
    app: Arc<App>,
    context: RequestContext,
    mut filter: Filter,
    def: Option<Arc<FormDef>>,
    per_item: bool,
    first: ExportPage,
) -> Body {
    ByteStream(Box::pin(rocket::async_stream::stream! {
        let reader = context.reader();
        let columns = Columns::new(&context.forms, &filter, reader, per_item);
        let mut page = first;
        yield columns.head();
        loop {
            yield columns.lines(&page.rows);
            filter.after = match page.next {
                Some(next) => Some(next),
                None => break,
            };
            page = match submissions::export_page(&app, &context.actor, &filter, def.as_deref()).await {
                Ok(page) => page,
                Err(problem) => {
                    yield interrupted(&problem, Texts::of(reader.lang));
                    break;
                }
            };
        }
    }))
}
