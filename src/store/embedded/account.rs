//! The user account of the server. PostgreSQL refuses to run as root, so root starts it as an unprivileged account.

use anyhow::{Context, ensure};
use rustix::process::geteuid;
use std::{
    env, fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
};

/// An account other than that of this process.
#[derive(Clone, Copy, Debug)]
pub struct OtherAccount {
    uid: u32,
    gid: u32,
}

/// The account that the server runs as.
#[derive(Clone, Copy, Debug)]
pub enum Account {
    Ours,
    Other(OtherAccount),
}

impl Account {
    /// The account of this process. If that is root: the owner of the existing cluster, else `postgres`, which the
    /// package of PostgreSQL creates.
    pub fn choose(existing: &Path) -> anyhow::Result<Account> {
        if !geteuid().is_root() {
            return Ok(Account::Ours);
        }
        let owner = fs::metadata(existing).ok().map(|data| OtherAccount { uid: data.uid(), gid: data.gid() });
        if let Some(owner) = owner.filter(|owner| owner.uid != 0) {
            return Ok(Account::Other(owner));
        }
        let accounts = fs::read_to_string("/etc/passwd").context("/etc/passwd cannot be read")?;
        let postgres = accounts.lines().find_map(|line| named(line, "postgres")).context(
            "PostgreSQL refuses to run as root and there is no account `postgres` to hand it to. Make one (`useradd \
             --system postgres`), or start Injaaz as an ordinary user.",
        )?;
        Ok(Account::Other(postgres))
    }

    /// Whether the account can enter this folder. Only mode bits are checked, no access control lists.
    pub fn reaches(self, dir: &Path) -> bool {
        let Account::Other(other) = self else { return true };
        let Ok(dir) = dir.canonicalize() else { return false };
        dir.ancestors().all(|step| fs::metadata(step).is_ok_and(|data| other.can_enter(&data)))
    }

    /// Creates a folder that only this account can enter. Refuses a folder of another account, which may exist in /tmp.
    pub fn make_private(self, dir: &Path) -> anyhow::Result<()> {
        let failed = || format!("{} cannot be prepared for PostgreSQL", dir.display());
        if let Ok(found) = fs::symlink_metadata(dir) {
            ensure!(found.is_dir() && self.owns(&found), "{} belongs to another account.", dir.display());
        }
        fs::create_dir_all(dir).with_context(failed)?;
        if let Account::Other(other) = self {
            chown(dir, Some(other.uid), Some(other.gid)).with_context(failed)?;
        }
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).with_context(failed)
    }

    fn owns(self, data: &fs::Metadata) -> bool {
        match self {
            Account::Ours => data.uid() == geteuid().as_raw(),
            Account::Other(other) => [0, other.uid].contains(&data.uid()),
        }
    }

    /// A command that runs as this account, without our environment, which contains secrets.
    pub fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LANG", "C.UTF-8").env("TZ", "UTC").current_dir("/").stdin(Stdio::null());
        for name in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = env::var_os(name) {
                command.env(name, value);
            }
        }
        if let Account::Other(other) = self {
            command.uid(other.uid).gid(other.gid);
        }
        command
    }
}

impl OtherAccount {
    fn can_enter(self, data: &fs::Metadata) -> bool {
        let execute = if data.uid() == self.uid {
            0o100
        } else if data.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        data.mode() & execute != 0
    }
}

/// The account in a line of /etc/passwd, if it has this name.
fn named(line: &str, wanted: &str) -> Option<OtherAccount> {
    let mut columns = line.split(':');
    let name = columns.next()?;
    let uid = columns.nth(1)?.parse().ok()?;
    let gid = columns.next()?.parse().ok()?;
    (name == wanted).then_some(OtherAccount { uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let found = named("postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash", "postgres");
        assert_eq!(found.map(|other| (other.uid, other.gid)), Some((101, 104)));
        assert!(named("postgres2:x:101:104::/:/bin/sh", "postgres").is_none());
        assert!(named("postgres", "postgres").is_none());
    }
}
