//! Passkeys: the options that a browser passes to a device, and the handling of the device's answer.
//!
//! Each challenge is random, bound to a purpose and a session, valid for five minutes and used once.

use super::{
    FactorKind, audit_factor, party,
    webauthn::{self, ALGORITHMS, Assertion, Registration, RelyingParty},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        problem::{Conflict, Problem, Resource},
        session::ChallengePurpose,
    },
    services::{
        actor::Actor,
        sessions::{self, AuthMethod, Member, Token},
        sign_in,
    },
    store::{
        self,
        error::cross_tenant_connection,
        factors::passkeys::{NewPasskey, PresentedPasskey},
    },
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::Rng;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// How long a challenge is valid.
const PATIENCE: Duration = Duration::minutes(5);

/// Maximum number of passkeys of one person.
const MOST: usize = 20;
const LONGEST_NAME: usize = 60;

/// The options with which a browser registers a passkey for the signed-in member.
pub async fn start_registration(app: &App, actor: &Actor, member: &Member) -> Result<Value, Problem> {
    let party = party(app).ok_or(Problem::NotFound(Resource::Page))?;
    let mut conn = actor.connection(&app.pool).await?;
    let there = store::factors::passkeys::of_user(&mut conn, member.user_id).await?;
    if there.len() >= MOST {
        return Err(Problem::Conflict(Conflict::TooManyPasskeys));
    }
    let challenge =
        new_challenge(&mut conn, ChallengePurpose::Register, Some(member.session_id), app.clock.now()).await?;
    let params: Vec<Value> =
        ALGORITHMS.iter().map(|algorithm| json!({ "type": "public-key", "alg": algorithm })).collect();
    Ok(json!({
        "challenge": challenge,
        "rp": { "id": party.id, "name": member.organisation_name },
        "user": {
            "id": webauthn::encode(member.user_public_id.as_str().as_bytes()),
            "name": member.email,
            "displayName": member.name(),
        },
        "pubKeyCredParams": params,
        "excludeCredentials": credentials(there.iter().map(|row| row.credential_id.as_slice())),
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "attestation": "none",
        "timeout": PATIENCE.whole_milliseconds(),
    }))
}

/// Stores a registered passkey; false if the answer of the device is not valid.
pub async fn finish_registration(
    app: &App,
    actor: &Actor,
    member: &Member,
    name: &str,
    answer: &Registration,
) -> Result<bool, Problem> {
    let party = party(app).ok_or(Problem::NotFound(Resource::Page))?;
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        store::factors::people::lock_user(conn, member.user_id).await?;
        let session = Some(member.session_id);
        let Some(challenge) = answered(conn, &answer.client_data, ChallengePurpose::Register, session, now).await?
        else {
            return Ok(false);
        };
        let made = match webauthn::verify_registration(&party, &challenge, answer) {
            Ok(made) => made,
            Err(why) => {
                tracing::info!(why = why.as_str(), "a passkey registration was rejected");
                return Ok(false);
            }
        };
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let passkey = NewPasskey {
            user_id: member.user_id,
            credential_id: &made.credential_id,
            public_key: &made.public_key,
            sign_count: i64::from(made.sign_count),
            name: if name.is_empty() { &party.id } else { &name },
            backed_up: made.backed_up,
            created_at: now,
        };
        if store::factors::passkeys::add(conn, &passkey).await?.is_none() {
            return Ok(false);
        }
        audit_factor(conn, actor, member.user_id, AuditAction::FactorAdded, FactorKind::Passkey, now).await?;
        Ok(true)
    })
    .await
}

/// The options with which a browser signs a challenge: with a passkey of this member, or with any passkey for a sign-in
/// without a password.
pub async fn start(app: &App, begun: Option<(&Actor, &Member)>) -> Result<Value, Problem> {
    let party = party(app).ok_or(Problem::NotFound(Resource::Page))?;
    let now = app.clock.now();
    let (challenge, allowed) = match begun {
        Some((actor, member)) => {
            let mut conn = actor.connection(&app.pool).await?;
            let passkeys = store::factors::passkeys::of_user(&mut conn, member.user_id).await?;
            let challenge =
                new_challenge(&mut conn, ChallengePurpose::SecondFactor, Some(member.session_id), now).await?;
            (challenge, credentials(passkeys.iter().map(|row| row.credential_id.as_slice())))
        }
        None => {
            // The person is not known yet, so no tenant scope can be chosen.
            let mut conn = cross_tenant_connection(&app.pool).await?;
            store::factors::challenges::delete_expired(&mut conn, now).await?;
            (new_challenge(&mut conn, ChallengePurpose::SignIn, None, now).await?, json!([]))
        }
    };
    Ok(json!({
        "challenge": challenge,
        "rpId": party.id,
        "allowCredentials": allowed,
        "userVerification": "required",
        "timeout": PATIENCE.whole_milliseconds(),
    }))
}

