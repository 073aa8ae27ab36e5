//! Arms the crash point that `INJAAZ_CRASH_AT` names: the process is killed there as the kernel or an operator would
//! kill it, with nothing unwound, flushed or answered. Only in builds with the feature `failpoints`.

use crate::config::CrashPoint;
use anyhow::anyhow;
use rustix::process::{Signal, getpid, kill_process};
use std::sync::atomic::{AtomicUsize, Ordering};

pub fn arm(point: &CrashPoint) -> anyhow::Result<()> {
    let CrashPoint { name, passage } = point.clone();
    let passed = AtomicUsize::new(0);
    let pass = move || {
        if passed.fetch_add(1, Ordering::SeqCst) + 1 == passage {
            die();
        }
    };
    fail::cfg_callback(name, pass).map_err(|reason| anyhow!("the crash point cannot be armed: {reason}"))
}

fn die() {
    let _ = kill_process(getpid(), Signal::KILL);
    // The signal ends every thread; this one must not come a step further until then.
    loop {
        std::thread::park();
    }
}
