//! The protocol between server and decoder child, over pipes.
//!
//! The child sends [`READY`] once. A request is the purpose (1 byte), a length (4 bytes) and the bytes of a file. A
//! reply is a length, followed by either a refusal (0, its number, an argument of 8 bytes) or renditions (1, the type
//! of the original, its width and height; width, height and length of the large and the small rendition; their bytes).
//! Numbers are little-endian. The server checks every reply against the limits of what a correct child produces.

use crate::{
    domain::{
        report::Picture,
        upload::{FileRefusal, OtherFormat, PictureType},
    },
    reports::pictures::{LARGE, Purpose, Renditions, THUMB},
};
use std::io;

/// Sent by a child when it is ready; it identifies the program and the protocol version.
pub const READY: [u8; 8] = *b"injaaz-1";

/// The size of a length in bytes.
pub const LENGTH: usize = 4;

/// The size of a request without the file.
pub const HEADER: usize = 1 + LENGTH;

/// The largest accepted file, which is the limit for files of the legacy store.
pub const MAX_FILE: usize = 32 << 20;

/// The largest reply; renditions of a noise photo have 2 MB.
const MAX_REPLY: usize = 16 << 20;

const PURPOSES: [Purpose; 4] = [Purpose::Photo, Purpose::Signature, Purpose::OldSignature, Purpose::Logo];
const TYPES: [PictureType; 3] = [PictureType::Jpeg, PictureType::Png, PictureType::WebP];

fn malformed() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

fn number_of<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

pub fn request_header(purpose: Purpose, length: usize) -> io::Result<[u8; HEADER]> {
    let length = u32::try_from(length).ok().filter(|_| length <= MAX_FILE).ok_or_else(malformed)?;
    let [a, b, c, d] = length.to_le_bytes();
    Ok([number_of(&PURPOSES, &purpose), a, b, c, d])
}

pub fn read_request_header([purpose, a, b, c, d]: [u8; HEADER]) -> io::Result<(Purpose, usize)> {
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    let purpose = PURPOSES.get(usize::from(purpose)).ok_or_else(malformed)?;
    if length > MAX_FILE { Err(malformed()) } else { Ok((*purpose, length)) }
}

/// Encodes a reply with its length.
pub fn reply(answer: &Result<Renditions, FileRefusal>) -> Vec<u8> {
    let content = match answer {
        Ok(Renditions { kind, width, height, large, thumb }) => {
            let numbers =
                [*width, *height, large.width, large.height, size(large), thumb.width, thumb.height, size(thumb)];
            let numbers = numbers.map(u32::to_le_bytes).concat();
            [&[1, number_of(&TYPES, kind)], numbers.as_slice(), &large.bytes, &thumb.bytes].concat()
        }
        Err(refusal) => {
            let (number, argument) = refusal_number(refusal);
            [&[0, number], argument.to_le_bytes().as_slice()].concat()
        }
    };
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes();
    [&length, content.as_slice()].concat()
}

fn size(picture: &Picture) -> u32 {
    u32::try_from(picture.bytes.len()).unwrap_or(u32::MAX)
}

pub fn reply_length(length: [u8; LENGTH]) -> io::Result<usize> {
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_REPLY { Err(malformed()) } else { Ok(length) }
}

/// Decodes a reply without its length.
pub fn read_reply(reply: &[u8]) -> io::Result<Result<Renditions, FileRefusal>> {
    match reply {
        [0, number, argument @ ..] => {
            let argument = argument.try_into().map(u64::from_le_bytes).map_err(|_| malformed())?;
            refusal_of(*number, argument).map(Err).ok_or_else(malformed)
        }
        [1, kind, rest @ ..] => renditions(*kind, rest).map(Ok).ok_or_else(malformed),
        _ => Err(malformed()),
    }
}

fn renditions(kind: u8, rest: &[u8]) -> Option<Renditions> {
    let kind = *TYPES.get(usize::from(kind))?;
    let (numbers, bytes) = rest.split_first_chunk::<32>()?;
    let (numbers, _) = numbers.as_chunks::<4>();
    let numbers: Vec<u32> = numbers.iter().map(|number| u32::from_le_bytes(*number)).collect();
    let &[width, height, large_width, large_height, large_size, thumb_width, thumb_height, thumb_size] =
        numbers.first_chunk::<8>()?;
    let (large, thumb) = bytes.split_at_checked(large_size as usize)?;
    let thumb = thumb.get(..thumb_size as usize).filter(|all| all.len() == thumb.len())?;
    if width == 0 || height == 0 {
        return None;
    }
    Some(Renditions {
        kind,
        width,
        height,
        large: picture(large, large_width, large_height, LARGE)?,
        thumb: picture(thumb, thumb_width, thumb_height, THUMB)?,
    })
}

fn picture(bytes: &[u8], width: u32, height: u32, longest: u32) -> Option<Picture> {
    let encoded = bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    let sized = (1..=longest).contains(&width) && (1..=longest).contains(&height);
    (encoded && sized).then(|| Picture { bytes: bytes.into(), width, height })
}

