//! Addresses of photos on the page of a shared link.
//!
//! An address is made when the page is opened, and names the link, the photo and an end. It works until that end, as long
//! as the link is neither revoked nor expired. It does not ask for the password again and is not counted: who has it has
//! opened the page, and so do those whose opening was the last one.

use crate::{
    app::App,
    domain::{
        ids::{LinkId, UploadId},
        problem::{Problem, Resource},
    },
    security::{KeyPurpose, signed_token},
    services::uploads::{self, OpenFile, PictureSize},
    store::{self, error::cross_tenant_connection},
};
use time::{Duration, OffsetDateTime, Time};

use super::token::{self, TokenTarget};

/// For how long at least the photos of an opened page can be loaded.
const SHOWN_FOR: Duration = Duration::hours(1);

/// The last segment of the address of a photo.
pub fn page_photo(app: &App, link: &LinkId, id: &UploadId) -> String {
    signed_token::sign_until(&app.keyring, KeyPurpose::SharedLinkPhoto, &named(link, id), end(app.clock.now()))
}

/// Whole hours, so that an address stays the same for a while and is loaded once.
fn end(now: OffsetDateTime) -> OffsetDateTime {
    let hour = Time::from_hms(now.hour(), 0, 0).unwrap_or(Time::MIDNIGHT);
    now.replace_time(hour) + Duration::hours(1) + SHOWN_FOR
}

fn named(link: &LinkId, id: &UploadId) -> String {
    format!("{}-{}", link.as_str().trim_start_matches("lnk_"), id.as_str().trim_start_matches("upl_"))
}

/// Opens a photo of the page of `/reports/<token>`.
pub async fn open_page_photo(
    app: &App,
    token: &str,
    photo: &str,
    size: PictureSize,
) -> Result<(UploadId, OpenFile), Problem> {
    let now = app.clock.now();
    let gone = || Problem::NotFound(Resource::Link);
    let Some(TokenTarget::Shared(link)) = token::read(&app.keyring, token, now) else { return Err(gone()) };
    let both = signed_token::verify_until(&app.keyring, KeyPurpose::SharedLinkPhoto, photo, now).ok_or_else(gone)?;
    let digits = both.split_once('-').map_or("", |(_, digits)| digits);
    let id: UploadId = format!("upl_{digits}").parse().map_err(|_| gone())?;
    if both != named(&link, &id) {
        return Err(gone());
    }
    // The organisation is known only from the link.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let row = store::uploads::of_shared_link(&mut conn, &link, &id, now).await?;
    drop(conn);
    let file = uploads::open_row(app, row.ok_or_else(gone)?, size)?;
    Ok((id, file))
}

#[cfg(test)]
mod tests {
    use super::end;
    use time::macros::datetime;

    #[test]
    fn photos_can_be_loaded_for_one_to_two_hours() {
        assert_eq!(end(datetime!(2026-03-14 10:00:00 UTC)), datetime!(2026-03-14 12:00:00 UTC));
        assert_eq!(end(datetime!(2026-03-14 23:59:59 UTC)), datetime!(2026-03-15 01:00:00 UTC));
    }
}
