//! `/organisation`: the settings of the organisation.

pub mod approval;
pub mod branding;

use crate::{
    domain::{pasted, time_zone::TimeZone},
    i18n::Texts,
    services::organisation::{self, IDLE_MINUTES, KEEP_SUBMISSION_DAYS, LINK_DAYS, Settings},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
            time_zones::TimeZoneOptions,
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
use std::ops::RangeInclusive;

const ADDRESS: &str = "/organisation";

/// As long as a name may be.
const NAME_CHARS: usize = 200;

#[derive(Template, WebTemplate)]
#[template(path = "organisation/show.html")]
pub struct OrganisationPage {
    layout: Layout,
    saved: bool,
    refused: FieldSentences,
    typed: OrganisationFields,
    zones: TimeZoneOptions,
}

/// The fields as they stand on the page.
struct OrganisationFields {
    name: String,
    link_days: String,
    idle_minutes: String,
    require_second_factor: bool,
    keep_submission_days: String,
}

/// What may be changed, and nothing else.
#[derive(FromForm)]
pub struct OrganisationForm<'r> {
    #[field(default = "")]
    name: &'r str,
    /// Missing: unchanged, as a script of an earlier version sends it.
    time_zone: Option<&'r str>,
    #[field(default = "")]
    link_days: &'r str,
    #[field(default = "")]
    idle_minutes: &'r str,
    #[field(default = "")]
    require_second_factor: &'r str,
    #[field(default = "")]
    keep_submission_days: &'r str,
}

#[derive(Responder)]
pub enum OrganisationResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<OrganisationPage>)),
}

#[get("/organisation?<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    done: Option<&str>,
) -> Result<OrganisationPage, ErrorResponse> {
    let settings = organisation::settings(app, &context.actor).await?;
    let texts = Texts::of(context.lang);
    let layout = Layout::at(&context, ADDRESS, Nav::Organisation, texts.t("organisation-title"));
    Ok(OrganisationPage {
        layout,
        saved: done == Some("saved"),
        refused: FieldSentences::default(),
        zones: TimeZoneOptions::new(settings.time_zone.name(), texts, app.clock.now()),
        typed: OrganisationFields::of(settings),
    })
}

#[post("/organisation", data = "<typed>")]
pub async fn save(
    app: &AppState,
    context: RequestContext,
    typed: Form<OrganisationForm<'_>>,
) -> Result<OrganisationResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let mut refused = FieldSentences::default();
    let zone = organisation::settings(app, &context.actor).await?.time_zone;
    match typed.read(&mut refused, texts, zone) {
        Some(settings) if refused.is_empty() => {
            organisation::save(app, &context.actor, &settings).await?;
            Ok(OrganisationResponse::Saved(Box::new(Redirect::to(format!("{ADDRESS}?done=saved")))))
        }
        _ => {
            let layout = Layout::answering_post(&context, Nav::Organisation, texts.t("organisation-title"), true);
            let zones = TimeZoneOptions::new(typed.time_zone.unwrap_or(zone.name()), texts, app.clock.now());
            let page = OrganisationPage { layout, saved: false, refused, typed: typed.shown(), zones };
            Ok(OrganisationResponse::Again((Status::UnprocessableEntity, Box::new(page))))
        }
    }
}

impl OrganisationForm<'_> {
    /// The settings that were typed; what is wrong goes to `refused`.
    fn read(&self, refused: &mut FieldSentences, texts: Texts, zone: TimeZone) -> Option<Settings> {
        let name = pasted::name(self.name);
        if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
            refused.add("name", texts.t("people-bad-name"));
        }
        let time_zone = self.time_zone.map_or(Some(zone), |name| TimeZone::named(name.trim()));
        if time_zone.is_none() {
            refused.add("time_zone", texts.t("time-zone-unknown"));
        }
        let link_days = whole(self.link_days, LINK_DAYS);
        if link_days.is_none() {
            refused.add("link_days", texts.t("organisation-bad-link-days"));
        }
        let idle_minutes = whole(self.idle_minutes, IDLE_MINUTES);
        if idle_minutes.is_none() {
            refused.add("idle_minutes", texts.t("organisation-bad-idle-minutes"));
        }
        let keep = self.keep_submission_days.trim();
        let keep_submission_days = if keep.is_empty() { None } else { whole(keep, KEEP_SUBMISSION_DAYS) };
        if !keep.is_empty() && keep_submission_days.is_none() {
            refused.add("keep_submission_days", texts.t("organisation-bad-keep-submission-days"));
        }
        Some(Settings {
            name,
            time_zone: time_zone?,
            link_days: link_days?,
            idle_minutes: idle_minutes?,
            require_second_factor: !self.require_second_factor.is_empty(),
            keep_submission_days,
        })
    }

    fn shown(&self) -> OrganisationFields {
        OrganisationFields {
            name: self.name.to_owned(),
            link_days: self.link_days.to_owned(),
            idle_minutes: self.idle_minutes.to_owned(),
            require_second_factor: !self.require_second_factor.is_empty(),
            keep_submission_days: self.keep_submission_days.to_owned(),
        }
    }
}

fn whole(text: &str, range: RangeInclusive<i32>) -> Option<i32> {
    text.trim().parse().ok().filter(|number| range.contains(number))
}

impl OrganisationFields {
    fn of(settings: Settings) -> OrganisationFields {
        OrganisationFields {
            name: settings.name,
            link_days: settings.link_days.to_string(),
            idle_minutes: settings.idle_minutes.to_string(),
            require_second_factor: settings.require_second_factor,
            keep_submission_days: settings.keep_submission_days.map(|days| days.to_string()).unwrap_or_default(),
        }
    }
}
