//! Letters on their way: nobody waits for the mail server, and one that does not answer is asked again.

use crate::{app::App, mail::Email};
use std::{sync::Arc, time::Duration};
use tokio::sync::OwnedSemaphorePermit;

/// How long to wait after each try that failed. A letter that was still not taken is given up: whoever waits for it
/// can ask for another one.
const AGAIN: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(10), Duration::from_secs(60)];

/// Sends a letter in the background; does nothing where no mail is sent at all.
pub fn send(app: &Arc<App>, letter: Email) {
    if !app.mailer.is_configured() {
        return;
    }
    let Some(place) = app.mailer.permit() else {
        tracing::warn!("too many letters are on their way, so one was not sent");
        return;
    };
    let app = Arc::clone(app);
    tokio::spawn(async move { deliver(&app, &letter, place).await });
}

/// The log says that a letter was lost, and not to whom: what stands in it is a secret.
pub async fn deliver(app: &App, letter: &Email, _place: OwnedSemaphorePermit) {
    let mut waits = AGAIN.into_iter();
    while let Err(error) = app.mailer.send(letter).await {
        match waits.next() {
            Some(wait) => {
                tracing::warn!("a letter was not taken and is sent again: {error:#}");
                tokio::time::sleep(wait).await;
            }
            None => return tracing::error!("a letter was not taken and is given up: {error:#}"),
        }
    }
}
