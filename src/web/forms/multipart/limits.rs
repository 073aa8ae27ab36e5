//! The limits of request bodies, each with its reason.

use crate::{services::uploads::MAX_PDF_BYTES, web::limits::body_timeouts::BodyTimeouts};
use std::time::Duration;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// All of one post of a form without JavaScript: a hundred photos of 3 MB. With JavaScript photos go one by one.
pub const FORM_BYTES: u64 = 300 * MIB;

/// All of one `POST /uploads`: a file with the lines around it. Of all files, a PDF may be the largest.
pub const UPLOAD_BYTES: u64 = MAX_PDF_BYTES + 64 * KIB;

/// Files of one post: several items with a hundred photos each. Each costs a decoding, so a flood must end somewhere.
pub const FILES: usize = 1_000;

/// Text parts, and file inputs left empty, of one post: 200 items of 10 questions and their photos' ids.
pub const TEXTS: usize = 5_000;

/// One answer. The longest that a form allows is far below; what is longer is refused at its field.
pub const TEXT_BYTES: usize = 64 * KIB as usize;

/// All answers of one post together: they are kept in memory.
pub const ALL_TEXT_BYTES: usize = 2 * MIB as usize;

/// A drawn signature as a data URL: a PNG of 1.5 MB, where a real one has 10 to 60 kB.
pub const SIGNATURE_BYTES: usize = 2 * MIB as usize;

/// A body of JSON, from clients of the legacy app, with photos inside as data URLs: the hundred photos of its page, at
/// its size, have less than half of that.
pub const JSON_BYTES: u64 = 32 * MIB;

/// A draft of the legacy app: answers without photos.
pub const DRAFT_BYTES: u64 = MIB;

/// A filled form from a program: answers and the ids of files that were sent before.
pub const API_BYTES: u64 = 2 * MIB;

/// The name of a part. Ours are below 60 bytes.
pub const NAME_BYTES: usize = 200;

/// The name of a file in a part of its own. Systems allow up to 255 characters; the rest is not read.
pub const FILE_NAME_BYTES: usize = 1024;

/// What may come before the headers of a part are complete. The parser would otherwise keep a body without any
/// boundary in memory as a whole, and look through all of it again after each chunk.
pub const HEAD_BYTES: usize = 32 * KIB as usize;

/// Bytes taken from the connection at a time.
pub const CHUNK_BYTES: usize = 16 * KIB as usize;

/// RFC 2046 allows no longer boundary.
pub const BOUNDARY_CHARS: usize = 70;

/// A sender is given up after some silence (a phone that changes cells needs up to 20 s), and after 15 minutes in all:
/// 300 MB at 3 Mbit/s.
pub fn body_timeouts(idle: Duration) -> BodyTimeouts {
    BodyTimeouts { idle, total: idle * 30 }
}

/// The same for a body that is kept in memory, where a slow sender holds room that others wait for.
pub fn buffered_timeouts(idle: Duration) -> BodyTimeouts {
    BodyTimeouts { idle, total: idle * 10 }
}

/// What is still read of a refused body before we answer. A browser that is still sending when the connection closes
/// shows "connection reset" instead of our sentence.
pub const DRAIN_BYTES: u64 = 32 * MIB;

/// How long that may take.
pub const DRAIN_TIME: Duration = Duration::from_secs(10);

/// A file that is to be compared with a report of ours: the largest of those, with all photos of a long visit, have
/// half of that. Nothing of it is kept.
pub const COMPARED_BYTES: u64 = 128 * MIB;
