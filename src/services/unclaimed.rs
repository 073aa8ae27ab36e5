//! Files of a request in progress, which have no row yet. Their age is renewed while the request lasts, however slow it
//! is, so that the clean-up of files without a row removes only those of requests that ended.

use crate::{app::App, domain::ids::UploadId};
use std::{sync::Arc, time::Duration};
use tokio::{
    task::{AbortHandle, spawn_blocking},
    time::sleep,
};

/// Far less than the age at which the clean-up removes a file (`clean_up`).
const RENEW_EVERY: Duration = Duration::from_secs(60);

/// Renews the files of one upload until it is dropped.
#[derive(Debug)]
pub struct Unclaimed(AbortHandle);

impl Unclaimed {
    pub fn of(app: &App, id: &UploadId) -> Arc<Unclaimed> {
        let (files, id) = (app.files.clone(), id.clone());
        let task = tokio::spawn(async move {
            loop {
                sleep(RENEW_EVERY).await;
                let (files, id) = (files.clone(), id.clone());
                // A file that is gone meanwhile needs no renewal.
                let _ = spawn_blocking(move || files.renew_upload(&id)).await;
            }
        });
        Arc::new(Unclaimed(task.abort_handle()))
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        self.0.abort();
    }
}
