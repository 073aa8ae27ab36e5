//! ICC colour profiles, reduced to the tags for conversion to sRGB before a library parses them.
//!
//! Input: an embedded profile from an untrusted file. Output: a profile with the same header and only the tags in
//! [`NEEDED`]. Names, copyright and similar tags are removed: a few kilobytes of them can make a parser allocate
//! gigabytes, because many entries may point to the same text. Each remaining tag occurs once, at most [`MAX_KEPT`]
//! bytes in total.

use super::container::{u16_be, u32_be};
use moxcms::ColorProfile;

const HEADER: usize = 128;
const ENTRY: usize = 12;

/// The maximum number of tags. Profiles have 9 to 30.
const MAX_TAGS: usize = 128;

/// The maximum size in bytes of all kept tags. The largest tags, tables of printers, have about 1 MB.
const MAX_KEPT: usize = 4 << 20;

/// The maximum number of entries of a curve; a 16-bit table has no more.
const MAX_CURVE: u32 = 65_536;

/// White point and adaptation; primaries and curves of a display or camera; lookup tables; the code point of a video
/// standard.
const NEEDED: [&[u8; 4]; 12] =
    [b"wtpt", b"chad", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"A2B0", b"A2B1", b"A2B2", b"cicp"];

/// Parses the profile of an RGB picture. `None` for other colour spaces, and for a profile that is damaged or exceeds a
/// limit.
pub fn rgb_profile(bytes: &[u8]) -> Option<ColorProfile> {
    ColorProfile::new_from_slice(&essential(bytes)?).ok()
}

fn essential(bytes: &[u8]) -> Option<Vec<u8>> {
    let header = bytes.get(..HEADER)?;
    if header.get(36..40)? != b"acsp" || header.get(16..20)? != b"RGB " {
        return None;
    }
    let stated = usize::try_from(u32_be(bytes, HEADER)?).ok()?;
    if stated > MAX_TAGS {
        return None;
    }
    let entries = bytes.get(HEADER + 4..HEADER + 4 + stated * ENTRY)?;
    let tags: Vec<(&[u8], &[u8])> = NEEDED
        .iter()
        .filter_map(|name| entries.chunks_exact(ENTRY).find(|entry| entry.starts_with(*name)))
        .map(|entry| Some((entry.get(..4)?, tag(bytes, entry)?)))
        .collect::<Option<_>>()?;
    if tags.iter().map(|(_, content)| content.len()).sum::<usize>() > MAX_KEPT {
        return None;
    }
    assembled(header, &tags)
}

/// The content of a tag, if it is within the profile and its stated counts fit its size.
fn tag<'a>(bytes: &'a [u8], entry: &[u8]) -> Option<&'a [u8]> {
    let from = usize::try_from(u32_be(entry, 4)?).ok()?;
    let size = usize::try_from(u32_be(entry, 8)?).ok()?;
    let content = bytes.get(from..from.checked_add(size)?)?;
    let plausible = match content.get(..4)? {
        b"curv" => {
            let count = u32_be(content, 8)?;
            count <= MAX_CURVE && 12 + 2 * count as usize <= size
        }
        b"mft1" => lookup_table(content, 1, 48, 256, 256)? <= size as u64,
        b"mft2" => lookup_table(content, 2, 52, u16_be(content, 48)?, u16_be(content, 50)?)? <= size as u64,
        // Other table types state their sizes inside; the parser compares them with the available bytes.
        _ => true,
    };
    plausible.then_some(content)
}

/// The size in bytes of a lookup table: input curves, grid, output curves.
fn lookup_table(content: &[u8], sample: u64, head: u64, inputs: u16, outputs: u16) -> Option<u64> {
    let [from, to, grid] = *content.get(8..11)?.first_chunk::<3>()?;
    let points = u64::from(grid).checked_pow(u32::from(from))?.checked_mul(u64::from(to))?;
    let curves = u64::from(inputs) * u64::from(from) + u64::from(outputs) * u64::from(to);
    points.checked_add(curves)?.checked_mul(sample)?.checked_add(head)
}

