//! The thread that starts the server, restarts it and stops it.

use super::cluster::Cluster;
use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::Duration,
};
use tracing::{error, warn};

/// The interval of the checks whether the server is running.
const LOOK: Duration = Duration::from_millis(250);
/// The delay after a failed start.
const PAUSE: Duration = Duration::from_secs(5);

/// Reports the result of the first start, then keeps a server running until the other end of `stopped` is dropped.
///
/// The server can end early if it was killed, or if the process that owned it has ended. It is then started again; open
/// connections break, as with any restart.
pub fn supervise(cluster: &Cluster, report: &Sender<anyhow::Result<()>>, stopped: &Receiver<()>) {
    let mut server = match cluster.start() {
        Ok(server) => server,
        Err(error) => {
            // The receiver waits for this report, so sending cannot fail.
            let _ = report.send(Err(error));
            return;
        }
    };
    let _ = report.send(Ok(()));

    let mut pause = LOOK;
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(pause) {
        pause = LOOK;
        if server.is_running() {
            continue;
        }
        warn!("the embedded PostgreSQL has stopped; restarting it");
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
