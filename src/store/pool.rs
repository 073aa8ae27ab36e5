//! The connection pool for web, jobs and commands: an implementation of the `Pool` trait of rocket_db_pools over the
//! deadpool manager of diesel-async.
//!
//! The diesel feature of rocket_db_pools pins an old version of diesel-async, hence our own implementation. All waits
//! have a time limit: for a free connection, for a new one, for the check of an idle one; each session limits its
//! statements.
//!
//! A connection is always requested with a tenant scope, which row-level security enforces. It remembers its scope, so
//! that no statement is needed if the scope does not change.

use deadpool::managed::{HookError, HookFuture, Manager, Metrics, Object, RecycleResult};
use diesel::{ConnectionError, ConnectionResult, QueryResult};
use diesel_async::{
    AsyncConnection, AsyncPgConnection, SimpleAsyncConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, PoolError, RecyclingMethod, deadpool as dp},
};
use futures::{FutureExt, future::BoxFuture};
use rocket_db_pools::{Config as PoolConfig, Error, Pool, figment::Figment};
use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

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
    /// `None`: unknown, for example while the scope is being changed.
    scope: Option<TenantScope>,
}

/// The time limit of a request for a free connection.
const WAIT: Duration = Duration::from_secs(2);

/// An idle connection is checked before use unless it was used within this time. A check of every connection would add
/// a round trip to each request.
const TRUSTED: Duration = Duration::from_millis(500);

/// Settings of each session: time limits for statements, locks and idle transactions. The role `injaaz_app` is the one
/// for which row-level security applies.
const SESSION: &str = "SET application_name = 'injaaz'; SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
                       SET idle_in_transaction_session_timeout = '30s'; SET timezone = 'UTC'; \
                       SET ROLE injaaz_app";

/// Removes a connection from the pool permanently, for long work that changes session settings.
pub fn detach(connection: Connection) -> AsyncPgConnection {
    Object::take(connection.0).connection
}

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
pub struct PgPool(deadpool::managed::Pool<Connections>);

impl PgPool {
    /// Creates a pool. It connects on first use.
    pub async fn open(url: &str, size: usize) -> anyhow::Result<PgPool> {
        let settings =
            Figment::new().merge(("url", url)).merge(("max_connections", size)).merge(("connect_timeout", 5));
        <PgPool as Pool>::init(&settings)
            .await
            .map_err(|error| anyhow::anyhow!("the pool of database connections: {error}"))
    }

    /// A connection with this tenant scope.
    pub async fn connection(&self, scope: TenantScope) -> Result<Connection, dp::PoolError> {
        let mut held = self.0.get().await?;
        if held.scope != Some(scope) {
            held.scope = None;
            let told = held.connection.batch_execute(&scope.statement()).await;
            told.map_err(|error| dp::PoolError::Backend(PoolError::QueryError(error)))?;
            held.scope = Some(scope);
        }
        Ok(Connection(held))
    }
}

/// Creates connections like the manager of diesel-async, and stores the scope of each.
struct Connections(AsyncDieselConnectionManager<AsyncPgConnection>);

impl Manager for Connections {
    type Type = PooledConnection;
    type Error = PoolError;

    async fn create(&self) -> Result<PooledConnection, PoolError> {
        Ok(PooledConnection { connection: self.0.create().await?, scope: None })
    }

    async fn recycle(&self, held: &mut PooledConnection, metrics: &Metrics) -> RecycleResult<PoolError> {
        self.0.recycle(&mut held.connection, metrics).await
    }
}

fn establish(url: &str) -> BoxFuture<'_, ConnectionResult<AsyncPgConnection>> {
    async {
        let mut conn = AsyncPgConnection::establish(url).await?;
        conn.batch_execute(SESSION).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    }
    .boxed()
}

fn check_idle_connection<'a>(held: &'a mut PooledConnection, metrics: &'a Metrics) -> HookFuture<'a, PoolError> {
    async move {
        if metrics.last_used() < TRUSTED {
            return Ok(());
        }
        match tokio::time::timeout(WAIT, held.connection.batch_execute("")).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(HookError::Backend(PoolError::QueryError(error))),
            Err(_) => Err(HookError::message("the server did not answer")),
        }
    }
    .boxed()
}

#[rocket_db_pools::rocket::async_trait]
impl Pool for PgPool {
    type Connection = Connection;
    type Error = Error<dp::BuildError, dp::PoolError>;

    async fn init(figment: &Figment) -> Result<Self, Self::Error> {
        let config: PoolConfig = figment.extract()?;
        let connect = Some(Duration::from_secs(config.connect_timeout));
        let mut setup = ManagerConfig::default();
        setup.custom_setup = Box::new(establish);
        setup.recycling_method = RecyclingMethod::Fast;
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(config.url, setup);
        deadpool::managed::Pool::builder(Connections(manager))
            .max_size(config.max_connections)
            .wait_timeout(Some(WAIT))
            .create_timeout(connect)
            .recycle_timeout(Some(WAIT))
            .runtime(deadpool::Runtime::Tokio1)
            .pre_recycle(deadpool::managed::Hook::async_fn(check_idle_connection))
            .build()
            .map(PgPool)
            .map_err(Error::Init)
    }

    async fn get(&self) -> Result<Connection, Self::Error> {
        self.connection(TenantScope::NoRows).await.map_err(Error::Get)
    }

    async fn close(&self) {
        self.0.close();
    }
}
