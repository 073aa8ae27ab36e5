//! Counts the messages of PostgreSQL's protocol in a stream of bytes, whatever pieces it comes in.
//!
//! A message is a type byte, a length of four bytes that counts itself, and its content. The first message of a client
//! has no type byte.

const LENGTH: usize = 4;

/// The position in a stream of messages.
pub struct Frames {
    /// The next message has no type byte.
    untyped: bool,
    kind: Option<u8>,
    length: [u8; LENGTH],
    /// How many bytes of the length are known.
    known: usize,
    /// Bytes of content that are still to come.
    left: usize,
}

impl Frames {
    /// What the server sends.
    pub fn of_server() -> Frames {
        Frames { untyped: false, kind: None, length: [0; LENGTH], known: 0, left: 0 }
    }

    /// What the client sends, from its first message on.
    pub fn of_client() -> Frames {
        Frames { untyped: true, ..Frames::of_server() }
    }

    /// Goes on with these bytes; `seen` gets the type of each message whose header is complete, or none for the first
    /// message of a client.
    pub fn feed(&mut self, mut bytes: &[u8], mut seen: impl FnMut(Option<u8>)) {
        while let Some((first, rest)) = bytes.split_first() {
            if self.left > 0 {
                let content = self.left.min(bytes.len());
                self.left -= content;
                bytes = bytes.get(content..).unwrap_or_default();
                continue;
            }
            bytes = rest;
            if self.kind.is_none() && !self.untyped {
                self.kind = Some(*first);
                continue;
            }
            if let Some(byte) = self.length.get_mut(self.known) {
                *byte = *first;
                self.known += 1;
            }
            if self.known == LENGTH {
                self.left = (u32::from_be_bytes(self.length) as usize).saturating_sub(LENGTH);
                (self.known, self.untyped) = (0, false);
                seen(self.kind.take());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, content: &[u8]) -> Vec<u8> {
        [&[kind][..], &(content.len() as u32 + 4).to_be_bytes(), content].concat()
    }

    #[test]
    fn messages_are_counted_in_pieces_of_any_size() {
        let startup = [&9u32.to_be_bytes()[..], b"QZZSQ"].concat();
        let client =
            [startup, message(b'Q', b"SELECT 'Z'\0"), message(b'S', b""), message(b'B', &[b'S'; 300])].concat();
        let server = [message(b'R', &[0; 4]), message(b'Z', b"I"), message(b'D', &b"Z\0\0\0\x05I".repeat(50))].concat();
        for size in [1, 2, 3, 5, 7, 64, 1000] {
            let count = |mut frames: Frames, bytes: &[u8]| {
                let mut kinds = Vec::new();
                bytes.chunks(size).for_each(|piece| frames.feed(piece, |kind| kinds.push(kind)));
                kinds
            };
            assert_eq!(count(Frames::of_client(), &client), [None, Some(b'Q'), Some(b'S'), Some(b'B')], "{size}");
            assert_eq!(count(Frames::of_server(), &server), [Some(b'R'), Some(b'Z'), Some(b'D')], "{size}");
        }
    }
}
