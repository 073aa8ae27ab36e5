//! Styles, scripts and icons, embedded in the program.
//!
//! Invariant: one hash over all of them is part of every address, so browsers cache them for a year and never mix two
//! versions. Modules that import each other by relative paths are in the same folder and need no rewriting. The style
//! sheets that every page has are small files, one for each component, and are sent as one ([`BUNDLE`]).

mod comments;

use super::compression::{Coding, Effort};
use rocket::{
    Request, Response, get,
    http::{ContentType, Header, Status},
    response::Responder,
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    io,
    path::PathBuf,
    sync::{LazyLock, OnceLock},
};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Embedded;

/// Files that are asked for at a fixed address, outside the hashed folder.
const ROBOTS: &str = "robots.txt";

/// Browsers that knew the legacy app ask for its worker at `/static/service-worker.js`; this one takes itself away.
const OLD_SERVICE_WORKER: &str = "old-service-worker.js";

/// The service worker as it is written; [`service_worker`] completes it.
const WORKER: &str = "worker.js";

/// The addresses of the bundles of style sheets, and the files that each consists of. Their order decides which of two
/// equal selectors applies. Every page has the first bundle; the second has what a form does not need, because a form
/// is opened where the connection is bad.
const BUNDLES: [(&str, &[&str]); 2] = [("css/injaaz.css", COMMON), ("css/records.css", RECORDS)];

const COMMON: &[&str] = &[
    "css/tokens.css",
    "css/base.css",
    "css/components/app-bar.css",
    "css/components/button.css",
    "css/components/field.css",
    "css/components/card.css",
    "css/components/chip.css",
    "css/components/message.css",
    "css/components/network-chip.css",
    "css/components/dialog.css",
    "css/components/stepper.css",
    "css/form.css",
    "css/print.css",
];

const RECORDS: &[&str] = &[
    "css/components/row.css",
    "css/components/table.css",
    "css/components/filter-bar.css",
    "css/components/empty.css",
    "css/components/photo-grid.css",
    "css/components/viewer.css",
    "css/home.css",
    "css/submission.css",
    "css/review.css",
    // Again, because it has to be the last.
    "css/print.css",
];

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

struct Assets {
    hash: String,
    files: BTreeMap<String, Asset>,
}

struct Asset {
    content_type: ContentType,
    plain: Cow<'static, [u8]>,
    brotli: CompressedOnce,
    gzip: CompressedOnce,
}

/// Made when it is first asked for, because the best Brotli takes 20 ms for a large script. `None`: not smaller.
type CompressedOnce = OnceLock<Option<Vec<u8>>>;

impl Assets {
    fn load() -> Assets {
        let mut hasher = Sha256::new();
        let mut files = BTreeMap::new();
        let mut paths: Vec<Cow<'static, str>> = Embedded::iter().collect();
        paths.sort_unstable();
        for path in paths {
            let (Some(file), Some(content_type)) = (Embedded::get(&path), content_type(&path)) else { continue };
            hasher.update(path.as_bytes());
            hasher.update([0]);
            hasher.update(file.metadata.sha256_hash());
            files.insert(path.to_string(), Asset::new(content_type, as_sent(&path, file.data)));
        }
        for (address, parts) in BUNDLES {
            let parts = parts.iter().filter_map(|part| files.get(*part));
            let bundle = parts.map(|part| part.plain.as_ref()).collect::<Vec<_>>().join(&b'\n');
            files.insert(address.to_owned(), Asset::new(ContentType::CSS, bundle.into()));
        }
        files.retain(|path, _| !is_bundled(path));
        let mut hash = hex::encode(hasher.finalize());
        hash.truncate(8);
        Assets { hash, files }
    }
}

