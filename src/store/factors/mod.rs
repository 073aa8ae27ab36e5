//! Second factors: passkeys, authenticator apps, recovery codes, challenges and failures.
//!
//! Factors belong to a user, not to an organisation, so every query filters by user.

pub mod challenges;
pub mod codes;
pub mod failures;
pub mod passkeys;
pub mod people;
pub mod totp;

use diesel::{dsl::exists, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Whether a user has a factor that sign-in requires.
pub async fn has_any(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<bool> {
    use super::schema::{passkeys, totp_secrets};
    let passkey = exists(passkeys::table.filter(passkeys::user_id.eq(user)));
    let app = totp_secrets::table.find(user).filter(totp_secrets::confirmed_at.is_not_null());
    let (passkey, app): (bool, bool) = diesel::select((passkey, exists(app))).get_result(conn).await?;
    Ok(passkey || app)
}

/// Removes all factors of a user; returns the number of passkeys and authenticator apps.
pub async fn remove_all(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<usize> {
    use super::schema::{passkeys, totp_secrets};
    let of_user = passkeys::table.filter(passkeys::user_id.eq(user));
    let removed = diesel::delete(of_user).execute(conn).await?;
    let app = diesel::delete(totp_secrets::table.find(user)).execute(conn).await?;
    codes::remove(conn, user).await?;
    Ok(removed + app)
}
