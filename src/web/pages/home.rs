//! `/`: the forms, counts of the last 30 days, and the newest submissions.

use super::submissions::controls::RowView;
use crate::{
    domain::access::Permission,
    services::home::{self, Count, Home, NextSteps},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            format,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "home/show.html")]
pub struct HomePage {
    layout: Layout,
    modules: Vec<Module>,
    last_30_days: String,
    in_progress: String,
    failed: String,
    any_failed: bool,
    recent: Vec<RowView>,
    /// Viewers without a scope see nothing now, and no administrator has confirmed that.
    scope_notice: bool,
    next_steps: Option<NextSteps>,
    /// The member is a viewer whose membership names no form and no site.
    sees_nothing: bool,
}

/// A form to start from.
struct Module {
    slug: String,
    title: String,
    about: String,
    /// Submissions of the last 30 days.
    count: String,
}

#[get("/")]
pub async fn show(app: &AppState, context: RequestContext) -> Result<HomePage, ErrorResponse> {
    let home = home::home(app, &context.actor, context.has_permission(Permission::ManagePeople)).await?;
    Ok(HomePage::new(&context, &app.forms, home))
}

impl HomePage {
    pub fn new(context: &RequestContext, forms: &crate::forms::Forms, home: Home) -> HomePage {
        let layout = Layout::new(context, Nav::Start, "");
        let texts = layout.texts;
        let module = |(slug, count)| {
            let def = forms.get(&slug)?;
            Some(Module {
                title: def.title.get(context.lang).to_owned(),
                about: def.about.get(context.lang).to_owned(),
                slug: String::from(slug),
                count: format::count(count, texts),
            })
        };
        HomePage {
            layout: Layout { title: layout.texts.t("home-title").to_owned(), ..layout },
            modules: home.modules.into_iter().filter_map(module).collect(),
            last_30_days: format::count(home.last_30_days, texts),
            in_progress: format::count(home.in_progress, texts),
            failed: format::count(home.failed, texts),
            any_failed: home.failed != Count::Exactly(0),
            scope_notice: home.scope_notice,
            next_steps: home.next_steps,
            sees_nothing: context.actor.reach.is_empty(),
            recent: home.recent.into_iter().map(|row| RowView::new(forms, row, context.lang, context.zone)).collect(),
        }
    }
}
