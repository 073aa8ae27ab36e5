//! The root hash of a list of lines: a Merkle tree according to RFC 6962.
//!
//! A leaf is `SHA-256(0x00 || line)`, a node `SHA-256(0x01 || left || right)`. Neighbours are paired, and a node
//! without a neighbour moves up a level unchanged. The first byte prevents that a node is taken for a leaf. The tree is
//! built incrementally: for a million lines, at most twenty hashes are in memory.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// A tree under construction.
#[derive(Clone, Debug, Default)]
pub struct Merkle {
    /// Complete subtrees with their number of leaves, a power of two. Each is smaller than the one before it.
    peaks: Vec<(u64, Hash)>,
    leaves: u64,
}

impl Merkle {
    pub fn add(&mut self, line: &[u8]) {
        let (mut size, mut hash) = (1, hash(0, &[line]));
        while let Some((_, left)) = self.peaks.pop_if(|(before, _)| *before == size) {
            hash = node(&left, &hash);
            size *= 2;
        }
        self.peaks.push((size, hash));
        self.leaves += 1;
    }

    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The root of the lines so far. Without lines, the hash of the empty string.
    pub fn root(&self) -> Hash {
        let smallest_first = self.peaks.iter().rev().map(|(_, hash)| *hash);
        smallest_first.reduce(|right, left| node(&left, &right)).unwrap_or_else(|| Sha256::digest([]).into())
    }
}

fn node(left: &Hash, right: &Hash) -> Hash {
    hash(1, &[left, right])
}

fn hash(kind: u8, parts: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new_with_prefix([kind]);
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same tree built level by level, for comparison.
    fn by_levels(lines: &[Vec<u8>]) -> Hash {
        let mut level: Vec<Hash> = lines.iter().map(|line| hash(0, &[line])).collect();
        if level.is_empty() {
            return Sha256::digest([]).into();
        }
        while level.len() > 1 {
            let pairs = level.chunks(2).map(|pair| match pair {
                [left, right] => node(left, right),
                alone => alone.first().copied().unwrap_or_default(),
            });
            level = pairs.collect();
        }
        level.first().copied().unwrap_or_default()
    }

    fn root(lines: &[Vec<u8>]) -> Hash {
        let mut tree = Merkle::default();
        lines.iter().for_each(|line| tree.add(line));
        assert_eq!(tree.leaves(), lines.len() as u64);
        tree.root()
    }

    proptest! {
        #[test]
        fn the_merkle_tree_matches_the_rfc_example(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..8), 0..70)) {
            prop_assert_eq!(root(&lines), by_levels(&lines));
        }

        #[test]
        fn one_flipped_bit_changes_the_root(
            lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..8), 1..40),
            at in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), bit in 0..8u8,
        ) {
            let mut flipped = lines.clone();
            let line = &mut flipped[at.index(lines.len())];
            let byte = byte.index(line.len());
            line[byte] ^= 1 << bit;
            prop_assert_ne!(root(&lines), root(&flipped));
        }
    }

    #[test]
    fn the_roots_are_those_of_rfc_6962() {
        // The test vectors of Certificate Transparency.
        let lines: Vec<Vec<u8>> = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
            .iter()
            .filter_map(|text| hex::decode(text).ok())
            .collect();
        assert_eq!(hex::encode(root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex::encode(root(&lines[..1])), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(hex::encode(root(&lines[..7])), "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
    }
}
