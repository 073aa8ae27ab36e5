//! SHA-256 hashes in `bytea` columns, as arrays of 32 bytes.

use diesel::{
    deserialize::{self, FromSql, Queryable},
    pg::{Pg, PgValue},
    sql_types::Bytea,
};

/// For fields of type `[u8; 32]`: `#[diesel(deserialize_as = Sha256Bytes)]`.
#[derive(Clone, Copy, Debug)]
pub struct Sha256Bytes([u8; 32]);

impl From<Sha256Bytes> for [u8; 32] {
    fn from(hash: Sha256Bytes) -> [u8; 32] {
        hash.0
    }
}

impl FromSql<Bytea, Pg> for Sha256Bytes {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Sha256Bytes> {
        let bytes = value.as_bytes();
        let hash = bytes.try_into().map_err(|_| format!("a SHA-256 hash has 32 bytes and not {}", bytes.len()))?;
        Ok(Sha256Bytes(hash))
    }
}

impl Queryable<Bytea, Pg> for Sha256Bytes {
    type Row = Sha256Bytes;

    fn build(row: Sha256Bytes) -> deserialize::Result<Sha256Bytes> {
        Ok(row)
    }
}
