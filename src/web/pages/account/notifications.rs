//! `/account/notifications`: which notifications the member gets by e-mail, and when.

use crate::{
    domain::notification::{Delivery, NotificationKind},
    i18n::Texts,
    services::notifications::preferences::{self, Preferences},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::Status,
    post,
    response::{Redirect, Responder},
};
use std::collections::HashMap;

const ADDRESS: &str = "/account/notifications";

#[derive(Template, WebTemplate)]
#[template(path = "account/notifications.html")]
pub struct PreferencesPage {
    layout: Layout,
    done: Option<&'static str>,
    refused: FieldSentences,
    by_email: bool,
    kinds: Vec<KindView>,
    hours: Vec<HourView>,
    hour_hint: String,
}

struct KindView {
    name: &'static str,
    label: &'static str,
    options: Vec<DeliveryView>,
}

struct DeliveryView {
    value: &'static str,
    label: &'static str,
    is_selected: bool,
}

struct HourView {
    value: u8,
    /// `07:00`.
    text: String,
    is_selected: bool,
}

/// The field `delivery[<kind>]` of each kind, and the hour.
#[derive(FromForm)]
pub struct PreferencesForm {
    #[field(default = HashMap::new())]
    delivery: HashMap<String, String>,
    #[field(default = String::new())]
    hour: String,
}

#[derive(Responder)]
pub enum PreferencesResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<PreferencesPage>)),
}

#[get("/account/notifications?<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    done: Option<&str>,
) -> Result<PreferencesPage, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let layout = Layout::new(&context, Nav::Elsewhere, texts.t("notification-settings-title"));
    let preferences = preferences::of(app, &context.actor).await?;
    let done = done.map(|_| texts.t("notification-saved"));
    Ok(PreferencesPage { done, ..page(app, &context, layout, &preferences) })
}

#[post("/account/notifications", data = "<form>")]
pub async fn save(
    app: &AppState,
    context: RequestContext,
    form: Form<PreferencesForm>,
) -> Result<PreferencesResponse, ErrorResponse> {
    let before = preferences::of(app, &context.actor).await?;
    let Some(new) = form.checked(&before) else {
        let texts = Texts::of(context.lang);
        let layout = Layout::answering_post(&context, Nav::Elsewhere, texts.t("notification-settings-title"), true);
        let mut refused = FieldSentences::default();
        refused.add("", texts.t("notification-not-a-choice"));
        let page = PreferencesPage { refused, ..page(app, &context, layout, &before) };
        return Ok(PreferencesResponse::Again((Status::UnprocessableEntity, Box::new(page))));
    };
    preferences::save(app, &context.actor, &new, context.lang).await?;
    Ok(PreferencesResponse::Saved(Box::new(Redirect::to(format!("{ADDRESS}?done=yes")))))
}

fn page(app: &AppState, context: &RequestContext, layout: Layout, chosen: &Preferences) -> PreferencesPage {
    let texts = layout.texts;
    let zone = texts.time_zone(context.zone, app.clock.now());
    PreferencesPage {
        done: None,
        refused: FieldSentences::default(),
        by_email: preferences::by_email(app),
        kinds: chosen
            .deliveries
            .iter()
            .filter(|(kind, _)| context.has_permission(kind.permission()))
            .map(|(kind, delivery)| KindView::new(*kind, *delivery, texts))
            .collect(),
        hours: (0..24)
            .map(|value| HourView { value, text: format!("{value:02}:00"), is_selected: value == chosen.hour })
            .collect(),
        hour_hint: texts.with("notification-hour-hint", &[("zone", zone.into())]),
        layout,
    }
}

impl KindView {
    fn new(kind: NotificationKind, chosen: Delivery, texts: Texts) -> KindView {
        let option = |delivery: &Delivery| DeliveryView {
            value: delivery.as_str(),
            label: texts.t(match delivery {
                Delivery::AtOnce => "notification-delivery-at-once",
                Delivery::Daily => "notification-delivery-daily",
                Delivery::Off => "notification-delivery-off",
            }),
            is_selected: *delivery == chosen,
        };
        KindView {
            name: kind.as_str(),
            label: texts.notification_kind(kind),
            options: Delivery::ALL.iter().map(option).collect(),
        }
    }
}

impl PreferencesForm {
    /// The choices; a kind that is not in the form stays as it is. None if a value is not one of the lists.
    fn checked(&self, before: &Preferences) -> Option<Preferences> {
        let mut deliveries = Vec::new();
        for (kind, delivery) in &before.deliveries {
            let typed = self.delivery.get(kind.as_str());
            deliveries.push((*kind, typed.map_or(Some(*delivery), |typed| Delivery::parse(typed))?));
        }
        let hour = match self.hour.as_str() {
            "" => before.hour,
            typed => typed.parse().ok().filter(|hour| *hour < 24)?,
        };
        Some(Preferences { deliveries, hour })
    }
}
