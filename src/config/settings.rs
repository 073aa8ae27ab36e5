//! The list of settings, and a reader that collects all errors.

use super::{
    rates::Rates,
    secret::{DatabaseUrl, MailFrom, SecretKey, SmtpUrl},
    source::{RawSetting, Source},
};
use std::{fmt, path::Path};

/// A setting.
pub struct Setting {
    /// The name of the environment variable.
    pub name: &'static str,
    /// The key in Rocket.toml.
    pub key: &'static str,
    /// The default; in brackets if it is determined at run time.
    pub default: &'static str,
    /// How to correct an invalid value; the second part of the error message.
    pub fix: &'static str,
    /// Masks the value for display.
    pub mask: fn(&str) -> String,
}

macro_rules! settings {
    ($($constant:ident = $name:literal, $key:literal, $default:expr, $mask:expr, $fix:literal;)+) => {
        $(pub const $constant: Setting =
            Setting { name: $name, key: $key, default: $default, fix: $fix, mask: $mask };)+
        const ALL: &[Setting] = &[$($constant),+];
    };
}

settings! {
    ADDRESS = "ROCKET_ADDRESS", "address", "127.0.0.1", unchanged,
        "Write an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them. Browsers reach it over \
         https through a reverse proxy; INJAAZ_PUBLIC_URL says under which address.";
    PORT = "ROCKET_PORT", "port", "8000", unchanged, "Write a whole number from 1 to 65535.";
    WORKERS = "ROCKET_WORKERS", "workers", "(one for each processor)", unchanged,
        "Write a whole number from 1 to 1024.";
    DATABASE = "DATABASE_URL", "databases.main.url", "(embedded PostgreSQL)", DatabaseUrl::masked,
        "Write postgres://user:password@host/name, or leave it empty to use the embedded PostgreSQL.";
    POOL_SIZE = "INJAAZ_POOL_SIZE", "injaaz.pool_size", "16", unchanged, "Write a whole number from 2 to 90.";
    GENERATED = "INJAAZ_GENERATED", "injaaz.generated", "generated", unchanged,
        "Write the path of a folder that this account may write to.";
    SECRET_KEY = "INJAAZ_SECRET_KEY", "injaaz.secret_key", "(kept in the generated folder)", hidden,
        "Write at least 32 characters, such as `openssl rand -hex 32` prints, or leave it empty to have one generated.";
    PREVIOUS_SECRET_KEYS = "INJAAZ_PREVIOUS_SECRET_KEYS", "injaaz.previous_secret_keys", "(none)", hidden,
        "Write the secret keys that were in use before, the newest first, each of at least 32 characters, separated by \
         commas or line breaks; or leave it empty.";
    SECRET_KEY_BEFORE = "INJAAZ_SECRET_KEY_BEFORE", "injaaz.secret_key_before", "(none)", hidden,
        "This is the former name of INJAAZ_PREVIOUS_SECRET_KEYS, for one key.";
    PUBLIC_URL = "INJAAZ_PUBLIC_URL", "injaaz.public_url", "(http://address:port)", unchanged,
        "Write the address that browsers use, without a path: https://forms.example.org.";
    TRUSTED_PROXIES = "INJAAZ_TRUSTED_PROXIES", "injaaz.trusted_proxies", "(none)", unchanged,
        "Write the addresses or networks of your reverse proxies, separated by commas, such as 127.0.0.1, 10.0.0.0/8.";
    RATES = "INJAAZ_RATES", "injaaz.rates", Rates::DEFAULT, unchanged,
        "Write `off`, or the limits to change, such as posts=5/s+30: five per second, thirty at once.";
    REQUESTS_AT_ONCE = "INJAAZ_REQUESTS_AT_ONCE", "injaaz.requests_at_once", "512", unchanged,
        "Write a whole number from 8 to 100000.";
    BODIES_AT_ONCE = "INJAAZ_BODIES_AT_ONCE", "injaaz.bodies_at_once", "256", unchanged,
        "Write a whole number from 4 to 100000.";
    BODY_SECONDS = "INJAAZ_BODY_SECONDS", "injaaz.body_seconds", "30", unchanged,
        "Write a whole number of seconds from 1 to 600.";
    STOP_SECONDS = "INJAAZ_STOP_SECONDS", "injaaz.stop_seconds", "3", unchanged,
        "Write for how many seconds a server that is asked to stop still takes requests while /health/ready answers 503, \
         a whole number from 0 to 300.";
    REUSE_PORT = "INJAAZ_REUSE_PORT", "injaaz.reuse_port", "off", unchanged,
        "Write `on` to let several processes of this account listen on the port at the same time, or `off`.";
    SESSION_CACHE = "INJAAZ_SESSION_CACHE", "injaaz.session_cache", "on", unchanged,
        "Write `on` to remember signed-in members until something about a member changes, or `off` to look them up with \
         each request.";
    JOBS = "INJAAZ_JOBS", "injaaz.jobs", "2", unchanged, "Write a whole number from 0 (paused) to 64.";
    LEASE_SECONDS = "INJAAZ_LEASE_SECONDS", "injaaz.lease_seconds", "30", unchanged,
        "Write a whole number of seconds from 1 to 3600.";
    OLD_STORE = "INJAAZ_OLD_STORE", "injaaz.old_store", "(none)", unchanged,
        "Write the path of the folder in which the legacy app kept its submissions, jobs and uploads.";
    OLD_STORE_MODE = "INJAAZ_OLD_STORE_MODE", "injaaz.old_store_mode", "(that of the folder)", unchanged,
        "Write the permissions of new files in the legacy store as three octal digits, such as 640 or 664.";
    OLD_TIME_ZONE = "INJAAZ_OLD_TIME_ZONE", "injaaz.old_time_zone", "UTC", unchanged,
        "Write the time zone of the server of the legacy app as an offset such as +04:00, or as the name of a place such as \
         Asia/Dubai or Europe/Berlin. Set it before the import: verification reads the records in the same zone.";
    MEDIA_HOSTS = "INJAAZ_MEDIA_HOSTS", "injaaz.media_hosts", "res.cloudinary.com", unchanged,
        "Write names of hosts, separated by commas, such as res.cloudinary.com, and those of your own network with \
         their scheme: http://10.0.0.5:8080.";
    SHADOW_READS = "INJAAZ_SHADOW_READS", "injaaz.shadow_reads", "20", unchanged,
        "Write how many reads of both stores must agree before the next phase of a module, a whole number from 0 to \
         1000000.";
    PHASE_DAYS = "INJAAZ_PHASE_DAYS", "injaaz.phase_days", "0", unchanged,
        "Write the least number of days in the phase database_with_fallback, a whole number from 0 to 3650.";
    OVERRIDE_PEOPLE = "INJAAZ_OVERRIDE_PEOPLE", "injaaz.override_people", "1", unchanged,
        "Write how many people it takes to override a closed gate of the migration: 1 or 2.";
    FONTS = "INJAAZ_FONTS", "injaaz.fonts", "system", unchanged,
        "Write `system` for the installed fonts, the path of an existing folder of fonts, or `off`.";
    FORMS = "INJAAZ_FORMS", "injaaz.forms", "(none)", unchanged,
        "Write the path of an existing folder, or leave it empty for the built-in forms only.";
    LOCALES = "INJAAZ_LOCALES", "injaaz.locales", "(none)", unchanged,
        "Write the path of an existing folder, or leave it empty for the built-in languages only.";
    LINK_DAYS = "INJAAZ_LINK_DAYS", "injaaz.link_days", "30", unchanged, "Write a whole number of days from 1 to 3650.";
    LOG = "INJAAZ_LOG", "injaaz.log", "info", unchanged,
        "Write error, warn, info, debug or trace, or a filter such as `info,injaaz::jobs=debug`.";
    LOG_FORMAT = "INJAAZ_LOG_FORMAT", "injaaz.log_format", "text", unchanged,
        "Write text, or json for one JSON object on each line.";
    METRICS_TOKEN = "INJAAZ_METRICS_TOKEN", "injaaz.metrics_token", "(no metrics are served)", hidden,
        "Write at least 32 characters without spaces, such as `openssl rand -hex 32` prints; the monitoring system presents \
         them as `Authorization: Bearer …`.";
    ORGANISATION = "INJAAZ_ORGANISATION", "injaaz.organisation", "Injaaz", unchanged,
        "Write a name of 1 to 200 characters on one line.";
    TIME_ZONE = "INJAAZ_TIME_ZONE", "injaaz.time_zone", "Asia/Dubai", unchanged,
        "Write the name of a time zone, such as Asia/Dubai, Europe/Berlin or UTC. New organisations begin with it; later \
         changes are made on /organisation.";
    WEBHOOK_PRIVATE_ADDRESSES = "INJAAZ_WEBHOOK_PRIVATE_ADDRESSES", "injaaz.webhook_private_addresses", "refuse", unchanged,
        "Write `refuse`, or `allow` to let the administrators of every organisation send webhooks to private addresses of \
         your network, also without https.";
    PG_BIN = "INJAAZ_PG_BIN", "injaaz.pg_bin", "(found automatically)", unchanged,
        "Write the path of the folder that holds `postgres` and `initdb`, such as /usr/lib/postgresql/15/bin.";
    SMTP_URL = "INJAAZ_SMTP_URL", "injaaz.smtp_url", "(no mail is sent)", SmtpUrl::masked,
        "Write smtps://user:password@host, or smtp://user:password@host:587?tls=required, or smtp://localhost:25 for a \
         server on this machine; set INJAAZ_MAIL_FROM with it.";
    MAIL_FROM = "INJAAZ_MAIL_FROM", "injaaz.mail_from", "(no mail is sent)", unchanged,
        "Write the sender address of e-mails, such as forms@example.org or Injaaz <forms@example.org>; set \
         INJAAZ_SMTP_URL with it.";
}

