//! One pass through a source, stage by stage; used by runs, by dry runs, and for the retry of a single record.
//!
//! While one batch is written, the next one is read and parsed. Only counters are kept between batches, so memory does
//! not depend on the number of files.

use super::{
    classify::{Classified, RecordReader},
    counters::RecordCounts,
    fetch::{Fetching, Limits},
    findings::Findings,
    ledger::Ledger,
    media::{self, Adopted, ReadUpload},
    run_lease::{Checkpoint, ControlChannel, HEAR_EVERY, RunLease},
    save::{Item, Saved, save},
    sources::{Found, Source},
    throttle::Throttle,
    walk::{Walk, count},
};
use crate::{
    app::App,
    domain::{
        migration::{RecordKind, Stage},
        problem::Problem,
    },
    services::{actor::Actor, jobs::ControlSignal},
    store::{migration::import_runs, pool::detach},
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Why a pass ended early.
pub(super) enum Interrupted {
    Problem(Problem),
    /// The run was paused and the caller does not wait.
    Paused,
    /// The run has ended, or another process has its lease.
    Left,
}

impl From<Problem> for Interrupted {
    fn from(problem: Problem) -> Interrupted {
        Interrupted::Problem(problem)
    }
}

impl From<DbError> for Interrupted {
    fn from(error: DbError) -> Interrupted {
        Interrupted::Problem(error.into())
    }
}

/// Called after each batch with the stage and the counters.
pub(super) type ProgressFn<'w> = &'w (dyn Fn(Stage, &Checkpoint) + Send + Sync);

pub(super) struct Pipeline<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub ledger: Ledger,
    pub conn: AsyncPgConnection,
    /// A dry run must not write on its connection, so the progress of a dry run with a row is written on another one.
    pub notes: Option<AsyncPgConnection>,
    pub reader: RecordReader,
    pub dry: bool,
    /// The run, if it has a row.
    pub held: Option<&'a RunLease>,
    /// The last control signal.
    pub control: &'a ControlChannel,
    /// Waits during a pause; otherwise a pause ends the pass.
    pub waits: bool,
    pub throttle: Throttle,
    pub checkpoint: Checkpoint,
    pub findings: Findings,
    pub watch: ProgressFn<'a>,
}

/// The environment of a pass: actor, control signals, progress.
#[derive(Clone, Copy)]
pub(super) struct PassContext<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub control: &'a ControlChannel,
    pub watch: ProgressFn<'a>,
}

/// The mode of a pass.
#[derive(Clone, Copy, Default)]
pub(super) struct Mode<'a> {
    /// Report what an import would do, but change nothing.
    pub dry: bool,
    /// The run, if it has a row.
    pub lease: Option<&'a RunLease>,
    /// Waits during a pause; otherwise a pause ends the pass.
    pub waits: bool,
    /// Limit of files per second; none: limited only by the load of the server.
    pub files_per_second: Option<u32>,
}

/// What is looked up before a record is read.
struct Lookup {
    found: Found,
    known: Option<crate::store::migration::legacy_records::Known>,
    job: Option<crate::legacy::job::OldJob>,
    /// The database has a submission with this id, so its photos are not copied.
    is_taken: bool,
}

