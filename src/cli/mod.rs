//! The command line: parses arguments and runs a command.
//!
//! Each command reads the settings, opens the database if it needs one (`database`), and prints plain lines, or one
//! JSON value with `--json`. Exit code 0 means success, 1 failure, 2 invalid arguments.

mod audit;
mod backup;
#[cfg(feature = "failpoints")]
mod crash;
mod database;
mod db;
mod decode_picture;
mod doctor;
mod forms;
mod logging;
#[cfg(feature = "migration")]
mod migrate;
mod organisation;
mod output;
mod port;
#[cfg_attr(not(feature = "migration"), expect(dead_code, reason = "only commands of the migration use all of it"))]
mod progress;
mod restore;
mod seed;
mod serve;
mod show;
#[cfg_attr(not(feature = "migration"), expect(dead_code, reason = "only commands of the migration use all of it"))]
mod stop_signals;
mod terminal;
mod user;

use crate::config::{BadSettings, Config};
use clap::{Parser, Subcommand};
use std::{io, process::ExitCode};

/// Site inspections: forms on a phone, stored in Postgres, with reports in Excel and PDF.
#[derive(Debug, Parser)]
#[command(name = "injaaz", version, after_help = EXAMPLES)]
struct Cli {
    /// The command; `serve` by default.
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  injaaz                        serve on http://127.0.0.1:8000 with an embedded PostgreSQL
  ROCKET_PORT=9000 injaaz       the same on another port
  injaaz doctor                 check everything that the server needs to start
  injaaz config show            every setting with its value and source

Settings come from Rocket.toml and the environment; the environment takes precedence.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the forms and generate the reports, until Ctrl-C or SIGTERM.
    #[command(after_help = serve::EXAMPLES)]
    Serve(serve::Serve),
    /// The database schema: show, apply and revert migrations.
    #[command(subcommand)]
    Db(db::Db),
    /// User accounts: add, disable, list, set a new password.
    #[command(subcommand)]
    User(user::User),
    #[cfg(feature = "migration")]
    /// Migration from the legacy app: import its files, change phases, verify, go back.
    Migrate(migrate::Migrate),
    /// The audit log: verify it, drop old months.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Backups of the database and the data folder: make one, verify, try a recovery.
    Backup(backup::Backup),
    /// Bring a backup into an empty installation.
    Restore(restore::Restore),
    /// Organisations on this server.
    #[command(subcommand)]
    Organisation(organisation::Organisation),
    /// Form files: check them, convert spreadsheets (XLSForm), write a form as one.
    #[command(subcommand)]
    Forms(forms::FormsCommand),
    /// The settings.
    #[command(subcommand)]
    Config(show::Settings),
    /// Add generated submissions, to test lists and searches with large tables.
    #[command(after_help = seed::EXAMPLES)]
    Seed(seed::Seed),
    /// Check everything that a start needs, and give advice on what is wrong.
    Doctor(doctor::Doctor),
    /// Decode pictures for the server that started this process.
    #[command(hide = true)]
    DecodePicture(decode_picture::DecodePicture),
}

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Serve(serve::Serve::default()));
    // The child process of a server has no environment and needs no settings.
    if let Command::DecodePicture(decode) = command {
        return ended(decode.run());
    }
    ended(match Config::load() {
        Ok(config) => {
            logging::start(&config.log, config.log_format);
            run(command, config)
        }
        Err(bad) => report(command, bad),
    })
}

fn ended(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of our output has closed it, as `head` does; this is not an error.
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
        Command::Backup(backup) => backup.run(config),
        Command::Restore(restore) => restore.run(config),
        Command::Organisation(organisation) => organisation.run(config),
        Command::Forms(forms) => forms.run(&config),
        Command::Config(settings) => settings.run(&config),
        Command::Seed(seed) => seed.run(config),
        Command::Doctor(doctor) => doctor.run(config),
        Command::DecodePicture(decode) => decode.run(),
    }
}

/// Invalid settings stop every command except `doctor`, which reports them as a finding.
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

    #[cfg(feature = "migration")]
    #[test]
    fn the_word_of_the_version_before_still_opens_the_review_queue() {
        for word in ["review", "desk"] {
            let understood = Cli::try_parse_from(["injaaz", "migrate", word, "7", "--keep-database", "it is right"]);
            assert!(matches!(understood.map(|cli| cli.command), Ok(Some(Command::Migrate(_)))), "{word}");
        }
    }

    #[test]
    fn the_default_command_is_serve() {
        let understood = Cli::try_parse_from(["injaaz"]).map(|cli| cli.command.is_none());
        assert!(understood.is_ok_and(|none| none));
    }
}
