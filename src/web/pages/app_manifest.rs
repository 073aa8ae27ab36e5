//! `/app.webmanifest`: how the app is installed on a device, in the language of the page that links to it.
//!
//! Invariant: visitors without a session learn nothing about the forms; shortcuts are of the member's own forms.

use crate::{
    domain::access::Permission,
    i18n::Texts,
    web::{assets, context::RequestContext},
};
use rocket::{get, http::ContentType};
use serde_json::{Value, json};

/// Phones show no more.
const SHORTCUTS: usize = 4;

#[get("/app.webmanifest")]
pub fn show(context: RequestContext) -> (ContentType, String) {
    let texts = Texts::of(context.lang);
    let may_send = context.has_permission(Permission::Submit);
    let own = context.forms.all().iter().filter(|def| may_send && context.actor.reach.allows_module(&def.module));
    let shortcut = |name: &str, url: String| json!({ "name": name, "url": url, "icons": [icon("injaaz-192.png", "192x192", "any")] });
    let forms =
        own.take(SHORTCUTS - 1).map(|def| shortcut(def.title.get(context.lang), format!("/forms/{}", def.module)));
    let outbox = shortcut(texts.t("outbox-title"), "/outbox".to_owned());
    let manifest = json!({
        "id": "/",
        "name": texts.t("common-brand"),
        "short_name": texts.t("common-brand"),
        "description": texts.t("offline-app-about"),
        "lang": context.lang.code(),
        "dir": texts.direction().as_str(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f3",
        "theme_color": "#125435",
        "icons": [
            icon("injaaz.svg", "any", "any"),
            icon("injaaz-192.png", "192x192", "any"),
            icon("injaaz-512.png", "512x512", "any"),
            icon("injaaz-maskable-192.png", "192x192", "maskable"),
            icon("injaaz-maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": forms.chain([outbox]).collect::<Vec<_>>(),
    });
    (ContentType::new("application", "manifest+json"), manifest.to_string())
}

fn icon(name: &str, sizes: &str, purpose: &str) -> Value {
    let kind = if name.ends_with(".svg") { "image/svg+xml" } else { "image/png" };
    json!({ "src": assets::url(&format!("icons/{name}")), "sizes": sizes, "type": kind, "purpose": purpose })
}
