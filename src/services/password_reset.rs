//! Password resets: a link that sets a new password, once, within an hour.
//!
//! A request does not reveal whether an account exists: the response is sent first, and a job does the work. The link
//! is sent by e-mail; without a mail server, the person's administrators see the request and pass a link on. A reset
//! ends every session and does not change second factors.

use super::{
    actor::Actor,
    email as email_delivery,
    jobs::{self, Claim},
    passwords, people,
    sessions::Token,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        email::{self, EmailContent},
        ids::UserId,
        job::RequestPasswordReset,
        lang::Lang,
        problem::{Conflict, Problem, Resource},
        session::OneTimeLinkKind,
    },
    i18n::Texts,
    mail::Email,
    security::KeyPurpose,
    services::invitations::CreatedLink,
    store::{self, audit::NewAudit, error::cross_tenant_connection, one_time_links::NewLink, users::UserRow},
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::IpAddr;
use time::{Duration, OffsetDateTime};

/// How long a reset link works.
pub const VALID: Duration = Duration::hours(1);

/// How many links a person can request within that time.
const AT_MOST: i64 = 3;

const KIND: OneTimeLinkKind = OneTimeLinkKind::Reset;

/// The account that a reset link belongs to. Name and address must not be part of the new password.
#[derive(Clone, Debug)]
pub struct ResetAccount {
    pub email: String,
    pub full_name: Option<String>,
    user: i64,
    token_hash: [u8; 32],
}

/// The content of a request, which its job keeps sealed.
#[derive(Serialize, Deserialize)]
struct Request {
    address: String,
    lang: Lang,
    ip: Option<IpAddr>,
    user_agent: Option<String>,
}

/// Accepts a request. The same job is added whether or not the account exists, so neither the response nor its timing
/// differs. Pending requests for the same address are merged.
pub async fn request_reset(app: &App, actor: &Actor, typed: &str, lang: Lang) -> Result<(), Problem> {
    let Some(address) = email::clean(typed) else { return Ok(()) };
    let request = Request { address: address.clone(), lang, ip: actor.ip, user_agent: actor.user_agent.clone() };
    let key = app.keyring.newest_mac_key(KeyPurpose::PasswordResetAddress);
    let mut code = hex::encode(key.code(address.to_lowercase().as_bytes()));
    code.truncate(32);
    let payload = RequestPasswordReset { sealed: email_delivery::sealed(app, &request)?, address: code };
    let mut conn = cross_tenant_connection(&app.pool).await?;
    if jobs::add(&mut conn, None, None, &payload, app.clock.now()).await?.is_some() {
        email_delivery::wake(app);
    }
    Ok(())
}

/// The job of a request: creates the link and its e-mail, or records the request for the administrators.
pub async fn answer_request(app: &App, claim: &Claim, payload: &RequestPasswordReset) -> Result<(), Problem> {
    let request: Request = email_delivery::opened(app, &payload.sealed)?;
    let now = app.clock.now();
    // The organisation is known only after the account is found.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let user = store::users::by_email(&mut conn, &request.address).await?;
    let homes = match &user {
        Some(user) => store::people::organisations_of(&mut conn, user.id).await?,
        None => Vec::new(),
    };
    let user = user.filter(|user| user.disabled_at.is_none() && !homes.is_empty());
    let token = Token::random();
    conn.transaction(async |conn| {
        // First, because a worker that lost the lease must not change anything.
        if !store::jobs::finish(conn, claim.id, &claim.token).await? {
            return Err(claim.lease_lost());
        }
        match &user {
            Some(user) => create_reset_link(app, conn, user, &homes, &request, &token, now).await,
            None => Ok(()),
        }
    })
    .await?;
    email_delivery::wake(app);
    Ok(())
}

async fn create_reset_link(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: &UserRow,
    homes: &[i64],
    request: &Request,
    token: &Token,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let by_mail = app.mailer.is_configured();
    store::people::lock_user(conn, user.id).await?;
    if by_mail {
        if store::invitations::resets_since(conn, user.id, now - VALID).await? >= AT_MOST {
            return Ok(());
        }
        add(conn, user, None, None, token, now).await?;
    } else if !store::people::ask_for_reset(conn, user.id, now, now - VALID).await? {
        return Ok(());
    }
    for organisation_id in homes {
        let actor =
            Actor { ip: request.ip, user_agent: request.user_agent.clone(), ..Actor::system(app, *organisation_id) };
        let details = json!({ "mail": by_mail });
        let audit = actor.audit_of("user", Some(user.id), AuditAction::PasswordResetRequested, details, now);
        store::audit::add(conn, &audit).await?;
    }
    if by_mail {
        let lang = store::invitations::language(conn, user.id).await?.unwrap_or(request.lang);
        let email = email_of(&user.email, url(app, token), lang);
        email_delivery::add(app, conn, None, email, now + VALID).await?;
    }
    Ok(())
}