/// Only in builds for crash tests, and not listed.
#[cfg(feature = "failpoints")]
pub const CRASH_AT: Setting = Setting {
    name: "INJAAZ_CRASH_AT",
    key: "injaaz.crash_at",
    default: "(nowhere)",
    fix: "Write the name of a crash point, such as submit.before_commit, or publish.before_rename:4 for the fourth time.",
    mask: unchanged,
};

fn unchanged(text: &str) -> String {
    text.to_owned()
}

fn hidden(_: &str) -> String {
    "(hidden)".to_owned()
}

/// A setting as printed by `injaaz config show`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayedSetting {
    pub name: &'static str,
    pub value: String,
    pub from: String,
}

/// All errors of the settings, one or two sentences each.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BadSettings(pub Vec<String>);

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for BadSettings {}

/// Reads settings and continues after an invalid one, so that all errors are reported together.
pub struct Reader<'a> {
    source: &'a Source,
    shown: Vec<DisplayedSetting>,
    problems: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a Source) -> Self {
        Reader { source, shown: Vec::new(), problems: Vec::new() }
    }

    /// A setting that always has a value. `None`: it was invalid and has been reported.
    pub fn required<T>(&mut self, setting: &Setting, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        match self.optional(setting, &parse)? {
            None => parse(setting.default),
            given => given,
        }
    }

    /// A setting that may be absent. The outer `None`: it was invalid and has been reported.
    pub fn optional<T>(&mut self, setting: &Setting, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
        let (value, shown) = self.look_up(setting, parse);
        self.shown.push(shown);
        value
    }

    /// A setting that `injaaz config show` does not list.
    #[cfg(feature = "failpoints")]
    pub fn unlisted<T>(&mut self, setting: &Setting, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
        self.look_up(setting, parse).0
    }

    fn look_up<T>(
        &mut self,
        setting: &Setting,
        parse: impl Fn(&str) -> Option<T>,
    ) -> (Option<Option<T>>, DisplayedSetting) {
        let shown = |value, from| DisplayedSetting { name: setting.name, value, from };
        let Some(RawSetting { text, from }) = self.source.find(setting.key) else {
            return (Some(None), shown(setting.default.to_owned(), "default".to_owned()));
        };
        let value = parse(&text);
        let masked = (setting.mask)(&text);
        if value.is_none() {
            self.problems.push(format!("{} is {masked:?} ({from}). {}", setting.name, setting.fix));
        }
        (value.map(Some), shown(masked, from))
    }

    /// The secret key in the folder of run-time data, if no key is set.
    pub fn kept_secret_key(&mut self, generated: &Path) -> Option<SecretKey> {
        SecretKey::kept_in(generated)
            .map_err(|error| {
                let text = generated.display().to_string();
                self.problems.push(format!("{} is {text:?}: {error:#}. {}", GENERATED.name, GENERATED.fix));
            })
            .ok()
    }

    /// Reports unknown settings, so that a misspelled one is not ignored.
    pub fn report_unknown(&mut self) {
        let own = || ALL.iter().map(|setting| setting.name).filter(|name| name.starts_with("INJAAZ_"));
        #[cfg(feature = "failpoints")]
        let own = || own().chain([CRASH_AT.name]);
        for name in self.source.own_names().filter(|name| !own().any(|known| known == name)) {
            let from = if self.source.has_var(&name) { "environment" } else { "Rocket.toml" };
            let nearest = own().max_by_key(|known| known.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count());
            let nearest = nearest.unwrap_or_default();
            self.problems.push(format!("{name} ({from}) is not a setting. Did you mean {nearest}?"));
        }
    }

    /// Reports settings that Rocket would refuse, so that all errors appear together before the start.
    pub fn report_rocket(&mut self) {
        let ours = |error: &rocket::figment::Error| {
            ALL.iter().any(|setting| error.path.first().is_some_and(|part| part == setting.key))
        };
        if let Err(errors) = rocket::Config::try_from(self.source.figment()) {
            self.problems.extend(errors.into_iter().filter(|error| !ours(error)).map(|error| format!("{error}.")));
        }
    }

    /// Reports if only one of SMTP server and sender is set.
    pub fn report_half_of_mail(&mut self, url: &Option<Option<SmtpUrl>>, from: &Option<Option<MailFrom>>) {
        match (url, from) {
            (Some(Some(_)), Some(None)) => {
                self.problems.push(format!("{} is missing. {}", MAIL_FROM.name, MAIL_FROM.fix))
            }
            (Some(None), Some(Some(_))) => {
                self.problems.push(format!("{} is missing. {}", SMTP_URL.name, SMTP_URL.fix))
            }
            _ => {}
        }
    }

    pub fn is_valid(&self) -> bool {
        self.problems.is_empty()
    }

    pub fn finish(self) -> Result<Vec<DisplayedSetting>, BadSettings> {
        if self.problems.is_empty() { Ok(self.shown) } else { Err(BadSettings(self.problems)) }
    }
}
