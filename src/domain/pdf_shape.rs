//! Whether bytes are a whole PDF, by their beginning and their end.
//!
//! Input: the bytes of a file in pieces, as they arrive. Output: the refusal, if it is none.
//!
//! Invariant: what is inside of a PDF is never read or run. A file that passes is only ever offered to be saved.

use super::upload::FileRefusal;

/// Every PDF begins with it, and a digit of the version follows. Readers also accept it some bytes later; such a file
/// could be another format at the same time.
const BEGIN: &[u8] = b"%PDF-";

/// The last line of every PDF.
const END: &[u8] = b"%%EOF";

/// The end is looked for in this many bytes, as readers do: programs append line breaks and padding.
const TAIL: usize = 1024;

/// The beginning and the end of a file of which the pieces so far were seen.
#[derive(Clone, Debug, Default)]
pub struct PdfShape {
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl PdfShape {
    pub fn see(&mut self, piece: &[u8]) {
        let wanted = (BEGIN.len() + 1).saturating_sub(self.head.len());
        self.head.extend(piece.iter().take(wanted));
        self.tail.extend_from_slice(piece.get(piece.len().saturating_sub(TAIL)..).unwrap_or_default());
        let excess = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..excess);
    }

    pub fn check(&self) -> Result<(), FileRefusal> {
        let version = self.head.strip_prefix(BEGIN).and_then(<[u8]>::first);
        if !version.is_some_and(u8::is_ascii_digit) {
            return Err(FileRefusal::NotAPdf);
        }
        let has_end = self.tail.windows(END.len()).any(|window| window == END);
        if has_end { Ok(()) } else { Err(FileRefusal::CutPdf) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(bytes: &[u8]) -> Result<(), FileRefusal> {
        let mut shape = PdfShape::default();
        shape.see(bytes);
        shape.check()
    }

    #[test]
    fn a_pdf_has_its_beginning_and_its_end() {
        let padded = [b"%PDF-2.0\n1 0 obj\n%%EOF".as_slice(), &[b'\n'; TAIL - 5]].concat();
        for good in [b"%PDF-1.4\n%%EOF".as_slice(), b"%PDF-1.7\r\n...\r\n%%EOF\r\n", &padded] {
            assert_eq!(check(good), Ok(()));
        }
        let padded = [b"%PDF-2.0\n1 0 obj\n%%EOF".as_slice(), &[b'\n'; TAIL]].concat();
        for cut in [b"%PDF-1.4".as_slice(), b"%PDF-1.4\n%%EO", b"%PDF-1.4\n%% EOF", &padded] {
            assert_eq!(check(cut), Err(FileRefusal::CutPdf), "{cut:?}");
        }
    }

    #[test]
    fn other_files_are_none_whatever_they_contain() {
        for other in [
            b"".as_slice(),
            b"%PDF-",
            b"%PDF-x.4\n%%EOF",
            b" %PDF-1.4\n%%EOF",
            b"\xef\xbb\xbf%PDF-1.4\n%%EOF",
            b"%pdf-1.4\n%%EOF",
            b"%!PS-Adobe-3.0\n%%EOF",
            b"PK\x03\x04%PDF-1.4\n%%EOF",
            b"<html>%PDF-1.4</html>%%EOF",
            b"\xff\xd8\xff\xe0%PDF-1.4%%EOF",
        ] {
            assert_eq!(check(other), Err(FileRefusal::NotAPdf), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(bytes in proptest::collection::vec(any::<u8>(), 0..3000), at in 0usize..3000, size in 1usize..700) {
            let (begin, end) = bytes.split_at(at.min(bytes.len()));
            for whole in [bytes.clone(), [b"%PDF-1.4\n".as_slice(), begin, b"%%EOF", end].concat()] {
                let mut pieces = PdfShape::default();
                whole.chunks(size).for_each(|piece| pieces.see(piece));
                prop_assert_eq!(pieces.check(), check(&whole));
            }
        }
    }
}
