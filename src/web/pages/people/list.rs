//! The list, and the form that invites somebody.

use super::{ADDRESS, RoleChoice, scopes::ScopeLines};
use crate::{
    domain::{
        access::{Role, Scope},
        ids::{ModuleSlug, UserId},
        lang::Lang,
        problem::Problem,
    },
    forms::Forms,
    services::{
        invitations::{self, Waiting},
        people::{self, People, Person, Sites, Standing},
    },
    web::{
        context::{AppState, RequestContext},
        error::Failed,
        view::{
            format::{self, Moment},
            layout::{Layout, Nav},
            refused::Refused,
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    http::uri::fmt::{Query, UriDisplay},
};

/// Longest text that is searched for.
const MAX_SEARCH: usize = 200;

#[derive(Template, WebTemplate)]
#[template(path = "people/list.html")]
pub struct PeoplePage {
    layout: Layout,
    done: Option<&'static str>,
    refused: Refused,
    q: String,
    rows: Vec<PersonRow>,
    asking: Vec<PersonRow>,
    next_url: Option<String>,
    first_page: bool,
    waiting: Vec<PendingSubmissionRow>,
    email: String,
    roles: Vec<RoleChoice>,
    scopes: ScopeLines,
}

/// Somebody in a list.
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

struct PendingSubmissionRow {
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
pub struct Found {
    pub people: People,
    pub waiting: Vec<Waiting>,
    pub sites: Sites,
}

impl Found {
    pub async fn gather(
        app: &AppState,
        context: &RequestContext,
        q: &str,
        after: Option<&UserId>,
    ) -> Result<Found, Problem> {
        Ok(Found {
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
) -> Result<PeoplePage, Failed> {
    let q: String = q.unwrap_or_default().trim().chars().filter(|c| !c.is_control()).take(MAX_SEARCH).collect();
    // A place that makes no sense is the first page.
    let after: Option<UserId> = after.and_then(|text| text.parse().ok());
    let found =
        Found::gather(app, &context, &q, after.as_ref()).await.map_err(|problem| Failed::new(problem, &context))?;
    let words = &Words::of(context.lang).people;
    let done = match done {
        Some("revoked") => Some(words.invitation.revoked),
        Some("erasing") => Some(Words::of(context.lang).privacy.erasing),
        _ => None,
    };
    let layout = Layout::new(&context, Nav::People, words.people.title);
    let page = PeoplePage::new(&context, &app.forms, layout, found, InvitationFields::default(), Refused::default());
    Ok(PeoplePage { done, first_page: after.is_none(), ..page.searched(q) })
}

impl PeoplePage {
    pub fn new(
        context: &RequestContext,
        forms: &Forms,
        layout: Layout,
        found: Found,
        typed: InvitationFields,
        refused: Refused,
    ) -> PeoplePage {
        let lang = context.lang;
        let you = context.member.as_ref().map(|member| member.user_public_id.clone()).unwrap_or_default();
        let rows = |people: Vec<Person>| {
            people.into_iter().map(|person| PersonRow::new(person, &found.sites, forms, &you, lang)).collect()
        };
        let role = if typed.role.is_empty() { Role::Inspector.as_str() } else { &typed.role };
        PeoplePage {
            layout,
            done: None,
            q: String::new(),
            rows: rows(found.people.rows),
            asking: rows(found.people.asking),
            next_url: found.people.next.map(|next| format!("{ADDRESS}?after={next}")),
            first_page: true,
            waiting: found.waiting.into_iter().map(|waiting| PendingSubmissionRow::new(waiting, lang)).collect(),
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
    pub fn new(person: Person, sites: &Sites, forms: &Forms, you: &str, lang: Lang) -> PersonRow {
        let words = &Words::of(lang).people;
        let module =
            |slug: &ModuleSlug| forms.get(slug).map_or_else(|| slug.to_string(), |def| def.short.get(lang).to_owned());
        let scope = |scope: &Scope| {
            let site = scope.site_key.as_ref().map(|key| sites.get(key).unwrap_or(key).clone());
            let parts = [scope.module.as_ref().map(module), site];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" – ")
        };
        let scopes: Vec<String> = person.scopes.iter().map(scope).collect();
        let none = if person.role == Role::Inspector { words.people.own_only } else { words.people.everything };
        PersonRow {
            is_you: person.id.as_str() == you,
            id: person.id.to_string(),
            name: person.full_name.unwrap_or_else(|| person.email.clone()),
            email: person.email,
            role: words.role(person.role),
            reach: if scopes.is_empty() { none.to_owned() } else { scopes.join(", ") },
            state: words.standing(person.standing),
            css: if person.standing == Standing::Active { "completed" } else { "failed" },
            last_login: person.last_login.map(|at| format::moment(at, lang)),
            asked_at: person.reset_asked_at.map(|at| format::moment(at, lang)),
        }
    }
}

impl PendingSubmissionRow {
    fn new(waiting: Waiting, lang: Lang) -> PendingSubmissionRow {
        PendingSubmissionRow {
            id: waiting.id.to_string(),
            email: waiting.email,
            role: Words::of(lang).people.role(waiting.role),
            until: format::moment(waiting.expires_at, lang),
        }
    }
}
