//! Invitations: a link that makes its recipient a member, once, within seven days.
//!
//! A recipient without an account chooses a name and a password. A recipient with an account must be signed in to it:
//! the link does not give access to an existing account.

use super::{accounts::principal::scopes_of, actor::Actor, email, passwords, people, sessions, sign_in::state_after};
use crate::{
    app::App,
    domain::{
        access::{Role, Scope},
        audit::actions::AuditAction,
        email::EmailContent,
        ids::InvitationId,
        lang::Lang,
        problem::{Conflict, Problem, Resource},
        session::OneTimeLinkKind,
    },
    i18n::Texts,
    mail::Email,
    store::{self, error::cross_tenant_connection, invitations::LinkRow, one_time_links::NewLink, users::NewUser},
};
use anyhow::{Context, anyhow};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use sessions::{AuthMethod, Member, SessionState, Token};
use time::{Duration, OffsetDateTime};

/// How long an invitation is valid.
pub const VALID: Duration = Duration::days(7);

const KIND: OneTimeLinkKind = OneTimeLinkKind::Invitation;

/// The address to invite, with role and scopes.
#[derive(Clone, Debug)]
pub struct Invitee {
    pub email: String,
    pub role: Role,
    pub scopes: Vec<Scope>,
}

/// A created link; its address is returned once.
pub struct CreatedLink {
    pub url: String,
    pub expires_at: OffsetDateTime,
    /// Whether it was also sent by e-mail.
    pub mailed: bool,
}

/// A pending invitation.
#[derive(Clone, Debug)]
pub struct PendingInvitation {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub expires_at: OffsetDateTime,
}

/// What the page of an invitation shows to its recipient.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub organisation_id: i64,
    pub organisation: String,
    pub email: String,
    pub role: Role,
    /// The account that already has this address.
    pub account: Option<i64>,
    key: i64,
    token_hash: [u8; 32],
    scopes: Vec<Scope>,
}

/// Creates an invitation; an earlier one for the same address stops working.
pub async fn invite(app: &App, actor: &Actor, invitee: &Invitee, lang: Lang) -> Result<CreatedLink, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (token, now) = (Token::random(), app.clock.now());
    let url = format!("{}/join/{}", app.config.public_url, token.as_str());
    conn.transaction(async |conn| {
        let organisation = make(conn, actor, invitee, &token, now).await?;
        let email = email_of(&invitee.email, organisation, url.clone(), lang);
        email::add(app, conn, Some(actor.organisation_id), email, now + VALID).await
    })
    .await?;
    email::wake(app);
    Ok(CreatedLink { url, expires_at: now + VALID, mailed: app.mailer.is_configured() })
}

/// Creates an invitation in a transaction; returns the name of the organisation.
pub(super) async fn make(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    invitee: &Invitee,
    token: &Token,
    now: OffsetDateTime,
) -> Result<String, Problem> {
    let organisation = actor.organisation_id;
    // Only membership of this organisation is checked: an account elsewhere must not be disclosed to the actor.
    if let Some(user) = store::users::by_email(conn, &invitee.email).await?
        && store::people::is_member(conn, organisation, user.id).await?
    {
        return Err(Problem::Conflict(Conflict::AlreadyMember));
    }
    store::invitations::end_invitations(conn, organisation, &invitee.email, now).await?;
    let link = NewLink {
        token_hash: &token.hash(),
        kind: KIND,
        organisation_id: Some(organisation),
        user_id: None,
        email: Some(&invitee.email),
        role: Some(invitee.role),
        scopes: people::written(&invitee.scopes),
        made_by: actor.user_id,
        created_at: now,
        expires_at: now + VALID,
    };
    let key = store::one_time_links::add(conn, &link).await?;
    let details = json!({
        "email": invitee.email, "role": invitee.role, "scopes": people::written(&invitee.scopes),
    });
    store::audit::add(conn, &actor.audit_of("invitation", Some(key), AuditAction::InvitationMade, details, now))
        .await?;
    Ok(store::organisations::name_of(conn, organisation).await?)
}

/// The pending invitations, newest first.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<PendingInvitation>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::invitations::invitations(&mut conn, actor.organisation_id, app.clock.now()).await?;
    let one = |row: LinkRow| {
        let role = row.role.context("an invitation without a role")?;
        let id = id_of(&row);
        anyhow::Ok(PendingInvitation {
            id,
            email: row.email.context("an invitation without an e-mail address")?,
            role,
            expires_at: row.expires_at,
        })
    };
    rows.into_iter().map(one).collect::<anyhow::Result<_>>().map_err(Problem::Internal)
}

