//! Corruption: one byte is changed in any file or column, and the verify must report the record.

mod change;

use super::{
    ledger::verified,
    old::{Old, import},
};
use crate::support::{
    app::TestApp,
    forms::{complete_civil, complete_cleaning, complete_hvac},
};
use change::ChangedValue;
use injaaz::migration::verify::BadRecord;
use rand::{Rng, RngExt, SeedableRng, rngs::SmallRng};
use std::{fs, path::PathBuf};
use tokio_postgres::NoTls;

/// The sample files of the legacy app, imported, and a submission of each module that was created here.
async fn filled() -> (Old, TestApp) {
    let old = Old::sample();
    let test = TestApp::with(&[("INJAAZ_OLD_STORE", old.path().to_str().expect("UTF-8"))]).await;
    import(&test, &old).await;
    for complete in [complete_hvac("key-hvac-1"), complete_civil("key-civil-1"), complete_cleaning("key-cleaning-1")] {
        test.submit(complete.module, &complete.form).await;
    }
    test.run_jobs().await;
    assert_eq!(verified(&test).await.bad, []);
    (old, test)
}

/// A random generator whose seed is printed, so that a failure can be reproduced.
fn dice() -> SmallRng {
    let seed = std::env::var("INJAAZ_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().next_u64());
    eprintln!("INJAAZ_TEST_SEED={seed}");
    SmallRng::seed_from_u64(seed)
}

fn names(bad: &[BadRecord], called: &str) -> bool {
    let names = |bad: &BadRecord| {
        [bad.id.as_deref(), bad.file.as_deref(), Some(&bad.reason)]
            .map(|text| text.is_some_and(|text| text.contains(called)))
    };
    bad.iter().any(|bad| names(bad).contains(&true))
}

#[rocket::async_test]
async fn a_flipped_byte_in_any_file_is_found_and_named() {
    let (old, test) = filled().await;
    let mut dice = dice();
    let mut all: Vec<PathBuf> = Vec::new();
    for folder in ["submissions", "jobs", "uploads", "drafts", ""] {
        all.extend(sampled(&mut dice, old.path().join(folder), 4));
    }
    for folder in ["uploads", "reports"] {
        let ours = test.files(folder).into_iter().map(|name| test.dir.path().join(folder).join(name));
        let originals = ours
            .filter(|path| !path.to_string_lossy().contains(".large.") && !path.to_string_lossy().contains(".thumb."));
        let originals: Vec<_> = originals.collect();
        all.extend((0..4).map(|_| originals[dice.random_range(0..originals.len())].clone()));
    }
    assert!(all.len() >= 20, "{all:?}");
    for path in all {
        let before = fs::read(&path).expect("bytes");
        if before.is_empty() {
            continue;
        }
        let mut bytes = before.clone();
        let at = dice.random_range(0..bytes.len());
        bytes[at] ^= 1 << dice.random_range(0..8);
        fs::write(&path, &bytes).expect("flipped");
        let bad = verified(&test).await.bad;
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(names(&bad, &stem), "byte {at} of {}: {bad:?}", path.display());
        assert_eq!(bad.len(), 1, "byte {at} of {}: {bad:?}", path.display());
        fs::write(&path, &before).expect("as it was");
    }
    assert_eq!(verified(&test).await.bad, []);
}

/// Some regular files of a folder.
fn sampled(dice: &mut SmallRng, folder: PathBuf, number: usize) -> Vec<PathBuf> {
    let files: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    (0..number).map(|_| files[dice.random_range(0..files.len())].clone()).collect()
}

/// The rows of a table to test, the name of their record, and the columns without anything to compare with.
struct Table {
    name: &'static str,
    rows: &'static str,
    called: &'static str,
    /// Each with the reason.
    free: &'static [&'static [(&'static str, &'static str)]],
}

/// Columns of every submission without anything to compare with.
const FREE_IN_SUBMISSIONS: &[(&str, &str)] = &[
    ("user_id", "there are no accounts yet"),
    ("submitted_by_ip", "it is of no importance for what was submitted"),
    ("updated_at", "the time of a change of state"),
    ("missing_files", "counts what the last reports lack; they are made again"),
    ("status", "follows the job; a wrong one is found if no work is due"),
];

