//! `injaaz serve`: start and shutdown of the server.
//!
//! Start: settings, forms, database server, migrations, checks, web, jobs. If an external database server does not
//! answer yet, the web starts and reports it, and the rest follows as soon as the database answers. Shutdown on Ctrl-C
//! or SIGTERM: web (requests in progress may finish), jobs (running ones may finish, others are released), pool,
//! embedded database. Work that is aborted nevertheless was not acknowledged to a client.

use super::{database, output};
use crate::{
    app::{App, Clock},
    config::{Config, DatabaseUrl},
    jobs::Runner,
    services::{
        demo::{self, DemoAccount},
        setup,
        start::{self, Attempt},
        users::plain,
    },
    web,
};
use anyhow::{Context, anyhow, bail};
use clap::Args;
use rocket::{Orbit, Rocket, Shutdown, error::ErrorKind, fairing::AdHoc};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{net::SocketAddr, pin::pin, sync::Arc};
use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

pub const EXAMPLES: &str = "\
Examples:
  injaaz serve
  DATABASE_URL=postgres://injaaz@db.example.org/injaaz injaaz serve
  INJAAZ_GENERATED=/srv/injaaz INJAAZ_JOBS=4 injaaz serve
  INJAAZ_GENERATED=demo injaaz serve --demo";

#[derive(Debug, Default, Args)]
pub struct Serve {
    /// Create a demo organisation with an account for each role, and print how to sign in. Only possible if there is no
    /// real account.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, url| serve(config, url, self.demo).await)
    }
}

async fn serve(config: Config, url: String, demo: bool) -> anyhow::Result<()> {
    let mut asked_to_stop = pin!(asked_to_stop()?);
    allow_many_connections();
    let app = start::assemble(config, Clock::System, database::legacy_store).await?;
    let prepared = tokio::select! {
        prepared = start::prepare(&app) => prepared?,
        () = &mut asked_to_stop => return Ok(()),
    };
    if let Attempt::Later(reason) = prepared {
        warn!("{} does not answer ({reason}); retrying until it does", DatabaseUrl::masked(&url));
    }
    warn_of_plain_http(&app.config);
    let demo = if demo { made_up(&app).await? } else { Vec::new() };
    let rocket = web::rocket(Arc::clone(&app))
        .attach(AdHoc::on_liftoff("Listening", |rocket| Box::pin(async move { say_listening(rocket, demo).await })));
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
    // The start of the jobs is aborted if it still waits for the database; running jobs are waited for.
    working.abort();
    match working.await {
        Ok(Ok(runner)) => {
            if served.is_ok() {
                info!("requests have ended; waiting for running jobs");
            }
            runner.stop().await;
            served
        }
        // The server was stopped because its database is unusable.
        Ok(Err(refused)) => Err(refused),
        Err(_) => served,
    }
}

/// Raises the limit of open files, because each connection needs one. Most systems start programs with 1024 and allow
/// many more.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    // If this fails, the current limit applies, and connections beyond it wait.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// Completes on Ctrl-C or SIGTERM, received from this call on. Rocket installs its handlers only some time after it
/// reports that it is running; a signal before that would kill the process.
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

/// Starts the jobs as soon as the database is prepared. If that can never succeed, the server stops.
async fn start_working(app: Arc<App>, server: Shutdown) -> anyhow::Result<Runner> {
    if app.organisation_id().is_none() {
        if let Err(error) = start::prepare_when_it_answers(&app).await {
            server.notify();
            return Err(error);
        }
        info!("the database answers; the server is fully available now");
        say_first_start(&app).await;
    }
    Ok(Runner::start(&app))
}

/// The demo organisation must exist before the first request.
async fn made_up(app: &App) -> anyhow::Result<Vec<DemoAccount>> {
    if app.organisation_id().is_none() {
        bail!("The database does not answer, so the demo cannot be created. Start it, then try again.");
    }
    demo::prepare(app).await
}

/// Warns if passwords and session cookies would be sent without encryption.
fn warn_of_plain_http(config: &Config) {
    if !config.address.is_loopback() && !config.public_url.starts_with("https://") {
        warn!(
            "listening on {} for other machines, but INJAAZ_PUBLIC_URL is not an https address: use a reverse proxy \
             with a certificate, and set INJAAZ_PUBLIC_URL to the address that browsers use",
            config.address
        );
    }
}

/// Prints the setup link. It gives administrator access, so it is not logged; logs may have more readers than this
/// output.
async fn say_first_start(app: &App) {
    match setup::link(app).await {
        Ok(Some(link)) => {
            let text = format!(
                "There is no account yet. Open this link within an hour to create the first one; it works once:\n  {link}"
            );
            let _ = output::print(&text);
        }
        Ok(None) => {}
        Err(problem) => warn!("cannot create the setup link: {:#}", plain(problem)),
    }
}

async fn say_listening(rocket: &Rocket<Orbit>, demo: Vec<DemoAccount>) {
    let at = SocketAddr::new(rocket.config().address, rocket.config().port);
    let prepared = rocket.state::<Arc<App>>().is_some_and(|app| app.organisation_id().is_some());
    let state = if prepared { "is ready" } else { "is waiting for its database" };
    // The server also runs if its output is closed.
    let _ = output::print(&format!("Injaaz {state}: http://{at}"));
    if !demo.is_empty() {
        let rows: Vec<[&str; 3]> =
            demo.iter().map(|it| [it.role.as_str(), it.email.as_str(), it.password.as_str()]).collect();
        let _ = output::print(&format!(
            "This is a demo organisation. Sign in with one of these accounts; do not enter real data.\n{}",
            output::table(&rows)
        ));
    }
    if let Some(app) = rocket.state::<Arc<App>>().filter(|_| prepared) {
        say_first_start(app).await;
    }
}

/// Converts Rocket's error to a sentence. A `rocket::Error` panics when it is dropped without being read.
fn why(error: rocket::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Bind(reason) => {
            anyhow!("The server cannot listen: {reason}. Free the port, or set another one in ROCKET_PORT.")
        }
        other => anyhow!("The server cannot run: {other}."),
    }
}
