//! `/api/v1/me`: the member that a token acts for, and its permissions.

use super::error_shape::ErrorBody;
use crate::{
    domain::access::Scope,
    services::{
        sessions::{Authentication, Member},
        tokens::GRANTABLE,
    },
    web::context::RequestContext,
};
use rocket::{get, http::Status, serde::json::Json};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;

/// The member and its permissions.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    #[schema(example = "usr_0123456789abcdef0123")]
    pub user_id: String,
    pub email: String,
    pub name: String,
    pub organisation: Organisation,
    #[schema(example = "inspector")]
    pub role: &'static str,
    /// What the role and the token both allow.
    pub permissions: Vec<&'static str>,
    /// The token that was shown; null for a browser.
    pub token: Option<Token>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Organisation {
    #[schema(example = "org_0123456789abcdef0123")]
    pub organisation_id: String,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    #[schema(example = "tok_0123456789ab")]
    pub token_id: String,
    pub name: String,
    /// The forms and sites that the token is narrowed to; empty: everything that the member sees.
    pub scopes: Vec<TokenScope>,
    #[serde(with = "rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// A form, a site, or a form at a site.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenScope {
    #[schema(example = "hvac_mep")]
    pub module: Option<String>,
    /// The name of the site in lower case, without accents.
    #[schema(example = "marina tower")]
    pub site: Option<String>,
}

impl Me {
    pub fn new(member: &Member) -> Me {
        Me {
            user_id: member.user_public_id.to_string(),
            email: member.email.clone(),
            name: member.name().to_owned(),
            organisation: Organisation {
                organisation_id: member.organisation_public_id.clone(),
                name: member.organisation_name.clone(),
            },
            role: member.role.as_str(),
            permissions: GRANTABLE
                .into_iter()
                .filter(|may| member.has_permission(*may))
                .map(|may| may.as_str())
                .collect(),
            token: match &member.via {
                Authentication::Session => None,
                Authentication::Token(shown) => Some(Token {
                    token_id: shown.id.to_string(),
                    name: shown.name.clone(),
                    scopes: shown.scopes.iter().map(TokenScope::from).collect(),
                    expires_at: shown.expires_at,
                }),
            },
        }
    }
}

impl From<&Scope> for TokenScope {
    fn from(scope: &Scope) -> TokenScope {
        TokenScope { module: scope.module.as_ref().map(ToString::to_string), site: scope.site_key.clone() }
    }
}

/// Tells who asks and what they may do.
#[utoipa::path(
    get, path = "/api/v1/me", operation_id = "me", tag = "me",
    responses(
        (status = 200, description = "Who asks", body = Me),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
    )
)]
#[get("/api/v1/me")]
pub fn me(context: RequestContext) -> Result<Json<Me>, Status> {
    // Authorization requires a member at this path.
    context.member.as_deref().map(|member| Json(Me::new(member))).ok_or(Status::Unauthorized)
}