const TABLES: &[Table] = &[
    // Imported submissions and those created here are compared with different things, so each kind has its rows.
    Table {
        name: "submissions",
        rows: r"submission_key LIKE 'legacy\_%'",
        called: "t.submission_id",
        free: &[FREE_IN_SUBMISSIONS],
    },
    Table {
        name: "submissions",
        rows: r"submission_key NOT LIKE 'legacy\_%'",
        called: "t.submission_id",
        free: &[FREE_IN_SUBMISSIONS, &[("submission_key", "has no second copy"), ("job_id", "has no second copy")]],
    },
    Table {
        name: "legacy_records",
        rows: "state = 'imported' AND kind IN ('submission', 'job')",
        called: "t.name",
        free: &[&[
            ("run_id", "which run it was"),
            ("seen_at", "when it was"),
            ("modified_at", "of a file whose content tells the time itself"),
            ("reason", "none"),
            ("decision", "none"),
            ("decided_at", "none"),
            ("decided_by", "none"),
            ("note", "none"),
        ]],
    },
    Table {
        name: "legacy_media",
        rows: "true",
        called: "coalesce((SELECT s.submission_id FROM submissions s WHERE s.id = t.submission_id), t.upload_id)",
        free: &[&[("reason", "a word for people"), ("place", "stands in the reference")]],
    },
    Table {
        name: "uploaded_files",
        rows: "true",
        called: "coalesce((SELECT s.submission_id FROM submissions s WHERE s.id = t.submission_id), t.upload_id)",
        free: &[&[
            ("original_filename", "what a sender called it"),
            ("position", "an order, and the answers have their own"),
            ("width", "of the picture"),
            ("height", "of the picture"),
            ("uploaded_at", "when it was"),
            ("expires_at", "none"),
        ]],
    },
];

#[rocket::async_test]
async fn a_flipped_byte_in_any_column_is_found_and_named() {
    let (_old, test) = filled().await;
    let mut dice = dice();
    let (client, connection) = tokio_postgres::connect(&test.url, NoTls).await.expect("a connection");
    let driver = tokio::spawn(connection);
    let mut missed = Vec::new();
    for table in TABLES {
        let query = "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute
            WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum";
        for column in client.query(query, &[&table.name]).await.expect("columns") {
            let (column, kind): (String, String) = (column.get(0), column.get(1));
            if table.free.iter().copied().flatten().any(|(free, _)| *free == column) {
                continue;
            }
            for _ in 0..3 {
                let Some(flip) = ChangedValue::any(&client, &mut dice, table, &column, &kind).await else { continue };
                if !flip.make(&client).await {
                    // A constraint or foreign key does not allow the change.
                    continue;
                }
                let bad = verified(&test).await.bad;
                if !names(&bad, &flip.called) {
                    missed.push(format!("{} of {}: {bad:?}", flip.sql, flip.called));
                }
                flip.undo(&client).await;
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert_eq!(verified(&test).await.bad, []);
    drop(client);
    let _ = driver.await;
}

#[rocket::async_test]
async fn a_changed_id_is_reported_with_the_id_that_was_confirmed() {
    let (_old, test) = filled().await;
    let changed = "sub_aaaaaaaaaaaa";
    let created_here =
        r"SELECT string_agg(submission_id, ' ') FROM submissions WHERE submission_key NOT LIKE 'legacy\_%'";
    let created_here = test.sql(created_here).await;
    assert_eq!(created_here.split(' ').count(), 3, "{created_here}");
    for confirmed in created_here.split(' ') {
        let rename = |from: &str, to: &str| {
            format!("UPDATE submissions SET submission_id = '{to}' WHERE submission_id = '{from}'")
        };
        test.execute(&rename(confirmed, changed)).await;
        let bad = verified(&test).await.bad;
        assert!(names(&bad, confirmed) && names(&bad, changed), "{confirmed}: {bad:?}");
        test.execute(&rename(changed, confirmed)).await;
    }
    assert_eq!(verified(&test).await.bad, []);
}
