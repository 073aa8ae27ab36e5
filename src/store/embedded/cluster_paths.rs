//! The paths of a cluster (data, socket, log), and the state of its server from `postmaster.pid`.

use super::account::Account;
use anyhow::{Context, ensure};
use rustix::process::{Pid, geteuid, test_kill_process};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::{Path, PathBuf},
};
use tracing::info;

/// The name of the socket of a server in its folder.
const SOCKET: &str = ".s.PGSQL.5432";
/// The longest socket path that the kernel accepts, in bytes.
const LONGEST: usize = 107;
/// Root creates clusters here if the account of the server cannot reach the requested folder.
const ELSEWHERE: &str = "/var/lib/injaaz";

/// The name of the database, and of the role that owns it.
pub const NAME: &str = "injaaz";

/// The folders of one cluster.
#[derive(Clone, Debug)]
pub struct ClusterPaths {
    dir: PathBuf,
    socket: PathBuf,
}

/// The content of `postmaster.pid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostmasterFile {
    pub pid: i32,
    pub ready: bool,
}

impl ClusterPaths {
    /// Chooses the folder of the cluster, without preparing it. For root it may differ from `wanted`: other accounts
    /// cannot enter folders below /root, for example.
    pub fn choose(wanted: &Path) -> anyhow::Result<(ClusterPaths, Account)> {
        make(wanted)?;
        let wanted = wanted.canonicalize().with_context(|| format!("{} cannot be reached", wanted.display()))?;
        let account = Account::choose(&wanted.join("data"))?;
        let mut dir = wanted.clone();
        if !account.reaches(&wanted) {
            dir = Path::new(ELSEWHERE).join(hash(&wanted));
            make(Path::new(ELSEWHERE))?;
            make(&dir)?;
            write_location_note(&wanted.join("README"), &dir)?;
        }
        let socket = socket_folder(&dir);
        ensure!(
            dir.to_str().is_some(),
            "The path {} is not UTF-8, as required for a connection. Use another folder.",
            dir.display()
        );
        Ok((ClusterPaths { dir, socket }, account))
    }

    pub fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// The name of the data folder while the cluster is being created.
    pub fn unfinished(&self) -> PathBuf {
        self.dir.join("data.unfinished")
    }

    pub fn socket(&self) -> &Path {
        &self.socket
    }

    pub fn log(&self) -> PathBuf {
        self.dir.join("postgres.log")
    }

    /// A file lock that is held while a server is started, so that only one process does it.
    pub fn lock(&self) -> anyhow::Result<File> {
        let path = self.dir.join("start.lock");
        let failed = || format!("{} cannot be locked; does it belong to another account?", path.display());
        let file = File::options().create(true).truncate(false).write(true).open(&path).with_context(failed)?;
        file.lock().with_context(failed)?;
        Ok(file)
    }

    /// Makes created and renamed entries of the folder durable.
    pub fn sync(&self) -> anyhow::Result<()> {
        File::open(&self.dir).and_then(|dir| dir.sync_all()).context("the folder of the database cannot be flushed")
    }

    /// The major version that created the cluster, if it exists.
    pub fn version(&self) -> Option<u32> {
        fs::read_to_string(self.data().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    pub fn postmaster(&self) -> Option<PostmasterFile> {
        parse(&fs::read_to_string(self.data().join("postmaster.pid")).ok()?)
    }

    /// The server that already runs here. `postmaster.pid` alone is not sufficient, because after a power failure its
    /// process id may belong to another process; the socket must accept a connection too.
    pub fn running(&self) -> Option<PostmasterFile> {
        let found = self.postmaster().filter(|postmaster| postmaster.ready && postmaster.is_running())?;
        UnixStream::connect(self.socket.join(SOCKET)).is_ok().then_some(found)
    }

    pub fn url(&self) -> String {
        let host: String = self.socket.to_string_lossy().bytes().map(percent).collect();
        format!("postgres://{NAME}@{host}/{NAME}")
    }
}

impl PostmasterFile {
    pub fn is_running(self) -> bool {
        // A permission error means that the process exists and belongs to another account.
        Pid::from_raw(self.pid).is_some_and(|pid| !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH)))
    }
}

/// Line 1 is the process id, line 8 the state. A file that is being written may have fewer lines.
fn parse(file: &str) -> Option<PostmasterFile> {
    let pid = file.lines().next()?.trim().parse().ok().filter(|pid| *pid > 0)?;
    let ready = file.lines().nth(7).is_some_and(|state| state.trim() == "ready");
    Some(PostmasterFile { pid, ready })
}

/// Beside the data, or in a folder with a short path if that exceeds the limit. Depends only on path and account, so
/// that every process computes the same folder.
fn socket_folder(dir: &Path) -> PathBuf {
    let beside = dir.join("socket");
    if beside.join(SOCKET).as_os_str().len() <= LONGEST {
        return beside;
    }
    let name = format!("injaaz-{}", hash(dir));
    let user = PathBuf::from(format!("/run/user/{}", geteuid().as_raw()));
    match geteuid().is_root() {
        true => Path::new("/run").join(name),
        false if user.is_dir() => user.join(name),
        false => Path::new("/tmp").join(name),
    }
}

/// Creates a folder that other accounts may pass through; private folders are below it.
fn make(dir: &Path) -> anyhow::Result<()> {
    let failed = || format!("{} cannot be created", dir.display());
    if !dir.is_dir() {
        fs::create_dir_all(dir).with_context(failed)?;
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).with_context(failed)?;
    }
    Ok(())
}

/// Logs the location of the database, and writes it to a file in the requested folder.
fn write_location_note(file: &Path, dir: &Path) -> anyhow::Result<()> {
    let note = format!(
        "The embedded database of this folder lies in {}:\nPostgreSQL does not run as root, and no other account can \
         reach this folder.\n",
        dir.display()
    );
    if fs::read_to_string(file).is_ok_and(|left| left == note) {
        return Ok(());
    }
    info!("the embedded database is in {}: only root can access {}", dir.display(), file.display());
    fs::write(file, note).context("the location of the database could not be noted")
}

fn hash(path: &Path) -> String {
    let mut hash = hex::encode(Sha256::digest(path.as_os_str().as_encoded_bytes()));
    hash.truncate(16);
    hash
}

fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_ready_only_when_its_file_says_so() {
        let file = "4711\n/d/data\n1700000000\n5432\n/d/socket\n\n  123  456\nready   \n";
        assert_eq!(parse(file), Some(PostmasterFile { pid: 4711, ready: true }));
        assert_eq!(parse(&file.replace("ready   ", "stopping")), Some(PostmasterFile { pid: 4711, ready: false }));
        assert_eq!(parse("4711\n/d/data\n"), Some(PostmasterFile { pid: 4711, ready: false }));
        assert_eq!(parse(""), None);
        assert_eq!(parse("-4711\n"), None);
    }

    #[test]
    fn a_path_too_long_for_a_socket_gets_a_short_one() {
        assert_eq!(socket_folder(Path::new("/srv/injaaz")), Path::new("/srv/injaaz/socket"));
        let deep = PathBuf::from(format!("/{}", "d".repeat(100)));
        let short = socket_folder(&deep);
        assert!(short.join(SOCKET).as_os_str().len() <= LONGEST, "{}", short.display());
        assert_eq!(short, socket_folder(&deep));
    }

    #[test]
    fn the_database_url_encodes_every_socket_path() {
        let place = ClusterPaths { dir: "/d".into(), socket: "/d d/ä%".into() };
        assert_eq!(place.url(), "postgres://injaaz@%2Fd%20d%2F%C3%A4%25/injaaz");
    }
}
