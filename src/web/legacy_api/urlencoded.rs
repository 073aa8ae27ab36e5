//! Reads a urlencoded post of the legacy app: scripts without photos send forms like this, and the legacy app took it
//! like multipart.

use super::{
    document, form,
    post::{LegacyForm, LegacyPost, ValuePath},
};
use crate::{
    app::App,
    domain::{problem::Problem, validate::ValidationCode},
    services::uploads,
    web::{
        context::RequestContext,
        forms::multipart::{buffered::BufferedBody, limits},
    },
};
use rocket::{Data, http::RawStr};

/// Reads a post to its end.
pub async fn read(
    app: &App,
    context: &RequestContext,
    mut post: LegacyPost<'_>,
    data: Data<'_>,
) -> Result<LegacyForm, Problem> {
    let BufferedBody { bytes, memory } = document::whole(context, data, limits::JSON_BYTES).await?;
    let taken = take(app, &mut post, &String::from_utf8_lossy(&bytes)).await;
    drop(memory);
    match taken {
        Ok(()) => Ok(post.done()),
        Err(problem) => {
            uploads::discard(app, post.received_files());
            Err(problem)
        }
    }
}

async fn take(app: &App, post: &mut LegacyPost<'_>, body: &str) -> Result<(), Problem> {
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = RawStr::new(name).url_decode_lossy().into_owned();
        let text = RawStr::new(value).url_decode().map(|text| text.into_owned()).unwrap_or_else(|_| {
            post.complain(&name, ValidationCode::NotUtf8);
            RawStr::new(value).url_decode_lossy().into_owned()
        });
        if let Some(drawing) = post.text(ValuePath::Top(name), text)? {
            form::receive(app, post, drawing).await?;
        }
    }
    Ok(())
}
