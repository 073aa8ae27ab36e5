//! Reads archives completely, so that records whose files were removed are still verified by their bytes.

use super::{findings::BadRecord, run::Verify};
use crate::{
    app::App,
    domain::{migration::ArchiveState, problem::Problem},
    files::{Archive, ArchiveDigest, Digest, Member},
    store::{self, migration::archives::ArchiveRow},
};
use diesel_async::AsyncPgConnection;
use std::{io, sync::mpsc};
use tokio::task::{JoinHandle, spawn_blocking};

/// Files reported at once.
const AT_ONCE: usize = 1_000;

pub(super) async fn verify(run: &mut Verify<'_>) -> Result<(), Problem> {
    let archives = store::migration::archives::all(run.conn, run.organisation).await?;
    for row in archives.into_iter().rev() {
        if run.module.is_some_and(|module| row.module != module && row.module != "rest") {
            continue;
        }
        run.manifest.add_line(&format!("archive: {} {}", hex::encode(&row.sha256), row.file_name))?;
        let removed = ArchiveState::parse(&row.state) == Some(ArchiveState::Removed);
        let mut reading = ArchiveCheck::begin(run.app, &row.file_name);
        while let Some(held) = reading.next().await? {
            if removed {
                note(run.conn, row.source_id, &held).await?;
            }
        }
        let wrong = reading.end_compared(&row).await?;
        run.findings.extend(wrong.map(|reason| BadRecord::new(None, Some(&row.file_name), reason)));
    }
    Ok(())
}

/// A complete file in an archive.
pub(in crate::migration) struct ArchivedFile {
    pub member: Member,
    pub size: u64,
}

/// Stores the names and hashes in a temporary table, where later queries of the session find removed files.
pub(in crate::migration) async fn note(
    conn: &mut AsyncPgConnection,
    source: i64,
    held: &[ArchivedFile],
) -> Result<(), Problem> {
    let names: Vec<String> = held.iter().map(|held| held.member.name.clone()).collect();
    let hashes: Vec<Vec<u8>> = held.iter().map(|held| held.member.sha256.to_vec()).collect();
    let sizes: Vec<i64> = held.iter().map(|held| i64::try_from(held.size).unwrap_or(i64::MAX)).collect();
    Ok(store::migration::verify::note_archived(conn, source, &names, &hashes, &sizes).await?)
}

/// An archive that is being read completely and compared with its own manifest only.
pub(in crate::migration) struct ArchiveCheck {
    archive: Archive,
    coming: Option<mpsc::Receiver<Vec<ArchivedFile>>>,
    work: JoinHandle<io::Result<(ArchiveDigest, Option<String>)>>,
}

impl ArchiveCheck {
    pub fn begin(app: &App, file_name: &str) -> ArchiveCheck {
        let archive = app.files.archive(file_name);
        let (held, coming) = mpsc::sync_channel(1);
        let work = spawn_blocking({
            let archive = archive.clone();
            move || compare(&archive, &held)
        });
        ArchiveCheck { archive, coming: Some(coming), work }
    }

    /// The next complete files, at most a thousand.
    pub async fn next(&mut self) -> Result<Option<Vec<ArchivedFile>>, Problem> {
        let Some(coming) = self.coming.take() else { return Ok(None) };
        let (next, coming) = spawn_blocking(move || (coming.recv().ok(), coming)).await.map_err(stopped)?;
        self.coming = next.is_some().then_some(coming);
        Ok(next)
    }

    /// The facts of the archive, or what is wrong with it.
    pub async fn end(mut self) -> Result<Result<ArchiveDigest, String>, Problem> {
        while self.next().await?.is_some() {}
        let (whole, differs) = match self.work.await.map_err(stopped)? {
            Err(error) => return Ok(Err(format!("the archive cannot be read to its end: {error}"))),
            Ok(read) => read,
        };
        if let Some(name) = differs {
            return Ok(Err(format!("{name} in the archive differs from the packed file")));
        }
        let archive = self.archive;
        Ok(match spawn_blocking(move || archive.root_beside()).await.map_err(stopped)? {
            Ok(root) if root == whole.merkle_root => Ok(whole),
            Ok(_) => Err("the manifest beside the archive belongs to another archive".to_owned()),
            Err(error) => Err(format!("the manifest beside the archive cannot be read: {error}")),
        })
    }

    /// The same, also compared with its row; none if all is correct.
    pub async fn end_compared(self, row: &ArchiveRow) -> Result<Option<String>, Problem> {
        Ok(match self.end().await? {
            Err(reason) => Some(reason),
            Ok(whole) => {
                let as_packed = whole.sha256 == row.sha256.as_slice()
                    && whole.merkle_root == row.merkle_root.as_slice()
                    && u64::try_from(row.file_count) == Ok(whole.file_count);
                (!as_packed).then(|| "the archive differs from the one that was packed".to_owned())
            }
        })
    }
}

fn stopped(error: tokio::task::JoinError) -> Problem {
    Problem::Internal(error.into())
}

/// Compares every file with the manifest; returns the first difference.
fn compare(
    archive: &Archive,
    held: &mpsc::SyncSender<Vec<ArchivedFile>>,
) -> io::Result<(ArchiveDigest, Option<String>)> {
    let (mut some, mut differs) = (Vec::with_capacity(AT_ONCE), None);
    let whole = archive.read(|packed| {
        let found = Digest::of(packed.bytes)?;
        if found.sha256 != packed.member.sha256 {
            differs.get_or_insert(packed.member.name);
            return Ok(());
        }
        some.push(ArchivedFile { member: packed.member, size: found.size });
        if some.len() == AT_ONCE {
            // The receiver is closed if a query failed, which reports the error itself.
            let _ = held.send(std::mem::take(&mut some));
        }
        Ok(())
    })?;
    let _ = held.send(some);
    Ok((whole, differs))
}
