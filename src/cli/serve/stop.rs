//! The stop of the web server, in steps: `/health/ready` answers 503 while requests are still taken; the port closes;
//! connections without a request are closed; requests in progress may end.
//!
//! Input: the first signal. Output: nothing is in work any more, or was cut off after the time of grace. What is cut
//! off was not acknowledged, so nothing is lost.

use crate::{
    app::App,
    cli::stop_signals::{StopSignal, StopSignals},
    web::{
        in_progress::RequestsInProgress,
        listen::{NewConnections, Relay},
    },
};
use rocket::{Build, Error, Ignite, Rocket, Shutdown, fairing::AdHoc};
use std::{
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    time::Duration,
};
use tokio::{
    sync::{oneshot, watch},
    time::{sleep, timeout},
};
use tracing::{info, warn};

/// How long Rocket needs to close the port and to tell its connections.
const NOTICE: Duration = Duration::from_millis(200);

/// How long the server needs to read bytes that the relay has just passed on.
const PASSED_ON: Duration = Duration::from_millis(200);

/// How long connections may take to send the end of complete responses.
const LAST_BYTES: Duration = Duration::from_secs(1);

/// What is needed to stop a server; made before its launch.
pub struct Stopping {
    requests: RequestsInProgress,
    relay: watch::Sender<bool>,
    /// Those of the relay, if there is one.
    new_connections: Option<NewConnections>,
    /// Completes once the server and all its connections are gone.
    gone: oneshot::Receiver<()>,
    grace: Duration,
    server: Shutdown,
}

/// In the state of the server, with which it is dropped.
struct Present {
    _sender: oneshot::Sender<()>,
}

/// Prepares a server for its stop, and for the connections of the relay, if there is one.
pub async fn prepare(rocket: Rocket<Build>, relay: Option<Relay>) -> Result<(Rocket<Ignite>, Stopping), Error> {
    let (sender, gone) = oneshot::channel();
    let (stop_relay, stopping) = watch::channel(false);
    let new_connections = relay.as_ref().map(Relay::new_connections);
    let mut rocket = rocket.manage(Present { _sender: sender });
    if let Some(relay) = relay {
        let inner = rocket.figment().clone().merge(("address", Ipv4Addr::LOCALHOST)).merge(("port", 0));
        rocket = rocket.configure(inner).manage(relay.peers()).attach(AdHoc::on_liftoff("Relay", move |rocket| {
            let inner = SocketAddr::new(rocket.config().address, rocket.config().port);
            Box::pin(async move { drop(tokio::spawn(relay.run(inner, stopping))) })
        }));
    }
    let rocket = rocket.ignite().await?;
    let requests = rocket.state::<RequestsInProgress>().cloned().unwrap_or_default();
    let grace = Duration::from_secs(rocket.config().shutdown.grace.into());
    let server = rocket.shutdown();
    Ok((rocket, Stopping { requests, relay: stop_relay, new_connections, gone, grace, server }))
}

/// Waits until the connections that the relay has just accepted have sent their requests, and the server has read them.
async fn first_requests(new: &NewConnections) {
    sleep(PASSED_ON).await;
    if timeout(Duration::ZERO, new.none()).await.is_err() {
        new.none().await;
        sleep(PASSED_ON).await;
    }
}

/// The future of a launched server.
pub type Launched = Pin<Box<dyn Future<Output = Result<Rocket<Ignite>, Error>>>>;

impl Stopping {
    /// Stops a launched server. A second signal ends the first step.
    pub async fn run(
        self,
        app: &App,
        first: StopSignal,
        signals: &mut StopSignals,
        mut launched: Launched,
    ) -> Result<(), Error> {
        app.announce_stop();
        // Who presses Ctrl-C has no load balancer that must notice first.
        let delay = if first == StopSignal::Interrupt { Duration::ZERO } else { app.config.stop_delay };
        if !delay.is_zero() {
            info!("not ready any more; the port closes in {} seconds", delay.as_secs());
            tokio::select! {
                ended = &mut launched => return ended.map(drop),
                () = sleep(delay) => {}
                _ = signals.next() => {}
            }
        }
        self.relay.send_replace(true);
        if let Some(new) = &self.new_connections {
            // The server accepts connections of the relay only while it is polled.
            tokio::select! {
                ended = &mut launched => return ended.map(drop),
                () = first_requests(new) => {}
            }
        }
        self.server.notify();
        // Rocket itself would wait for the whole time of grace if a connection closes a moment later than it looks.
        if let Ok(ended) = timeout(NOTICE, &mut launched).await {
            return ended.map(drop);
        }
        drop(launched);
        if let Err(count) = self.requests.ended(self.grace).await {
            warn!("{count} requests did not end in time and are cut off");
            return Ok(());
        }
        // Connections without a request end by themselves, except those that never sent a whole one.
        let _ = timeout(LAST_BYTES, self.gone).await;
        Ok(())
    }
}
