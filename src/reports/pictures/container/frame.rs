//! The frame header of a JPEG: size, components and coding process.

use super::parts::u16_be;
use crate::domain::upload::{FileRefusal, OtherFormat};

/// The sampling factor of one direction that the standard allows at most.
const MAX_FACTOR: u32 = 4;

/// The content of a frame header that can be decoded: Huffman coding, 8 bits per sample, 1, 3 or 4 components.
#[derive(Clone, Debug)]
pub struct Frame {
    pub width: u32,
    pub height: u32,
    pub components: Vec<Component>,
    pub progressive: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Component {
    pub id: u8,
    /// Sampling factors, 1 to 4.
    pub across: u32,
    pub down: u32,
    /// The number of its quantization table.
    pub quantization: u8,
}

/// All start-of-frame markers.
pub fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

impl Frame {
    /// # Errors
    /// [`FileRefusal::Damaged`] if the header contradicts itself; [`FileRefusal::OtherFormat`] for the coding processes that no
    /// browser shows: arithmetic, lossless and hierarchical coding, 12 bits per sample.
    pub fn read(marker: u8, content: &[u8]) -> Result<Frame, FileRefusal> {
        let side = |at| u16_be(content, at).map(u32::from).ok_or(FileRefusal::Damaged);
        let (height, width) = (side(1)?, side(3)?);
        let count = content.get(5).copied().map(usize::from).ok_or(FileRefusal::Damaged)?;
        let (given, _) = content.get(6..).unwrap_or_default().as_chunks::<3>();
        if width == 0 || height == 0 || given.len() != count {
            return Err(FileRefusal::Damaged);
        }
        let components: Vec<Component> = given
            .iter()
            .map(|[id, sampling, quantization]| Component {
                id: *id,
                across: u32::from(sampling >> 4),
                down: u32::from(sampling & 15),
                quantization: *quantization,
            })
            .collect();
        let valid = |factor: u32| (1..=MAX_FACTOR).contains(&factor);
        if !components.iter().all(|component| valid(component.across) && valid(component.down)) {
            return Err(FileRefusal::Damaged);
        }
        if !matches!(marker, 0xc0..=0xc2) || content.first() != Some(&8) || !matches!(count, 1 | 3 | 4) {
            return Err(FileRefusal::OtherFormat(OtherFormat::RareJpeg));
        }
        Ok(Frame { width, height, components, progressive: marker == 0xc2 })
    }

    /// The largest sampling factors of all components.
    pub fn most(&self) -> (u32, u32) {
        let most = |factor: fn(&Component) -> u32| self.components.iter().map(factor).max().unwrap_or(1);
        (most(|component| component.across), most(|component| component.down))
    }

    /// Samples of all components per pixel, times two: 6 without subsampling, 3 for 4:2:0.
    pub fn half_samples(&self) -> u64 {
        let samples: u32 = self.components.iter().map(|component| component.across * component.down).sum();
        let (across, down) = self.most();
        u64::from(2 * samples).div_ceil(u64::from(across * down))
    }
}