impl<'a> Pipeline<'a> {
    /// Opens the ledger of a source, on a connection of its own.
    pub(super) async fn new(
        context: PassContext<'a>,
        source: &Arc<dyn Source>,
        mode: Mode<'a>,
    ) -> Result<Pipeline<'a>, Problem> {
        let PassContext { app, actor, control, watch } = context;
        let Mode { dry, lease, waits, files_per_second } = mode;
        let (ledger, conn) = match dry {
            true => Ledger::dry(app, actor, &**source).await?,
            false => Ledger::open(app, actor, &**source).await?,
        };
        let notes = match lease {
            Some(_) if dry => Some(detach(actor.connection(&app.pool).await?)),
            _ => None,
        };
        let run = lease.filter(|_| !dry).map(|lease| lease.row.id);
        Ok(Pipeline {
            app,
            actor,
            ledger,
            conn,
            notes,
            reader: RecordReader::new(app, source, run),
            dry,
            held: lease,
            control,
            waits,
            throttle: Throttle::new(files_per_second),
            checkpoint: Checkpoint::default(),
            findings: Findings::default(),
            watch,
        })
    }

    fn way(&self) -> Way<'a> {
        Way { app: self.app, reader: self.reader.clone(), control: self.control, dry: self.dry, waits: self.waits }
    }

    /// All stages, ordered by their dependencies.
    pub(super) async fn everything(&mut self, fetch_media: bool) -> Result<(), Interrupted> {
        self.checkpoint.counts_by_kind = RecordCounts::default();
        for kind in RecordKind::ALL {
            let number = count(&self.reader.source, *kind).await?;
            self.checkpoint.counts_by_kind.counted(*kind, number);
        }
        self.note(Stage::Counting).await?;
        self.records(Stage::Jobs, RecordKind::Job).await?;
        self.records(Stage::Submissions, RecordKind::Submission).await?;
        self.uploads().await?;
        self.reports().await?;
        self.records(Stage::Drafts, RecordKind::Draft).await?;
        self.strays().await?;
        if fetch_media && !self.dry {
            self.fetch().await?;
        }
        self.note(Stage::Finished).await
    }

    /// The kinds whose records are read: jobs, submissions, drafts.
    async fn records(&mut self, stage: Stage, kind: RecordKind) -> Result<(), Interrupted> {
        let source = Arc::clone(&self.reader.source);
        let mut walk = Walk::begin(&source, kind);
        let asked = self.ask(walk.next(self.throttle.batch()).await?, kind).await?;
        let way = self.way();
        let mut next = look(&way, asked).await?;
        while !next.is_empty() {
            let since = Instant::now();
            let items = std::mem::take(&mut next);
            let asked = self.ask(walk.next(self.throttle.batch()).await?, kind).await?;
            let (looked, saved) = tokio::join!(look(&way, asked), self.commit(stage, items, since));
            saved?;
            next = looked?;
        }
        self.checkpoint.counts_by_kind.all_seen(kind);
        self.note(stage).await
    }

    /// Looks up what the database knows of a batch.
    async fn ask(&mut self, batch: Vec<Found>, kind: RecordKind) -> Result<Vec<Lookup>, Interrupted> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<&str> = batch.iter().map(|found| found.name.as_str()).collect();
        let mut known = self.ledger.known(&mut self.conn, &names).await?;
        self.throttle.asked(1);
        let (mut jobs, mut taken) = (HashMap::new(), Vec::new());
        if kind == RecordKind::Submission {
            let stems: Vec<&str> = batch.iter().map(|found| self.reader.source.stem(found)).collect();
            jobs = self.ledger.jobs(&mut self.conn, &stems).await?;
            taken = self.ledger.taken(&mut self.conn, &stems, &[], &[]).await?;
            self.throttle.asked(2);
        }
        let source = Arc::clone(&self.reader.source);
        let asked = |found: Found| {
            let (known, stem) = (known.remove(&found.name), source.stem(&found));
            let is_taken = taken.iter().any(|taken| taken.value == stem);
            Lookup { known, job: jobs.get(stem).cloned(), is_taken, found }
        };
        Ok(batch.into_iter().map(asked).collect())
    }

    /// Reads and saves one record, as a run would.
    pub(super) async fn one(&mut self, found: Found) -> Result<(), Interrupted> {
        let kind = found.kind;
        let asked = self.ask(vec![found], kind).await?;
        let items = look(&self.way(), asked).await?;
        self.commit(Stage::Submissions, items, Instant::now()).await
    }

    /// The transaction of a batch: its results and the progress of the run.
    pub(super) async fn commit(&mut self, stage: Stage, items: Vec<Item>, since: Instant) -> Result<(), Interrupted> {
        let (app, ledger, records) = (self.app, self.ledger, items.len());
        let held = self.held.filter(|_| self.notes.is_none());
        let (mut checkpoint, throttle, now) = (self.checkpoint.clone(), &mut self.throttle, app.clock.now());
        let began = Instant::now();
        let done = self.conn.transaction::<_, DbError, _>(async |conn| {
            let saved = save(conn, &ledger, items, now).await?;
            saved.verdicts.iter().for_each(|verdict| checkpoint.counts_by_kind.add(verdict.kind, verdict.class));
            checkpoint.rate = throttle.measure(Instant::now(), checkpoint.counts_by_kind.progress().0);
            let word = match held {
                Some(held) => held.advance(conn, app, stage, &checkpoint, throttle).await?,
                None => ControlSignal::Continue,
            };
            fail::fail_point!("import.before_commit");
            // A process without the lease must not change anything.
            if word == ControlSignal::Cancel { Err(DbError::RollbackTransaction) } else { Ok((saved, word)) }
        });
        let (saved, word) = match done.await {
            Err(DbError::RollbackTransaction) => return Err(Interrupted::Left),
            done => done?,
        };
        fail::fail_point!("import.after_commit");
        self.learn(stage, checkpoint, &saved);
        self.throttle.asked(1);
        match &self.notes {
            Some(_) => self.note(stage).await?,
            None => self.heed(stage, word).await?,
        }
        let rest = self.throttle.rest(records, began.elapsed(), since.elapsed());
        self.rest(stage, rest).await
    }

    pub(super) fn learn(&mut self, stage: Stage, checkpoint: Checkpoint, saved: &Saved) {
        self.checkpoint = checkpoint;
        self.findings.add(saved);
        (self.watch)(stage, &self.checkpoint);
    }

    /// Writes the progress outside of a batch, and reads the control signal.
    pub(super) async fn note(&mut self, stage: Stage) -> Result<(), Interrupted> {
        (self.watch)(stage, &self.checkpoint);
        let Some(held) = self.held else { return Ok(()) };
        let conn = self.notes.as_mut().unwrap_or(&mut self.conn);
        let word = held.advance(conn, self.app, stage, &self.checkpoint, &mut self.throttle).await?;
        self.heed(stage, word).await
    }

    async fn heed(&mut self, stage: Stage, word: ControlSignal) -> Result<(), Interrupted> {
        let (Some(held), mut word) = (self.held, word) else { return Ok(()) };
        loop {
            match word {
                ControlSignal::Continue => return Ok(()),
                ControlSignal::Cancel => return Err(Interrupted::Left),
                ControlSignal::Pause if !self.waits => return Err(Interrupted::Paused),
                ControlSignal::Pause => {
                    sleep(HEAR_EVERY).await;
                    let conn = self.notes.as_mut().unwrap_or(&mut self.conn);
                    word = held.advance(conn, self.app, stage, &self.checkpoint, &mut self.throttle).await?;
                }
            }
        }
    }

    /// Rests, and reacts to control signals meanwhile.
    async fn rest(&mut self, stage: Stage, rest: Duration) -> Result<(), Interrupted> {
        if (self.held.is_some() || self.dry) && self.throttle.wants_to_look(Instant::now()) {
            let transactions = import_runs::transactions(&mut self.conn).await?;
            self.throttle.look(Instant::now(), transactions);
        }
        let until = Instant::now() + rest;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            sleep(left.min(HEAR_EVERY)).await;
            if left > HEAR_EVERY {
                self.note(stage).await?;
            }
        }
        Ok(())
    }

    /// Fetches photos from other hosts.
    async fn fetch(&mut self) -> Result<(), Interrupted> {
        let mut fetching = Fetching::new(self.app, Limits::default()).map_err(Problem::Internal)?;
        while fetching.batch(self.app, self.actor).await? > 0 {
            self.note(Stage::Media).await?;
        }
        Ok(())
    }
}

