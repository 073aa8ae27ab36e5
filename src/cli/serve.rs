//! `injaaz serve`: the order in which everything comes up, and goes down again.
//!
//! Up: settings, database server, tables, forms, checks, jobs, web. Down, on Ctrl-C or SIGTERM: web (what is being
//! sent may arrive), jobs (what runs may end, the rest is given back), pool, embedded database. Whatever is cut off
//! all the same was not confirmed to anybody.

use super::{database, output};
use crate::{
    app::Clock,
    config::{Config, DatabaseUrl},
    jobs::Runner,
    services::start,
    store::server::{Answer, knock},
    web,
};
use anyhow::{anyhow, bail};
use rocket::{Orbit, Rocket, error::ErrorKind, fairing::AdHoc};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;
use tracing::{info, warn};

pub const EXAMPLES: &str = "\
Examples:
  injaaz serve
  DATABASE_URL=postgres://injaaz@db.example.org/injaaz injaaz serve
  INJAAZ_GENERATED=/srv/injaaz INJAAZ_JOBS=4 injaaz serve";

/// How often a database server that does not answer is asked again.
const AGAIN: Duration = Duration::from_secs(2);

pub fn run(config: Config) -> anyhow::Result<()> {
    database::with(config, serve)
}

async fn serve(config: Config, url: String) -> anyhow::Result<()> {
    wait_for(&url).await?;
    let app = start::open(config, Clock::System).await?;
    let rocket = web::rocket(Arc::clone(&app))
        .attach(AdHoc::on_liftoff("Ready", |rocket| Box::pin(async move { say_ready(rocket) })));
    let rocket = rocket.ignite().await.map_err(why)?;
    let runner = Runner::start(&app);
    let served = rocket.launch().await.map(drop).map_err(why);
    if served.is_ok() {
        info!("no more requests; waiting for the jobs that run");
    }
    runner.stop().await;
    served
}

/// A server may come up after us, and its restart must not need ours.
async fn wait_for(url: &str) -> anyhow::Result<()> {
    let mut told = false;
    loop {
        match knock(url).await {
            Answer::Ready => return Ok(()),
            Answer::Refused(reason) => bail!("The database refuses us: {reason}. Check DATABASE_URL."),
            Answer::Later(reason) if !told => {
                warn!("{} does not answer ({reason}); trying again until it does", DatabaseUrl::masked(url));
                told = true;
            }
            Answer::Later(_) => {}
        }
        sleep(AGAIN).await;
    }
}

fn say_ready(rocket: &Rocket<Orbit>) {
    let at = std::net::SocketAddr::new(rocket.config().address, rocket.config().port);
    let text = format!(
        "Injaaz is ready: http://{at}\n\
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
