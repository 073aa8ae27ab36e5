//! A note of the last reverse proxy whose `X-Forwarded-For` was not believed, for `injaaz doctor`.
//!
//! The server writes it at most once in each run. It is only advice: it may be deleted, and says nothing about a proxy
//! that was added to the settings since.

use super::{Files, publish::replace_quickly};
use std::{fs, io, net::IpAddr};

const NAME: &str = "untrusted_proxy";

impl Files {
    pub fn note_untrusted_proxy(&self, address: IpAddr) -> io::Result<()> {
        replace_quickly(&self.root.join(NAME), format!("{address}\n").as_bytes())
    }

    /// The address that was noted last.
    pub fn untrusted_proxy(&self) -> Option<IpAddr> {
        fs::read_to_string(self.root.join(NAME)).ok()?.trim().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_address_is_read_back() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        assert_eq!(files.untrusted_proxy(), None);
        for address in ["10.0.0.7", "::1"] {
            files.note_untrusted_proxy(address.parse()?)?;
            assert_eq!(files.untrusted_proxy(), Some(address.parse()?));
        }
        Ok(())
    }
}
