//! `/account/factors`: what somebody has set up, and the buttons that change it. Changing anything asks for a recent
//! confirmation, so that an unlocked computer is not enough.

use super::{ADDRESS, confirm_address, confirm_first, member};
use crate::{
    i18n::Texts,
    services::factors::{self, Factors, Taken},
    web::{
        error::Failed,
        guards::{Asked, TheApp},
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
    app: Option<Uses>,
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
    uses: Uses,
}

struct Uses {
    since: Moment,
    last: Option<Moment>,
}

#[get("/account/factors")]
pub async fn show(app: &TheApp, asked: Asked) -> Result<FactorsPage, Failed> {
    let member = member(&asked)?;
    let found = factors::of(app, &asked.caller, &member).await.map_err(|problem| Failed::new(problem, &asked))?;
    let passkeys_work = factors::party(app).is_some();
    let confirmed = member.confirmed_lately(app.clock.now());
    Ok(FactorsPage { passkeys_work, confirmed, ..FactorsPage::new(&asked, found) })
}

impl FactorsPage {
    fn new(asked: &Asked, found: Factors) -> FactorsPage {
        let layout = Layout::at(asked, ADDRESS, Nav::Elsewhere, "");
        let uses = |since, last: Option<_>| Uses {
            since: Texts::of(asked.lang).moment(since),
            last: last.map(|at| Texts::of(asked.lang).moment(at)),
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
            app: found.app.map(|(since, last)| uses(since, last)),
            codes_left: found.codes_left,
            any,
            wanted: asked.member.as_ref().is_some_and(|member| member.factor_missing) && !any,
            passkeys_work: false,
            confirmed: false,
            confirm_url: confirm_address(),
            layout: Layout { title: layout.texts.t("factor-title").to_owned(), ..layout },
        }
    }
}

#[post("/account/factors/passkeys/<id>/remove")]
pub async fn remove_passkey(app: &TheApp, asked: Asked, id: &str) -> Result<Redirect, Failed> {
    remove(app, asked, Taken::Passkey(id)).await
}

#[post("/account/factors/totp/remove")]
pub async fn remove_app(app: &TheApp, asked: Asked) -> Result<Redirect, Failed> {
    remove(app, asked, Taken::App).await
}

async fn remove(app: &TheApp, asked: Asked, what: Taken<'_>) -> Result<Redirect, Failed> {
    let member = member(&asked)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(first);
    }
    factors::remove(app, &asked.caller, &member, what).await.map_err(|problem| Failed::new(problem, &asked))?;
    Ok(Redirect::to(ADDRESS))
}

/// An administrator's button for somebody who lost everything.
#[post("/people/<id>/factors/remove")]
pub async fn remove_all(app: &TheApp, asked: Asked, id: &str) -> Result<Redirect, Failed> {
    let member = member(&asked)?;
    if !member.confirmed_lately(app.clock.now()) {
        return Ok(Redirect::to("/account/confirm?next=/people"));
    }
    factors::remove_all(app, &asked.caller, id).await.map_err(|problem| Failed::new(problem, &asked))?;
    Ok(Redirect::to(format!("/people/{id}")))
}
