//! `injaaz serve`: the order in which everything comes up, and goes down again.
//!
//! Up: settings, forms, database server, tables, checks, web, jobs. A server of somebody else's that does not answer
//! yet holds up nothing: the web listens and says so, and the rest follows when it does. Down, on Ctrl-C or SIGTERM:
//! web (what is being sent may arrive), jobs (what runs may end, the rest is given back), pool, embedded database.
//! Whatever is cut off all the same was not confirmed to anybody.

use super::{database, output};
use crate::{
    app::{App, Clock},
    config::{Config, DatabaseUrl},
    jobs::Runner,
    services::start::{self, Attempt},
    web,
};
use anyhow::{Context, anyhow};
use rocket::{Orbit, Rocket, Shutdown, error::ErrorKind, fairing::AdHoc};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{net::SocketAddr, pin::pin, sync::Arc};
use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

pub const EXAMPLES: &str = "\
Examples:
  injaaz serve
  DATABASE_URL=postgres://injaaz@db.example.org/injaaz injaaz serve
  INJAAZ_GENERATED=/srv/injaaz INJAAZ_JOBS=4 injaaz serve";

pub fn run(config: Config) -> anyhow::Result<()> {
    database::with(config, serve)
}

async fn serve(config: Config, url: String) -> anyhow::Result<()> {
    let mut asked_to_stop = pin!(asked_to_stop()?);
    allow_many_connections();
    let app = start::assemble(config, Clock::System).await?;
    let prepared = tokio::select! {
        prepared = start::prepare(&app) => prepared?,
        () = &mut asked_to_stop => return Ok(()),
    };
    if let Attempt::Later(reason) = prepared {
        warn!("{} does not answer ({reason}); trying again until it does", DatabaseUrl::masked(&url));
    }
    let rocket = web::rocket(Arc::clone(&app))
        .attach(AdHoc::on_liftoff("Listening", |rocket| Box::pin(async move { say_listening(rocket) })));
    let rocket = rocket.ignite().await.map_err(why)?;
    let working = tokio::spawn(start_working(app, rocket.shutdown()));
    let server = rocket.shutdown();
    let mut launched = pin!(rocket.launch());
    let served = tokio::select! {
        served = &mut launched => served,
        () = asked_to_stop => {
            server.notify();
            launched.await
        }
    };
    let served = served.map(drop).map_err(why);
    // A database that never came is waited for no longer; work that has begun is.
    working.abort();
    match working.await {
        Ok(Ok(runner)) => {
            if served.is_ok() {
                info!("no more requests; waiting for the jobs that run");
            }
            runner.stop().await;
            served
        }
        // Without its database the server ended because of this.
        Ok(Err(refused)) => Err(refused),
        Err(_) => served,
    }
}

/// Each connection takes a file of the process. Most systems start a program with 1024 and let it have many more.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    // Refused or not: what there is will do, and connections beyond it wait.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// Ends on Ctrl-C or SIGTERM, heard from this call on. Rocket listens too, but only some time after it says that it is
/// up: a signal in between would end the process as if nobody were there.
fn asked_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Starts the jobs as soon as the database is prepared. One that can never be ends the server.
async fn start_working(app: Arc<App>, server: Shutdown) -> anyhow::Result<Runner> {
    if app.organisation_id().is_none() {
        if let Err(error) = start::prepare_when_it_answers(&app).await {
            server.notify();
            return Err(error);
        }
        info!("the database answers; everything works from now on");
    }
    Ok(Runner::start(&app))
}

fn say_listening(rocket: &Rocket<Orbit>) {
    let at = SocketAddr::new(rocket.config().address, rocket.config().port);
    let prepared = rocket.state::<Arc<App>>().is_some_and(|app| app.organisation_id().is_some());
    let state = if prepared { "is ready" } else { "waits for its database" };
    let text = format!(
        "Injaaz {state}: http://{at}\n\
         It listens on this machine only, because there are no accounts yet. To open it on a phone, use an SSH tunnel, \
         or a reverse proxy on this machine that asks for a sign-in of its own."
    );
    // Nobody has to be reading for the server to run.
    let _ = output::print(&text);
}

/// Rocket's error as a sentence. Its value panics when it is dropped unread.
fn why(error: rocket::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Bind(reason) => {
            anyhow!("The server cannot listen: {reason}. Stop what uses the port, or choose another in ROCKET_PORT.")
        }
        other => anyhow!("The server cannot run: {other}."),
    }
}