pub async fn revoke(app: &App, actor: &Actor, id: &InvitationId) -> Result<(), Problem> {
    let (mut conn, now) = (actor.connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        let rows = store::invitations::invitations(conn, actor.organisation_id, now).await?;
        let row = rows.into_iter().find(|row| id_of(row) == *id);
        let row = row.ok_or(Problem::NotFound(Resource::Invitation))?;
        if !store::one_time_links::consume(conn, KIND, &row.token_hash, now).await? {
            return Err(Problem::NotFound(Resource::Invitation));
        }
        let details = json!({ "email": row.email });
        let audit = actor.audit_of("invitation", Some(row.id), AuditAction::InvitationRevoked, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// The invitation of a token, if it is still valid.
pub async fn by_token(app: &App, token: &str) -> Result<Invitation, Problem> {
    let gone = || Problem::NotFound(Resource::OneTimeLink);
    let token: Token = token.parse().map_err(|()| gone())?;
    // The organisation is known only from the link.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let row = store::invitations::find(&mut conn, &token.hash(), KIND, app.clock.now()).await?.ok_or_else(gone)?;
    let broken = |what: &'static str| Problem::Internal(anyhow!("invitation {}: {what}", row.id));
    let email = row.email.clone().ok_or_else(|| broken("without an e-mail address"))?;
    let organisation_id = row.organisation_id.ok_or_else(|| broken("without an organisation"))?;
    let account = store::users::by_email(&mut conn, &email).await?;
    Ok(Invitation {
        organisation: store::organisations::name_of(&mut conn, organisation_id).await?,
        organisation_id,
        role: row.role.ok_or_else(|| broken("without a role"))?,
        account: account.map(|account| account.id),
        email,
        key: row.id,
        scopes: scopes_of(&row.scopes).map_err(Problem::Internal)?,
        token_hash: row.token_hash,
    })
}

/// Creates an account for the recipient, with a chosen name and password.
pub async fn join(
    app: &App,
    actor: &Actor,
    invitation: &Invitation,
    full_name: &str,
    password: &str,
    lang: Lang,
) -> Result<Token, Problem> {
    let hash = passwords::hash(app, password).await?;
    let (mut conn, now) = (cross_tenant_connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        let user = NewUser {
            email: &invitation.email,
            password_hash: &hash,
            full_name: Some(full_name),
            must_change_password: false,
            password_changed_at: Some(now),
            created_at: now,
        };
        // An account with this address was created meanwhile: the link now asks to sign in.
        let user = store::users::add(conn, &user).await?.ok_or(Problem::Conflict(Conflict::AlreadyMember))?;
        store::invitations::set_language(conn, user, lang).await?;
        let actor = add_membership(conn, actor, invitation, user, now).await?;
        store::users::signed_in(conn, user, invitation.organisation_id, now).await?;
        let state = state_of(conn, user, AuthMethod::Password).await?;
        sessions::begin(conn, &actor, user, state, AuthMethod::Password, now).await
    })
    .await
}

/// Makes the signed-in owner of the invited address a member of a further organisation. The session moves there, under
/// a new token.
pub async fn accept(app: &App, actor: &Actor, invitation: &Invitation, member: &Member) -> Result<Token, Problem> {
    if invitation.account != Some(member.user_id) {
        return Err(Problem::NotFound(Resource::OneTimeLink));
    }
    let (mut conn, now) = (cross_tenant_connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        let actor = add_membership(conn, actor, invitation, member.user_id, now).await?;
        let organisation = actor.organisation_id;
        store::users::set_last_organisation(conn, member.user_id, organisation).await?;
        let state = state_of(conn, member.user_id, member.strength).await?;
        let token = Token::random();
        store::sessions::rotate(conn, member.session_id, &token.hash(), state).await?;
        store::sessions::move_to(conn, member.session_id, organisation).await?;
        Ok(token)
    })
    .await
}

/// What the session of a new member still requires.
async fn state_of(conn: &mut AsyncPgConnection, user: i64, strength: AuthMethod) -> Result<SessionState, Problem> {
    let user = store::users::by_id(conn, user).await?.ok_or(Problem::NotFound(Resource::Person))?;
    Ok(state_after(conn, &user, strength).await?)
}

/// Uses up the link and adds the membership; returns the actor for the remaining steps.
async fn add_membership(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    invitation: &Invitation,
    user: i64,
    now: OffsetDateTime,
) -> Result<Actor, Problem> {
    if !store::one_time_links::consume(conn, KIND, &invitation.token_hash, now).await? {
        return Err(Problem::NotFound(Resource::OneTimeLink));
    }
    let organisation = invitation.organisation_id;
    // An existing member, who may be suspended, cannot join again with an old link.
    if !store::memberships::add(conn, organisation, user, invitation.role).await? {
        return Err(Problem::Conflict(Conflict::AlreadyMember));
    }
    let membership = store::people::membership(conn, organisation, user).await?;
    store::people::set_scopes(conn, organisation, membership, &people::distinct(&invitation.scopes)).await?;
    let actor = Actor { organisation_id: organisation, user_id: Some(user), ..actor.clone() };
    let details = json!({ "role": invitation.role });
    let audit = actor.audit_of("invitation", Some(invitation.key), AuditAction::InvitationAccepted, details, now);
    store::audit::add(conn, &audit).await?;
    Ok(actor)
}

/// The id of an invitation is the beginning of the hash of its token, which does not reveal the token.
fn id_of(row: &LinkRow) -> InvitationId {
    InvitationId::from_digest(row.token_hash)
}

fn email_of(to: &str, organisation: String, url: String, lang: Lang) -> Email {
    let content = EmailContent::Invitation { organisation, url, valid_days: VALID.whole_days() };
    Email::new(to, Texts::of(lang).email(&content))
}
