//! What a device needs to work without a network: the service worker, the page that it shows then, the session as its
//! scripts ask for it, and the forms to be kept. `static/worker.js` and `docs/offline.md` have the other side.
//!
//! Invariants: `/offline` and `/outbox` are the same for everybody when they are fetched without a session. A form to be
//! kept carries no token of a session, and the header `X-Session-Person` says for whom it was made.

use super::outbox::OutboxPage;
use crate::{
    domain::{
        access::Permission,
        ids::{ModuleSlug, SubmissionId},
        problem::{Problem, Resource},
    },
    i18n,
    services::corrections::{self, OpenFor},
    web::{
        assets,
        auth::csrf,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::controller::{FormChannel, FormController, FormPage},
        params::IdParam,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, http::ContentType, serde::json::Json};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// Shown in place of any page that cannot be loaded.
#[derive(Template, WebTemplate)]
#[template(path = "offline/show.html")]
pub struct OfflinePage {
    layout: Layout,
}

impl OfflinePage {
    pub fn new(context: &RequestContext) -> OfflinePage {
        let layout = Layout::at(context, "/offline", Nav::Elsewhere, "").for_everybody();
        OfflinePage { layout: Layout { title: layout.t("offline-title").to_owned(), ..layout } }
    }
}

#[get("/offline")]
pub fn show(context: RequestContext) -> OfflinePage {
    OfflinePage::new(&context)
}

/// The session of a browser, for its scripts.
#[derive(Serialize)]
pub struct DeviceSession {
    person: String,
    organisation: String,
    /// What a post of this session must carry (`auth::csrf`).
    form_token: String,
    /// The forms that the member may send, in the order of the start page.
    forms: Vec<DeviceForm>,
}

#[derive(Serialize)]
struct DeviceForm {
    module: String,
    version: i32,
    /// By language.
    titles: BTreeMap<String, String>,
}

#[get("/offline/session")]
pub fn session(context: RequestContext) -> Option<Json<DeviceSession>> {
    let member = context.member.as_ref()?;
    let may_send = member.has_permission(Permission::Submit);
    let own = context.forms.all().iter().filter(|def| may_send && context.actor.reach.allows_module(&def.module));
    let titles = |def: &crate::domain::form::FormDef| {
        let title = |texts: &i18n::Texts| (texts.lang().to_string(), def.title.get(texts.lang()).to_owned());
        i18n::languages().iter().map(title).collect()
    };
    let forms = own.map(|def| DeviceForm { module: def.module.to_string(), version: def.version, titles: titles(def) });
    Some(Json(DeviceSession {
        person: member.user_public_id.to_string(),
        organisation: member.organisation_public_id.clone(),
        form_token: context.csrf_token.as_deref().map(csrf::mask).unwrap_or_default(),
        forms: forms.collect(),
    }))
}

/// An empty form to be kept on the device.
#[get("/offline/forms/<module>")]
pub fn form(app: &AppState, context: RequestContext, module: IdParam<ModuleSlug>) -> Result<FormPage, ErrorResponse> {
    let def = context.forms.offered(&module.0).ok_or(Problem::NotFound(Resource::Module))?;
    Ok(FormController::new(app, &context, FormChannel::Member, Arc::clone(def)).kept_copy())
}

/// The form of a correction that was begun, to be kept on the device.
#[get("/offline/submissions/<id>/correct")]
pub async fn correction(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<FormPage, ErrorResponse> {
    let member = context.member.clone().ok_or(Problem::NotFound(Resource::Submission))?;
    let correction = corrections::open(app, &context.actor, &id.0, &member, OpenFor::Page).await?;
    Ok(FormController::correcting(app, &context, correction).kept_correction())
}

/// The service worker of the whole app.
#[get("/service-worker.js")]
pub fn worker(context: RequestContext) -> Option<(ContentType, &'static str)> {
    static SCRIPT: OnceLock<Option<String>> = OnceLock::new();
    let script = SCRIPT.get_or_init(|| worker_script(&context));
    Some((ContentType::JavaScript, script.as_deref()?))
}

/// Its version depends on all files and on the pages that every device keeps, so that a change of any of them reaches
/// the devices. Neither changes while the program runs.
fn worker_script(context: &RequestContext) -> Option<String> {
    let languages: Vec<_> = i18n::languages().into_iter().map(|texts| texts.lang()).collect();
    let mut hash = Sha256::new_with_prefix(assets::hash());
    for lang in &languages {
        let without_member = RequestContext { lang: *lang, member: None, csrf_token: None, ..context.clone() };
        hash.update(OfflinePage::new(&without_member).render().ok()?);
        hash.update(OutboxPage::new(&without_member).render().ok()?);
    }
    let mut version = hex::encode(hash.finalize());
    version.truncate(8);
    let codes: Vec<&str> = languages.iter().map(|lang| lang.code()).collect();
    assets::service_worker(&version, &codes)
}
