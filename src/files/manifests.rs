//! Manifests of verify runs, and the key that signs them.
//!
//! ```text
//! generated/manifests/verify-….txt    what was read, one line for each record
//! generated/keys/manifest_key         32 bytes in hex, created on first use, readable by the owner only
//! ```

use super::{Files, Incoming, publish};
use rand::Rng;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

/// A manifest that is being written; if dropped without [`finish`](NewManifest::finish), it is removed.
pub struct NewManifest {
    out: BufWriter<Incoming>,
    dir: PathBuf,
}

impl NewManifest {
    pub fn line(&mut self, line: &[u8]) -> io::Result<()> {
        self.out.write_all(line)
    }

    /// Makes the manifest durable under its name; returns the path.
    pub fn finish(self, name: &str) -> io::Result<PathBuf> {
        let incoming = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let path = self.dir.join(name);
        incoming.publish(&path)?;
        Ok(path)
    }
}

impl Files {
    pub fn begin_manifest(&self) -> io::Result<NewManifest> {
        let dir = self.root.join("manifests");
        fs::create_dir_all(&dir)?;
        Ok(NewManifest { out: BufWriter::new(Incoming::create(&dir.join("verify.txt"))?), dir })
    }

    /// The path of a manifest by its name.
    pub fn manifest(&self, name: &str) -> PathBuf {
        self.root.join("manifests").join(name)
    }

    /// The signing key, created if missing. If two processes create one at the same time, one wins and both read the
    /// same key.
    pub fn manifest_key(&self) -> io::Result<[u8; 32]> {
        let path = self.root.join("keys").join("manifest_key");
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.make_manifest_key(&path)?;
                fs::read_to_string(&path)?
            }
            text => text?,
        };
        let mut key = [0; 32];
        let whole = hex::decode_to_slice(text.trim(), &mut key);
        whole.map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidData, "keys/manifest_key does not contain 64 hex digits")
        })?;
        Ok(key)
    }

    fn make_manifest_key(&self, path: &std::path::Path) -> io::Result<()> {
        let dir = self.root.join("keys");
        fs::create_dir_all(&dir)?;
        let mut key = [0; 32];
        rand::rng().fill_bytes(&mut key);
        let temporary = dir.join(format!(".manifest_key.{}.tmp", std::process::id()));
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        writeln!(file, "{}", hex::encode(key))?;
        file.sync_all()?;
        let linked = fs::hard_link(&temporary, path);
        fs::remove_file(&temporary)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => publish::sync_dir(&dir),
        }
    }
}