fn assembled(header: &[u8], tags: &[(&[u8], &[u8])]) -> Option<Vec<u8>> {
    let mut offset = HEADER + 4 + tags.len() * ENTRY;
    let (mut table, mut data) = (Vec::new(), Vec::new());
    for (name, content) in tags {
        table.extend_from_slice(name);
        table.extend(u32::try_from(offset).ok()?.to_be_bytes());
        table.extend(u32::try_from(content.len()).ok()?.to_be_bytes());
        let padded = content.len().next_multiple_of(4);
        data.extend_from_slice(content);
        data.resize(data.len() + padded - content.len(), 0);
        offset += padded;
    }
    let count = u32::try_from(tags.len()).ok()?.to_be_bytes();
    let size = u32::try_from(offset).ok()?.to_be_bytes();
    Some([&size, header.get(4..)?, &count, &table, &data].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile with additional tags.
    fn with_tags(profile: &[u8], further: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
        let count = u32_be(profile, HEADER).unwrap_or_default() as usize;
        let table = profile.get(HEADER + 4..HEADER + 4 + count * ENTRY).unwrap_or_default();
        let mut tags: Vec<(&[u8], &[u8])> = table
            .chunks_exact(ENTRY)
            .filter_map(|entry| {
                let from = u32_be(entry, 4)? as usize;
                Some((entry.get(..4)?, profile.get(from..from + u32_be(entry, 8)? as usize)?))
            })
            .collect();
        tags.extend(further.iter().map(|(name, content)| (name.as_slice(), content.as_slice())));
        assembled(profile.get(..HEADER).unwrap_or_default(), &tags).unwrap_or_default()
    }

    fn p3() -> Vec<u8> {
        ColorProfile::new_display_p3().encode().unwrap_or_default()
    }

    #[test]
    fn only_the_tags_for_colour_conversion_are_kept() -> Result<(), moxcms::CmsError> {
        let whole = with_tags(&p3(), &[(b"targ", b"text\0\0\0\0something".to_vec())]);
        let read = ColorProfile::new_from_slice(&whole)?;
        let cut = essential(&whole).unwrap_or_default();
        let same = ColorProfile::new_from_slice(&cut)?;
        assert_eq!(format!("{:?}", same.red_colorant), format!("{:?}", read.red_colorant));
        assert_eq!(format!("{:?}", same.green_trc), format!("{:?}", read.green_trc));
        assert_eq!(format!("{:?}", same.chromatic_adaptation), format!("{:?}", read.chromatic_adaptation));
        assert!(cut.len() < whole.len() && same.description.is_none() && same.copyright.is_none());
        Ok(())
    }

    /// 80,000 texts that share one megabyte: a parser that copies each of them would need gigabytes.
    #[test]
    fn a_profile_that_asks_for_gigabytes_costs_nothing() {
        let records = 80_000u32;
        let mut text = [b"mluc\0\0\0\0".as_slice(), &records.to_be_bytes(), &12u32.to_be_bytes()].concat();
        let size = 16 + records * 12;
        for _ in 0..records {
            text.extend([b"enUS".as_slice(), &size.to_be_bytes(), &0u32.to_be_bytes()].concat());
        }
        let bomb = with_tags(&p3(), &[(b"desc", text.clone()), (b"cprt", text.clone()), (b"dmnd", text)]);
        let cut = essential(&bomb).unwrap_or_default();
        assert!((200..10_000).contains(&cut.len()), "{} bytes", cut.len());
        assert!(rgb_profile(&bomb).is_some());
    }

    #[test]
    fn a_tag_that_overstates_its_size_is_refused() {
        let curve = |count: u32, values: usize| {
            [b"curv\0\0\0\0".as_slice(), &count.to_be_bytes(), &vec![0; values * 2]].concat()
        };
        let mut without_curves = p3();
        // For a duplicate tag, the first entry is used.
        let (from, name) = (without_curves.windows(4).position(|w| w == b"rTRC").unwrap_or_default(), *b"xTRC");
        without_curves.splice(from..from + 4, name);
        for (content, read) in [
            (curve(0, 0), true),
            (curve(2, 2), true),
            (curve(3, 2), false),
            (curve(u32::MAX, 2), false),
            (curve(MAX_CURVE + 1, MAX_CURVE as usize + 1), false),
        ] {
            assert_eq!(essential(&with_tags(&without_curves, &[(b"rTRC", content)])).is_some(), read);
        }
        let mut table = b"mft2\0\0\0\0\x0f\x03\xff\0".to_vec();
        table.resize(400, 1);
        assert_eq!(essential(&with_tags(&p3(), &[(b"A2B0", table)])), None, "255 to the power of 15");
        let mut far = p3();
        far.splice(HEADER + 4 + 4..HEADER + 4 + 8, u32::MAX.to_be_bytes());
        let _ = essential(&far);
        let mut many = p3();
        many.splice(HEADER..HEADER + 4, u32::MAX.to_be_bytes());
        assert_eq!(essential(&many), None);
        for kept in 0..p3().len() {
            let _ = rgb_profile(p3().get(..kept).unwrap_or_default());
        }
    }
}
