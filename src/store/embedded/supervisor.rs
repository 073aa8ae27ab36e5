//! The thread that starts the server, looks after it, and stops it.

use super::cluster::Cluster;
use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::Duration,
};
use tracing::{error, warn};

/// How often it looks whether the server lives.
const LOOK: Duration = Duration::from_millis(250);
/// How long it waits after a start that failed.
const PAUSE: Duration = Duration::from_secs(5);

/// Reports the first start, then keeps a server running until the other end of `stopped` is gone.
///
/// The server ends before us if it was killed, or if it belonged to another process that is done: then it is started
/// again. Connections that were open break, as with any server that restarts.
pub fn keep(cluster: &Cluster, report: &Sender<anyhow::Result<()>>, stopped: &Receiver<()>) {
    let mut server = match cluster.start() {
        Ok(server) => server,
        Err(error) => {
            // Whoever waits for the report is there until it comes.
            let _ = report.send(Err(error));
            return;
        }
    };
    let _ = report.send(Ok(()));

    let mut pause = LOOK;
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(pause) {
        pause = LOOK;
        if server.lives() {
            continue;
        }
        warn!("the embedded PostgreSQL has ended; starting it again");
        match cluster.start() {
            Ok(again) => server = again,
            Err(error) => {
                error!("{error:#}");
                pause = PAUSE;
            }
        }
    }
    server.stop();
}
