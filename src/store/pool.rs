//! The one pool that web, jobs and commands share: rocket_db_pools' `Pool` over diesel-async's deadpool manager.
//!
//! rocket_db_pools' own diesel feature pins an old diesel-async, so the trait is implemented here. Every wait has an
//! end: for a free connection, for a new one, for a check of a used one; and each session limits its statements.
//!
//! A connection is handed out behind the wall of one organisation: row-level security shows it nothing else. It
//! remembers whose wall it was behind, so an installation with one organisation pays no round trip for this.

use deadpool::managed::{HookError, HookFuture, Manager, Metrics, Object, RecycleResult};
use diesel::{ConnectionError, ConnectionResult};
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
    /// All rows: for work on behalf of nobody, and for finding out whose rows somebody may see.
    AllTenants,
}

impl TenantScope {
    fn statement(self) -> String {
        let seen = match self {
            TenantScope::NoRows => String::new(),
            // Keys start at 1: neither 0 nor less is an organisation, and must not become the word for all.
            TenantScope::Tenant(key) if key > 0 => key.to_string(),
            TenantScope::Tenant(_) => String::new(),
            TenantScope::AllTenants => "0".to_owned(),
        };
        format!("SET injaaz.organisation = '{seen}'")
    }
}

/// A connection that goes back to the pool when it is dropped.
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

/// A connection in the pool.
struct PooledConnection {
    connection: AsyncPgConnection,
    /// None: not known, as while the server is being told.
    scope: Option<TenantScope>,
}

/// How long a request waits for a free connection before it is told to come back.
const WAIT: Duration = Duration::from_secs(2);

/// A connection that was in use so lately is trusted; one that rested longer is asked first, because the server may
/// have gone meanwhile. Asking every time would add a round trip to each request.
const TRUSTED: Duration = Duration::from_millis(500);

/// What each session is told once. A statement that runs longer than the longest page may take is stopped, and a
/// transaction that nobody continues gives its locks back. From then on it is the role that row-level security binds.
const SESSION: &str = "SET application_name = 'injaaz'; SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
                       SET idle_in_transaction_session_timeout = '30s'; SET timezone = 'UTC'; \
                       SET ROLE injaaz_app";

/// Takes a connection out of the pool for good: for long work of its own, whose settings nobody else must meet.
pub fn detach(connection: Connection) -> AsyncPgConnection {
    Object::take(connection.0).connection
}

#[derive(Clone)]
pub struct PgPool(deadpool::managed::Pool<Connections>);

impl PgPool {
    /// A pool that connects when it is first asked to.
    pub async fn open(url: &str, size: usize) -> anyhow::Result<PgPool> {
        let settings =
            Figment::new().merge(("url", url)).merge(("max_connections", size)).merge(("connect_timeout", 5));
        <PgPool as Pool>::init(&settings)
            .await
            .map_err(|error| anyhow::anyhow!("the pool of database connections: {error}"))
    }

    /// A connection that sees what stands behind this wall.
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

/// Makes connections as diesel-async does, and keeps with each of them whose wall it is behind.
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
