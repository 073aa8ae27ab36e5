//! Accounts as the operator of the server manages them at the command line; the audit rows say so.

use super::{actor::Actor, factors, forms, passwords, people, sessions::Token, setup::is_name};
use crate::{
    app::App,
    domain::{
        access::{Role, Scope},
        audit::actions::AuditAction,
        email,
        lang::Lang,
        password::{self, PasswordRejection},
        pasted,
        problem::Problem,
        session::OneTimeLinkKind,
    },
    i18n::Texts,
    store::{
        self, audit,
        error::cross_tenant_connection,
        one_time_links::NewLink,
        users::{ListedUser, NewUser, UserRow},
    },
};
use anyhow::{Context, anyhow, bail};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};
use time::Duration;

/// How long a link that the operator passes on works.
const LINK_VALID: Duration = Duration::days(3);

/// How the password of an account is set.
pub enum Secret<'a> {
    /// Given by the operator; with `must_change`, the person changes it at the first sign-in.
    Password { text: &'a str, must_change: bool },
    /// Chosen by the person through a link.
    Link,
}

/// The account to add.
pub struct NewAccount<'a> {
    pub email: &'a str,
    pub name: Option<&'a str>,
    pub role: Role,
    /// Public id or name; none: the default organisation.
    pub organisation: Option<&'a str>,
    /// The forms and sites that the member is limited to.
    pub scopes: &'a [Scope],
}

/// The text of a problem for a command, with its cause.
pub fn plain(problem: Problem) -> anyhow::Error {
    match problem.cause() {
        Some(cause) => anyhow!("{cause:#}"),
        None => anyhow!("{}", Texts::of(Lang::EN).problem(&problem)),
    }
}

fn weak(weak: PasswordRejection) -> anyhow::Error {
    anyhow!("{}", Texts::of(Lang::EN).weak_password(weak))
}

/// An audit row of a command: the person at the command line is unknown, so the details name the command line.
fn command_change(organisation_id: i64, user: i64, action: AuditAction, details: Value, app: &App) -> AccountChange {
    let mut details = details;
    if let Some(map) = details.as_object_mut() {
        map.insert("by".to_owned(), "command line".into());
    }
    AccountChange { actor: Actor::system(app, organisation_id), user, action, details, now: app.clock.now() }
}

struct AccountChange {
    actor: Actor,
    user: i64,
    action: AuditAction,
    details: Value,
    now: time::OffsetDateTime,
}

impl AccountChange {
    async fn add(&self, conn: &mut AsyncPgConnection) -> anyhow::Result<()> {
        let row = self.actor.audit_of("user", Some(self.user), self.action, self.details.clone(), self.now);
        Ok(audit::add(conn, &row).await?)
    }
}

/// Adds an account, or a further membership of an existing account. Returns the link, if one was requested.
pub async fn add(app: &App, new: NewAccount<'_>, secret: Secret<'_>) -> anyhow::Result<Option<String>> {
    let email = email::clean(new.email)
        .context("This is not an e-mail address. Enter one such as aisha@example.org: people sign in with it.")?;
    if new.name.is_some_and(|name| !is_name(name)) {
        bail!("The name must be one line of 1 to 200 characters.");
    }
    let name = new.name.map(pasted::name);
    let home = app.organisation_id().context("the database is not prepared")?;
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    let organisation = match new.organisation {
        None => home,
        Some(wanted) => store::organisations::named(&mut conn, wanted).await?.with_context(|| {
            format!("There is no organisation {wanted:?}, or several have this name. Enter its name or its public id.")
        })?,
    };
    let forms = forms::of(app, &mut conn, organisation).await.map_err(plain)?;
    let mut modules = new.scopes.iter().filter_map(|scope| scope.module.as_ref());
    if let Some(unknown) = modules.find(|module| forms.get(module).is_none()) {
        bail!(no_form(unknown.as_str()));
    }
    let organisation_name = store::organisations::name_of(&mut conn, organisation).await?;
    let there = store::users::by_email(&mut conn, &email).await?;
    let hash = match &secret {
        Secret::Password { text, .. } if there.is_none() => {
            let own = [email.as_str(), new.name.unwrap_or_default(), organisation_name.as_str(), "injaaz"];
            password::check(text, &own).map_err(weak)?;
            passwords::hash(app, text).await.map_err(plain)?
        }
        _ => String::new(),
    };
    conn.transaction(async |conn| {
        let now = app.clock.now();
        let user = match &there {
            Some(user) => user.id,
            None => {
                let must_change = matches!(secret, Secret::Password { must_change: true, .. });
                let user = NewUser {
                    email: &email,
                    password_hash: &hash,
                    full_name: name.as_deref(),
                    must_change_password: must_change,
                    password_changed_at: (!hash.is_empty()).then_some(now),
                    created_at: now,
                };
                store::users::add(conn, &user).await?.context("Another person has just added this address.")?
            }
        };
        if !store::memberships::add(conn, organisation, user, new.role).await? {
            bail!("{email} is already a member of {organisation_name:?}. `injaaz user list` shows all accounts.");
        }
        let membership = store::people::membership(conn, organisation, user).await?;
        store::people::set_scopes(conn, organisation, membership, &people::distinct(new.scopes)).await?;
        let details = json!({ "role": new.role, "scopes": people::written(new.scopes) });
        command_change(organisation, user, AuditAction::UserAdded, details, app).add(conn).await?;
        match secret {
            Secret::Link if there.is_none() => Ok(Some(link(app, conn, organisation, user).await?)),
            _ => Ok(None),
        }
    })
    .await
}