/// Signs in with a passkey only; none if it is not valid, without a reason. `before` is the session that the browser
/// held until now; it ends.
pub async fn sign_in(
    app: &App,
    actor: &Actor,
    before: Option<&Member>,
    answer: &Assertion,
) -> Result<Option<Token>, Problem> {
    let party = party(app).ok_or(Problem::NotFound(Resource::Page))?;
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        let (why, user) = match verify_assertion(conn, &party, ChallengePurpose::SignIn, None, answer, now).await? {
            Ok(shown) => match authorize(conn, actor, shown.user_id, now).await? {
                Some(token) => {
                    if let Some(before) = before {
                        store::sessions::end(conn, before.user_id, before.session_id).await?;
                    }
                    return Ok(Some(token));
                }
                None => ("not_let_in", Some(shown.user_id)),
            },
            Err(refused) => refused,
        };
        let organisation_id = match user {
            Some(user) => store::memberships::first_of(conn, user).await?,
            None => None,
        };
        let organisation_id = organisation_id.unwrap_or(actor.organisation_id);
        let actor = Actor { organisation_id, user_id: user, ..actor.clone() };
        let details = json!({ "kind": FactorKind::Passkey.as_str(), "why": why });
        store::audit::add(conn, &actor.audit_of("user", user, AuditAction::FactorFailed, details, now)).await?;
        Ok(None)
    })
    .await
}

/// Begins a session for the owner of a valid passkey, in the organisation of the last sign-in or else in the one that
/// they joined first; none if the account may not sign in.
async fn authorize(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    user_id: i64,
    now: OffsetDateTime,
) -> Result<Option<Token>, Problem> {
    let user = sign_in::own_account(conn, user_id).await?;
    let belongings = store::memberships::of_user(conn, user_id).await?;
    let last = belongings.iter().find(|it| Some(it.organisation_id) == user.last_organisation_id);
    let Some(belonging) = last.or(belongings.first()).filter(|_| user.disabled_at.is_none()) else { return Ok(None) };
    let actor = Actor { organisation_id: belonging.organisation_id, user_id: Some(user_id), ..actor.clone() };
    audit_factor(conn, &actor, user_id, AuditAction::FactorUsed, FactorKind::Passkey, now).await?;
    let state = sign_in::state_after(conn, &user, AuthMethod::Passkey).await?;
    let token = sessions::begin(conn, &actor, user_id, state, AuthMethod::Passkey, now).await?;
    store::sessions::end_oldest(conn, user_id, sign_in::MOST_SESSIONS).await?;
    store::users::signed_in(conn, user_id, belonging.organisation_id, now).await?;
    let details = json!({ "by": "passkey", "state": state });
    store::audit::add(conn, &actor.audit_of("user", Some(user_id), AuditAction::SigninOk, details, now)).await?;
    Ok(Some(token))
}

/// Checks that a passkey signed the challenge of this session. Returns its owner, or the reason and the presumed owner.
pub(super) async fn verify_assertion(
    conn: &mut AsyncPgConnection,
    party: &RelyingParty,
    purpose: ChallengePurpose,
    by: Option<&Member>,
    answer: &Assertion,
    now: OffsetDateTime,
) -> Result<Result<PresentedPasskey, (&'static str, Option<i64>)>, Problem> {
    let session = by.map(|member| member.session_id);
    let Some(challenge) = answered(conn, &answer.client_data, purpose, session, now).await? else {
        return Ok(Err(("no_challenge", None)));
    };
    let id = webauthn::decode(&answer.id).unwrap_or_default();
    let Some(shown) = store::factors::passkeys::of_credential(conn, &id).await? else {
        return Ok(Err(("unknown_credential", None)));
    };
    let user = Some(shown.user_id);
    // After a password the person is known; without one the device must name the person.
    let handle = answer.user_handle.as_deref().map(|handle| webauthn::decode(handle).unwrap_or_default());
    let named = match &handle {
        Some(handle) => handle == shown.user_public_id.as_str().as_bytes(),
        None => by.is_some(),
    };
    if !named || by.is_some_and(|member| member.user_id != shown.user_id) {
        return Ok(Err(("somebody_elses", user)));
    }
    let count = match webauthn::verify_assertion(party, &challenge, &shown.public_key, answer) {
        Ok(count) => count,
        Err(why) => return Ok(Err((why.as_str(), user))),
    };
    // A signature counter that goes back means that the credential was copied.
    if !store::factors::passkeys::used(conn, shown.id, i64::from(count), now).await? {
        return Ok(Err(("counter_went_back", user)));
    }
    Ok(Ok(shown))
}

/// Stores a new challenge.
async fn new_challenge(
    conn: &mut AsyncPgConnection,
    purpose: ChallengePurpose,
    session: Option<i64>,
    now: OffsetDateTime,
) -> Result<String, Problem> {
    let mut challenge = [0u8; 32];
    rand::rng().fill_bytes(&mut challenge);
    store::factors::challenges::add(conn, &challenge, purpose, session, now + PATIENCE).await?;
    Ok(webauthn::encode(&challenge))
}

/// The challenge, if it was issued. It is used up by this call.
async fn answered(
    conn: &mut AsyncPgConnection,
    client_data: &str,
    purpose: ChallengePurpose,
    session: Option<i64>,
    now: OffsetDateTime,
) -> Result<Option<Vec<u8>>, Problem> {
    let Some(challenge) = webauthn::challenge_of(client_data) else { return Ok(None) };
    let asked = store::factors::challenges::consume(conn, &challenge, purpose, session, now).await?;
    Ok(asked.then_some(challenge))
}

fn credentials<'a>(ids: impl Iterator<Item = &'a [u8]>) -> Value {
    ids.map(|id| json!({ "type": "public-key", "id": webauthn::encode(id) })).collect()
}
