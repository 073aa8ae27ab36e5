//! Archives, read again from end to end, so that a record whose file was removed is still proved by its bytes.

use super::{findings::Bad, run::Verify};
use crate::{
    app::App,
    domain::{migration::ArchiveState, problem::Problem},
    files::{Archive, Digest, Member, Whole},
    store::{self, migration::archives::ArchiveRow},
};
use diesel_async::AsyncPgConnection;
use std::{io, sync::mpsc};
use tokio::task::{JoinHandle, spawn_blocking};

/// Files that are told of at once.
const AT_ONCE: usize = 1_000;

pub(super) async fn verify(run: &mut Verify<'_>) -> Result<(), Problem> {
    let archives = store::migration::archives::all(run.conn, run.organisation).await?;
    for row in archives.into_iter().rev() {
        if run.module.is_some_and(|module| row.module != module && row.module != "rest") {
            continue;
        }
        run.manifest.say(&format!("archive: {} {}", hex::encode(&row.sha256), row.file_name))?;
        let removed = ArchiveState::parse(&row.state) == Some(ArchiveState::Removed);
        let mut reading = Reading::begin(run.app, &row.file_name);
        while let Some(held) = reading.next().await? {
            if removed {
                note(run.conn, row.source_id, &held).await?;
            }
        }
        let wrong = reading.end_as(&row).await?;
        run.findings.extend(wrong.map(|reason| Bad::new(None, Some(&row.file_name), reason)));
    }
    Ok(())
}

/// A file that an archive holds, whole.
pub(in crate::migration) struct Held {
    pub member: Member,
    pub size: u64,
}

/// Keeps in mind what the session's other queries may find nowhere else.
pub(in crate::migration) async fn note(
    conn: &mut AsyncPgConnection,
    source: i64,
    held: &[Held],
) -> Result<(), Problem> {
    let names: Vec<String> = held.iter().map(|held| held.member.name.clone()).collect();
    let hashes: Vec<Vec<u8>> = held.iter().map(|held| held.member.sha256.to_vec()).collect();
    let sizes: Vec<i64> = held.iter().map(|held| i64::try_from(held.size).unwrap_or(i64::MAX)).collect();
    Ok(store::migration::verify::note_archived(conn, source, &names, &hashes, &sizes).await?)
}

/// An archive that is being read from end to end, as a stranger would who has nothing to compare it with but its own
/// manifest.
pub(in crate::migration) struct Reading {
    archive: Archive,
    coming: Option<mpsc::Receiver<Vec<Held>>>,
    work: JoinHandle<io::Result<(Whole, Option<String>)>>,
}

impl Reading {
    pub fn begin(app: &App, file_name: &str) -> Reading {
        let archive = app.files.archive(file_name);
        let (held, coming) = mpsc::sync_channel(1);
        let work = spawn_blocking({
            let archive = archive.clone();
            move || compare(&archive, &held)
        });
        Reading { archive, coming: Some(coming), work }
    }

    /// The next files that are whole, at most a thousand.
    pub async fn next(&mut self) -> Result<Option<Vec<Held>>, Problem> {
        let Some(coming) = self.coming.take() else { return Ok(None) };
        let (next, coming) = spawn_blocking(move || (coming.recv().ok(), coming)).await.map_err(stopped)?;
        self.coming = next.is_some().then_some(coming);
        Ok(next)
    }

    /// What the archive is as a whole, or what is wrong with it.
    pub async fn end(mut self) -> Result<Result<Whole, String>, Problem> {
        while self.next().await?.is_some() {}
        let (whole, differs) = match self.work.await.map_err(stopped)? {
            Err(error) => return Ok(Err(format!("the archive cannot be read to its end: {error}"))),
            Ok(read) => read,
        };
        if let Some(name) = differs {
            return Ok(Err(format!("{name} in the archive is not what was packed")));
        }
        let archive = self.archive;
        Ok(match spawn_blocking(move || archive.root_beside()).await.map_err(stopped)? {
            Ok(root) if root == whole.merkle_root => Ok(whole),
            Ok(_) => Err("the manifest beside the archive is not that of the archive".to_owned()),
            Err(error) => Err(format!("the manifest beside the archive cannot be read: {error}")),
        })
    }

    /// The same, compared with its row too: what is wrong, or nothing.
    pub async fn end_as(self, row: &ArchiveRow) -> Result<Option<String>, Problem> {
        Ok(match self.end().await? {
            Err(reason) => Some(reason),
            Ok(whole) => {
                let as_packed = whole.sha256 == row.sha256.as_slice()
                    && whole.merkle_root == row.merkle_root.as_slice()
                    && u64::try_from(row.file_count) == Ok(whole.file_count);
                (!as_packed).then(|| "the archive is not the one that was packed".to_owned())
            }
        })
    }
}

fn stopped(error: tokio::task::JoinError) -> Problem {
    Problem::Internal(error.into())
}

/// Compares every file with the manifest; answers the first one that differs.
fn compare(archive: &Archive, held: &mpsc::SyncSender<Vec<Held>>) -> io::Result<(Whole, Option<String>)> {
    let (mut some, mut differs) = (Vec::with_capacity(AT_ONCE), None);
    let whole = archive.read(|packed| {
        let found = Digest::of(packed.bytes)?;
        if found.sha256 != packed.member.sha256 {
            differs.get_or_insert(packed.member.name);
            return Ok(());
        }
        some.push(Held { member: packed.member, size: found.size });
        if some.len() == AT_ONCE {
            // Nobody listens any more if the database has gone; the error is told there.
            let _ = held.send(std::mem::take(&mut some));
        }
        Ok(())
    })?;
    let _ = held.send(some);
    Ok((whole, differs))
}
