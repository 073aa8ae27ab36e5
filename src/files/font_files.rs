//! Font files of the system or of a folder of the operator.
//!
//! The search is bounded in depth and number, so that a folder that is none of fonts costs little.

use std::{
    cmp::Reverse,
    fs,
    path::{Path, PathBuf},
};

/// Where Linux distributions and containers keep fonts.
const SYSTEM: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];
const MAX_DEPTH: usize = 6;
const MAX_ENTRIES: usize = 20_000;
const MAX_FONTS: usize = 4_000;
/// The largest font of the Noto project has 30 MB.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The font files below a folder, or those of the system. Upright fonts of regular weight come first, and sans serif
/// before others, to go with the embedded fonts.
pub fn font_files(folder: Option<&Path>) -> Vec<PathBuf> {
    let mut search = Search { found: Vec::new(), entries: 0 };
    match folder {
        Some(folder) => search.walk(folder, 0),
        None => SYSTEM.iter().for_each(|folder| search.walk(Path::new(folder), 0)),
    }
    search.found.sort_by_cached_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is = |word: &str| Reverse(name.contains(word));
        (is("Regular"), is("NotoSans"), is("Noto"), is("Sans"), path.clone())
    });
    search.found
}

/// The bytes of a font file; `None` if it cannot be read or is too large.
pub fn read_font(path: &Path) -> Option<Vec<u8>> {
    let fits = fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_BYTES);
    if fits { fs::read(path).ok() } else { None }
}

struct Search {
    found: Vec<PathBuf>,
    entries: usize,
}

impl Search {
    fn walk(&mut self, folder: &Path, depth: usize) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            self.entries += 1;
            if self.entries > MAX_ENTRIES || self.found.len() >= MAX_FONTS {
                return;
            }
            let path = entry.path();
            // Does not follow links, which could lead in a circle.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < MAX_DEPTH {
                self.walk(&path, depth + 1);
            } else if kind.is_file() && is_font(&path) {
                self.found.push(path);
            }
        }
    }
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension == *known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_found_in_order_and_within_bounds() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut deep = folder.path().to_owned();
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            deep.push(name);
        }
        fs::create_dir_all(&deep).expect("folders");
        let put = |path: &Path| fs::write(path, b"font").expect("a file");
        for name in
            ["Zapf-Regular.ttf", "NotoSerif-Bold.otf", "NotoSansKhmer-Regular.ttf", "NotoSerif-Regular.TTC", "x.txt"]
        {
            put(&folder.path().join("a").join(name));
        }
        put(&deep.join("TooDeep-Regular.ttf"));
        let found = font_files(Some(folder.path()));
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        assert_eq!(
            names,
            ["NotoSansKhmer-Regular.ttf", "NotoSerif-Regular.TTC", "Zapf-Regular.ttf", "NotoSerif-Bold.otf"]
        );
        assert_eq!(read_font(&found[0]).as_deref(), Some(&b"font"[..]));
        assert_eq!(read_font(folder.path()), None);
        assert_eq!(font_files(Some(&folder.path().join("nowhere"))), Vec::<PathBuf>::new());
    }
}