/// Creates a reset link that an administrator passes on. Refused for a person who also belongs to another organisation:
/// the link would give access there as well.
pub async fn make(app: &App, actor: &Actor, id: &UserId) -> Result<CreatedLink, Problem> {
    let (token, now) = (Token::random(), app.clock.now());
    let mut conn = actor.connection(&app.pool).await?;
    let person = people::find(&mut conn, actor, id, now).await?;
    drop(conn);
    if person.suspended_at.is_some() || person.disabled {
        return Err(Problem::Conflict(Conflict::CannotSignIn));
    }
    // Other memberships of the person are not visible within the tenant scope.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        store::people::lock_user(conn, person.user_id).await?;
        if store::people::is_elsewhere(conn, person.user_id, actor.organisation_id).await? {
            return Err(Problem::Conflict(Conflict::BelongsElsewhere));
        }
        let user = store::users::by_id(conn, person.user_id).await?.ok_or(Problem::NotFound(Resource::Person))?;
        store::invitations::end_resets(conn, user.id, now).await?;
        add(conn, &user, Some(actor.organisation_id), actor.user_id, &token, now).await?;
        store::people::settle_reset(conn, user.id).await?;
        people::audit_change(conn, actor, &person, AuditAction::PasswordResetLinkMade, json!({}), now).await
    })
    .await?;
    Ok(CreatedLink { url: url(app, &token), expires_at: now + VALID, mailed: false })
}

async fn add(
    conn: &mut AsyncPgConnection,
    user: &UserRow,
    organisation_id: Option<i64>,
    made_by: Option<i64>,
    token: &Token,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let link = NewLink {
        token_hash: &token.hash(),
        kind: KIND,
        organisation_id,
        user_id: Some(user.id),
        email: None,
        role: None,
        scopes: json!([]),
        made_by,
        created_at: now,
        expires_at: now + VALID,
    };
    store::one_time_links::add(conn, &link).await?;
    Ok(())
}

/// The account of a reset token, if the token is still valid.
pub async fn account_of_token(app: &App, token: &str) -> Result<ResetAccount, Problem> {
    let gone = || Problem::NotFound(Resource::OneTimeLink);
    let token: Token = token.parse().map_err(|()| gone())?;
    let token_hash = token.hash();
    // The account is known only from the link.
    let (mut conn, now) = (cross_tenant_connection(&app.pool).await?, app.clock.now());
    let link = store::invitations::find(&mut conn, &token_hash, KIND, now).await?.ok_or_else(gone)?;
    let user = store::users::by_id(&mut conn, link.user_id.ok_or_else(gone)?).await?.ok_or_else(gone)?;
    if user.disabled_at.is_some() {
        return Err(gone());
    }
    // A link made by an administrator ends when the person joins another organisation.
    if let Some(organisation) = link.organisation_id
        && store::people::is_elsewhere(&mut conn, user.id, organisation).await?
    {
        return Err(gone());
    }
    Ok(ResetAccount { email: user.email, full_name: user.full_name, user: user.id, token_hash })
}

/// Sets the new password and ends every session of the person.
pub async fn choose(app: &App, actor: &Actor, reset: &ResetAccount, password: &str) -> Result<(), Problem> {
    let hash = passwords::hash(app, password).await?;
    let (mut conn, now) = (cross_tenant_connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        if !store::one_time_links::consume(conn, KIND, &reset.token_hash, now).await? {
            return Err(Problem::NotFound(Resource::OneTimeLink));
        }
        let user = reset.user;
        store::users::set_password(conn, user, &hash, false, now).await?;
        let ended = store::sessions::end_others(conn, user, None).await?;
        store::invitations::end_resets(conn, user, now).await?;
        store::people::settle_reset(conn, user).await?;
        for organisation_id in store::people::organisations_of(conn, user).await? {
            let audit =
                actor.audit_of("user", Some(user), AuditAction::PasswordReset, json!({ "sessions_ended": ended }), now);
            store::audit::add(conn, &NewAudit { organisation_id, user_id: Some(user), ..audit }).await?;
        }
        Ok(())
    })
    .await
}

fn url(app: &App, token: &Token) -> String {
    format!("{}/password-reset/{}", app.config.public_url, token.as_str())
}

fn email_of(to: &str, url: String, lang: Lang) -> Email {
    let content = EmailContent::PasswordReset { url, valid_hours: VALID.whole_hours() };
    Email::new(to, Texts::of(lang).email(&content))
}
