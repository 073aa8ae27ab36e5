//! The length and SHA-256 of a file, read in buffers of a fixed size.

use sha2::{Digest as _, Sha256};
use std::io::{self, Read};

/// Size of a buffer in bytes.
const PIECE: usize = 128 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    pub size: u64,
    pub sha256: [u8; 32],
}

impl Digest {
    /// Reads to the end and returns length and hash.
    pub fn of(reader: impl Read) -> io::Result<Digest> {
        let mut reader = Digesting::new(reader);
        let mut piece = vec![0; PIECE];
        while reader.read(&mut piece)? > 0 {}
        Ok(reader.finish())
    }
}

/// A reader that computes length and hash of what passes through it.
pub(super) struct Digesting<R> {
    inner: R,
    hash: Sha256,
    size: u64,
}

impl<R> Digesting<R> {
    pub fn new(inner: R) -> Digesting<R> {
        Digesting { inner, hash: Sha256::new(), size: 0 }
    }

    pub fn finish(self) -> Digest {
        Digest { size: self.size, sha256: self.hash.finalize().into() }
    }
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        self.size += read as u64;
        Ok(read)
    }
}
