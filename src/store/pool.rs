//! The connection pool for web, jobs and commands: an implementation of the `Pool` trait of rocket_db_pools over
//! deadpool.
//!
//! The diesel feature of rocket_db_pools pins an old version of diesel-async, hence our own implementation. All waits
//! have a time limit: for a free connection, for a new one, for the check of an idle one, and for all of that together;
//! each session limits its statements, and a server that is silent for longer counts as lost (`connect`). A request
//! fails within ten seconds, even if the server just stops answering.
//!
//! A connection is always requested with a tenant scope, which row-level security enforces. It remembers its scope, so
//! that no statement is needed if the scope does not change.
//!
//! No connection is idle in a transaction while it is in the pool: one whose work was cancelled is closed.

use super::connect::{self, Link, Outage};
use deadpool::managed::{Manager, Metrics, Object, RecycleError, RecycleResult, TimeoutType};
use diesel::QueryResult;
use diesel_async::{
    AsyncPgConnection, SimpleAsyncConnection,
    pooled_connection::{PoolError, PoolableConnection, deadpool as dp},
};
use rocket_db_pools::{Config as PoolConfig, Error, Pool, figment::Figment};
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};
use tokio::time::timeout;

/// Whose rows a connection sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantScope {
    /// No rows of any organisation.
    NoRows,
    Tenant(i64),
    /// All rows: for system jobs, and for queries that determine the organisation of a request.
    AllTenants,
}

impl TenantScope {
    fn statement(self) -> String {
        let seen = match self {
            TenantScope::NoRows => String::new(),
            // Keys start at 1. Other values must not be passed on, because 0 stands for all organisations.
            TenantScope::Tenant(key) if key > 0 => key.to_string(),
            TenantScope::Tenant(_) => String::new(),
            TenantScope::AllTenants => "0".to_owned(),
        };
        format!("SET injaaz.organisation = '{seen}'")
    }
}

/// A connection that returns to the pool when it is dropped.
pub struct Connection(Object<Connections>);

impl Drop for Connection {
    /// Work that is cancelled, such as a periodic job at a stop, leaves its transaction open, and with it the locks
    /// that others wait for. The server rolls it back as soon as the connection is closed.
    fn drop(&mut self) {
        if self.0.connection.is_broken() {
            self.0.link.disconnect();
        }
    }
}

impl Deref for Connection {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &AsyncPgConnection {
        &self.0.connection
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        &mut self.0.connection
    }
}

/// A connection in the pool, with its current scope.
struct PooledConnection {
    connection: AsyncPgConnection,
    link: Arc<Link>,
    /// `None`: unknown, for example while the scope is being changed.
    scope: Option<TenantScope>,
}

/// The time limit of a request for a free connection, and of the check of an idle one.
const WAIT: Duration = Duration::from_secs(2);

/// The time limit of everything until a connection can be used. Several idle connections may have to be checked.
const IN_ALL: Duration = Duration::from_millis(2500);

/// How long the server may be silent while it owes an answer: a little longer than a statement may take.
const SILENCE: Duration = Duration::from_millis(6500);

/// The same for a detached connection, whose statements may take long.
const LONG_SILENCE: Duration = Duration::from_secs(60 * 60);

/// An idle connection is checked before use unless it was used within this time. A check of every connection would add
/// a round trip to each request.
const TRUSTED: Duration = Duration::from_millis(500);

/// Settings of each session: time limits for statements, locks and idle transactions. The role `injaaz_app` is the one
/// for which row-level security applies.
const SESSION: &str = "SET application_name = 'injaaz'; SET statement_timeout = '6s'; SET lock_timeout = '5s'; \
                       SET idle_in_transaction_session_timeout = '30s'; SET timezone = 'UTC'; \
                       SET ROLE injaaz_app";

/// Lets the statements of a detached connection run without a time limit.
pub async fn without_time_limit(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute("SET statement_timeout = 0").await
}

/// Gives a detached connection the rights of the account that owns the tables, for what the application's role may not
/// do, without a time limit. Waiting for a lock is limited to 30 s.
pub async fn as_table_owner(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    conn.batch_execute("RESET ROLE; SET statement_timeout = 0; SET lock_timeout = '30s'").await
}

#[derive(Clone)]
pub struct PgPool {
    pool: deadpool::managed::Pool<Connections>,
    outage: Arc<Outage>,
}

