//! `injaaz serve`: start and shutdown of the server.
//!
//! Start: settings, sockets, forms, database server, migrations, checks, web, jobs. If an external database server does
//! not answer yet, the web starts and reports it, and the rest follows as soon as the database answers. Shutdown on
//! Ctrl-C or SIGTERM: web in steps (`stop`), jobs (running ones may finish, others are released), pool, embedded
//! database. Work that is aborted nevertheless was not acknowledged to a client.

mod stop;

use super::{database, output, port, stop_signals::StopSignals};
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
    web::{self, listen},
};
use anyhow::{anyhow, bail};
use clap::Args;
use rocket::{Orbit, Rocket, Shutdown, error::ErrorKind, fairing::AdHoc};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{net::SocketAddr, sync::Arc};
use stop::Launched;
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
        port::require_free(&config)?;
        database::with(config, async |config, url| serve(config, url, self.demo).await)
    }
}

async fn serve(config: Config, url: String, demo: bool) -> anyhow::Result<()> {
    let mut signals = StopSignals::listen()?;
    allow_many_connections();
    let relay = listen::open(&config)?;
    let addresses = match &relay {
        Some(relay) => relay.addresses(),
        None => vec![SocketAddr::new(config.address, config.port)],
    };
    let app = start::assemble(config, Clock::System, database::legacy_store).await?;
    let prepared = tokio::select! {
        prepared = start::prepare(&app) => prepared?,
        _ = signals.next() => return Ok(()),
    };
    if let Attempt::Later(reason) = prepared {
        warn!("{} does not answer ({reason}); retrying until it does", DatabaseUrl::readable(&url));
    }
    warn_of_plain_http(&app.config, &addresses);
    let demo = if demo { create_demo(&app).await? } else { Vec::new() };
    let rocket = web::rocket(Arc::clone(&app)).attach(AdHoc::on_liftoff("Listening", |rocket| {
        Box::pin(async move { print_address(rocket, &addresses, demo).await })
    }));
    let (rocket, stopping) = stop::prepare(rocket, relay).await.map_err(launch_error)?;
    let working = tokio::spawn(start_working(Arc::clone(&app), rocket.shutdown()));
    let mut launched: Launched = Box::pin(rocket.launch());
    let served = tokio::select! {
        served = &mut launched => served.map(drop).map_err(launch_error),
        signal = signals.next() => {
            stopping.run(&app, signal, &mut signals, launched).await.map_err(launch_error)
        }
    };
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

/// Starts the jobs as soon as the database is prepared. If that can never succeed, the server stops.
async fn start_working(app: Arc<App>, server: Shutdown) -> anyhow::Result<Runner> {
    if app.organisation_id().is_none() {
        if let Err(error) = start::prepare_when_available(&app).await {
            server.notify();
            return Err(error);
        }
        info!("the database answers; the server is fully available now");
        print_setup_link(&app).await;
    }
    Ok(Runner::start(&app))
}

/// The demo organisation must exist before the first request.
async fn create_demo(app: &App) -> anyhow::Result<Vec<DemoAccount>> {
    if app.organisation_id().is_none() {
        bail!("The database does not answer, so the demo cannot be created. Start it, then try again.");
    }
    demo::prepare(app).await
}

/// Warns if passwords and session cookies would be sent without encryption.
fn warn_of_plain_http(config: &Config, addresses: &[SocketAddr]) {
    let open = addresses.iter().find(|address| !address.ip().is_loopback());
    if let Some(address) = open.filter(|_| !config.public_url.starts_with("https://")) {
        warn!(
            "listening on {} for other machines, but INJAAZ_PUBLIC_URL is not an https address: use a reverse proxy \
             with a certificate, and set INJAAZ_PUBLIC_URL to the address that browsers use",
            address.ip()
        );
    }
}

/// Prints the setup link. It gives administrator access, so it is not logged; logs may have more readers than this
/// output.
async fn print_setup_link(app: &App) {
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

async fn print_address(rocket: &Rocket<Orbit>, addresses: &[SocketAddr], demo: Vec<DemoAccount>) {
    let prepared = rocket.state::<Arc<App>>().is_some_and(|app| app.organisation_id().is_some());
    let state = if prepared { "is ready" } else { "is waiting for its database" };
    let addresses: Vec<String> = addresses.iter().map(|address| format!("http://{address}")).collect();
    // The server also runs if its output is closed.
    let _ = output::print(&format!("Injaaz {state}: {}", addresses.join(", ")));
    if !demo.is_empty() {
        let rows: Vec<[&str; 3]> =
            demo.iter().map(|it| [it.role.as_str(), it.email.as_str(), it.password.as_str()]).collect();
        let _ = output::print(&format!(
            "This is a demo organisation. Sign in with one of these accounts; do not enter real data.\n{}",
            output::table(&rows)
        ));
    }
    if let Some(app) = rocket.state::<Arc<App>>().filter(|_| prepared) {
        print_setup_link(app).await;
    }
}

/// Converts Rocket's error to a sentence. A `rocket::Error` panics when it is dropped without being read.
fn launch_error(error: rocket::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Bind(reason) => port::cannot_listen(&reason.to_string()),
        other => anyhow!("The server cannot run: {other}."),
    }
}
