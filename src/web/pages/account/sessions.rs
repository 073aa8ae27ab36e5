//! `/account/sessions`: the own sessions, and ending them.

use super::member;
use crate::{
    i18n::Texts,
    services::account::{self, Session},
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

const ADDRESS: &str = "/account/sessions";

#[derive(Template, WebTemplate)]
#[template(path = "account/sessions.html")]
pub struct SessionsPage {
    layout: Layout,
    done: Option<&'static str>,
    sessions: Vec<SessionView>,
}

struct SessionView {
    id: i64,
    is_this: bool,
    device: String,
    last_seen: Moment,
    began: Moment,
    ip: Option<String>,
    organisation: String,
}

#[get("/account/sessions?<done>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    done: Option<&str>,
) -> Result<Box<SessionsPage>, ErrorResponse> {
    let sessions = account::sessions(app, member(&context)?).await?;
    let texts = Texts::of(context.lang);
    let row = |session: Session| SessionView {
        id: session.id,
        is_this: session.is_this,
        device: device(session.user_agent.as_deref(), texts),
        last_seen: Texts::of(context.lang).moment(context.zone.at(session.last_seen_at)),
        began: Texts::of(context.lang).moment(context.zone.at(session.created_at)),
        ip: session.ip.map(|ip| ip.to_string()),
        organisation: session.organisation,
    };
    Ok(Box::new(SessionsPage {
        layout: Layout::new(&context, Nav::Elsewhere, texts.t("session-title")),
        done: (done == Some("ended")).then_some(texts.t("session-ended")),
        sessions: sessions.into_iter().map(row).collect(),
    }))
}

#[post("/account/sessions/<id>/end")]
pub async fn end(app: &AppState, context: RequestContext, id: i64) -> Result<Redirect, ErrorResponse> {
    let ended = account::end_session(app, &context.actor, member(&context)?, id).await;
    ended?;
    Ok(Redirect::to(format!("{ADDRESS}?done=ended")))
}

#[post("/account/sessions/end-others")]
pub async fn end_others(app: &AppState, context: RequestContext) -> Result<Redirect, ErrorResponse> {
    let ended = account::end_other_sessions(app, &context.actor, member(&context)?).await;
    ended?;
    Ok(Redirect::to(format!("{ADDRESS}?done=ended")))
}

/// A browser and its system, as far as it tells: the first sign that is found counts, since most of them claim to be
/// each other further behind.
fn device(user_agent: Option<&str>, texts: Texts) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let text = user_agent.unwrap_or_default();
    let first =
        |signs: &[(&str, &'static str)]| signs.iter().find(|(sign, _)| text.contains(sign)).map(|(_, name)| *name);
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            texts.with("session-device-name", &[("browser", browser.into()), ("system", system.into())])
        }
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => texts.t("session-unknown-device").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn a_device_is_named_as_its_owner_would() {
        let texts = Texts::of(Lang::EN);
        let chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1";
        for (agent, named) in [
            (Some(chrome), "Chrome on Android"),
            (Some(safari), "Safari on iPhone"),
            (Some("curl/8"), "Unknown device"),
            (None, "Unknown device"),
        ] {
            assert_eq!(device(agent, texts), named);
        }
    }
}
