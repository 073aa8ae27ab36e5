//! What is made once at start and handed to everyone: settings, pool, files, forms, clock.
//!
//! Nothing in here is global, so a test builds as many apps as it likes, each with its own database and folder.

mod blocking_pool;
pub mod chores;
mod hashing;
pub mod picture_decoder;
mod shadow_read_queue;

use crate::{
    config::{Config, SecretKey},
    domain::audit::proof::{KeySet, Keys},
    files::Files,
    forms::Forms,
    mail::Mailer,
    security::{KeyPurpose, Keyring, keyring::Secret},
    store::pool::PgPool,
};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use time::OffsetDateTime;
use tokio::sync::Notify;

pub use blocking_pool::BlockingPool;
use chores::Chores;
pub use hashing::Hashing;
use picture_decoder::{DecoderLimits, PictureDecoder};
pub use shadow_read_queue::ShadowReadQueue;

pub struct App {
    pub config: Config,
    pub pool: PgPool,
    pub files: Files,
    pub forms: Forms,
    pub clock: Clock,
    /// The keys of every purpose, derived from the secret keys.
    pub keyring: Keyring,
    /// Those of the audit log, ready for use.
    pub audit_keys: Keys,
    /// The home organisation: the oldest one, to which the old app's files belong. Known once the database is prepared.
    organisation_id: OnceLock<i64>,
    /// Wakes the runner when work has become due in this process; others find it by looking.
    pub work: Notify,
    /// The same for runs of the importer.
    pub imports: Notify,
    /// Wakes whoever writes to the old store when a submission of this process waits for it.
    pub old_store: Notify,
    /// Submissions that were shown, and of which both stores are to be compared.
    pub shadow_reads: ShadowReadQueue,
    /// Where pictures are decoded: in child processes, within a budget of memory.
    pub pictures: PictureDecoder,
    /// Where passwords are hashed, two at a time.
    pub hashing: Hashing,
    /// Long work that somebody started on a page of this process.
    pub chores: Chores,
    /// Where mail goes.
    pub mailer: Mailer,
}

impl App {
    pub fn new(config: Config, pool: PgPool, files: Files, forms: Forms, clock: Clock) -> anyhow::Result<App> {
        let mailer = Mailer::new(config.smtp_url.as_ref(), config.mail_from.as_ref())?;
        let previous = config.previous_secret_keys.iter().map(SecretKey::as_bytes);
        let keyring = Keyring::new(config.secret_key.as_bytes(), previous);
        Ok(App {
            audit_keys: audit_keys(&keyring),
            keyring,
            mailer,
            config,
            pool,
            files,
            forms,
            clock,
            organisation_id: OnceLock::new(),
            work: Notify::new(),
            imports: Notify::new(),
            old_store: Notify::new(),
            shadow_reads: ShadowReadQueue::default(),
            pictures: PictureDecoder::new(DecoderLimits::default())?,
            hashing: Hashing::new()?,
            chores: Chores::default(),
        })
    }

    /// The organisation on whose behalf requests are answered; none as long as the database was never there, and
    /// nothing that needs it can be done.
    pub fn organisation_id(&self) -> Option<i64> {
        self.organisation_id.get().copied()
    }

    /// The database has its tables, its forms and this organisation: requests may come. Said once; later words change
    /// nothing.
    pub fn is_prepared_for(&self, organisation_id: i64) {
        let _ = self.organisation_id.set(organisation_id);
    }
}

/// The keys of the audit log of a keyring.
pub fn audit_keys(keyring: &Keyring) -> Keys {
    let set = |secret: &Secret| {
        // Of checkpoints there is one version only.
        let [sign, _] = secret.keys(KeyPurpose::AuditCheckpoint);
        KeySet::new(secret.keys(KeyPurpose::AuditRow), secret.keys(KeyPurpose::AuditSeal), sign)
    };
    Keys::new(set(keyring.current()), keyring.previous().map(set).collect())
}

/// Where the time comes from.
#[derive(Clone)]
pub enum Clock {
    System,
    /// A time that a test sets.
    Fixed(Arc<Mutex<OffsetDateTime>>),
}

impl Clock {
    /// The time now in UTC, to the microsecond that Postgres keeps: what is read back equals what was written.
    pub fn now(&self) -> OffsetDateTime {
        let now = match self {
            Clock::System => OffsetDateTime::now_utc(),
            Clock::Fixed(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.replace_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }
}
