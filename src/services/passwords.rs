//! Password hashing: Argon2id with the parameters that OWASP recommends. Every hash contains its parameters.
//!
//! An unknown address costs the same work as a wrong password, so the response time does not reveal whether an account
//! exists.

use crate::{app::App, domain::problem::Problem};
use anyhow::{Context, anyhow};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// Salt and output for a comparison without an account: of the usual length, and matched by no password.
const UNKNOWN_ACCOUNT_HASH: (&str, &str) = ("bm9ib2R5IGlzIGhlcmUh", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

/// Result of comparing a password with a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordComparison {
    pub fits: bool,
    /// The hash was made with other than the current parameters.
    pub outdated: bool,
}

fn params(memory_kib: u32) -> anyhow::Result<Params> {
    Params::new(memory_kib, 1, 1, None).map_err(|error| anyhow!("the parameters of Argon2: {error}"))
}

/// Hashes a new password.
pub async fn hash(app: &App, password: &str) -> Result<String, Problem> {
    let (password, memory) = (password.to_owned(), app.hashing.memory_kib());
    let hashed = app.hashing.run(move || {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params(memory)?);
        let hash: PasswordHash =
            argon2.hash_password(password.as_bytes()).map_err(|error| anyhow!("hashing a password: {error}"))?;
        Ok(hash.to_string())
    });
    hashed.await.and_then(|hash| hash).map_err(Problem::Internal)
}

/// Compares a password with the hash of an account. Without a hash, or with an empty one, the same work is done.
pub async fn compare(app: &App, password: &str, hash: Option<&str>) -> Result<PasswordComparison, Problem> {
    let memory = app.hashing.memory_kib();
    let (salt, output) = UNKNOWN_ACCOUNT_HASH;
    let somebody = hash.filter(|hash| !hash.is_empty());
    let exists = somebody.is_some();
    let hash = somebody.map_or_else(|| format!("$argon2id$v=19$m={memory},t=1,p=1${salt}${output}"), str::to_owned);
    let password = password.to_owned();
    let compared = app.hashing.run(move || -> anyhow::Result<PasswordComparison> {
        let hash = PasswordHash::new(&hash).map_err(|error| anyhow!("a stored hash of a password: {error}"))?;
        let fits = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && exists;
        let made_with = Params::try_from(&hash).map_err(|error| anyhow!("the parameters of a hash: {error}"))?;
        let wanted = params(memory)?;
        let known = |p: &Params| (p.m_cost(), p.t_cost(), p.p_cost());
        Ok(PasswordComparison { fits, outdated: known(&made_with) != known(&wanted) })
    });
    compared.await.context("comparing a password").and_then(|compared| compared).map_err(Problem::Internal)
}
