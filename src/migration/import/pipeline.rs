//! One pass through a source, stage by stage; used by runs, by dry runs, and for the retry of a single record.
//!
//! While one batch is written, the next one is read and parsed. Only counters are kept between batches, so memory does
//! not depend on the number of files.

use super::{
    batch_reader::{BatchReader, Lookup},
    classify::RecordReader,
    counters::{FormCounts, RecordCounts},
    fetch::{Fetching, Limits},
    findings::Findings,
    ledger::Ledger,
    pass::{Interrupted, Mode, PassContext, ProgressFn},
    run_lease::{Checkpoint, ControlChannel, RunLease, SIGNAL_INTERVAL},
    save::{Item, Saved, save},
    sources::{Source, SourceRecord},
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
    store::{error::detached_tenant_connection, migration::import_runs},
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

pub(super) struct Pipeline<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub ledger: Ledger,
    pub conn: AsyncPgConnection,
    /// A dry run must not write on its connection, so the progress of a dry run with a row is written on another one.
    pub progress_conn: Option<AsyncPgConnection>,
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
        let progress_conn = match lease {
            Some(_) if dry => Some(detached_tenant_connection(&app.pool, actor.organisation_id).await?),
            _ => None,
        };
        let run = lease.filter(|_| !dry).map(|lease| lease.row.id);
        Ok(Pipeline {
            app,
            actor,
            ledger,
            conn,
            progress_conn,
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

    fn batch_reader(&self) -> BatchReader<'a> {
        let reader = self.reader.clone();
        BatchReader { app: self.app, reader, control: self.control, dry: self.dry, waits: self.waits }
    }

    /// All stages, ordered by their dependencies.
    pub(super) async fn everything(&mut self, fetch_media: bool) -> Result<(), Interrupted> {
        self.checkpoint.counts_by_kind = RecordCounts::default();
        self.checkpoint.counts_by_form = FormCounts::default();
        for kind in RecordKind::ALL {
            let number = count(&self.reader.source, *kind).await?;
            self.checkpoint.counts_by_kind.counted(*kind, number);
        }
        self.report_progress(Stage::Counting).await?;
        self.records(Stage::Jobs, RecordKind::Job).await?;
        self.records(Stage::Submissions, RecordKind::Submission).await?;
        self.uploads().await?;
        self.reports().await?;
        self.records(Stage::Drafts, RecordKind::Draft).await?;
        self.strays().await?;
        if fetch_media && !self.dry {
            self.fetch().await?;
        }
        self.report_progress(Stage::Finished).await
    }

    /// The kinds whose records are read: jobs, submissions, drafts.
    async fn records(&mut self, stage: Stage, kind: RecordKind) -> Result<(), Interrupted> {
        let source = Arc::clone(&self.reader.source);
        let mut walk = Walk::begin(&source, kind);
        let lookups = self.look_up(walk.next(self.throttle.batch()).await?, kind).await?;
        let reader = self.batch_reader();
        let mut next = reader.read(lookups).await?;
        while !next.is_empty() {
            let since = Instant::now();
            let items = std::mem::take(&mut next);
            let lookups = self.look_up(walk.next(self.throttle.batch()).await?, kind).await?;
            let (read, saved) = tokio::join!(reader.read(lookups), self.commit(stage, items, since));
            saved?;
            next = read?;
        }
        self.checkpoint.counts_by_kind.all_seen(kind);
        self.report_progress(stage).await
    }

    /// Looks up what the database knows of a batch.
    async fn look_up(&mut self, batch: Vec<SourceRecord>, kind: RecordKind) -> Result<Vec<Lookup>, Interrupted> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<&str> = batch.iter().map(|found| found.name.as_str()).collect();
        let mut known = self.ledger.known(&mut self.conn, &names).await?;
        self.throttle.count_own_transactions(1);
        let (mut jobs, mut taken) = (HashMap::new(), Vec::new());
        if kind == RecordKind::Submission {
            let stems: Vec<&str> = batch.iter().map(|found| self.reader.source.stem(found)).collect();
            jobs = self.ledger.jobs(&mut self.conn, &stems).await?;
            taken = self.ledger.used_ids(&mut self.conn, &stems, &[], &[]).await?;
            self.throttle.count_own_transactions(2);
        }
        let source = Arc::clone(&self.reader.source);
        let lookup = |found: SourceRecord| {
            let (known, stem) = (known.remove(&found.name), source.stem(&found));
            let is_taken = taken.iter().any(|taken| taken.value == stem);
            Lookup { known, job: jobs.get(stem).cloned(), is_taken, found }
        };
        Ok(batch.into_iter().map(lookup).collect())
    }

    /// Reads and saves one record, as a run would.
    pub(super) async fn one(&mut self, found: SourceRecord) -> Result<(), Interrupted> {
        let kind = found.kind;
        let lookups = self.look_up(vec![found], kind).await?;
        let items = self.batch_reader().read(lookups).await?;
        self.commit(Stage::Submissions, items, Instant::now()).await
    }

    /// The transaction of a batch: its results and the progress of the run.
    pub(super) async fn commit(&mut self, stage: Stage, items: Vec<Item>, since: Instant) -> Result<(), Interrupted> {
        let (app, ledger) = (self.app, self.ledger);
        let new = items.iter().filter(|item| item.needs_work()).count();
        let held = self.held.filter(|_| self.progress_conn.is_none());
        let (mut checkpoint, throttle, now) = (self.checkpoint.clone(), &mut self.throttle, app.clock.now());
        let began = Instant::now();
        let done = self.conn.transaction::<_, DbError, _>(async |conn| {
            let saved = save(conn, &ledger, items, now).await?;
            for verdict in &saved.verdicts {
                checkpoint.counts_by_kind.add(verdict.kind, verdict.class);
                if verdict.kind == RecordKind::Submission {
                    checkpoint.counts_by_form.add(verdict.module.as_deref(), verdict.class);
                }
            }
            checkpoint.rate = throttle.measure_rate(Instant::now(), checkpoint.counts_by_kind.progress().0);
            let signal = match held {
                Some(held) => held.advance(conn, app, stage, &checkpoint, throttle).await?,
                None => ControlSignal::Continue,
            };
            fail::fail_point!("import.before_commit");
            // A process without the lease must not change anything.
            if signal == ControlSignal::Cancel { Err(DbError::RollbackTransaction) } else { Ok((saved, signal)) }
        });
        let (saved, signal) = match done.await {
            Err(DbError::RollbackTransaction) => return Err(Interrupted::Left),
            done => done?,
        };
        fail::fail_point!("import.after_commit");
        self.record_results(stage, checkpoint, &saved);
        self.throttle.count_own_transactions(1);
        match &self.progress_conn {
            Some(_) => self.report_progress(stage).await?,
            None => self.obey_control_signal(stage, signal).await?,
        }
        let rest = self.throttle.rest(new, began.elapsed(), since.elapsed());
        self.rest(stage, rest).await
    }

    pub(super) fn record_results(&mut self, stage: Stage, checkpoint: Checkpoint, saved: &Saved) {
        self.checkpoint = checkpoint;
        self.findings.add(saved);
        (self.watch)(stage, &self.checkpoint);
    }

    /// Writes the progress outside of a batch, and reads the control signal.
    pub(super) async fn report_progress(&mut self, stage: Stage) -> Result<(), Interrupted> {
        (self.watch)(stage, &self.checkpoint);
        let Some(held) = self.held else { return Ok(()) };
        let conn = self.progress_conn.as_mut().unwrap_or(&mut self.conn);
        let signal = held.advance(conn, self.app, stage, &self.checkpoint, &mut self.throttle).await?;
        self.obey_control_signal(stage, signal).await
    }

    async fn obey_control_signal(&mut self, stage: Stage, signal: ControlSignal) -> Result<(), Interrupted> {
        let (Some(held), mut signal) = (self.held, signal) else { return Ok(()) };
        loop {
            match signal {
                ControlSignal::Continue => return Ok(()),
                ControlSignal::Cancel => return Err(Interrupted::Left),
                ControlSignal::Pause if !self.waits => return Err(Interrupted::Paused),
                ControlSignal::Pause => {
                    sleep(SIGNAL_INTERVAL).await;
                    let conn = self.progress_conn.as_mut().unwrap_or(&mut self.conn);
                    signal = held.advance(conn, self.app, stage, &self.checkpoint, &mut self.throttle).await?;
                }
            }
        }
    }

    /// Rests, and reacts to control signals meanwhile.
    async fn rest(&mut self, stage: Stage, rest: Duration) -> Result<(), Interrupted> {
        if (self.held.is_some() || self.dry) && self.throttle.needs_measurement(Instant::now()) {
            let transactions = import_runs::transactions(&mut self.conn).await?;
            self.throttle.measure_load(Instant::now(), transactions);
        }
        let until = Instant::now() + rest;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            sleep(left.min(SIGNAL_INTERVAL)).await;
            if left > SIGNAL_INTERVAL {
                self.report_progress(stage).await?;
            }
        }
        Ok(())
    }

    /// Fetches photos from other hosts.
    async fn fetch(&mut self) -> Result<(), Interrupted> {
        let mut fetching = Fetching::new(self.app, Limits::default()).map_err(Problem::Internal)?;
        while fetching.batch(self.app, self.actor).await? > 0 {
            self.report_progress(Stage::Media).await?;
        }
        Ok(())
    }
}
