//! All settings, typed, read once from Rocket.toml and the environment (the environment takes precedence).
//!
//! No other code reads the environment. All invalid values are reported together, each with a sentence on how to
//! correct it. `config/settings.rs` describes the settings, `config/source.rs` finds their text, this file parses them.

#[cfg(feature = "failpoints")]
mod crash;
mod font_folder;
mod log_format;
mod media_hosts;
mod parse;
mod proxies;
mod rates;
mod secret;
mod settings;
mod source;

#[cfg(feature = "failpoints")]
pub use crash::CrashPoint;
pub use font_folder::FontFolder;
pub use log_format::LogFormat;
pub use media_hosts::{MediaHosts, Trust};
pub use proxies::TrustedProxies;
pub use rates::{PEOPLE_AT_AN_ADDRESS, Rate, RateClass, Rates};
pub use secret::{DatabaseUrl, MailFrom, MetricsToken, SecretKey, SmtpUrl};
pub use settings::{BadSettings, DisplayedSetting};

use crate::domain::{local_zone::LocalZone, time_zone::TimeZone};
use rocket::figment::Figment;
use settings::Reader;
use source::Source;
use std::{fmt, net::IpAddr, path::PathBuf, time::Duration};

#[derive(Clone)]
pub struct Config {
    /// The address and port to listen on.
    pub address: IpAddr,
    pub port: u16,
    /// The number of threads that serve requests.
    pub workers: usize,
    /// The database server. `None`: the embedded cluster in `<generated>/postgres`.
    pub database_url: Option<DatabaseUrl>,
    /// The maximum number of database connections.
    pub pool_size: usize,
    /// The folder of run-time data, as an absolute path.
    pub generated: PathBuf,
    /// The secret key is in the folder of run-time data, not in the settings.
    pub secret_key_is_kept: bool,
    /// The secret from which all keys are derived (`security::keyring`).
    pub secret_key: SecretKey,
    /// Previous secret keys, newest first. What was signed or sealed with them can still be read.
    pub previous_secret_keys: Vec<SecretKey>,
    /// The public base URL: `https://host[:port]`, without a trailing slash.
    pub public_url: String,
    /// The proxies whose forwarding headers are trusted.
    pub trusted_proxies: TrustedProxies,
    /// The limits of the rate limiter.
    pub rates: Rates,
    /// The number of requests that are handled at once.
    pub requests_at_once: usize,
    /// The number of request bodies that are received at once.
    pub bodies_at_once: usize,
    /// How long a sender may be silent within a body.
    pub body_silence: Duration,
    /// How long the server still takes requests after it was asked to stop, while it reports that it is not ready.
    pub stop_delay: Duration,
    /// Other processes may listen on the same port.
    pub reuse_port: bool,
    /// Metrics are served to who presents it; none: they are not served.
    pub metrics_token: Option<MetricsToken>,
    /// Signed-in members are remembered until something about a member changes.
    pub session_cache: bool,
    /// The number of workers for reports; 0 pauses reports and imports.
    pub jobs: usize,
    /// The duration of a job lease, which is the delay before the job of a dead worker is claimed again.
    pub lease: Duration,
    /// The folder of the legacy store: the source of records, and the place for records in the old shape in phases that
    /// write them.
    pub old_store: PathBuf,
    /// The permissions of new files there, if they are not those of their folder.
    pub old_store_mode: Option<u32>,
    /// Of times in old records that are written without a zone, and of days that are written as a time in UTC.
    pub old_time_zone: LocalZone,
    /// The hosts from which photos of imported records may be fetched.
    pub media_hosts: MediaHosts,
    /// The number of shadow reads that must agree before a module may trust the database.
    pub shadow_reads: u32,
    /// The number of days that a module must stay in the fallback phase.
    pub phase_days: u32,
    /// The number of people that it takes to override a closed gate: 1 or 2.
    pub override_people: u32,
    /// Fonts for letters that the embedded fonts of reports lack.
    pub fonts: FontFolder,
    /// A folder with additional form definitions.
    pub forms: Option<PathBuf>,
    /// A folder with additional languages, each a folder of Fluent files.
    pub locales: Option<PathBuf>,
    /// The validity of report links in days.
    pub link_days: u32,
    /// The log filter, in the syntax of tracing's `EnvFilter`.
    pub log: String,
    pub log_format: LogFormat,
    /// The name of the default organisation.
    pub organisation: String,
    /// The time zone of new organisations.
    pub time_zone: TimeZone,
    /// Webhooks may be sent to private addresses, and without https.
    pub webhook_private_addresses: bool,
    /// The folder of the PostgreSQL programs, if they are not in a usual place.
    pub pg_bin: Option<PathBuf>,
    /// The SMTP server and the sender address; either both are set or neither.
    pub smtp_url: Option<SmtpUrl>,
    pub mail_from: Option<MailFrom>,
    /// The point at which the process kills itself, for tests.
    #[cfg(feature = "failpoints")]
    pub crash_at: Option<CrashPoint>,
    shown: Vec<DisplayedSetting>,
    figment: Figment,
}

