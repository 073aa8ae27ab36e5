//! The list of people with its search, open invitations and the form for a new one.

use super::{
    ADDRESS, RoleChoice,
    scopes::{self, ScopeLines},
};
use crate::{
    domain::{access::Role, ids::UserId, lang::Lang, pasted, problem::Problem, time_zone::TimeZone},
    forms::Forms,
    i18n::Texts,
    services::{
        invitations::{self, PendingInvitation},
        people::{self, AccountStatus, People, Person, Sites},
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        reader_settings::ReaderSettings,
        view::{
            field_sentences::FieldSentences,
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    http::uri::fmt::{Query, UriDisplay},
    post,
    response::Redirect,
};

/// Longest text that is searched for.
const MAX_SEARCH: usize = 200;

#[derive(Template, WebTemplate)]
#[template(path = "people/list.html")]
pub struct PeoplePage {
    layout: Layout,
    done: Option<&'static str>,
    refused: FieldSentences,
    q: String,
    rows: Vec<PersonRow>,
    asking: Vec<PersonRow>,
    /// Viewers who saw everything before and see nothing now; shown until an administrator confirms it.
    scope_notices: Vec<PersonRow>,
    next_url: Option<String>,
    first_page: bool,
    waiting: Vec<PendingInvitationRow>,
    email: String,
    roles: Vec<RoleChoice>,
    scopes: ScopeLines,
}

/// A member in a list.
pub struct PersonRow {
    pub id: String,
    pub name: String,
    pub email: String,
    pub is_you: bool,
    pub role: &'static str,
    pub reach: String,
    pub state: &'static str,
    pub css: &'static str,
    pub last_login: Option<Moment>,
    pub asked_at: Option<Moment>,
}

struct PendingInvitationRow {
    id: String,
    email: String,
    role: &'static str,
    until: Moment,
}

/// What was typed into the invitation.
#[derive(Default)]
pub struct InvitationFields {
    pub email: String,
    pub role: String,
    pub scopes: Vec<(String, String)>,
}

/// All that the page shows.
pub struct PeopleContent {
    pub people: People,
    pub waiting: Vec<PendingInvitation>,
    pub sites: Sites,
}

impl PeopleContent {
    pub async fn gather(
        app: &AppState,
        context: &RequestContext,
        q: &str,
        after: Option<&UserId>,
    ) -> Result<PeopleContent, Problem> {
        Ok(PeopleContent {
            people: people::list(app, &context.actor, q, after).await?,
            waiting: invitations::waiting(app, &context.actor).await?,
            sites: people::sites(app, &context.actor).await?,
        })
    }
}

#[get("/people?<q>&<after>&<done>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    q: Option<&str>,
    after: Option<&str>,
    done: Option<&str>,
) -> Result<PeoplePage, ErrorResponse> {
    let q: String = pasted::value(q.unwrap_or_default()).chars().filter(|c| !c.is_control()).take(MAX_SEARCH).collect();
    // A place that makes no sense is the first page.
    let after: Option<UserId> = after.and_then(|text| text.parse().ok());
    let found = PeopleContent::gather(app, &context, &q, after.as_ref()).await?;
    let texts = Texts::of(context.lang);
    let done = match done {
        Some("revoked") => Some(texts.t("invitation-revoked")),
        Some("noted") => Some(texts.t("people-scope-notice-confirmed")),
        Some("erasing") => Some(Texts::of(context.lang).t("privacy-erasing")),
        _ => None,
    };
    let layout = Layout::new(&context, Nav::People, texts.t("people-title"));
    let page = PeoplePage::new(
        &context,
        &context.forms,
        layout,
        found,
        InvitationFields::default(),
        FieldSentences::default(),
    );
    Ok(PeoplePage { done, first_page: after.is_none(), ..page.searched(q) })
}

/// Ends the notice about viewers without a scope.
#[post("/people/scope-notice")]
pub async fn end_scope_notice(app: &AppState, context: RequestContext) -> Result<Redirect, ErrorResponse> {
    people::end_scope_notice(app, &context.actor).await?;
    Ok(Redirect::to("/people?done=noted"))
}

impl PeoplePage {
    pub fn new(
        context: &RequestContext,
        forms: &Forms,
        layout: Layout,
        found: PeopleContent,
        typed: InvitationFields,
        refused: FieldSentences,
    ) -> PeoplePage {
        let ReaderSettings { lang, zone } = context.reader();
        let you = context.member.as_ref().map(|member| member.user_public_id.clone());
        let rows = |people: Vec<Person>| {
            people
                .into_iter()
                .map(|person| PersonRow::new(person, &found.sites, forms, you.as_ref(), lang, zone))
                .collect()
        };
        let role = if typed.role.is_empty() { Role::Inspector.as_str() } else { &typed.role };
        PeoplePage {
            layout,
            done: None,
            q: String::new(),
            rows: rows(found.people.rows),
            asking: rows(found.people.asking),
            scope_notices: rows(found.people.scope_notices),
            next_url: found.people.next.map(|next| format!("{ADDRESS}?after={next}")),
            first_page: true,
            waiting: found.waiting.into_iter().map(|waiting| PendingInvitationRow::new(waiting, lang, zone)).collect(),
            roles: RoleChoice::all(lang, role),
            scopes: ScopeLines::new(forms, &found.sites, typed.scopes.into_iter(), &refused, lang),
            email: typed.email,
            refused,
        }
    }

    fn searched(self, q: String) -> PeoplePage {
        let encoded = (&q as &dyn UriDisplay<Query>).to_string();
        let next_url = self.next_url.map(|url| if q.is_empty() { url } else { format!("{url}&q={encoded}") });
        PeoplePage { q, next_url, ..self }
    }
}

impl PersonRow {
    pub fn new(
        person: Person,
        sites: &Sites,
        forms: &Forms,
        you: Option<&UserId>,
        lang: Lang,
        zone: TimeZone,
    ) -> PersonRow {
        let texts = Texts::of(lang);
        let scopes: Vec<String> = person.scopes.iter().map(|scope| scopes::text(scope, forms, sites, lang)).collect();
        let none = match person.role {
            Role::Inspector => texts.t("people-own-only"),
            Role::Viewer => texts.t("people-nothing"),
            Role::Administrator | Role::Manager | Role::Reviewer => texts.t("people-everything"),
        };
        PersonRow {
            is_you: Some(&person.id) == you,
            id: person.id.to_string(),
            name: person.full_name.unwrap_or_else(|| person.email.clone()),
            email: person.email,
            role: labels::role(texts, person.role),
            reach: if scopes.is_empty() { none.to_owned() } else { scopes.join(", ") },
            state: labels::standing(texts, person.standing),
            css: if person.standing == AccountStatus::Active { "completed" } else { "failed" },
            last_login: person.last_login.map(|at| Texts::of(lang).moment(zone.at(at))),
            asked_at: person.reset_asked_at.map(|at| Texts::of(lang).moment(zone.at(at))),
        }
    }
}

impl PendingInvitationRow {
    fn new(waiting: PendingInvitation, lang: Lang, zone: TimeZone) -> PendingInvitationRow {
        PendingInvitationRow {
            id: waiting.id.to_string(),
            email: waiting.email,
            role: labels::role(Texts::of(lang), waiting.role),
            until: Texts::of(lang).moment(zone.at(waiting.expires_at)),
        }
    }
}
