//! `/account/factors`: the own second factors, and removing them. Every change requires a recent confirmation of the
//! password, so an unlocked computer is not enough.

use super::{ADDRESS, confirm_address, confirm_first, member};
use crate::{
    domain::problem::{Problem, Resource},
    i18n::Texts,
    services::factors::{self, FactorToRemove, Factors},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "factors/show.html")]
pub struct FactorsPage {
    layout: Layout,
    passkeys: Vec<PasskeyView>,
    /// Browsers make passkeys at this address.
    passkeys_work: bool,
    app: Option<FactorUse>,
    /// The server cannot read the secret of the app any more.
    app_unreadable: bool,
    codes_left: i64,
    any: bool,
    /// The organisation wants a factor, and there is none.
    wanted: bool,
    /// Whether something may be changed now, or must be confirmed first.
    confirmed: bool,
    confirm_url: String,
}

struct PasskeyView {
    id: String,
    name: String,
    backed_up: bool,
    uses: FactorUse,
}

struct FactorUse {
    since: Moment,
    last: Option<Moment>,
}

#[get("/account/factors")]
pub async fn show(app: &AppState, context: RequestContext) -> Result<FactorsPage, ErrorResponse> {
    let member = member(&context)?;
    let found = factors::of(app, &context.actor, &member).await?;
    let passkeys_work = factors::party(app).is_some();
    let confirmed = member.recently_reauthenticated(app.clock.now());
    Ok(FactorsPage { passkeys_work, confirmed, ..FactorsPage::new(&context, found) })
}

impl FactorsPage {
    fn new(context: &RequestContext, found: Factors) -> FactorsPage {
        let layout = Layout::at(context, ADDRESS, Nav::Elsewhere, "");
        let uses = |since, last: Option<_>| FactorUse {
            since: Texts::of(context.lang).moment(context.zone.at(since)),
            last: last.map(|at| Texts::of(context.lang).moment(context.zone.at(at))),
        };
        let any = found.any();
        FactorsPage {
            passkeys: found
                .passkeys
                .into_iter()
                .map(|row| PasskeyView {
                    id: row.public_id,
                    name: row.name,
                    backed_up: row.backed_up,
                    uses: uses(row.created_at, row.last_used_at),
                })
                .collect(),
            app_unreadable: found.app.as_ref().is_some_and(|app| app.is_unreadable),
            app: found.app.map(|app| uses(app.since, app.last_used_at)),
            codes_left: found.codes_left,
            any,
            wanted: context.member.as_ref().is_some_and(|member| member.factor_missing) && !any,
            passkeys_work: false,
            confirmed: false,
            confirm_url: confirm_address(),
            layout: Layout { title: layout.texts.t("factor-title").to_owned(), ..layout },
        }
    }
}

#[post("/account/factors/passkeys/<id>/remove")]
pub async fn remove_passkey(app: &AppState, context: RequestContext, id: &str) -> Result<Redirect, ErrorResponse> {
    remove(app, context, FactorToRemove::Passkey(id)).await
}

#[post("/account/factors/totp/remove")]
pub async fn remove_app(app: &AppState, context: RequestContext) -> Result<Redirect, ErrorResponse> {
    remove(app, context, FactorToRemove::App).await
}

async fn remove(app: &AppState, context: RequestContext, what: FactorToRemove<'_>) -> Result<Redirect, ErrorResponse> {
    let member = member(&context)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(first);
    }
    factors::remove(app, &context.actor, &member, what).await?;
    Ok(Redirect::to(ADDRESS))
}

/// An administrator removes all second factors of a member who lost them.
#[post("/people/<id>/factors/remove")]
pub async fn remove_all(app: &AppState, context: RequestContext, id: &str) -> Result<Redirect, ErrorResponse> {
    let member = member(&context)?;
    if !member.recently_reauthenticated(app.clock.now()) {
        return Ok(Redirect::to("/account/confirm?next=/people"));
    }
    let person = id.parse().map_err(|_| Problem::NotFound(Resource::Person))?;
    factors::remove_all(app, &context.actor, &person).await?;
    Ok(Redirect::to(format!("/people/{id}")))
}