impl Config {
    /// Reads Rocket.toml in the working directory and the environment.
    pub fn load() -> Result<Config, BadSettings> {
        Config::read(Source::from_environment())
    }

    /// Reads only these variables and the built-in Rocket.toml. For tests, which cannot change their environment.
    pub fn from_vars<K: Into<String>, V: Into<String>>(
        vars: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Config, BadSettings> {
        Config::read(Source::of(vars.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }

    fn read(source: Source) -> Result<Config, BadSettings> {
        let mut read = Reader::new(&source);
        let address = read.required(&settings::ADDRESS, parse::address);
        let port = read.required(&settings::PORT, |text| parse::whole(text, 1, 65_535));
        let workers = read.optional(&settings::WORKERS, |text| parse::whole(text, 1, 1024));
        let database_url = read.optional(&settings::DATABASE, DatabaseUrl::parse);
        let pool_size = read.required(&settings::POOL_SIZE, |text| parse::whole(text, 2, 90));
        let generated = read.required(&settings::GENERATED, parse::path);
        let secret_key = read.optional(&settings::SECRET_KEY, SecretKey::parse);
        let previous_secret_keys = read.optional(&settings::PREVIOUS_SECRET_KEYS, SecretKey::parse_list);
        let secret_key_before = read.optional(&settings::SECRET_KEY_BEFORE, SecretKey::parse);
        let public_url = read.optional(&settings::PUBLIC_URL, parse::origin);
        let trusted_proxies = read.optional(&settings::TRUSTED_PROXIES, TrustedProxies::parse);
        let rates = read.required(&settings::RATES, Rates::parse);
        let requests_at_once = read.required(&settings::REQUESTS_AT_ONCE, |text| parse::whole(text, 8, 100_000));
        let bodies_at_once = read.required(&settings::BODIES_AT_ONCE, |text| parse::whole(text, 4, 100_000));
        let body_silence = read.required(&settings::BODY_SECONDS, |text| parse::whole(text, 1, 600));
        let stop_delay = read.required(&settings::STOP_SECONDS, |text| parse::whole(text, 0, 300));
        let reuse_port = read.required(&settings::REUSE_PORT, parse::switch);
        let session_cache = read.required(&settings::SESSION_CACHE, parse::switch);
        let jobs = read.required(&settings::JOBS, |text| parse::whole(text, 0, 64));
        let lease = read.required(&settings::LEASE_SECONDS, |text| parse::whole(text, 1, 3600));
        let old_store = read.optional(&settings::OLD_STORE, parse::folder);
        let old_store_mode = read.optional(&settings::OLD_STORE_MODE, parse::file_mode);
        let old_time_zone = read.required(&settings::OLD_TIME_ZONE, LocalZone::parse);
        let media_hosts = read.required(&settings::MEDIA_HOSTS, MediaHosts::parse);
        let shadow_reads = read.required(&settings::SHADOW_READS, |text| parse::whole(text, 0, 1_000_000));
        let phase_days = read.required(&settings::PHASE_DAYS, |text| parse::whole(text, 0, 3650));
        let override_people = read.required(&settings::OVERRIDE_PEOPLE, |text| parse::whole(text, 1, 2));
        let fonts = read.required(&settings::FONTS, FontFolder::parse);
        let forms = read.optional(&settings::FORMS, parse::folder);
        let locales = read.optional(&settings::LOCALES, parse::folder);
        let link_days = read.required(&settings::LINK_DAYS, |text| parse::whole(text, 1, 3650));
        let log = read.required(&settings::LOG, parse::log_filter);
        let log_format = read.required(&settings::LOG_FORMAT, LogFormat::parse);
        let metrics_token = read.optional(&settings::METRICS_TOKEN, MetricsToken::parse);
        let organisation = read.required(&settings::ORGANISATION, parse::name);
        let time_zone = read.required(&settings::TIME_ZONE, TimeZone::named);
        let webhook_private_addresses = read.required(&settings::WEBHOOK_PRIVATE_ADDRESSES, parse::permission);
        let pg_bin = read.optional(&settings::PG_BIN, parse::folder);
        let smtp_url = read.optional(&settings::SMTP_URL, SmtpUrl::parse);
        let mail_from = read.optional(&settings::MAIL_FROM, MailFrom::parse);
        read.report_half_of_mail(&smtp_url, &mail_from);
        #[cfg(feature = "failpoints")]
        let crash_at = read.unlisted(&settings::CRASH_AT, CrashPoint::parse);
        read.report_unknown();
        read.report_rocket();

        // A key is only generated if all other settings are valid, so that a typing error leaves no file behind.
        let secret_key_is_kept = matches!(secret_key, Some(None));
        let secret_key = match (secret_key, &generated) {
            (Some(None), Some(generated)) if read.is_valid() => read.kept_secret_key(generated),
            (given, _) => given.flatten(),
        };
        let shown = read.finish()?;
        let assembled = || {
            let (address, port, generated) = (address?, port?, generated?);
            Some(Config {
                address,
                port,
                workers: workers?.unwrap_or_else(parse::processors),
                database_url: database_url?,
                pool_size: pool_size?,
                old_store: old_store?.unwrap_or_else(|| generated.clone()),
                old_store_mode: old_store_mode?,
                old_time_zone: old_time_zone?,
                generated,
                secret_key_is_kept,
                secret_key: secret_key?,
                // Both names are read: a list under the new name does not replace the one under the old name.
                previous_secret_keys: previous_secret_keys?
                    .unwrap_or_default()
                    .into_iter()
                    .chain(secret_key_before?)
                    .collect(),
                public_url: public_url?
                    .unwrap_or_else(|| format!("http://{}", std::net::SocketAddr::new(address, port))),
                trusted_proxies: trusted_proxies?.unwrap_or_default(),
                rates: rates?,
                requests_at_once: requests_at_once?,
                bodies_at_once: bodies_at_once?,
                body_silence: Duration::from_secs(body_silence?),
                stop_delay: Duration::from_secs(stop_delay?),
                reuse_port: reuse_port?,
                log_format: log_format?,
                metrics_token: metrics_token?,
                session_cache: session_cache?,
                jobs: jobs?,
                lease: Duration::from_secs(lease?),
                shadow_reads: shadow_reads?,
                phase_days: phase_days?,
                override_people: override_people?,
                media_hosts: media_hosts?,
                fonts: fonts?,
                forms: forms?,
                locales: locales?,
                link_days: link_days?,
                log: log?,
                organisation: organisation?,
                time_zone: time_zone?,
                webhook_private_addresses: webhook_private_addresses?,
                pg_bin: pg_bin?,
                smtp_url: smtp_url?,
                mail_from: mail_from?,
                #[cfg(feature = "failpoints")]
                crash_at: crash_at?,
                shown,
                figment: source.figment().clone(),
            })
        };
        // `finish` returns an error if any value is missing.
        assembled().ok_or_else(BadSettings::default)
    }

    /// Sets the database URL. That of the embedded cluster is only known after its start.
    pub fn use_database(&mut self, url: DatabaseUrl) {
        self.database_url = Some(url);
    }

    /// Uses another folder of run-time data, with the secret key in it if that is where the key is kept.
    pub fn use_data_folder(&mut self, generated: PathBuf) -> anyhow::Result<()> {
        if self.secret_key_is_kept {
            self.secret_key = SecretKey::kept_in(&generated)?;
        }
        if self.old_store == self.generated {
            self.old_store.clone_from(&generated);
        }
        self.generated = generated;
        Ok(())
    }

    /// The configuration of Rocket, with our values where both have a setting.
    pub fn figment(&self) -> Figment {
        let figment = self
            .figment
            .clone()
            .merge(("address", self.address))
            .merge(("port", self.port))
            .merge(("workers", self.workers))
            // The command `serve` handles the signals: the server stops in several steps.
            .merge(("shutdown.ctrlc", false))
            .merge(("shutdown.signals", Vec::<String>::new()))
            .merge(("databases.main.max_connections", self.pool_size));
        match &self.database_url {
            Some(url) => figment.merge(("databases.main.url", url.as_str())),
            None => figment,
        }
    }

    /// Every setting with its value (secrets masked) and source.
    pub fn show(&self) -> &[DisplayedSetting] {
        &self.shown
    }
}

/// Only masked values, because a configuration may be written to a log.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.shown.iter().map(|shown| (shown.name, &shown.value))).finish()
    }
}
