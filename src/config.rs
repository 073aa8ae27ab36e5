//! Every setting, typed, read once from Rocket.toml and the environment (the environment wins).
//!
//! Nothing else in the program reads the environment. All bad values are reported together, one sentence for each.
//! A setting is described in `config/settings.rs`, found by `config/source.rs`, and parsed here.

#[cfg(feature = "failpoints")]
mod crash;
mod media_hosts;
mod parse;
mod proxies;
mod rates;
mod secret;
mod settings;
mod source;

#[cfg(feature = "failpoints")]
pub use crash::CrashPoint;
pub use media_hosts::{MediaHosts, Trust};
pub use proxies::TrustedProxies;
pub use rates::{PEOPLE_AT_AN_ADDRESS, Rate, RateClass, Rates};
pub use secret::{DatabaseUrl, MailFrom, SecretKey, SmtpUrl};
pub use settings::{BadSettings, DisplayedSetting};

use rocket::figment::Figment;
use settings::Reader;
use source::Source;
use std::{fmt, net::IpAddr, path::PathBuf, time::Duration};

/// All settings of the app.
#[derive(Clone)]
pub struct Config {
    /// Where the server listens.
    pub address: IpAddr,
    pub port: u16,
    /// Threads that serve requests.
    pub workers: usize,
    /// The server to use. None: Injaaz runs its own in `<generated>/postgres`.
    pub database_url: Option<DatabaseUrl>,
    /// The most connections to the database.
    pub pool_size: usize,
    /// The folder of run-time data; absolute.
    pub generated: PathBuf,
    /// What all keys are derived from (`security::keyring`).
    pub secret_key: SecretKey,
    /// Those that were in use before it, the newest first. What they wrote is still read.
    pub previous_secret_keys: Vec<SecretKey>,
    /// How browsers reach the app: `https://host[:port]`, without a slash at the end.
    pub public_url: String,
    /// Whose word is taken on where a request came from.
    pub trusted_proxies: TrustedProxies,
    /// How often something may be asked for.
    pub rates: Rates,
    /// Requests that are worked on at the same time.
    pub requests_at_once: usize,
    /// Bodies that are received at the same time.
    pub bodies_at_once: usize,
    /// How long a sender may be silent in the middle of a body.
    pub body_silence: Duration,
    /// Reports made at the same time; 0 while jobs are paused.
    pub jobs: usize,
    /// How long the work of a job that died stays its own.
    pub lease: Duration,
    /// The folder of the old app: where its records are, and where records of the old shape are written as long as a
    /// module's phase wants them.
    pub old_store: PathBuf,
    /// Where photos of old records may be fetched from, if that is asked for.
    pub media_hosts: MediaHosts,
    /// How many reads of both stores have to agree before a module trusts the database.
    pub shadow_reads: u32,
    /// How many days a module falls back to its old store before it goes on without.
    pub phase_days: u32,
    /// A folder of further form definitions.
    pub forms: Option<PathBuf>,
    /// A folder of further languages, each a folder of Fluent files.
    pub locales: Option<PathBuf>,
    /// How long the link to a report works.
    pub link_days: u32,
    /// What is logged, in the words of tracing's `EnvFilter`.
    pub log: String,
    /// The name of the organisation that everything belongs to.
    pub organisation: String,
    /// Where PostgreSQL's programs lie, if not in a usual place.
    pub pg_bin: Option<PathBuf>,
    /// The server that takes mail, and who it is from; neither, or both.
    pub smtp_url: Option<SmtpUrl>,
    pub mail_from: Option<MailFrom>,
    /// Where the process kills itself, for tests.
    #[cfg(feature = "failpoints")]
    pub crash_at: Option<CrashPoint>,
    shown: Vec<DisplayedSetting>,
    figment: Figment,
}

impl Config {
    /// Reads Rocket.toml of the working directory and the environment.
    pub fn load() -> Result<Config, BadSettings> {
        Config::read(Source::surroundings())
    }

