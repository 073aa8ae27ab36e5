//! A legacy store for one test, with the sample data or generated files; and snapshots of database and folder for
//! comparisons.

use crate::support::{app::TestApp, db};
use injaaz::{
    domain::migration::SourceKind,
    migration::import::{FinishedRun, Options, import_now},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use tempfile::TempDir;

/// Long before the clock of every test, so that no file counts as still being written.
const LONG_AGO: u64 = 1_735_000_000;

pub struct Old {
    pub dir: TempDir,
}

impl Old {
    pub fn empty() -> Old {
        Old { dir: tempfile::Builder::new().prefix("injaaz-old-").tempdir_in("/tmp").expect("a folder") }
    }

    /// A copy of the sample files of the legacy app.
    pub fn sample() -> Old {
        let old = Old::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/legacy/generated");
        for name in files_below(&from) {
            old.put(&name, &fs::read(from.join(&name)).expect("a fixture"));
        }
        old
    }

    /// This many submissions of the legacy app with their jobs, each different, every fifth with a photo.
    pub fn of(number: u32) -> Old {
        let old = Old::empty();
        for n in 0..number {
            old.hvac(n);
        }
        old
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    /// Writes a file with an old modification time.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        set_modified(&path, SystemTime::UNIX_EPOCH + Duration::from_secs(LONG_AGO));
    }

    pub fn put_json(&self, name: &str, value: &Value) {
        self.put(name, serde_json::to_string_pretty(value).expect("JSON").as_bytes());
    }

    /// A submission as the HVAC page sent it, with its job.
    pub fn hvac(&self, n: u32) -> String {
        let id = id(n);
        self.put_json(&format!("submissions/{id}.json"), &hvac(n));
        self.put_json(&format!("jobs/{}.json", job_id(n)), &job(n, "hvac_mep"));
        if n.is_multiple_of(5) {
            let photo = crate::support::pictures::jpeg(64, 48, n);
            self.put(&format!("uploads/IMG_{n:04}_0a1b2c3d.jpg"), &photo);
        }
        id
    }
}

pub fn id(n: u32) -> String {
    format!("sub_{n:012x}")
}

pub fn job_id(n: u32) -> String {
    format!("job_{n:012x}")
}

pub fn hvac(n: u32) -> Value {
    let photos: Vec<Value> = match n % 5 {
        0 => vec![json!({
            "saved": null, "path": null, "is_cloud": true, "url": format!("/generated/uploads/IMG_{n:04}_0a1b2c3d.jpg")
        })],
        1 => vec![json!({
            "saved": null, "path": null, "is_cloud": true,
            "url": format!("https://res.cloudinary.com/demo/image/upload/v1/hvac_photos/{n}.jpg")
        })],
        _ => Vec::new(),
    };
    json!({
        "submission_id": id(n),
        "site_name": format!("Site {n}"),
        "visit_date": format!("2025-11-{:02}", 1 + n % 28),
        "tech_signature": null,
        "opMan_signature": null,
        "items": [{ "asset": "HVAC", "system": "Chiller Evaporator", "description": "Chiller", "photos": photos }],
        "timestamp": "2025-11-28T10:00:00.000000",
        "base_url": "http://old.example.org",
    })
}

pub fn job(n: u32, module: &str) -> Value {
    let (state, results) = match n % 7 {
        6 => ("failed", json!({ "error": "no such file" })),
        _ => ("done", json!({ "excel_url": "http://old.example.org/generated/a.xlsx" })),
    };
    json!({
        "job_id": job_id(n), "state": state, "progress": 100, "results": results,
        "meta": { "submission_id": id(n), "module": module, "created_at": "2025-11-28T10:00:00" },
        "created_at": 1_764_324_000.5 + f64::from(n), "completed_at": 1_764_324_010.25 + f64::from(n),
    })
}

pub fn set_modified(path: &Path, at: SystemTime) {
    fs::File::options().write(true).open(path).and_then(|file| file.set_modified(at)).expect("a time");
}

pub fn options(place: &Path, dry_run: bool) -> Options {
    Options {
        kind: SourceKind::Folder,
        place: place.to_owned(),
        mapping: None,
        dry_run,
        files_per_second: None,
        fetch_media: false,
    }
}

pub async fn import(test: &TestApp, old: &Old) -> FinishedRun {
    run(test, options(&old.path(), false)).await
}

pub async fn dry_run(test: &TestApp, old: &Old) -> FinishedRun {
    run(test, options(&old.path(), true)).await
}

pub async fn run(test: &TestApp, options: Options) -> FinishedRun {
    import_now(&test.app, &test.actor(), "test", options, &|view| {
        for (kind, counts) in &view.by_kind {
            assert!(counts.closes(), "{kind}: {counts:?}");
        }
    })
    .await
    .expect("an import")
}

/// The imported rows, normalised so that the order and the way of the import do not matter.
pub async fn canonical(url: &str) -> String {
    let tables = [
        ("submissions", "submission_id", "'{id,created_at_server}'"),
        ("legacy_records", "name", "'{id,source_id,submission_id,run_id,seen_at}'"),
        ("legacy_media", "upload_id", "'{id,submission_id}'"),
        ("uploaded_files", "upload_id", "'{id,submission_id}'"),
        ("jobs", "job_id", "'{id,submission_id}'"),
    ];
    let mut dump = String::new();
    for (table, order, without) in tables {
        let whose = match table {
            "submissions" => "''".to_owned(),
            _ => "coalesce((SELECT s.submission_id FROM submissions s WHERE s.id = t.submission_id), '')".to_owned(),
        };
        let query = format!(
            "SELECT string_agg('{table} ' || {whose} || ' ' || (to_jsonb(t) - {without}::text[])::text, E'\\n'
             ORDER BY {order}) FROM {table} t WHERE to_jsonb(t) ->> 'kind' IS DISTINCT FROM 'import'"
        );
        dump += &db::text(url, &query).await;
        dump.push('\n');
    }
    dump
}

/// All rows of all tables, and all sequences.
pub async fn whole(url: &str) -> String {
    let tables = "SELECT string_agg(quote_ident(relname), ',' ORDER BY relname) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
    let mut dump = String::new();
    for table in db::text(url, tables).await.split(',') {
        let query =
            format!("SELECT string_agg(line, E'\\n' ORDER BY line) FROM (SELECT t::text FROM {table} t) q (line)");
        dump += &format!("{table}\n{}\n", db::text(url, &query).await);
    }
    let sequences = "SELECT string_agg(sequencename || ' ' || coalesce(last_value, 0), ',' ORDER BY sequencename)
        FROM pg_sequences WHERE schemaname = 'public'";
    dump + &db::text(url, sequences).await
}

/// All files below a folder with time and hash, and all folders with their time.
pub fn listing(dir: &Path) -> BTreeMap<String, (SystemTime, String)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let status = entry.path().symlink_metadata().expect("a status");
        let modified = status.modified().expect("a time");
        if status.is_dir() {
            found.insert(name.clone(), (modified, "folder".to_owned()));
            found.extend(listing(&entry.path()).into_iter().map(|(below, what)| (format!("{name}/{below}"), what)));
        } else if status.is_file() {
            let hash = fs::read(entry.path()).map(|bytes| hex::encode(Sha256::digest(&bytes))).unwrap_or_default();
            found.insert(name, (modified, hash));
        } else {
            found.insert(name, (modified, "other".to_owned()));
        }
    }
    found
}

fn files_below(dir: &Path) -> Vec<String> {
    let is_file = |name: &String| dir.join(name).is_file();
    listing(dir).into_keys().filter(is_file).collect()
}
