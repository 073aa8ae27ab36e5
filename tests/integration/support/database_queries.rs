//! Direct access to the database and the files of an app under test.

use super::{app::TestApp, db};
use std::{fs, path::Path};

impl TestApp {
    /// One text from the database.
    pub async fn sql(&self, query: &str) -> String {
        db::text(&self.url, query).await
    }

    pub async fn execute(&self, sql: &str) {
        db::execute(&self.url, sql).await;
    }

    pub async fn count(&self, table: &str) -> usize {
        self.sql(&format!("SELECT count(*)::text FROM {table}")).await.parse().expect("a number")
    }

    /// All files below a folder of the data folder, as sorted relative paths.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.dir.path().join(folder), "", &mut found);
        found.sort();
        found
    }
}

fn collect(dir: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            true => collect(&entry.path(), &format!("{name}/"), found),
            false => found.push(name),
        }
    }
}
