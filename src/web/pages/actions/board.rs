//! `/actions/board`: the actions in a column for each status.

use super::{ActionView, list::Filters};
use crate::{
    domain::action::ActionGroup,
    i18n::Texts,
    services::actions::list::{self, BoardColumn, COUNTED},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        query::actions::ActionQuery,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "actions/board.html")]
pub struct BoardPage {
    layout: Layout,
    filters: Filters,
    columns: Vec<ColumnView>,
}

struct ColumnView {
    id: &'static str,
    title: &'static str,
    count: String,
    cards: Vec<ActionView>,
    /// The address of the list with all of them, if there are more than the cards.
    more_url: Option<String>,
}

#[get("/actions/board?<typed..>")]
pub async fn show(app: &AppState, context: RequestContext, typed: ActionQuery) -> Result<BoardPage, ErrorResponse> {
    let typed = typed.without_blanks();
    let today = context.zone.date_of(app.clock.now());
    let filter = typed.read(|module| context.forms.get(module).is_some());
    let texts = Texts::of(context.lang);
    let column = |column: BoardColumn| {
        let group = ActionGroup::ALL.iter().find(|group| group.statuses().contains(&column.status));
        let query = ActionQuery { status: group.map(|group| group.as_str().to_owned()), after: None, ..typed.clone() };
        let is_longer = usize::try_from(column.count).is_ok_and(|count| count > column.cards.len());
        ColumnView {
            id: column.status.as_str(),
            title: texts.action_status(column.status),
            count: match column.count {
                COUNTED.. => format!("{}+", texts.number(COUNTED - 1)),
                count => texts.number(count),
            },
            more_url: is_longer.then(|| query.address(super::ADDRESS)),
            cards: column
                .cards
                .into_iter()
                .map(|card| ActionView::new(&context.forms, card, today, context.lang))
                .collect(),
        }
    };
    let columns = list::board(app, &context.actor, &filter, today).await?;
    Ok(BoardPage {
        layout: Layout::new(&context, Nav::Elsewhere, texts.t("actions-title")),
        filters: Filters::new(&context.forms, &typed, texts),
        columns: columns.into_iter().map(column).collect(),
    })
}