fn refusal_number(refusal: &FileRefusal) -> (u8, u64) {
    match refusal {
        FileRefusal::Empty => (0, 0),
        FileRefusal::TooLarge { limit } => (1, *limit),
        FileRefusal::Heic => (2, 0),
        FileRefusal::NotAPicture => (3, 0),
        FileRefusal::Damaged => (4, 0),
        FileRefusal::TooManyPixels { limit_megapixels } => (5, u64::from(*limit_megapixels)),
        FileRefusal::BlankSignature => (6, 0),
        FileRefusal::Undecodable => (7, 0),
        FileRefusal::Busy => (8, 0),
        FileRefusal::OtherFormat(format) => (9, u64::from(number_of(&OtherFormat::ALL, format))),
        // Not those of a picture; no decoder says so.
        FileRefusal::NotAPdf | FileRefusal::CutPdf => (7, 0),
    }
}

fn refusal_of(number: u8, argument: u64) -> Option<FileRefusal> {
    Some(match number {
        0 => FileRefusal::Empty,
        1 => FileRefusal::TooLarge { limit: argument },
        2 => FileRefusal::Heic,
        3 => FileRefusal::NotAPicture,
        4 => FileRefusal::Damaged,
        5 => FileRefusal::TooManyPixels { limit_megapixels: u32::try_from(argument).ok()? },
        6 => FileRefusal::BlankSignature,
        7 => FileRefusal::Undecodable,
        8 => FileRefusal::Busy,
        9 => FileRefusal::OtherFormat(*OtherFormat::ALL.get(usize::try_from(argument).ok()?)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered() -> Renditions {
        let picture = |bytes: &[u8], width, height| Picture { bytes: bytes.into(), width, height };
        Renditions {
            kind: PictureType::WebP,
            width: 4_000,
            height: 3_000,
            large: picture(b"\xff\xd8\xfflarge", 1_600, 1_200),
            thumb: picture(b"\x89PNG\r\n\x1a\nthumb", 320, 240),
        }
    }

    fn through(answer: &Result<Renditions, FileRefusal>) -> io::Result<Result<Renditions, FileRefusal>> {
        let reply = reply(answer);
        let (length, content) = reply.split_first_chunk::<LENGTH>().ok_or_else(malformed)?;
        assert_eq!(reply_length(*length)?, content.len());
        read_reply(content)
    }

    #[test]
    fn messages_survive_the_round_trip() -> io::Result<()> {
        assert_eq!(format!("{:?}", through(&Ok(rendered()))?), format!("{:?}", Ok::<_, FileRefusal>(rendered())));
        for refusal in [
            FileRefusal::Empty,
            FileRefusal::TooLarge { limit: u64::MAX },
            FileRefusal::Heic,
            FileRefusal::NotAPicture,
            FileRefusal::Damaged,
            FileRefusal::TooManyPixels { limit_megapixels: 50 },
            FileRefusal::BlankSignature,
            FileRefusal::Undecodable,
            FileRefusal::Busy,
            FileRefusal::OtherFormat(OtherFormat::Avif),
            FileRefusal::OtherFormat(OtherFormat::RareJpeg),
        ] {
            assert_eq!(through(&Err(refusal.clone()))?.err(), Some(refusal));
        }
        for purpose in PURPOSES {
            for length in [0, 1, MAX_FILE] {
                assert_eq!(read_request_header(request_header(purpose, length)?)?, (purpose, length));
            }
            assert!(request_header(purpose, MAX_FILE + 1).is_err());
        }
        assert!(read_request_header([4, 0, 0, 0, 0]).is_err() && read_request_header([0, 1, 0, 0, 2]).is_err());
        Ok(())
    }

    /// The child process may be under the control of a malicious picture.
    #[test]
    fn an_invalid_reply_is_refused() {
        assert!(reply_length(u32::MAX.to_le_bytes()).is_err());
        let whole = reply(&Ok(rendered())).split_off(LENGTH);
        for kept in 0..whole.len() {
            assert!(read_reply(whole.get(..kept).unwrap_or_default()).is_err(), "{kept} bytes");
        }
        let large = Picture { bytes: b"<script>".as_slice().into(), ..rendered().large };
        assert!(through(&Ok(Renditions { large, ..rendered() })).is_err());
        let wide = Picture { width: LARGE + 1, ..rendered().large };
        assert!(through(&Ok(Renditions { large: wide, ..rendered() })).is_err());
        assert!(through(&Ok(Renditions { width: 0, ..rendered() })).is_err());
        let (mut longer, mut shorter) = (whole.clone(), whole.clone());
        longer.push(0);
        if let Some(size) = shorter.get_mut(18..22) {
            size.copy_from_slice(&u32::MAX.to_le_bytes());
        }
        assert!(read_reply(&longer).is_err() && read_reply(&shorter).is_err());
        assert!(read_reply(&[0, 99, 0, 0, 0, 0, 0, 0, 0, 0]).is_err() && read_reply(&[2, 0]).is_err());
    }
}
