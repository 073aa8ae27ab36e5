//! The first start: a link that is printed once, and that makes the first administrator.
//!
//! There is no account and no password from the start, so nobody can forget to change one. Whoever started the program
//! sees what it prints, and that is who may set it up.

use super::{
    actor::Actor,
    passwords,
    sessions::{self, AuthMethod, SessionState, Token},
};
use crate::{
    app::App,
    domain::{
        access::Role,
        audit::actions::AuditAction,
        email,
        password::{self, Weak},
        problem::{Problem, Resource},
        session::OneTimeLinkKind,
    },
    store::{self, audit, error::cross_tenant_connection, one_time_links::NewLink, users::NewUser},
};
use anyhow::Context;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::Duration;

/// How long the link works.
const VALID: Duration = Duration::hours(1);

const KIND: OneTimeLinkKind = OneTimeLinkKind::Setup;

/// What was typed into the form of the first start.
#[derive(Clone, Copy, Debug)]
pub struct FirstStart<'a> {
    pub organisation: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub password: &'a str,
}

/// What is wrong with it, for each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaints {
    /// Empty, too long, or on several lines.
    pub organisation: bool,
    pub name: bool,
    pub email: bool,
    pub password: Option<Weak>,
}

/// What came of it.
#[derive(Debug)]
pub enum SetUp {
    /// The first administrator is signed in.
    Done(Token),
    Refused(Complaints),
}

/// Whether nobody has an account yet.
pub async fn is_wanted(app: &App) -> Result<bool, Problem> {
    // Accounts of every organisation count.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(!store::users::any(&mut conn).await?)
}

/// A new link, if nobody has an account yet. It takes the place of an earlier one.
pub async fn link(app: &App) -> Result<Option<String>, Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        store::one_time_links::withdraw_kind(conn, KIND).await?;
        if store::users::any(conn).await? {
            return Ok(None);
        }
        let token = Token::random();
        let link = NewLink {
            token_hash: &token.hash(),
            kind: KIND,
            organisation_id: app.organisation_id(),
            user_id: None,
            email: None,
            role: Some(Role::Administrator),
            scopes: json!([]),
            made_by: None,
            created_at: now,
            expires_at: now + VALID,
        };
        store::one_time_links::add(conn, &link).await?;
        Ok(Some(format!("{}/setup/{}", app.config.public_url, token.as_str())))
    })
    .await
}

/// Whether the link still works.
pub async fn check(app: &App, token: &str) -> Result<(), Problem> {
    let token: Token = token.parse().map_err(|()| Problem::NotFound(Resource::SetupLink))?;
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let open = store::one_time_links::is_open(&mut conn, KIND, &token.hash(), app.clock.now()).await?;
    if open && !store::users::any(&mut conn).await? { Ok(()) } else { Err(Problem::NotFound(Resource::SetupLink)) }
}

/// Makes the first administrator, names the organisation, and signs them in.
pub async fn set_up(app: &App, actor: &Actor, token: &str, typed: FirstStart<'_>) -> Result<SetUp, Problem> {
    check(app, token).await?;
    let token: Token = token.parse().map_err(|()| Problem::NotFound(Resource::SetupLink))?;
    if let Err(complaints) = judge(&typed) {
        return Ok(SetUp::Refused(complaints));
    }
    let hash = passwords::hash(app, typed.password).await?;
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let made = conn.transaction(async |conn| first(app, conn, actor, &token, typed, &hash).await).await?;
    Ok(SetUp::Done(made))
}

async fn first(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    token: &Token,
    typed: FirstStart<'_>,
    hash: &str,
) -> Result<Token, Problem> {
    let now = app.clock.now();
    // Of two that open the link at once, the second waits here and finds it used.
    if !store::one_time_links::use_up(conn, KIND, &token.hash(), now).await? || store::users::any(conn).await? {
        return Err(Problem::NotFound(Resource::SetupLink));
    }
    let organisation = actor.organisation_id;
    let user = NewUser {
        email: email::clean(typed.email).unwrap_or_default(),
        password_hash: hash,
        full_name: Some(typed.name.trim()),
        must_change_password: false,
        password_changed_at: Some(now),
        created_at: now,
    };
    let user = store::users::add(conn, &user).await?.context("an account out of nowhere").map_err(Problem::Internal)?;
    store::memberships::add(conn, organisation, user, Role::Administrator).await?;
    store::organisations::rename(conn, organisation, typed.organisation.trim()).await?;
    let actor = Actor { user_id: Some(user), ..actor.clone() };
    let details = json!({ "role": Role::Administrator, "by": "setup link" });
    audit::add(conn, &actor.audit_of("user", Some(user), AuditAction::UserAdded, details, now)).await?;
    let details = json!({ "name": typed.organisation.trim() });
    audit::add(conn, &actor.audit_of("organisation", Some(organisation), AuditAction::OrganisationNamed, details, now))
        .await?;
    let token = sessions::begin(conn, &actor, user, SessionState::Active, AuthMethod::Password, now).await?;
    store::users::signed_in(conn, user, organisation, now).await?;
    let details = json!({ "by": "setup link", "state": SessionState::Active });
    audit::add(conn, &actor.audit_of("user", Some(user), AuditAction::SigninOk, details, now)).await?;
    Ok(token)
}

fn judge(typed: &FirstStart<'_>) -> Result<(), Complaints> {
    let complaints = Complaints {
        organisation: !is_name(typed.organisation),
        name: !is_name(typed.name),
        email: email::clean(typed.email).is_none(),
        password: password::judge(typed.password, &[typed.email, typed.name, typed.organisation, "injaaz"]).err(),
    };
    if complaints == Complaints::default() { Ok(()) } else { Err(complaints) }
}

/// What may be the name of a person or an organisation: one line that people read.
pub fn is_name(text: &str) -> bool {
    let text = text.trim();
    (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}
