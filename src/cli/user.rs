//! `injaaz user`: user accounts for operators.

use super::{database, output};
use crate::{
    app::App,
    config::Config,
    domain::access::{Role, Scope},
    services::{
        people,
        users::{self, NewAccount, Secret},
    },
};
use anyhow::{Context, bail};
use clap::{Args, Subcommand, builder::PossibleValuesParser};
use serde_json::json;
use std::{
    io::{self, BufRead, IsTerminal},
    sync::Arc,
};
use time::format_description::well_known::Rfc3339;

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add an account, or make its owner a member of another organisation.
    #[command(after_help = ADD)]
    Add(Add),
    /// Set a new password. All sessions of the user end.
    #[command(after_help = PASSWORD)]
    Password {
        email: String,
        #[command(flatten)]
        how: PasswordOptions,
    },
    /// Disable an account. All its sessions end at once; its data stays.
    Disable { email: String },
    /// Enable a disabled account.
    Enable { email: String },
    /// Remove all second factors of a user who lost them: authenticator app, passkeys and recovery codes. All sessions
    /// of the user end; the user signs in with the password and sets up new ones.
    #[command(after_help = REMOVE_FACTORS)]
    RemoveFactors { email: String },
    /// List all accounts.
    List {
        /// Print one object.
        #[arg(long)]
        json: bool,
    },
}

const ADD: &str = "\
Examples:
  injaaz user add aisha@example.org --role manager --name \"Aisha Khan\" --link
  injaaz user add client@example.org --role viewer --site \"Marina Tower\" --form civil --link
  injaaz user add omar@example.org --role inspector          asks for a password on the terminal
  injaaz user add omar@example.org --role inspector < file   takes the first line of a file";

const PASSWORD: &str = "\
Examples:
  injaaz user password aisha@example.org          asks for it on the terminal
  injaaz user password aisha@example.org --link   prints a link for choosing one";

const REMOVE_FACTORS: &str = "\
Examples:
  injaaz user remove-factors aisha@example.org

Use it also if the secret key of the server was lost: the secrets of authenticator apps cannot be read without it
(docs/security.md).";

#[derive(Debug, Args)]
pub struct Add {
    email: String,
    /// The role in the organisation.
    #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str())))]
    role: String,
    /// The name of the user.
    #[arg(long)]
    name: Option<String>,
    /// Name or id of the organisation; the default organisation if it is omitted.
    #[arg(long, value_name = "ORG")]
    organisation: Option<String>,
    /// A form that the member may see the submissions of, such as civil; can be repeated. A viewer without a form or
    /// site sees nothing, an inspector own submissions only, the other roles everything.
    #[arg(long = "form", value_name = "FORM")]
    forms: Vec<String>,
    /// A site that the member may see the submissions of; can be repeated.
    #[arg(long = "site", value_name = "SITE")]
    sites: Vec<String>,
    #[command(flatten)]
    how: PasswordOptions,
}

#[derive(Debug, Args)]
pub struct PasswordOptions {
    /// Print a link for choosing a password (valid once, for three days).
    #[arg(long)]
    link: bool,
    /// Do not require a new password at the first sign-in.
    #[arg(long, conflicts_with = "link")]
    keep: bool,
}

