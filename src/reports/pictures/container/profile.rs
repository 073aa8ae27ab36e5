//! The location of an embedded colour profile, and reading it within [`MAX_PROFILE`].

use std::io::Read;

/// The maximum size in bytes. Profiles of cameras have 500 to 4,000 bytes, those of printers up to 2 MB.
pub const MAX_PROFILE: usize = 4 << 20;

/// An embedded profile that was not read yet.
#[derive(Debug, Default)]
pub enum Profile<'a> {
    #[default]
    None,
    Plain(&'a [u8]),
    /// Compressed with deflate, as in PNG.
    Deflated(&'a [u8]),
    /// Numbered segments, as in JPEG: number from 1, total, bytes.
    Pieces(Vec<(u8, u8, &'a [u8])>),
}

impl Profile<'_> {
    pub fn read(&self) -> Option<Vec<u8>> {
        match self {
            Profile::None => None,
            Profile::Plain(bytes) => (bytes.len() <= MAX_PROFILE).then(|| bytes.to_vec()),
            Profile::Deflated(bytes) => inflate(bytes),
            Profile::Pieces(pieces) => join(pieces),
        }
    }
}

fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut profile = Vec::new();
    let limit = MAX_PROFILE as u64 + 1;
    flate2::read::ZlibDecoder::new(bytes).take(limit).read_to_end(&mut profile).ok()?;
    (profile.len() <= MAX_PROFILE).then_some(profile)
}

/// Joins the segments by number. `None` if one is missing or duplicated, or the sum exceeds the limit.
fn join(pieces: &[(u8, u8, &[u8])]) -> Option<Vec<u8>> {
    let mut sorted: Vec<_> = pieces.iter().collect();
    sorted.sort_by_key(|(number, ..)| *number);
    let count = u8::try_from(sorted.len()).ok()?;
    let complete = sorted.iter().zip(1..=count).all(|((number, of, _), expected)| *number == expected && *of == count);
    let size: usize = sorted.iter().map(|(.., bytes)| bytes.len()).sum();
    (complete && size <= MAX_PROFILE).then(|| sorted.iter().flat_map(|(.., bytes)| *bytes).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    #[test]
    fn pieces_are_joined_in_the_order_of_their_numbers() {
        let read = |pieces: &[(u8, u8, &'static [u8])]| Profile::Pieces(pieces.to_vec()).read();
        assert_eq!(read(&[(2, 2, b"cd"), (1, 2, b"ab")]), Some(b"abcd".to_vec()));
        assert_eq!(read(&[(1, 1, b"ab")]), Some(b"ab".to_vec()));
        for incomplete in [
            &[(1, 2, b"ab".as_slice())][..],
            &[(2, 2, b"ab")],
            &[(0, 1, b"ab")],
            &[(1, 2, b"ab"), (1, 2, b"cd")],
            &[(1, 2, b"ab"), (2, 3, b"cd")],
        ] {
            assert_eq!(read(incomplete), None);
        }
    }

    #[test]
    fn a_profile_is_never_larger_than_the_limit() -> std::io::Result<()> {
        let deflated = |size| -> std::io::Result<Vec<u8>> {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&vec![0; size])?;
            encoder.finish()
        };
        for (size, fits) in [(1_000, true), (MAX_PROFILE, true), (MAX_PROFILE + 1, false), (64 << 20, false)] {
            assert_eq!(Profile::Deflated(&deflated(size)?).read().map(|p| p.len()), fits.then_some(size));
            assert_eq!(Profile::Plain(&vec![0; size]).read().is_some(), fits);
        }
        assert_eq!(Profile::Deflated(b"nonsense").read(), None);
        Ok(())
    }
}