/// What is said about a form that the organisation does not have.
pub fn no_form(name: &str) -> String {
    format!("There is no form {name:?}. Use the short name from its address.")
}

async fn link(app: &App, conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> anyhow::Result<String> {
    let (token, now) = (Token::random(), app.clock.now());
    store::one_time_links::delete_of_user(conn, OneTimeLinkKind::Reset, user).await?;
    let link = NewLink {
        token_hash: &token.hash(),
        kind: OneTimeLinkKind::Reset,
        organisation_id: Some(organisation),
        user_id: Some(user),
        email: None,
        role: None,
        scopes: json!([]),
        made_by: None,
        created_at: now,
        expires_at: now + LINK_VALID,
    };
    store::one_time_links::add(conn, &link).await?;
    Ok(format!("{}/password-reset/{}", app.config.public_url, token.as_str()))
}

/// The account of an address, and the organisation whose log records changes to it.
async fn found(app: &App, conn: &mut AsyncPgConnection, address: &str) -> anyhow::Result<(UserRow, i64)> {
    let user = match email::clean(address) {
        Some(address) => store::users::by_email(conn, &address).await?,
        None => None,
    };
    let user = user.with_context(|| {
        format!("There is no account with the address {address}. `injaaz user list` shows all accounts.")
    })?;
    let first = store::memberships::first_of(conn, user.id).await?;
    let organisation = first.or(app.organisation_id()).context("the database is not prepared")?;
    Ok((user, organisation))
}

/// Changes a password and ends all sessions of the person; or creates a reset link, if one is requested.
pub async fn set_password(app: &App, address: &str, secret: Secret<'_>) -> anyhow::Result<Option<String>> {
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    let (user, organisation) = found(app, &mut conn, address).await?;
    let organisation_name = store::organisations::name_of(&mut conn, organisation).await?;
    let (text, must_change) = match secret {
        Secret::Password { text, must_change } => (text, must_change),
        Secret::Link => {
            let made = conn.transaction(async |conn| {
                command_change(organisation, user.id, AuditAction::PasswordLinkMade, json!({}), app).add(conn).await?;
                link(app, conn, organisation, user.id).await
            });
            return Ok(Some(made.await?));
        }
    };
    let own = [user.email.as_str(), user.full_name.as_deref().unwrap_or_default(), &organisation_name, "injaaz"];
    password::check(text, &own).map_err(weak)?;
    let hash = passwords::hash(app, text).await.map_err(plain)?;
    conn.transaction(async |conn| {
        store::users::set_password(conn, user.id, &hash, must_change, app.clock.now()).await?;
        store::one_time_links::delete_of_user(conn, OneTimeLinkKind::Reset, user.id).await?;
        let ended = store::sessions::end_others(conn, user.id, None).await?;
        command_change(organisation, user.id, AuditAction::PasswordChanged, json!({ "sessions_ended": ended }), app)
            .add(conn)
            .await
    })
    .await
    .map(|()| None)
}

/// Disables an account and ends its sessions, or enables it again. Returns whether anything changed.
pub async fn set_disabled(app: &App, address: &str, disabled: bool) -> anyhow::Result<bool> {
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    let (user, organisation) = found(app, &mut conn, address).await?;
    conn.transaction(async |conn| {
        let since = disabled.then(|| app.clock.now());
        if !store::users::set_disabled(conn, user.id, since).await? {
            return Ok(false);
        }
        let ended = if disabled { store::sessions::end_others(conn, user.id, None).await? } else { 0 };
        let action = if disabled { AuditAction::UserDisabled } else { AuditAction::UserEnabled };
        command_change(organisation, user.id, action, json!({ "sessions_ended": ended }), app).add(conn).await?;
        Ok(true)
    })
    .await
}

/// Removes all second factors and recovery codes of a person who lost them, and ends all their sessions. Returns the
/// number of factors.
pub async fn remove_factors(app: &App, address: &str) -> anyhow::Result<usize> {
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    let (user, organisation) = found(app, &mut conn, address).await?;
    conn.transaction(async |conn| {
        let removed = factors::remove_all_of(conn, user.id, app.clock.now()).await?;
        let details = json!({ "kind": "all", "count": removed.factors, "sessions_ended": removed.sessions });
        command_change(organisation, user.id, AuditAction::FactorRemoved, details, app).add(conn).await?;
        Ok(removed.factors)
    })
    .await
}

/// All accounts of this server.
pub async fn all(app: &App) -> anyhow::Result<Vec<ListedUser>> {
    // The operator's list contains the members of every organisation.
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    Ok(store::users::all(&mut conn).await?)
}
