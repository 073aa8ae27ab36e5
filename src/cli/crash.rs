//! Arms the crash point named by `INJAAZ_CRASH_AT`: the process is killed with SIGKILL, without unwinding, flushing or
//! responses. Only in builds with the feature `failpoints`.

use crate::config::CrashPoint;
use anyhow::anyhow;
use rustix::process::{Signal, getpid, kill_process};
use std::sync::atomic::{AtomicUsize, Ordering};

pub fn arm(point: &CrashPoint) -> anyhow::Result<()> {
    let CrashPoint { name, passage } = point.clone();
    let passed = AtomicUsize::new(0);
    let pass = move || {
        if passed.fetch_add(1, Ordering::SeqCst) + 1 == passage {
            kill_process_now();
        }
    };
    fail::cfg_callback(name, pass).map_err(|reason| anyhow!("the crash point cannot be armed: {reason}"))
}

fn kill_process_now() {
    let _ = kill_process(getpid(), Signal::KILL);
    // The signal ends all threads; this one must not continue until then.
    loop {
        std::thread::park();
    }
}