impl Asset {
    fn new(content_type: ContentType, plain: Cow<'static, [u8]>) -> Asset {
        Asset { content_type, plain, brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// `None`: no smaller than the file itself.
    fn compressed(&self, coding: Coding) -> Option<&[u8]> {
        let once = match coding {
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
        };
        let smaller = |compressed: &Vec<u8>| compressed.len() < self.plain.len();
        once.get_or_init(|| coding.compress(&self.plain, Effort::Once).ok().filter(smaller)).as_deref()
    }
}

fn is_bundled(path: &str) -> bool {
    BUNDLES.iter().any(|(_, parts)| parts.contains(&path))
}

/// Our own scripts and styles are sent without comments; everything else as it is.
fn as_sent(path: &str, data: Cow<'static, [u8]>) -> Cow<'static, [u8]> {
    if path.starts_with("vendor/") || !(path.ends_with(".js") || path.ends_with(".css")) {
        return data;
    }
    match std::str::from_utf8(&data) {
        Ok(text) => Cow::Owned(comments::remove(text).into_bytes()),
        Err(_) => data,
    }
}

/// What may lie in `static`. A file of any other kind (a licence, a note) is not served.
fn content_type(path: &str) -> Option<ContentType> {
    let (_, extension) = path.rsplit_once('.')?;
    match extension {
        "css" => Some(ContentType::CSS),
        "js" => Some(ContentType::JavaScript),
        "svg" => Some(ContentType::SVG),
        "png" => Some(ContentType::PNG),
        "ico" => Some(ContentType::Icon),
        "woff2" => Some(ContentType::WOFF2),
        "txt" => Some(ContentType::Plain),
        "webmanifest" => Some(ContentType::new("application", "manifest+json")),
        _ => None,
    }
}

/// The address of a file of `static`: `js/form.js` becomes `/static/<hash>/js/form.js`.
pub fn url(path: &str) -> String {
    format!("/static/{}/{path}", ASSETS.hash)
}

/// The service worker of these files, with the addresses of all that a page can load. Another `version` makes browsers
/// fetch everything again; `languages` are those of the pages.
pub fn service_worker(version: &str, languages: &[&str]) -> Option<String> {
    let script = std::str::from_utf8(&ASSETS.files.get(WORKER)?.plain).ok()?;
    let files: Vec<String> = ASSETS.files.keys().filter(|path| is_of_a_page(path)).map(|path| url(path)).collect();
    let list = |values: &[String]| serde_json::to_string(values).ok();
    let languages: Vec<String> = languages.iter().map(|lang| (*lang).to_owned()).collect();
    Some(
        comments::remove(script)
            .replace("/static/HASH/", &format!("/static/{}/", ASSETS.hash))
            .replace("VERSION_OF_THE_APP", version)
            .replace(r#"["LIST_OF_FILES"]"#, &list(&files)?)
            .replace(r#"["LIST_OF_LANGUAGES"]"#, &list(&languages)?),
    )
}

/// The hash over all files.
pub fn hash() -> &'static str {
    &ASSETS.hash
}

/// Whether pages load a file, rather than robots or browsers by themselves. Icons of the installed app are large, and
/// the browser keeps them.
fn is_of_a_page(path: &str) -> bool {
    ![ROBOTS, OLD_SERVICE_WORKER, WORKER].contains(&path) && !path.ends_with(".png")
}

/// A file as it is sent.
pub struct AssetResponse {
    asset: &'static Asset,
    keep: &'static str,
}

#[get("/static/<hash>/<path..>")]
pub fn asset(hash: &str, path: PathBuf) -> Option<AssetResponse> {
    let asset = ASSETS.files.get(path.to_str()?)?;
    (hash == ASSETS.hash).then_some(AssetResponse { asset, keep: "public, max-age=31536000, immutable" })
}

#[get("/robots.txt")]
pub fn robots() -> Option<AssetResponse> {
    Some(AssetResponse { asset: ASSETS.files.get(ROBOTS)?, keep: "public, max-age=86400" })
}

#[get("/static/service-worker.js")]
pub fn old_service_worker() -> Option<AssetResponse> {
    Some(AssetResponse { asset: ASSETS.files.get(OLD_SERVICE_WORKER)?, keep: "no-cache" })
}

impl<'r> Responder<'r, 'static> for AssetResponse {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = Response::build();
        response
            .status(Status::Ok)
            .header(self.asset.content_type.clone())
            .header(Header::new("Cache-Control", self.keep));
        let coding = Coding::accepted_by(request);
        let bytes = match coding.and_then(|coding| self.asset.compressed(coding).zip(Some(coding))) {
            Some((compressed, coding)) => {
                for header in coding.headers() {
                    response.header(header);
                }
                compressed
            }
            None => {
                response.header(Header::new("Vary", "Accept-Encoding"));
                &self.asset.plain
            }
        };
        response.sized_body(bytes.len(), io::Cursor::new(bytes)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_an_asset_contains_its_hash() {
        let address = url(ROBOTS);
        assert!(address.starts_with("/static/") && address.ends_with("/robots.txt"), "{address}");
        assert_eq!(ASSETS.hash.len(), 8);
    }

    #[test]
    fn the_bundles_have_every_component_once() {
        let is_component = |path: &str| path.starts_with("css/components/") || path == "css/tokens.css";
        let mut components: Vec<String> =
            Embedded::iter().filter(|path| is_component(path)).map(Cow::into_owned).collect();
        let parts = || BUNDLES.iter().flat_map(|(_, parts)| parts.iter().copied());
        let mut bundled: Vec<String> = parts().filter(|path| is_component(path)).map(str::to_owned).collect();
        components.sort_unstable();
        bundled.sort_unstable();
        assert_eq!(bundled, components);
        for part in parts() {
            assert!(Embedded::get(part).is_some(), "{part}");
            assert!(!ASSETS.files.contains_key(part), "{part} is sent twice");
        }
        for (address, _) in BUNDLES {
            let bundle = std::str::from_utf8(&ASSETS.files[address].plain).expect("text");
            assert_eq!(
                bundle.matches('{').count(),
                bundle.matches('}').count(),
                "{address}: a part ends within a rule"
            );
        }
    }

    /// The files that a text names between these two marks.
    fn named<'a>(text: &'a str, before: &'a str, after: char) -> impl Iterator<Item = &'a str> {
        text.split(before).skip(1).filter_map(move |rest| rest.split(after).next())
    }

    #[test]
    fn the_service_worker_names_every_file_of_a_page() {
        let worker = service_worker("v1", &["en", "ar"]).expect("a script");
        for path in ["js/form.js", "js/outbox_page.js", "css/injaaz.css"] {
            assert!(worker.contains(&format!("\"{}\"", url(path))), "{path}");
        }
        for left in ["HASH/", "VERSION_OF", "LIST_OF", "robots", "old-service"] {
            assert!(!worker.contains(left), "{left}");
        }
        for import in named(&worker, " from \"./", '"') {
            let path = import.trim_start_matches(&format!("static/{}/", ASSETS.hash));
            assert!(ASSETS.files.contains_key(path), "the worker imports {import}");
        }
    }

    /// The form, what every page loads, and what both load when it is needed.
    #[test]
    fn the_scripts_of_a_form_are_light() {
        let mut open: Vec<String> = ["form", "shell", "enter"].map(|name| format!("js/{name}.js")).into();
        let mut reached = BTreeMap::new();
        while let Some(path) = open.pop() {
            let asset = &ASSETS.files[&path];
            let size = asset.compressed(Coding::Brotli).map_or(asset.plain.len(), <[u8]>::len);
            if reached.insert(path.clone(), size).is_some() || path.starts_with("vendor/") {
                continue;
            }
            let script = std::str::from_utf8(&asset.plain).expect("text");
            for (before, folder) in
                [(" from \"./", "js/"), ("import(\"./", "js/"), (" from \"../", ""), ("import(\"../", "")]
            {
                open.extend(named(script, before, '"').map(|import| format!("{folder}{import}")));
            }
        }
        let size: usize = reached.values().sum();
        assert!((20_000..=45_000).contains(&size), "{size} bytes: {reached:?}");
    }

    #[test]
    fn every_file_that_a_template_names_is_there() {
        let mut folders = vec![PathBuf::from("templates")];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder of templates").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let template = std::fs::read_to_string(entry.path()).expect("a template");
                for path in named(&template, "asset(\"", '"') {
                    assert!(ASSETS.files.contains_key(path), "{} names {path}", entry.path().display());
                    seen += 1;
                }
            }
        }
        assert!(seen > 0, "the templates name no file at all");
    }

    #[test]
    fn every_module_that_a_script_imports_is_there() {
        for (path, asset) in ASSETS.files.iter().filter(|(path, _)| path.starts_with("js/")) {
            let script = std::str::from_utf8(&asset.plain).expect("text");
            for import in named(script, " from \"./", '"') {
                assert!(ASSETS.files.contains_key(&format!("js/{import}")), "{path} imports ./{import}");
            }
            for import in named(script, " from \"../", '"').chain(named(script, "import(\"../", '"')) {
                assert!(ASSETS.files.contains_key(import), "{path} imports ../{import}");
            }
        }
    }
}
