//! Long work that a person started on a page and may watch: one of each kind and subject at a time.
//!
//! It lives in this process only. A restart forgets it, which loses nothing but the waiting: whatever is started here
//! can be started again.

use crate::domain::{ids::ModuleSlug, problem::Problem};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use time::OffsetDateTime;

/// How many that ended are remembered.
const REMEMBERED: usize = 12;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// Everything read again and compared, of one module or of all.
    Verify { module: Option<ModuleSlug> },
    /// Onto the road: what the old store lacks is written there first.
    Enter { module: ModuleSlug },
    /// One phase back.
    Back { module: ModuleSlug },
    /// Old files packed into an archive.
    Pack { module: ModuleSlug },
    /// Old files that an archive holds, removed.
    Remove { archive: i64 },
    /// Old files brought back from an archive.
    Restore { archive: i64 },
}

/// A piece of work, running or ended.
#[derive(Clone, Debug)]
pub struct Chore {
    pub work: Work,
    pub by: String,
    pub started_at: OffsetDateTime,
    /// With what was left alone, if the work names such things.
    pub ended: Option<Result<Vec<String>, Arc<Problem>>>,
    progress: Arc<Progress>,
}

/// How far a chore is, told from whatever thread works on it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    all: AtomicU64,
}

impl Progress {
    pub fn tell(&self, done: u64, all: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }
}

impl Chore {
    /// How many of how many; none if it does not count.
    pub fn progress(&self) -> Option<(u64, u64)> {
        let all = self.progress.all.load(Ordering::Relaxed);
        (all > 0).then(|| (self.progress.done.load(Ordering::Relaxed).min(all), all))
    }

    pub fn runs(&self) -> bool {
        self.ended.is_none()
    }
}

/// Every chore of this process, the newest last.
#[derive(Debug, Default)]
pub struct Chores(Mutex<Vec<Chore>>);

impl Chores {
    /// Takes note of a chore; none if the same one runs already.
    pub fn begin(&self, work: Work, by: &str, now: OffsetDateTime) -> Option<Arc<Progress>> {
        let mut chores = self.lock();
        if chores.iter().any(|chore| chore.work == work && chore.runs()) {
            return None;
        }
        chores.retain(|chore| chore.work != work);
        let over = chores.iter().filter(|chore| !chore.runs()).count();
        if over >= REMEMBERED
            && let Some(oldest) = chores.iter().position(|chore| !chore.runs())
        {
            chores.remove(oldest);
        }
        let progress = Arc::new(Progress::default());
        let chore = Chore { work, by: by.to_owned(), started_at: now, ended: None, progress: Arc::clone(&progress) };
        chores.push(chore);
        Some(progress)
    }

    pub fn end(&self, work: &Work, with: Result<Vec<String>, Problem>) {
        if let Some(chore) = self.lock().iter_mut().find(|chore| chore.work == *work && chore.runs()) {
            chore.ended = Some(with.map_err(Arc::new));
        }
    }

    /// As they stand now, the newest first.
    pub fn all(&self) -> Vec<Chore> {
        self.lock().iter().rev().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Chore>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;

    fn back(module: &str) -> Option<Work> {
        Some(Work::Back { module: module.parse().ok()? })
    }

    #[test]
    fn the_same_task_runs_once_at_a_time() {
        let (chores, now) = (Chores::default(), OffsetDateTime::UNIX_EPOCH);
        let (civil, cleaning) = (back("civil").unwrap(), back("cleaning").unwrap());
        assert!(chores.begin(civil.clone(), "a", now).is_some());
        assert!(chores.begin(civil.clone(), "b", now).is_none());
        assert!(chores.begin(cleaning, "b", now).is_some());
        chores.end(&civil, Ok(Vec::new()));
        assert!(chores.begin(civil.clone(), "c", now).is_some());
        let told: Vec<(Work, String)> = chores.all().into_iter().map(|chore| (chore.work, chore.by)).collect();
        assert_eq!(told, [(civil, "c".to_owned()), (back("cleaning").unwrap(), "b".to_owned())]);
    }

    #[test]
    fn the_number_of_remembered_tasks_is_bounded() {
        let chores = Chores::default();
        let begin = |id| {
            let work = Work::Remove { archive: id };
            chores.begin(work.clone(), "a", OffsetDateTime::UNIX_EPOCH).map(|_| work)
        };
        let running = begin(0).unwrap();
        for id in 1..50 {
            chores.end(&begin(id).unwrap(), Ok(Vec::new()));
        }
        assert_eq!(chores.all().len(), REMEMBERED + 1);
        assert!(chores.all().iter().any(|chore| chore.work == running && chore.runs()));
    }

    #[test]
    fn progress_never_says_more_than_all() {
        let chores = Chores::default();
        let progress = chores.begin(Work::Verify { module: None }, "a", OffsetDateTime::UNIX_EPOCH).unwrap();
        assert_eq!(chores.all()[0].progress(), None);
        progress.tell(7, 5);
        assert_eq!(chores.all()[0].progress(), Some((5, 5)));
    }
}