impl PgPool {
    /// Creates a pool. It connects on first use.
    pub async fn open(url: &str, size: usize) -> anyhow::Result<PgPool> {
        let settings =
            Figment::new().merge(("url", url)).merge(("max_connections", size)).merge(("connect_timeout", 5));
        <PgPool as Pool>::init(&settings)
            .await
            .map_err(|error| anyhow::anyhow!("the pool of database connections: {error}"))
    }

    /// The connections at this moment.
    pub fn usage(&self) -> PoolUsage {
        let status = self.pool.status();
        PoolUsage {
            idle: status.available,
            used: status.size.saturating_sub(status.available),
            waited_for: status.waiting,
        }
    }

    /// A connection with this tenant scope. Fails at once if the server was just found silent.
    pub async fn connection(&self, scope: TenantScope) -> Result<Connection, dp::PoolError> {
        self.scoped(scope).await.map(Connection)
    }

    /// The same, but it never returns to the pool: for long work that changes session settings.
    pub async fn detached_connection(&self, scope: TenantScope) -> Result<AsyncPgConnection, dp::PoolError> {
        let held = Object::take(self.scoped(scope).await?);
        held.link.set_limit(LONG_SILENCE);
        Ok(held.connection)
    }

    async fn scoped(&self, scope: TenantScope) -> Result<Object<Connections>, dp::PoolError> {
        if self.outage.lasts() {
            return Err(dp::PoolError::Timeout(TimeoutType::Recycle));
        }
        let mut held = timeout(IN_ALL, self.pool.get()).await.unwrap_or_else(|_| {
            self.outage.begin();
            Err(dp::PoolError::Timeout(TimeoutType::Recycle))
        })?;
        if held.scope != Some(scope) {
            held.scope = None;
            let scoped = held.connection.batch_execute(&scope.statement()).await;
            scoped.map_err(|error| dp::PoolError::Backend(PoolError::QueryError(error)))?;
            held.scope = Some(scope);
        }
        Ok(held)
    }
}

/// Numbers of connections: free, in use, and requests that wait for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUsage {
    pub idle: usize,
    pub used: usize,
    pub waited_for: usize,
}

/// Creates connections and checks them before they are used again.
struct Connections {
    url: String,
    outage: Arc<Outage>,
}

impl Manager for Connections {
    type Type = PooledConnection;
    type Error = PoolError;

    async fn create(&self) -> Result<PooledConnection, PoolError> {
        let made = connect::watched(&self.url, SILENCE, &self.outage).await;
        let (mut connection, link) = made.map_err(PoolError::ConnectionError)?;
        connection.batch_execute(SESSION).await.map_err(PoolError::QueryError)?;
        Ok(PooledConnection { connection, link, scope: None })
    }

    async fn recycle(&self, held: &mut PooledConnection, metrics: &Metrics) -> RecycleResult<PoolError> {
        if std::thread::panicking() || held.link.is_closed() || held.connection.is_broken() {
            return Err(RecycleError::message("the connection has ended"));
        }
        if metrics.last_used() < TRUSTED {
            return Ok(());
        }
        match timeout(WAIT, held.connection.batch_execute("")).await {
            Ok(answered) => answered.map_err(|error| RecycleError::Backend(PoolError::QueryError(error))),
            Err(_) => {
                self.outage.begin();
                Err(RecycleError::message("the server did not answer"))
            }
        }
    }
}

#[rocket_db_pools::rocket::async_trait]
impl Pool for PgPool {
    type Connection = Connection;
    type Error = Error<dp::BuildError, dp::PoolError>;

    async fn init(figment: &Figment) -> Result<Self, Self::Error> {
        let config: PoolConfig = figment.extract()?;
        let connect = Some(Duration::from_secs(config.connect_timeout));
        let outage = Arc::new(Outage::default());
        deadpool::managed::Pool::builder(Connections { url: config.url, outage: Arc::clone(&outage) })
            .max_size(config.max_connections)
            .wait_timeout(Some(WAIT))
            .create_timeout(connect)
            .recycle_timeout(Some(WAIT))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map(|pool| PgPool { pool, outage })
            .map_err(Error::Init)
    }

    async fn get(&self) -> Result<Connection, Self::Error> {
        self.connection(TenantScope::NoRows).await.map_err(Error::Get)
    }

    async fn close(&self) {
        self.pool.close();
    }
}