impl User {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        // Read before the database is opened, because the user may take a while to answer.
        let password = match &self {
            User::Add(Add { how, .. }) | User::Password { how, .. } if !how.link => Some(read_password()?),
            _ => None,
        };
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            output::print(&self.done(&app, password.as_deref()).await?)
        })
    }

    async fn done(&self, app: &Arc<App>, password: Option<&str>) -> anyhow::Result<String> {
        let secret = |how: &PasswordOptions| match password {
            Some(text) => Secret::Password { text, must_change: !how.keep },
            None => Secret::Link,
        };
        match self {
            User::Add(add) => {
                let role = Role::parse(&add.role).context("an unknown role")?;
                let (name, organisation) = (add.name.as_deref(), add.organisation.as_deref());
                let scopes = scopes(add)?;
                let new = NewAccount { email: &add.email, name, role, organisation, scopes: &scopes };
                let link = users::add(app, new, secret(&add.how)).await?;
                let nothing = match role == Role::Viewer && scopes.is_empty() {
                    true => {
                        "\nThis viewer sees nothing until a form or site is named: --form, --site, or the page of the person."
                    }
                    false => "",
                };
                Ok(format!("{} is now {}.{nothing}{}", add.email, a(&add.role), or_link(link)))
            }
            User::Password { email, how } => match users::set_password(app, email, secret(how)).await? {
                Some(link) => Ok(link_sentence(&link)),
                None => Ok(format!("{email} has a new password. All their sessions have ended.")),
            },
            User::Disable { email } => match users::set_disabled(app, email, true).await? {
                true => Ok(format!("{email} is disabled. All their sessions have ended.")),
                false => Ok(format!("{email} is already disabled.")),
            },
            User::Enable { email } => match users::set_disabled(app, email, false).await? {
                true => Ok(format!("{email} can sign in again.")),
                false => Ok(format!("{email} was not disabled.")),
            },
            User::RemoveFactors { email } => match users::remove_factors(app, email).await? {
                0 => Ok(format!("{email} had no second factor. All their sessions have ended.")),
                1 => Ok(format!("1 second factor of {email} was removed. All their sessions have ended.")),
                count => Ok(format!("{count} second factors of {email} were removed. All their sessions have ended.")),
            },
            User::List { json } => list(app, *json).await,
        }
    }
}

/// The forms and sites of a new member.
fn scopes(add: &Add) -> anyhow::Result<Vec<Scope>> {
    let form = |text: &String| {
        let slug = text.parse().ok().with_context(|| users::no_form(text))?;
        people::scope(Some(slug), "").context("a scope of nothing")
    };
    let site = |text: &String| {
        people::scope(None, text)
            .with_context(|| format!("The name of a site has letters or digits; {text:?} has none."))
    };
    add.forms.iter().map(form).chain(add.sites.iter().map(site)).collect()
}

fn a(role: &str) -> String {
    let article = if role.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{article} {role}")
}

fn or_link(link: Option<String>) -> String {
    link.map(|link| format!("\n{}", link_sentence(&link))).unwrap_or_default()
}

fn link_sentence(link: &str) -> String {
    format!("Give this link to the user to choose a password. It works once, within three days:\n{link}")
}

async fn list(app: &App, json: bool) -> anyhow::Result<String> {
    let all = users::all(app).await?;
    let when = |at: Option<time::OffsetDateTime>| at.and_then(|at| at.format(&Rfc3339).ok());
    if json {
        let users: Vec<_> = all
            .iter()
            .map(|user| {
                json!({
                    "email": user.email, "name": user.full_name, "organisation": user.organisation, "role": user.role,
                    "last_sign_in": when(user.last_login), "disabled": user.disabled, "suspended": user.suspended,
                    "has_password": user.has_password,
                })
            })
            .collect();
        return Ok(serde_json::to_string_pretty(&json!({ "users": users }))?);
    }
    if all.is_empty() {
        return Ok("There is no account yet. `injaaz serve` prints a link that creates the first one.".to_owned());
    }
    let rows: Vec<[String; 5]> = all
        .into_iter()
        .map(|user| {
            let state = match (user.disabled, user.suspended, user.has_password) {
                (true, ..) => "disabled",
                (_, true, _) => "suspended",
                (.., false) => "no password yet",
                _ => "",
            };
            let seen = when(user.last_login).unwrap_or_else(|| "never signed in".to_owned());
            let role = user.role.map(|role| role.to_string()).unwrap_or_default();
            [user.email, role, user.organisation.unwrap_or_default(), seen, state.to_owned()]
        })
        .collect();
    let rows: Vec<[&str; 5]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    Ok(output::table(&rows))
}

/// The password: typed twice on a terminal without echo, or else the first line of standard input.
fn read_password() -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).context("reading the password")?;
        let text = line.strip_suffix('\n').unwrap_or(&line);
        return Ok(text.strip_suffix('\r').unwrap_or(text).to_owned());
    }
    let once = rpassword::prompt_password("Password (at least 12 characters): ").context("asking for a password")?;
    if once != rpassword::prompt_password("Repeat the password: ").context("asking for a password")? {
        bail!("The two passwords differ, so nothing was changed.");
    }
    Ok(once)
}
