//! The application state, created once at start: settings, pool, files, forms, clock.
//!
//! It has no global variables, so a test can create several apps, each with its own database and folder.

mod blocking_pool;
mod hashing;
mod health;
mod job_signals;
mod legacy_store;
mod loaded_forms;
mod member_cache;
pub mod picture_decoder;
mod report_fonts;
mod shadow_read_queue;
pub mod webhook_sender;

use crate::{
    config::{Config, SecretKey},
    domain::audit::proof::{KeySet, Keys},
    files::Files,
    forms::Forms,
    mail::Mailer,
    reports::further_fonts::FurtherFonts,
    security::{KeyPurpose, Keyring, keyring::Secret},
    store::{pool::PgPool, submissions::key_block::KeyBlock},
};
use std::{
    path::Path,
    sync::{
        Arc, Mutex, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};
use time::OffsetDateTime;

pub use blocking_pool::BlockingPool;
pub use hashing::Hashing;
pub use health::{Health, RecentHealth};
pub use job_signals::JobSignals;
pub use legacy_store::{LegacyStore, NoLegacyStore, SavedSubmission, WriteThrough};
pub use loaded_forms::{LoadedForms, VersionKey};
pub use member_cache::{Generation, MemberCache};
use picture_decoder::{DecoderLimits, PictureDecoder};
pub use shadow_read_queue::ShadowReadQueue;
use webhook_sender::WebhookSender;

pub struct App {
    pub config: Config,
    pub pool: PgPool,
    pub files: Files,
    pub forms: LoadedForms,
    pub clock: Clock,
    /// The keys of all purposes, derived from the secret keys.
    pub keyring: Keyring,
    /// The keys of the audit log.
    pub audit_keys: Keys,
    /// The default organisation, which is the oldest one and owns the files of the legacy app. Set once the database is
    /// prepared.
    organisation_id: OnceLock<i64>,
    /// See [`App::has_old_app`].
    old_app: OnceLock<bool>,
    /// Wakes workers when a job was added in this process; other processes poll.
    pub jobs: JobSignals,
    /// The legacy store, as a port for services.
    pub legacy_store: Arc<dyn LegacyStore>,
    /// Keys for submissions that are inserted in one statement.
    pub submission_keys: KeyBlock,
    /// Submissions that were shown and are to be compared in both stores.
    pub shadow_reads: ShadowReadQueue,
    /// Decodes pictures in child processes, within a memory limit.
    pub pictures: PictureDecoder,
    /// For letters that the embedded fonts of reports lack.
    pub report_fonts: FurtherFonts,
    /// Hashes passwords, at most two at a time.
    pub hashing: Hashing,
    /// Sends e-mail.
    pub mailer: Mailer,
    /// Sends webhooks.
    pub webhook_sender: WebhookSender,
    /// Members that were looked up a moment ago.
    pub members: MemberCache,
    /// The last result of the readiness check.
    pub health: RecentHealth,
    pub started: Instant,
    /// See [`App::is_stopping`].
    stopping: AtomicBool,
}

/// Creates the port to the legacy store while the app is being created.
pub type OpenLegacyStore = fn(Weak<App>) -> Arc<dyn LegacyStore>;

/// The port for builds without the migration.
pub fn no_legacy_store(_: Weak<App>) -> Arc<dyn LegacyStore> {
    Arc::new(NoLegacyStore)
}

impl App {
    pub fn new(
        config: Config,
        pool: PgPool,
        files: Files,
        forms: Forms,
        clock: Clock,
        legacy_store: OpenLegacyStore,
    ) -> anyhow::Result<Arc<App>> {
        let mailer = Mailer::new(config.smtp_url.as_ref(), config.mail_from.as_ref())?;
        let previous = config.previous_secret_keys.iter().map(SecretKey::as_bytes);
        let keyring = Keyring::new(config.secret_key.as_bytes(), previous);
        let members = match &config.database_url {
            Some(url) if config.session_cache => MemberCache::following(url.as_str().to_owned()),
            _ => MemberCache::off(),
        };
        let (pictures, hashing) = (PictureDecoder::new(DecoderLimits::default())?, Hashing::new()?);
        Ok(Arc::new_cyclic(|app| App {
            audit_keys: audit_keys(&keyring),
            keyring,
            mailer,
            report_fonts: report_fonts::report_fonts(&config.fonts),
            webhook_sender: WebhookSender::new(config.webhook_private_addresses),
            config,
            pool,
            files,
            forms: LoadedForms::new(forms),
            clock,
            organisation_id: OnceLock::new(),
            old_app: OnceLock::new(),
            jobs: JobSignals::default(),
            legacy_store: legacy_store(Weak::clone(app)),
            submission_keys: KeyBlock::default(),
            shadow_reads: ShadowReadQueue::default(),
            pictures,
            hashing,
            members,
            health: RecentHealth::default(),
            started: Instant::now(),
            stopping: AtomicBool::new(false),
        }))
    }

    /// The default organisation; `None` until the database is prepared. Nothing that needs the database works before.
    pub fn organisation_id(&self) -> Option<i64> {
        self.organisation_id.get().copied()
    }

    /// The folder of the legacy app, if there is one.
    pub fn old_store(&self) -> Option<&Path> {
        self.has_old_app().then_some(self.config.old_store.as_path())
    }

    /// Whether a legacy app is beside this program: its folder was configured, or our own folder has its files, because
    /// this program took its place. Looked up once.
    pub fn has_old_app(&self) -> bool {
        let configured = || self.config.old_store != self.config.generated;
        *self.old_app.get_or_init(|| configured() || has_old_records(&self.config.old_store))
    }

    /// Whether the server will stop soon. It still answers, but is not ready, so that a load balancer sends requests
    /// elsewhere.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Announces that the server will stop soon.
    pub fn announce_stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Sets the default organisation, once the database has its tables and forms. Further calls have no effect.
    pub fn is_prepared_for(&self, organisation_id: i64) {
        let _ = self.organisation_id.set(organisation_id);
    }
}

/// Whether the folder has records of the legacy app.
fn has_old_records(folder: &Path) -> bool {
    let records = std::fs::read_dir(folder.join("submissions")).into_iter().flatten().flatten();
    records.into_iter().any(|entry| entry.path().extension().is_some_and(|extension| extension == "json"))
}

/// Derives the keys of the audit log from a keyring.
pub fn audit_keys(keyring: &Keyring) -> Keys {
    let set = |secret: &Secret| {
        // Keys for checkpoints have only one version.
        let [sign, _] = secret.keys(KeyPurpose::AuditCheckpoint);
        KeySet::new(secret.keys(KeyPurpose::AuditRow), secret.keys(KeyPurpose::AuditSeal), sign)
    };
    Keys::new(set(keyring.current()), keyring.previous().map(set).collect())
}

/// The source of the current time.
#[derive(Clone)]
pub enum Clock {
    System,
    /// A time set by a test.
    Fixed(Arc<Mutex<OffsetDateTime>>),
}

impl Clock {
    /// The current time in UTC, truncated to microseconds as in Postgres, so that a stored time is read back unchanged.
    pub fn now(&self) -> OffsetDateTime {
        let now = match self {
            Clock::System => OffsetDateTime::now_utc(),
            Clock::Fixed(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.replace_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }
}
