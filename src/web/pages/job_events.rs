//! `/jobs/<id>/events`: the state of a job as server-sent events. Each event is the whole state, so a client that
//! missed some has lost nothing.

use crate::{
    domain::{
        ids::JobId,
        job::JobStatus,
        problem::{Problem, Resource},
    },
    i18n::Texts,
    services::jobs,
    web::{
        api::shapes::Job,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
    },
};
use rocket::{
    Responder, Shutdown,
    futures::stream::{Stream, unfold},
    get,
    http::Header,
    response::stream::{Event, EventStream},
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How soon the state is looked at again; each look without news doubles the pause, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(300);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A comment keeps proxies from closing a quiet connection.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// A page that was left open asks again after this; until then it costs one connection.
const LONGEST_STREAM: Duration = Duration::from_secs(10 * 60);

#[derive(Responder)]
pub struct Events<S> {
    stream: S,
    unbuffered: Header<'static>,
}

#[get("/jobs/<id>/events")]
pub async fn events<'r>(
    app: &'r AppState,
    context: RequestContext,
    id: IdParam<JobId>,
    shutdown: Shutdown,
) -> Result<Events<EventStream<impl Stream<Item = Event> + 'r>>, ErrorResponse> {
    // The first look decides whether there is a stream at all.
    let first = jobs::status(app, &context.actor, &id.0).await?;
    let watch = JobEventStream {
        app,
        context,
        id: id.0,
        next: Some(first),
        last_sent: None,
        count: 0,
        started: Instant::now(),
    };
    let stream = EventStream::from(unfold((watch, shutdown), |(mut watch, shutdown)| async move {
        let news = tokio::select! {
            news = watch.next_event() => news?,
            () = shutdown.clone() => return None,
        };
        Some((news, (watch, shutdown)))
    }));
    Ok(Events { stream: stream.heartbeat(HEARTBEAT), unbuffered: Header::new("X-Accel-Buffering", "no") })
}

/// One client that watches one job.
struct JobEventStream<'r> {
    app: &'r AppState,
    context: RequestContext,
    id: JobId,
    /// Looked up and not sent yet.
    next: Option<JobStatus>,
    last_sent: Option<JobStatus>,
    count: u64,
    started: Instant,
}

impl JobEventStream<'_> {
    /// Waits until there is something new; `None` when there will be nothing more.
    async fn next_event(&mut self) -> Option<Event> {
        if self.last_sent.as_ref().is_some_and(|last_sent| last_sent.state.is_terminal()) {
            return None;
        }
        let mut pause = FIRST_PAUSE;
        let status = loop {
            match self.next.take() {
                Some(status) if self.last_sent.as_ref() != Some(&status) => break status,
                _ if self.started.elapsed() > LONGEST_STREAM => return None,
                _ => sleep(pause).await,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            self.next = match jobs::status(self.app, &self.context.actor, &self.id).await {
                Ok(status) => Some(status),
                Err(Problem::NotFound(Resource::Job)) => return None,
                // The database is away for a moment: the client keeps what it has, and we look again.
                Err(_) => None,
            };
        };
        self.count += 1;
        let event =
            Event::json(&Job::from(Texts::of(self.context.lang).job_status(status.clone()))).id(self.count.to_string());
        self.last_sent = Some(status);
        Some(event)
    }
}
