//! First start: a link, printed once, that creates the first administrator.
//!
//! There is no default account or password that could stay unchanged. Whoever started the program can read its output
//! and is therefore entitled to set it up.

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
        password::{self, PasswordRejection},
        pasted,
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

/// The form of the first start, unchecked.
#[derive(Clone, Copy, Debug)]
pub struct FirstStart<'a> {
    pub organisation: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub password: &'a str,
}

/// The invalid fields of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetupErrors {
    /// Empty, too long, or more than one line.
    pub organisation: bool,
    pub name: bool,
    pub email: bool,
    pub password: Option<PasswordRejection>,
}

/// Result of the first start.
#[derive(Debug)]
pub enum SetUp {
    /// The first administrator is signed in.
    Done(Token),
    Refused(SetupErrors),
}

/// Whether no account exists yet.
pub async fn is_required(app: &App) -> Result<bool, Problem> {
    // Accounts of all organisations count.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(!store::users::any(&mut conn).await?)
}

/// Creates a link that replaces an earlier one; none if an account exists.
pub async fn link(app: &App) -> Result<Option<String>, Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        store::one_time_links::delete_of_kind(conn, KIND).await?;
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

/// Creates the first administrator, names the organisation, and signs the administrator in.
pub async fn set_up(app: &App, actor: &Actor, token: &str, typed: FirstStart<'_>) -> Result<SetUp, Problem> {
    check(app, token).await?;
    let token: Token = token.parse().map_err(|()| Problem::NotFound(Resource::SetupLink))?;
    if let Err(complaints) = validate(&typed) {
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
    // Of two concurrent requests, the second waits here and finds the link used.
    if !store::one_time_links::consume(conn, KIND, &token.hash(), now).await? || store::users::any(conn).await? {
        return Err(Problem::NotFound(Resource::SetupLink));
    }
    let organisation = actor.organisation_id;
    let (address, name) = (email::clean(typed.email).unwrap_or_default(), pasted::name(typed.name));
    let called = pasted::name(typed.organisation);
    let user = NewUser {
        email: &address,
        password_hash: hash,
        full_name: Some(&name),
        must_change_password: false,
        password_changed_at: Some(now),
        created_at: now,
    };
    let user = store::users::add(conn, &user)
        .await?
        .context("the first account could not be added")
        .map_err(Problem::Internal)?;
    store::memberships::add(conn, organisation, user, Role::Administrator).await?;
    store::organisations::rename(conn, organisation, &called).await?;
    let actor = Actor { user_id: Some(user), ..actor.clone() };
    let details = json!({ "role": Role::Administrator, "by": "setup link" });
    audit::add(conn, &actor.audit_of("user", Some(user), AuditAction::UserAdded, details, now)).await?;
    let details = json!({ "name": called });
    audit::add(conn, &actor.audit_of("organisation", Some(organisation), AuditAction::OrganisationNamed, details, now))
        .await?;
    let token = sessions::begin(conn, &actor, user, SessionState::Active, AuthMethod::Password, now).await?;
    store::users::signed_in(conn, user, organisation, now).await?;
    let details = json!({ "by": "setup link", "state": SessionState::Active });
    audit::add(conn, &actor.audit_of("user", Some(user), AuditAction::SigninOk, details, now)).await?;
    Ok(token)
}

fn validate(typed: &FirstStart<'_>) -> Result<(), SetupErrors> {
    let complaints = SetupErrors {
        organisation: !is_name(typed.organisation),
        name: !is_name(typed.name),
        email: email::clean(typed.email).is_none(),
        password: password::check(typed.password, &[typed.email, typed.name, typed.organisation, "injaaz"]).err(),
    };
    if complaints == SetupErrors::default() { Ok(()) } else { Err(complaints) }
}

/// Whether a text can be the name of a person or an organisation: 1 to 200 characters, none of them
/// invisible.
pub fn is_name(text: &str) -> bool {
    let text = pasted::name(text);
    (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}
