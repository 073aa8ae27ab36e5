//! A decision about all records of a group, and a group as CSV.

use super::{
    super::Operator,
    names::ADDRESS,
    notice::{Notice, at_control, refuse},
    review_groups::{Choice, Many},
    review_queue::{ReviewQueuePage, ReviewQueueResponse},
};
use crate::{
    app::App,
    domain::{
        job::DecideMany,
        lang::Lang,
        migration::Decision,
        problem::{Problem, Resource},
        review_queue::{DecisionForMany, ReviewFilter},
    },
    forms::Forms,
    i18n::Texts,
    migration::{review_many, review_queue::ReviewQueueRow},
    services::{actor::Actor, jobs},
    web::{
        api::migration::ReviewQueueView,
        body::Form,
        context::AppState,
        error::ErrorResponse,
        pages::submissions::export::Csv,
        view::csv::{harmless, interrupted, written},
    },
};
use rocket::{
    FromForm, get,
    http::{ContentType, Header},
    post,
    response::stream::ByteStream,
};
use std::sync::Arc;

#[derive(FromForm)]
pub struct ManyForm<'r> {
    #[field(default = "")]
    state: &'r str,
    #[field(default = "")]
    reason: &'r str,
    #[field(default = "")]
    module: &'r str,
    #[field(default = 0)]
    until: i64,
    #[field(default = "")]
    decision: &'r str,
    #[field(default = "")]
    note: &'r str,
    /// The form to import them with.
    #[field(default = "")]
    assign: &'r str,
}

impl ManyForm<'_> {
    /// The decision, or the key of what is missing.
    fn decision(&self, forms: &Forms) -> Result<DecisionForMany, &'static str> {
        match (self.decision, Decision::parse(self.decision)) {
            ("retry", _) => Ok(DecisionForMany::Retry),
            (_, Some(Decision::Assigned)) => {
                let module = self.assign.parse().ok().filter(|module| forms.get(module).is_some());
                module.map(DecisionForMany::Assign).ok_or("migration-refused-no-module")
            }
            (_, Some(decision)) => DecisionForMany::with_note(decision, self.note).ok_or("review-note-missing"),
            (_, None) => Err("review-note-missing"),
        }
    }
}

/// "Apply to all": a background job, whose progress the overview shows.
#[post("/admin/migration/review/all", data = "<wanted>")]
pub async fn decide(
    app: &AppState,
    operator: Operator,
    wanted: Form<ManyForm<'_>>,
) -> Result<ReviewQueueResponse, ErrorResponse> {
    let choice = Choice { state: wanted.state, reason: wanted.reason, module: wanted.module };
    let filter = choice.filter().ok_or(Problem::NotFound(Resource::Record))?;
    let actor = &operator.context.actor;
    let (status, refusal) = match wanted.decision(app.forms.installed()) {
        Err(key) => refuse(&operator, "many", key),
        Ok(decision) => {
            let job = DecideMany { filter: filter.clone(), until: wanted.until, decision };
            match jobs::start(app, actor, &job).await {
                Ok(()) => {
                    let to = Notice::Started.at(ADDRESS, "now");
                    return Ok(ReviewQueueResponse::Done(Box::new(to)));
                }
                Err(problem) => at_control(problem, &operator, "many")?,
            }
        }
    };
    let found = ReviewQueueView::gather(app, actor, 0, 0).await?;
    let mut many = Many::gather(app, actor, Some(&filter), 0, operator.context.reader()).await?;
    if let Some(chosen) = &mut many.chosen {
        chosen.refused = Some(refusal.sentence.clone());
    }
    let page = ReviewQueuePage::new(&operator, app.forms.installed(), found, None, Some(refusal)).with_groups(many);
    Ok(ReviewQueueResponse::Page((status, Box::new(page))))
}

type Body = ByteStream<futures::stream::BoxStream<'static, Vec<u8>>>;

/// A group as a table for a spreadsheet. The first page is read before the answer begins, so that a refusal can still
/// be one.
#[get("/admin/migration/review.csv?<choice..>")]
pub async fn csv(app: &AppState, operator: Operator, choice: Choice<'_>) -> Result<Csv<Body>, ErrorResponse> {
    let filter = choice.filter().ok_or(Problem::NotFound(Resource::Record))?;
    let actor = operator.context.actor.clone();
    let until = review_many::newest(app, &actor).await?;
    let first = review_many::waiting_in(app, &actor, &filter, 0, until).await?;
    let name = format!("review-{}.csv", filter.reason.as_deref().unwrap_or(filter.state.as_str()));
    Ok(Csv {
        body: body(app.inner().clone(), actor, filter, until, first, operator.context.lang),
        content_type: ContentType::new("text", "csv").with_params(("charset", "utf-8")),
        disposition: Header::new("Content-Disposition", format!("attachment; filename=\"{}\"", safe(&name))),
    })
}

/// Reasons are codes; anything else in the address does not get into a header.
fn safe(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect()
}

fn body(app: Arc<App>, actor: Actor, filter: ReviewFilter, until: i64, first: Vec<ReviewQueueRow>, lang: Lang) -> Body {
    ByteStream(Box::pin(rocket::async_stream::stream! {
        let mut page = first;
        yield written(|csv| {
            csv.write_record(["id", "state", "reason", "module", "name", "detail", "bytes", "source"])
        });
        while let Some(last) = page.last().map(|row| row.id) {
            yield written(|csv| page.iter().try_for_each(|row| csv.write_record(cells(row))));
            page = match review_many::waiting_in(&app, &actor, &filter, last, until).await {
                Ok(page) => page,
                Err(problem) => {
                    yield interrupted(&problem, Texts::of(lang));
                    break;
                }
            };
        }
    }))
}

fn cells(row: &ReviewQueueRow) -> [String; 8] {
    let module = row.module.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        row.id.to_string(),
        row.state.to_string(),
        harmless(&row.reason),
        module,
        harmless(&row.name),
        harmless(&row.detail),
        row.size.to_string(),
        harmless(&row.source),
    ]
}
