//! The one pool that web, jobs and commands share: rocket_db_pools' `Pool` over diesel-async's deadpool.
//!
//! rocket_db_pools' own diesel feature pins an old diesel-async, so the trait is implemented here. Every wait has an
//! end: for a free connection, for a new one, for a check of a used one; and each session limits its statements.

use deadpool::managed::{HookError, HookFuture, Metrics};
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AsyncConnection, AsyncPgConnection, SimpleAsyncConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, PoolError, RecyclingMethod, deadpool as dp},
};
use futures::{FutureExt, future::BoxFuture};
use rocket_db_pools::{Config as PoolConfig, Error, Pool, figment::Figment};
use std::time::Duration;

/// A connection that goes back to the pool when it is dropped.
pub type Connection = dp::Object<AsyncPgConnection>;

/// How long a request waits for a free connection before it is told to come back.
const WAIT: Duration = Duration::from_secs(2);

/// A connection that was in use so lately is trusted; one that rested longer is asked first, because the server may
/// have gone meanwhile. Asking every time would add a round trip to each request.
const TRUSTED: Duration = Duration::from_millis(500);

/// What each session is told once. A statement that runs longer than the longest page may take is stopped, and a
/// transaction that nobody continues gives its locks back.
const SESSION: &str = "SET application_name = 'injaaz'; SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
                       SET idle_in_transaction_session_timeout = '30s'; SET timezone = 'UTC'";

/// Takes a connection out of the pool for good: for long work of its own, whose settings nobody else must meet.
pub fn apart(connection: Connection) -> AsyncPgConnection {
    dp::Object::take(connection)
}

#[derive(Clone)]
pub struct PgPool(dp::Pool<AsyncPgConnection>);

impl PgPool {
    /// A pool that connects when it is first asked to.
    pub async fn open(url: &str, size: usize) -> anyhow::Result<PgPool> {
        let settings =
            Figment::new().merge(("url", url)).merge(("max_connections", size)).merge(("connect_timeout", 5));
        <PgPool as Pool>::init(&settings)
            .await
            .map_err(|error| anyhow::anyhow!("the pool of database connections: {error}"))
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

fn ask_the_rested<'a>(conn: &'a mut AsyncPgConnection, metrics: &'a Metrics) -> HookFuture<'a, PoolError> {
    async move {
        if metrics.last_used() < TRUSTED {
            return Ok(());
        }
        match tokio::time::timeout(WAIT, conn.batch_execute("")).await {
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
        dp::Pool::builder(manager)
            .max_size(config.max_connections)
            .wait_timeout(Some(WAIT))
            .create_timeout(connect)
            .recycle_timeout(Some(WAIT))
            .runtime(deadpool::Runtime::Tokio1)
            .pre_recycle(dp::Hook::async_fn(ask_the_rested))
            .build()
            .map(PgPool)
            .map_err(Error::Init)
    }

    async fn get(&self) -> Result<Connection, Self::Error> {
        self.0.get().await.map_err(Error::Get)
    }

    async fn close(&self) {
        self.0.close();
    }
}
