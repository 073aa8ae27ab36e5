//! One cluster for the complete test run, and one database for each test, copied from a migrated template.
//!
//! A database is dropped when the test that made it ends. One takes 14 MB, often of memory (`.ci/in-test-folder`), and a
//! run makes some 1,500 of them.

use super::accounts;
use injaaz::store::{embedded::Embedded, migrations};
use std::{
    cell::RefCell,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};
use tokio::{
    runtime,
    time::{sleep, timeout},
};
use tokio_postgres::NoTls;

const TEMPLATE: &str = "injaaz_template";

struct Cluster {
    embedded: Embedded,
}

/// The address of a database of the cluster.
fn url_of(database: &str) -> String {
    let url = cluster().embedded.url();
    let (base, _) = url.rsplit_once('/').expect("an address with a database");
    format!("{base}/{database}")
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        remove_leftovers();
        let dir = dir_of(std::process::id());
        fs::create_dir_all(&dir).expect("a folder for the cluster");
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("permissions");
        Cluster { embedded: Embedded::start_in(&dir, None).expect("an embedded Postgres") }
    })
}

fn dir_of(pid: u32) -> PathBuf {
    std::env::temp_dir().join(format!("injaaz-test-{pid}"))
}

/// Removes the folders of killed runs.
fn remove_leftovers() {
    for entry in fs::read_dir(std::env::temp_dir()).expect("the folder of temporary files").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(pid) = name.strip_prefix("injaaz-test-") else { continue };
        if !Path::new("/proc").join(pid).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Runs SQL on a database of the cluster.
pub async fn execute(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    drop(client);
    let _ = driver.await;
}

/// Locks a table until it is dropped.
pub struct TableLock {
    client: tokio_postgres::Client,
}

impl TableLock {
    /// Waits until another query waits for the table, then runs SQL and unlocks the table in one commit.
    pub async fn commit_before_waiting_query(self, sql: &str) {
        let waiting = "SELECT FROM pg_locks WHERE NOT granted
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        until("a query waits for the table", async || {
            !self.client.query(waiting, &[]).await.expect("the locks").is_empty()
        })
        .await;
        self.client.batch_execute(&format!("{sql}; COMMIT")).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// Locks a table; queries on it wait.
pub async fn lock_table(url: &str, table: &str) -> TableLock {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute(&format!("BEGIN; LOCK TABLE {table}")).await.expect("a lock");
    TableLock { client }
}

/// Blocks writes to a table, and no reads, until the value is dropped.
pub async fn lock_writes(url: &str, table: &str) -> TableLock {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute(&format!("BEGIN; LOCK TABLE {table} IN SHARE MODE")).await.expect("a lock");
    TableLock { client }
}

/// One text column of one row.
pub async fn text(url: &str, sql: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    let driver = tokio::spawn(connection);
    let row = client.query_one(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let text: Option<String> = row.get(0);
    drop(client);
    let _ = driver.await;
    text.unwrap_or_default()
}

async fn template() {
    static READY: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    READY
        .get_or_init(|| async {
            execute(&url_of("postgres"), &format!("CREATE DATABASE {TEMPLATE}")).await;
            migrations::run(&url_of(TEMPLATE)).await.expect("migrations");
        })
        .await;
}

/// A new empty database without a schema.
pub async fn bare() -> String {
    let name = name_of_test();
    execute(&url_of("postgres"), &format!("CREATE DATABASE {name}")).await;
    url_of(&name)
}

/// A new database with the newest schema.
pub async fn fresh() -> String {
    template().await;
    copy(TEMPLATE).await
}

/// The same for several tests: it is kept until the end of the run.
pub async fn fresh_for_all() -> String {
    template().await;
    copy_as(next_name(), TEMPLATE).await
}

/// A new database with the content of `template`, to which nothing may be connected any more.
pub async fn copy(template: &str) -> String {
    copy_as(name_of_test(), template).await
}

async fn copy_as(name: String, template: &str) -> String {
    // A template must be idle while it is copied, so copies are made one at a time.
    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _one = ONE.lock().await;
    execute(&url_of("postgres"), &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    url_of(&name)
}

/// Waits until nothing is connected to a database, and returns its name, so that it can be copied.
pub async fn idle(url: &str) -> &str {
    let (_, name) = url.rsplit_once('/').expect("an address with a database");
    let connected = format!("SELECT count(*)::text FROM pg_stat_activity WHERE datname = '{name}'");
    until("nothing is connected", async || text(&url_of("postgres"), &connected).await == "0").await;
    name
}

/// The same with the signed-in person of [`accounts::everywhere`].
pub async fn inhabited() -> String {
    let url = fresh().await;
    accounts::admit_everywhere(&url).await;
    url
}

/// Polls a condition. A test fails if it does not become true, because a run that never ends says nothing.
pub async fn until(what: &str, is_true: impl AsyncFn() -> bool) {
    let polled = async {
        while !is_true().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(90), polled).await.unwrap_or_else(|_| panic!("not within 90 s: {what}"));
}

fn next_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The name of a new database that is dropped when the thread of this test ends.
fn name_of_test() -> String {
    thread_local! { static DATABASES: DatabasesOfTest = const { DatabasesOfTest(RefCell::new(Vec::new())) } }
    let name = next_name();
    DATABASES.with(|databases| databases.0.borrow_mut().push(name.clone()));
    name
}

struct DatabasesOfTest(RefCell<Vec<String>>);

impl Drop for DatabasesOfTest {
    fn drop(&mut self) {
        for name in self.0.take() {
            // Sending fails at the end of the run only, when the cluster is removed as a whole.
            let _ = dropper().send(name);
        }
    }
}

/// A thread that drops databases, so that no test waits for it.
fn dropper() -> &'static Sender<String> {
    static DROPPER: OnceLock<Sender<String>> = OnceLock::new();
    DROPPER.get_or_init(|| {
        let (sender, names) = mpsc::channel::<String>();
        thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            names.into_iter().for_each(|name| runtime.block_on(drop_database(&name)));
        });
        sender
    })
}

/// Drops a database, with the connections of programs that the test has left. A test may have dropped or renamed it.
async fn drop_database(name: &str) {
    let Ok((client, connection)) = tokio_postgres::connect(&url_of("postgres"), NoTls).await else { return };
    let driver = tokio::spawn(connection);
    if let Err(error) = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await {
        eprintln!("{name} was not dropped: {error}");
    }
    drop(client);
    let _ = driver.await;
}
