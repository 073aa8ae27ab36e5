//! Counts the statements that an app sends to its database.

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, Once},
};

static SENT: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

/// The counter of one connection; its address identifies the test's database.
#[derive(Default)]
struct Counter {
    url: String,
}

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => self.url = url.to_owned(),
            InstrumentationEvent::StartQuery { .. } => {
                *SENT.lock().expect("the counts").entry(self.url.clone()).or_default() += 1;
            }
            _ => {}
        }
    }
}

/// Counts on every connection that is opened from now on.
pub fn count() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::new(Counter::default()))).expect("instrumentation"));
}

/// The number of statements sent to a database so far.
pub fn sent_to(url: &str) -> usize {
    SENT.lock().expect("the counts").get(url).copied().unwrap_or_default()
}
