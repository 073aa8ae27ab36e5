//! Job files: the progress of a background job as JSON. The whole folder may be deleted at any time without loss.

use super::{
    Files,
    publish::{self, TEMPORARY},
    sweep::is_older,
};
use crate::domain::{
    ids::JobId,
    job::{JOB_FILE_RETENTION, JobStatus},
};
use serde_json::Value;
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};
use time::OffsetDateTime;

/// Our job files are far smaller; a larger file is not ours and is not read.
const LARGEST: u64 = 64 * 1024;

/// Age at which a temporary file is considered abandoned.
const UNFINISHED: Duration = Duration::from_secs(24 * 60 * 60);

impl Files {
    fn job_path(&self, id: &JobId) -> PathBuf {
        self.root.join("jobs").join(format!("{id}.json"))
    }

    /// Writes the state of a job. Never overwrites a job file of the legacy app, which is history.
    pub fn write_job(&self, status: &JobStatus) -> io::Result<()> {
        let path = self.job_path(&status.job_id);
        if matches!(read_job_file(&path), Ok(JobFile::OldApp)) {
            return Ok(());
        }
        let bytes = serde_json::to_vec_pretty(status)?;
        self.in_jobs_folder(|_| publish::replace_quickly(&path, &bytes))
    }

    /// Writes in the folder `jobs`. Creates it again if it was deleted, but not its parent: if that is missing, a disk
    /// is missing.
    pub(super) fn in_jobs_folder(&self, write: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
        let folder = self.root.join("jobs");
        write(&folder).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                fs::create_dir(&folder).or_else(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => Ok(()),
                    _ => Err(error),
                })?;
                write(&folder)
            }
            _ => Err(error),
        })
    }

    /// The state of a job, if its file exists and can be read. A file that cannot be read is moved to the quarantine.
    pub fn read_job(&self, id: &JobId) -> Option<JobStatus> {
        let path = self.job_path(id);
        match read_job_file(&path) {
            Ok(JobFile::Ours(status)) if status.job_id == *id => Some(*status),
            Ok(JobFile::OldApp) => None,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            wrong => {
                let reason = wrong.err().map_or_else(|| "it names another job".to_owned(), |error| error.to_string());
                self.quarantine_job(&path, &reason);
                None
            }
        }
    }

    /// Removes the file of a job, if it is ours.
    pub fn remove_job(&self, id: &JobId) {
        let path = self.job_path(id);
        if matches!(read_job_file(&path), Ok(JobFile::Ours(_))) {
            let _ = fs::remove_file(path);
        }
    }

    fn quarantine_job(&self, path: &Path, reason: &str) {
        let name = path.file_name().unwrap_or_default();
        tracing::warn!(file = ?name, reason, "job file {name:?} cannot be read and is moved to the quarantine: {reason}");
        if fs::rename(path, self.root.join("quarantine").join(name)).is_err() {
            let _ = fs::remove_file(path);
        }
    }

    /// Removes files of jobs that ended more than seven days ago. A file whose end lies in the future was written with
    /// a wrong clock and is kept. Temporary files older than a day are removed too.
    pub fn sweep_jobs(&self, now: OffsetDateTime) -> io::Result<usize> {
        let mut removed = 0;
        let entries = match fs::read_dir(self.root.join("jobs")) {
            // The folder may be deleted at any time; the next job creates it again.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            let Some(id) = path.file_stem().and_then(|s| s.to_str()).and_then(|s| s.parse::<JobId>().ok()) else {
                if path.to_str().is_some_and(|path| path.ends_with(TEMPORARY)) && is_older(&entry, UNFINISHED) {
                    let _ = fs::remove_file(&path);
                }
                continue;
            };
            let Some(status) = self.read_job(&id) else { continue };
            let Some(completed_at) = status.completed_at.filter(|_| status.state.is_terminal()) else { continue };
            if completed_at <= now && now - completed_at > JOB_FILE_RETENTION {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Which program wrote a job file. Where our folder is also that of the legacy app, both kinds lie side by side.
enum JobFile {
    Ours(Box<JobStatus>),
    /// Has a `meta` object, which our files never have.
    OldApp,
}

fn read_job_file(path: &Path) -> io::Result<JobFile> {
    let file = publish::open_regular(path)?;
    if file.metadata()?.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "larger than any job file"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    let job: Value = serde_json::from_slice(&bytes)?;
    if job.get("meta").is_some_and(Value::is_object) {
        return Ok(JobFile::OldApp);
    }
    Ok(JobFile::Ours(Box::new(serde_json::from_value(job)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ids::SubmissionId, job::JobState};
    use time::Duration;

    fn status(completed_at: Option<OffsetDateTime>, state: JobState) -> JobStatus {
        JobStatus {
            job_id: JobId::random(),
            submission_id: SubmissionId::random(),
            state,
            progress: 10,
            attempt: 1,
            results: None,
            failure: None,
            error: None,
            created_at: OffsetDateTime::UNIX_EPOCH,
            started_at: None,
            completed_at,
        }
    }

    #[test]
    fn only_jobs_that_ended_over_seven_days_ago_are_swept() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let old = status(Some(now - Duration::days(8)), JobState::Done);
        let kept = [
            status(Some(now - Duration::days(6)), JobState::Done),
            status(None, JobState::Running),
            status(Some(now + Duration::days(365)), JobState::Failed),
        ];
        files.write_job(&old)?;
        for job in &kept {
            files.write_job(job)?;
        }
        assert_eq!(files.sweep_jobs(now)?, 1);
        assert_eq!(files.read_job(&old.job_id), None);
        for job in &kept {
            assert_eq!(files.read_job(&job.job_id).as_ref(), Some(job));
        }
        Ok(())
    }

    #[test]
    fn a_missing_folder_is_not_an_error() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        fs::remove_dir(dir.path().join("jobs"))?;
        assert_eq!(files.sweep_jobs(OffsetDateTime::UNIX_EPOCH)?, 0);
        files.probe()?;
        fs::remove_dir(dir.path().join("jobs"))?;
        files.write_job(&status(None, JobState::Running))?;
        Ok(())
    }

    #[test]
    fn a_job_of_the_old_app_is_left_alone() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        let ours = status(None, JobState::Running);
        let old = br#"{"job_id": "job_x", "state": "done", "progress": 100, "results": [], "created_at": 1.5,
            "completed_at": 2.5, "meta": {"submission_id": "sub_0123456789ab", "module": "civil"}}"#;
        fs::write(files.job_path(&ours.job_id), old)?;
        assert_eq!(files.read_job(&ours.job_id), None);
        files.write_job(&ours)?;
        let later = OffsetDateTime::UNIX_EPOCH + Duration::days(40_000);
        assert_eq!(files.sweep_jobs(later)?, 0);
        assert_eq!(fs::read(files.job_path(&ours.job_id))?, old);
        assert_eq!(fs::read_dir(dir.path().join("quarantine"))?.count(), 0);
        Ok(())
    }

    #[test]
    fn unreadable_files_go_to_quarantine() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        let huge = " ".repeat(100_000);
        for (index, content) in ["", "{", "null", "[]", r#"{"job_id": 7}"#, huge.as_str()].into_iter().enumerate() {
            let id = JobId::random();
            fs::write(files.job_path(&id), content)?;
            assert_eq!(files.read_job(&id), None, "{content:.20}");
            assert_eq!(fs::read_dir(dir.path().join("quarantine"))?.count(), index + 1);
        }
        Ok(())
    }
}
