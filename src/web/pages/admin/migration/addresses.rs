//! Access to the old addresses of a module without an account: opened to everybody for some days, or by a key for each
//! client, which is shown once.

use super::{
    super::Operator,
    address_card::anchor,
    names::{ADDRESS, title},
    notice::{ControlError, Notice, at_control, refuse},
    overview::{ConsoleResponse, render_again},
};
use crate::{
    domain::{
        ids::{LegacyKeyId, ModuleSlug},
        problem::Problem,
    },
    migration::legacy_access,
    web::{
        body::Form,
        context::AppState,
        error::ErrorResponse,
        params::IdParam,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm,
    http::Status,
    post,
    response::{Redirect, Responder},
};

/// Maximum length of the name of a client.
const NAME_CHARS: usize = 100;

/// The page to confirm the password. What follows gives access to strangers.
const CONFIRM: &str = "/account/confirm?next=/admin/migration";

/// The one page that shows a key.
#[derive(Template, WebTemplate)]
#[template(path = "admin/legacy_key.html")]
pub struct KeyPage {
    layout: Layout,
    name: String,
    module: String,
    key: String,
    /// An address of the module, with the key as a client could use it.
    example: String,
}

#[derive(Responder)]
pub enum KeyResponse {
    Made((Status, Box<KeyPage>)),
    Other(Box<ConsoleResponse>),
}

#[derive(FromForm)]
pub struct OpenForm {
    #[field(default = 0)]
    days: i64,
}

#[derive(FromForm)]
pub struct KeyForm<'r> {
    #[field(default = "")]
    name: &'r str,
}

#[post("/admin/migration/modules/<module>/open", data = "<typed>")]
pub async fn open(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
    typed: Form<OpenForm>,
) -> Result<ConsoleResponse, ErrorResponse> {
    if !is_confirmed(app, &operator) {
        return Ok(Redirect::to(CONFIRM).into());
    }
    let actor = &operator.context.actor;
    let opened = legacy_access::open(app, actor, &operator.by, &module.0, typed.days).await;
    answer(app, &operator, &module.0, opened, Notice::AddressesOpened).await
}

#[post("/admin/migration/modules/<module>/close")]
pub async fn close(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let closed = legacy_access::close(app, &operator.context.actor, &operator.by, &module.0).await;
    answer(app, &operator, &module.0, closed, Notice::AddressesClosed).await
}

#[post("/admin/migration/modules/<module>/keys", data = "<typed>")]
pub async fn make_key(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
    typed: Form<KeyForm<'_>>,
) -> Result<KeyResponse, ErrorResponse> {
    let other = |response: ConsoleResponse| KeyResponse::Other(Box::new(response));
    if !is_confirmed(app, &operator) {
        return Ok(other(Redirect::to(CONFIRM).into()));
    }
    let name = typed.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        let (status, refusal) = refuse(&operator, &anchor(&module.0), "migration-refused-key-name");
        let refusal = ControlError { typed: vec![("name", name.to_owned())], ..refusal };
        return render_again(app, &operator, (status, refusal)).await.map(other);
    }
    let context = &operator.context;
    let key = legacy_access::make_key(app, &context.actor, &operator.by, &module.0, name).await?;
    let layout = Layout::answering_post(context, Nav::Elsewhere, "", false);
    let segment = module.0.as_str().replace('_', "-");
    let page = KeyPage {
        layout: Layout { title: layout.t("migration-key-made").to_owned(), ..layout },
        name: name.to_owned(),
        module: title(app.forms.installed(), module.0.as_str(), context.lang),
        example: format!("{}/{segment}/submit?api_key={}", app.config.public_url, key.as_str()),
        key: key.as_str().to_owned(),
    };
    Ok(KeyResponse::Made((Status::Created, Box::new(page))))
}

#[post("/admin/migration/modules/<module>/keys/<id>/revoke")]
pub async fn revoke_key(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
    id: IdParam<LegacyKeyId>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let revoked = legacy_access::revoke_key(app, &operator.context.actor, &module.0, &id.0).await;
    answer(app, &operator, &module.0, revoked, Notice::KeyRevoked).await
}

fn is_confirmed(app: &AppState, operator: &Operator) -> bool {
    let member = operator.context.member.as_ref();
    member.is_some_and(|member| member.recently_reauthenticated(app.clock.now()))
}

async fn answer(
    app: &AppState,
    operator: &Operator,
    module: &ModuleSlug,
    result: Result<(), Problem>,
    done: Notice,
) -> Result<ConsoleResponse, ErrorResponse> {
    match result {
        Ok(()) => Ok(done.at(ADDRESS, &anchor(module)).into()),
        Err(problem) => render_again(app, operator, at_control(problem, operator, &anchor(module))?).await,
    }
}
