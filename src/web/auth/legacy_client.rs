//! Authorization of clients without an account at the addresses of the legacy app. A build without the migration grants
//! nothing; `granted` has the rules of the others.

#[cfg(feature = "migration")]
mod granted;

#[cfg(feature = "migration")]
pub use granted::authorize;

/// A request without a member has no access.
#[cfg(not(feature = "migration"))]
pub async fn authorize(
    request: &rocket::Request<'_>,
    _app: &crate::app::App,
    _context: crate::web::context::RequestContext,
) -> Result<crate::web::context::RequestContext, crate::web::rejection::AccessDenied> {
    use crate::web::rejection::AccessDenied;
    match super::credentials::legacy_key(request) {
        Some(_) => Err(AccessDenied::InvalidLegacyKey),
        None => Err(AccessDenied::NotSignedIn),
    }
}
