//! The page in front of a shared report: the organisation, the available files, and the password form if there is one.

use super::{
    format::{extension, percent_encode},
    model::{Cover, CoverFile, Opened, Refusal, filename, named},
};
use crate::{
    app::App,
    domain::{problem::Problem, shared_link::SharedFiles},
    store::{pool::Connection, shared_links::HeldLink},
};

pub(super) async fn cover(
    app: &App,
    conn: &mut Connection,
    held: &HeldLink,
    files: SharedFiles,
    refusal: Option<Refusal>,
) -> Result<Opened, Problem> {
    let asks_password = held.password_hash.is_some();
    let mut offered = Vec::new();
    for kind in files.kinds() {
        // The file name contains the site name, which the password protects.
        let name = match asks_password {
            true => format!("report.{}", extension(*kind)),
            false => percent_encode(&filename(app, conn, &named(held), *kind).await?),
        };
        offered.push(CoverFile { kind: *kind, name });
    }
    Ok(Opened::Page(Box::new(Cover {
        organisation: held.organisation.clone(),
        site_name: (!asks_password && !held.site_name.trim().is_empty()).then(|| held.site_name.clone()),
        files: offered,
        asks_password,
        is_direct: !asks_password && held.most_openings.is_none(),
        openings_left: held.most_openings.map(|most| most - held.opened_count),
        expires_at: held.expires_at,
        refusal,
    })))
}
