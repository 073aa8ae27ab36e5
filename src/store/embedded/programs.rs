//! Finds the installed PostgreSQL programs.

use anyhow::{Context, bail, ensure};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest major version that supports the SQL of this program.
const OLDEST: u32 = 15;

/// The program folder of one installed version.
#[derive(Clone, Debug)]
pub struct Programs {
    bin: PathBuf,
    major: u32,
}

impl Programs {
    /// The programs in `bin`; without it, the installed version that created the existing cluster, else the newest one.
    pub fn find(bin: Option<&Path>, existing: Option<u32>) -> anyhow::Result<Programs> {
        if let Some(bin) = bin {
            let programs = Programs::at(bin).with_context(|| {
                format!("INJAAZ_PG_BIN is {}, which does not contain both `postgres` and `initdb`.", bin.display())
            })?;
            return programs.checked(existing);
        }
        let mut installed: Vec<Programs> = candidates().iter().filter_map(|bin| Programs::at(bin)).collect();
        // The sort is stable: of equal versions, the first one found is used.
        installed.sort_by_key(|programs| (Some(programs.major) != existing, u32::MAX - programs.major));
        let first = installed.into_iter().next().context(
            "PostgreSQL is not installed and DATABASE_URL names no server. Install it (`apt-get install postgresql`), \
             or name the folder of its programs in INJAAZ_PG_BIN.",
        )?;
        first.checked(existing)
    }

    fn at(bin: &Path) -> Option<Programs> {
        let (server, maker) = (bin.join("postgres"), bin.join("initdb"));
        if !server.is_file() || !maker.is_file() {
            return None;
        }
        Some(Programs { bin: bin.to_owned(), major: version_of(&server)? })
    }

    fn checked(self, existing: Option<u32>) -> anyhow::Result<Programs> {
        let major = self.major;
        ensure!(major >= OLDEST, "PostgreSQL {major} is too old. Install version {OLDEST} or newer.");
        match existing {
            Some(made_by) if made_by != major => bail!(
                "The embedded database was made by PostgreSQL {made_by}, but the one in {} is version {major}. Install \
                 the old one again (`apt-get install postgresql-{made_by}`), or move the data with pg_upgrade.",
                self.bin.display()
            ),
            _ => Ok(self),
        }
    }

    /// The path of a client program of at least this major version, such as `pg_dump`. A client of the same version is
    /// preferred, then the newest. It may be installed without a server.
    pub fn client(name: &str, bin: Option<&Path>, at_least: u32) -> anyhow::Result<PathBuf> {
        let folders = bin.map_or_else(candidates, |bin| vec![bin.to_owned()]);
        let mut found: Vec<(u32, PathBuf)> = folders
            .iter()
            .map(|folder| folder.join(name))
            .filter_map(|program| Some((version_of(&program)?, program)))
            .filter(|(major, _)| *major >= at_least)
            .collect();
        found.sort_by_key(|(major, _)| (*major != at_least, u32::MAX - major));
        let first = found.into_iter().next().with_context(|| {
            let version = if at_least == 0 { String::new() } else { format!(" of version {at_least} or newer") };
            format!(
                "{name}{version} is not installed. Install it (`apt-get install postgresql-client`), or name the folder \
                 of PostgreSQL's programs in INJAAZ_PG_BIN."
            )
        })?;
        Ok(first.1)
    }

    pub fn folder(&self) -> &Path {
        &self.bin
    }

    pub fn server(&self) -> PathBuf {
        self.bin.join("postgres")
    }

    pub fn maker(&self) -> PathBuf {
        self.bin.join("initdb")
    }
}

/// The folders of Debian packages, of `pg_config`, and in PATH.
fn candidates() -> Vec<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|dir| dir.path().join("bin"));
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let path = env::var_os("PATH").unwrap_or_default();
    debian.chain(configured).chain(env::split_paths(&path)).collect()
}

fn version_of(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    major(&String::from_utf8_lossy(&output.stdout))
}

/// The major version: 15 in `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`.
fn major(version: &str) -> Option<u32> {
    let number = version.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(major("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major(""), None);
    }
}