    /// Reads only these variables over the built-in Rocket.toml: for tests, which cannot change their environment.
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
        let secret_key_before = read.optional(&settings::SECRET_KEY_BEFORE, SecretKey::parse_list);
        let public_url = read.optional(&settings::PUBLIC_URL, parse::origin);
        let trusted_proxies = read.optional(&settings::TRUSTED_PROXIES, TrustedProxies::parse);
        let rates = read.required(&settings::RATES, Rates::parse);
        let requests_at_once = read.required(&settings::REQUESTS_AT_ONCE, |text| parse::whole(text, 8, 100_000));
        let bodies_at_once = read.required(&settings::BODIES_AT_ONCE, |text| parse::whole(text, 4, 100_000));
        let body_silence = read.required(&settings::BODY_SECONDS, |text| parse::whole(text, 1, 600));
        let jobs = read.required(&settings::JOBS, |text| parse::whole(text, 0, 64));
        let lease = read.required(&settings::LEASE_SECONDS, |text| parse::whole(text, 1, 3600));
        let old_store = read.optional(&settings::OLD_STORE, parse::folder);
        let media_hosts = read.required(&settings::MEDIA_HOSTS, MediaHosts::parse);
        let shadow_reads = read.required(&settings::SHADOW_READS, |text| parse::whole(text, 0, 1_000_000));
        let phase_days = read.required(&settings::PHASE_DAYS, |text| parse::whole(text, 0, 3650));
        let forms = read.optional(&settings::FORMS, parse::folder);
        let locales = read.optional(&settings::LOCALES, parse::folder);
        let link_days = read.required(&settings::LINK_DAYS, |text| parse::whole(text, 1, 3650));
        let log = read.required(&settings::LOG, parse::log_filter);
        let organisation = read.required(&settings::ORGANISATION, parse::name);
        let pg_bin = read.optional(&settings::PG_BIN, parse::folder);
        let smtp_url = read.optional(&settings::SMTP_URL, SmtpUrl::parse);
        let mail_from = read.optional(&settings::MAIL_FROM, MailFrom::parse);
        read.report_half_of_mail(&smtp_url, &mail_from);
        #[cfg(feature = "failpoints")]
        let crash_at = read.unlisted(&settings::CRASH_AT, CrashPoint::parse);
        read.report_unknown();
        read.report_rocket();

        // A key is made only once everything else is right, so that a typing error leaves nothing on the disk.
        let secret_key = match (secret_key, &generated) {
            (Some(None), Some(generated)) if read.all_well() => read.kept_secret_key(generated),
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
                generated,
                secret_key: secret_key?,
                // Both names count: a list under the new one does not end what stands under the older one.
                previous_secret_keys: [previous_secret_keys?, secret_key_before?]
                    .into_iter()
                    .flatten()
                    .flatten()
                    .collect(),
                public_url: public_url?
                    .unwrap_or_else(|| format!("http://{}", std::net::SocketAddr::new(address, port))),
                trusted_proxies: trusted_proxies?.unwrap_or_default(),
                rates: rates?,
                requests_at_once: requests_at_once?,
                bodies_at_once: bodies_at_once?,
                body_silence: Duration::from_secs(body_silence?),
                jobs: jobs?,
                lease: Duration::from_secs(lease?),
                shadow_reads: shadow_reads?,
                phase_days: phase_days?,
                media_hosts: media_hosts?,
                forms: forms?,
                locales: locales?,
                link_days: link_days?,
                log: log?,
                organisation: organisation?,
                pg_bin: pg_bin?,
                smtp_url: smtp_url?,
                mail_from: mail_from?,
                #[cfg(feature = "failpoints")]
                crash_at: crash_at?,
                shown,
                figment: source.figment().clone(),
            })
        };
        // `finish` has already refused whatever could be missing here.
        assembled().ok_or_else(BadSettings::default)
    }

    /// Settles which database is used: the embedded one has an address only once it runs.
    pub fn use_database(&mut self, url: DatabaseUrl) {
        self.database_url = Some(url);
    }

    /// Rocket's settings, with ours where they are the same.
    pub fn figment(&self) -> Figment {
        let figment = self
            .figment
            .clone()
            .merge(("address", self.address))
            .merge(("port", self.port))
            .merge(("workers", self.workers))
            .merge(("databases.main.max_connections", self.pool_size));
        match &self.database_url {
            Some(url) => figment.merge(("databases.main.url", url.as_str())),
            None => figment,
        }
    }

    /// Every setting with its value, secrets masked, and where the value comes from.
    pub fn show(&self) -> &[DisplayedSetting] {
        &self.shown
    }
}

/// The masked values only: a configuration may end up in a log.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.shown.iter().map(|shown| (shown.name, &shown.value))).finish()
    }
}
