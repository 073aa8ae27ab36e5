//! The commands: what is typed, and who then starts what.
//!
//! Each command reads the settings, opens the database if it needs one (`database`), and prints plain lines; with
//! `--json`, one JSON value. It ends with 0 only if all went well, with 2 if it was not understood.

mod audit;
#[cfg(feature = "failpoints")]
mod crash;
mod database;
mod db;
mod decode_picture;
mod doctor;
mod logging;
#[cfg(feature = "migration")]
mod migrate;
mod organisation;
mod output;
mod progress;
mod seed;
mod serve;
mod show;
mod user;

use crate::config::{BadSettings, Config};
use clap::{Parser, Subcommand};
use std::{io, process::ExitCode};

/// Site inspections: forms on a phone, kept in Postgres, reported in Excel and PDF.
#[derive(Debug, Parser)]
#[command(name = "injaaz", version, after_help = EXAMPLES)]
struct Cli {
    /// What to do; `serve` if nothing is said.
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  injaaz                        serve on http://127.0.0.1:8000 with a PostgreSQL of its own
  ROCKET_PORT=9000 injaaz       the same on another port
  injaaz doctor                 check everything that a start needs
  injaaz config show            every setting, and where its value comes from

Settings come from Rocket.toml and the environment; the environment wins.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the forms and make the reports, until Ctrl-C or SIGTERM.
    #[command(after_help = serve::EXAMPLES)]
    Serve(serve::Serve),
    /// The versions of the database's tables: see them, bring them up, take them back.
    #[command(subcommand)]
    Db(db::Db),
    /// Accounts: add, disable, list, give another password.
    #[command(subcommand)]
    User(user::User),
    #[cfg(feature = "migration")]
    /// History: bring the old app's files in, phase by phase, with proof and the way back.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// The audit log: prove that it is as it was written.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Further organisations on this server.
    #[command(subcommand)]
    Organisation(organisation::Organisation),
    /// The settings.
    #[command(subcommand)]
    Config(show::Settings),
    /// Fill the database with made-up submissions, to try lists and searches at the size of years.
    #[command(after_help = seed::EXAMPLES)]
    Seed(seed::Seed),
    /// Check everything that a start needs, and say how to mend what is wrong.
    Doctor(doctor::Doctor),
    /// Decode pictures for a server that started this process.
    #[command(hide = true)]
    DecodePicture(decode_picture::DecodePicture),
}

/// Understands what was typed and does it.
pub fn main() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Serve(serve::Serve::default()));
    // The child of a server gets no environment, and needs no settings.
    if let Command::DecodePicture(decode) = command {
        return ended(decode.run());
    }
    ended(match Config::load() {
        Ok(config) => {
            logging::start(&config.log);
            run(command, config)
        }
        Err(bad) => report(command, bad),
    })
}

fn ended(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output has seen enough, as `head` has.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, config: Config) -> anyhow::Result<()> {
    #[cfg(feature = "failpoints")]
    config.crash_at.as_ref().map_or(Ok(()), crash::arm)?;
    match command {
        Command::Serve(serve) => serve.run(config),
        Command::Db(db) => db.run(config),
        Command::User(user) => user.run(config),
        #[cfg(feature = "migration")]
        Command::Migrate(migrate) => migrate.run(config),
        Command::Audit(audit) => audit.run(config),
        Command::Organisation(organisation) => organisation.run(config),
        Command::Config(settings) => settings.run(&config),
        Command::Seed(seed) => seed.run(config),
        Command::Doctor(doctor) => doctor.run(config),
        Command::DecodePicture(decode) => decode.run(),
    }
}

/// Bad settings stop every command; only the doctor counts them among what it found.
fn report(command: Command, bad: BadSettings) -> anyhow::Result<()> {
    match command {
        Command::Doctor(doctor) => doctor.settings_are_bad(&bad),
        _ => Err(bad.into()),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_default_command_is_serve() {
        let understood = Cli::try_parse_from(["injaaz"]).map(|cli| cli.command.is_none());
        assert!(understood.is_ok_and(|none| none));
    }
}
