//! The cost of processes according to the kernel.

use anyhow::Context;
use std::{fs, path::Path};

/// Clock ticks per second in /proc; the same on every Linux.
const TICKS: f64 = 100.0;

/// CPU seconds of a process, including its ended children.
pub fn cpu(pid: u32) -> anyhow::Result<f64> {
    let stat = Stat::of(pid).with_context(|| format!("process {pid} is gone"))?;
    Ok(stat.ticks as f64 / TICKS)
}

/// The same, including its running children.
pub fn cpu_of_family(parent: u32) -> anyhow::Result<f64> {
    // A child that ends during this call is counted at its parent the next time.
    let ticks: u64 = children(parent)?.iter().map(|(_, stat)| stat.ticks).sum();
    Ok(cpu(parent)? + ticks as f64 / TICKS)
}

fn children(parent: u32) -> anyhow::Result<Vec<(u32, Stat)>> {
    let pids = fs::read_dir("/proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Ok(pids.filter_map(|pid| Some((pid, Stat::of(pid)?))).filter(|(_, stat)| stat.parent == parent).collect())
}

struct Stat {
    parent: u32,
    ticks: u64,
}

impl Stat {
    fn of(pid: u32) -> Option<Stat> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The process name before it is in brackets and can contain any character.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
        // After state and parent: user and system time at 11 and 12, those of ended children at 13 and 14.
        let ticks = (11..15).map(number).sum::<Option<u64>>()?;
        Some(Stat { parent: u32::try_from(number(1)?).ok()?, ticks })
    }
}

/// Memory of a process that is actually in use, in bytes.
pub struct Memory {
    pub now: u64,
    /// The highest value so far.
    pub peak: u64,
}

pub fn memory(pid: u32) -> anyhow::Result<Memory> {
    let file = Path::new("/proc").join(pid.to_string()).join("status");
    let status = fs::read_to_string(file)?;
    let read = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
        Ok::<u64, anyhow::Error>(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
    };
    Ok(Memory { now: read("VmRSS:")?, peak: read("VmHWM:")? })
}

/// The same for a process and its children together; shared memory counts for each of them.
pub fn memory_of_family(parent: u32) -> anyhow::Result<Memory> {
    let mut all = memory(parent)?;
    for (pid, _) in children(parent)? {
        let Memory { now, peak } = memory(pid)?;
        (all.now, all.peak) = (all.now + now, all.peak + peak);
    }
    Ok(all)
}