/// The part of a pass that reading a batch needs, so that it can run while the pass writes.
struct Way<'a> {
    app: &'a App,
    reader: RecordReader,
    control: &'a ControlChannel,
    dry: bool,
    waits: bool,
}

/// Reads and parses a batch, then copies its photos one after the other, unless a control signal interrupts.
async fn look(way: &Way<'_>, batch: Vec<Lookup>) -> Result<Vec<Item>, Interrupted> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let own = way.reader.clone();
    let looking = tokio::task::spawn_blocking(move || {
        let look = |asked: Lookup| {
            let looked = own.look(&asked.found, asked.known.as_ref(), asked.job.as_ref());
            let item = Item { kind: asked.found.kind, known: asked.known, looked, adopted: Adopted::default() };
            (item, asked.is_taken)
        };
        batch.into_iter().map(look).collect::<Vec<_>>()
    });
    let looked = looking.await.map_err(|error| Problem::Internal(anyhow!("reading old records stopped: {error}")))?;
    let read = read_upload(&way.reader.source);
    let mut items = Vec::with_capacity(looked.len());
    for (mut item, is_taken) in looked {
        let has_rows = item.known.as_ref().is_some_and(|known| known.submission_id.is_some());
        if let (Classified::Submission(candidate), false, false) = (&item.looked, is_taken, has_rows) {
            way.heed().await?;
            item.adopted = media::adopt(way.app, &read, &candidate.old, way.dry).await?;
        }
        items.push(item);
    }
    Ok(items)
}

impl Way<'_> {
    async fn heed(&self) -> Result<(), Interrupted> {
        loop {
            match self.control.heard() {
                ControlSignal::Continue => return Ok(()),
                ControlSignal::Cancel => return Err(Interrupted::Left),
                ControlSignal::Pause if !self.waits => return Err(Interrupted::Paused),
                ControlSignal::Pause => sleep(HEAR_EVERY).await,
            }
        }
    }
}

pub(super) fn read_upload(source: &Arc<dyn Source>) -> ReadUpload {
    let source = Arc::clone(source);
    Arc::new(move |name, limit| source.upload(name, limit))
}
