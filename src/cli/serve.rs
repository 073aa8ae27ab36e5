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
    /// Make an organisation that is made up, with an account for each role, and print how to sign in. Only where
    /// nobody has a real account.
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
        warn!("{} does not answer ({reason}); trying again until it does", DatabaseUrl::masked(&url));
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
        say_first_start(&app).await;
    }
    Ok(Runner::start(&app))
}

/// What is made up has to be there before anybody asks for it.
async fn made_up(app: &App) -> anyhow::Result<Vec<DemoAccount>> {
    if app.organisation_id().is_none() {
        bail!("The database does not answer, so no demo can be made in it. Start it, then try again.");
    }
    demo::prepare(app).await
}

/// Passwords and sessions must not travel where everybody can read along.
fn warn_of_plain_http(config: &Config) {
    if !config.address.is_loopback() && !config.public_url.starts_with("https://") {
        warn!(
            "listening on {} beyond this machine, and INJAAZ_PUBLIC_URL is not an https address: put a reverse proxy \
             with a certificate in front, and set it to the address that browsers use",
            config.address
        );
    }
}

/// Whoever sees this output may set the program up. It is no line of the log, which others may read.
async fn say_first_start(app: &App) {
    match setup::link(app).await {
        Ok(Some(link)) => {
            let text = format!(
                "Nobody has an account yet. Open this link within an hour to make the first one; it works once:\n  {link}"
            );
            let _ = output::print(&text);
        }
        Ok(None) => {}
        Err(problem) => warn!("no link for the first start could be made: {:#}", plain(problem)),
    }
}

async fn say_listening(rocket: &Rocket<Orbit>, demo: Vec<DemoAccount>) {
    let at = SocketAddr::new(rocket.config().address, rocket.config().port);
    let prepared = rocket.state::<Arc<App>>().is_some_and(|app| app.organisation_id().is_some());
    let state = if prepared { "is ready" } else { "waits for its database" };
    // Nobody has to be reading for the server to run.
    let _ = output::print(&format!("Injaaz {state}: http://{at}"));
    if !demo.is_empty() {
        let rows: Vec<[&str; 3]> =
            demo.iter().map(|it| [it.role.as_str(), it.email.as_str(), it.password.as_str()]).collect();
        let _ = output::print(&format!(
            "A made-up organisation to try. Sign in with one of these; put nothing real into it.\n{}",
            output::table(&rows)
        ));
    }
    if let Some(app) = rocket.state::<Arc<App>>().filter(|_| prepared) {
        say_first_start(app).await;
    }
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
