//! The user and membership that a session or API token stands for. The database functions `session_of` and
//! `api_token_of` find them.

use crate::domain::{access::Role, ids::UserId, lang::Lang, time_zone::TimeZone};
use diesel::{
    QueryableByName,
    sql_types::{Bool, Int8, Jsonb, Nullable, Text},
};
use serde_json::Value;

#[derive(Debug, QueryableByName)]
pub struct Principal {
    #[diesel(sql_type = Int8)]
    pub user_id: i64,
    #[diesel(sql_type = Text)]
    pub user_public_id: UserId,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub full_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<Lang>,
    /// The own zone, or that of the organisation.
    #[diesel(sql_type = Text)]
    pub time_zone: TimeZone,
    #[diesel(sql_type = Int8)]
    pub organisation_id: i64,
    #[diesel(sql_type = Text)]
    pub organisation_public_id: String,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[diesel(sql_type = Bool)]
    pub is_demo: bool,
    #[diesel(sql_type = Text)]
    pub role: Role,
    /// `[{module, site}]`; each of the two may be null.
    #[diesel(sql_type = Jsonb)]
    pub scopes: Value,
    /// The organisation requires a second factor, and the user has none.
    #[diesel(sql_type = Bool)]
    pub factor_missing: bool,
    /// Pending submissions of the organisation, counted up to 100.
    #[diesel(sql_type = Int8)]
    pub pending_submissions: i64,
    /// Submissions that wait for this member's decision, counted up to 100.
    #[diesel(sql_type = Int8)]
    pub waiting_reviews: i64,
    /// Notifications that this member has not read, counted up to 100.
    #[diesel(sql_type = Int8)]
    pub unread_notifications: i64,
    /// Something was imported into the organisation.
    #[diesel(sql_type = Bool)]
    pub has_legacy_source: bool,
    /// Counts the changes of the organisation's own forms.
    #[diesel(sql_type = Int8)]
    pub forms_version: i64,
}
