//! `cargo bench`: the speed of the program, compared with the limit that PostgreSQL has on the same machine.
//!
//! One run, one machine, one table for each section; `docs/performance.md` explains them. Sections can be selected by
//! name (`cargo bench -- submit list`). `INJAAZ_BENCH_SECONDS` is the length of each measurement, `INJAAZ_BENCH_ROWS`
//! the size of the long list, `INJAAZ_BENCH_FILES` that of the legacy store, `INJAAZ_BENCH_AUDIT_ROWS` that of the
//! audit log; `INJAAZ_BENCH_BEFORE` is an older program that `before` measures in turns with this one.
//!
//! - `submit`, `before`, `pictures`, `reports`, `list`, `review`, `memory`, `verify`, `import`, `rollback`, `audit`,
//!   `rules`: the sections;
//! - `old_store` generates a legacy store of any size;
//! - `bench_env` runs a database cluster, `server` the program in a separate process, `process` measures the cost of
//!   both;
//! - `session` is the signed-in account; `load` and `http` send requests like many browsers, with the forms of `form`;
//!   `pgbench` measures PostgreSQL without the program;
//! - `table` prints.

mod audit;
mod before;
mod bench_env;
mod form;
mod http;
mod import;
mod list;
mod load;
mod memory;
mod old_store;
mod pgbench;
mod pictures;
mod process;
mod reports;
mod review;
mod rollback;
mod rules;
mod server;
mod session;
mod settings;
mod submit;
mod table;
mod verify;

use bench_env::BenchEnv;
use settings::Settings;

type Section = fn(&BenchEnv, &Settings) -> anyhow::Result<()>;

const SECTIONS: [(&str, Section); 12] = [
    ("submit", submit::run),
    ("before", before::run),
    ("pictures", pictures::run),
    ("reports", reports::run),
    ("list", list::run),
    ("review", review::run),
    ("memory", memory::run),
    ("verify", verify::run),
    ("import", import::run),
    ("rollback", rollback::run),
    ("audit", audit::run),
    ("rules", rules::run),
];

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` also runs this program, without `--bench`.
    if !words.iter().any(|word| word == "--bench") {
        return Ok(());
    }
    let wanted: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    if let Some(unknown) = wanted.iter().find(|word| SECTIONS.iter().all(|(name, _)| name != *word)) {
        let names = SECTIONS.map(|(name, _)| name).join(", ");
        anyhow::bail!("There is no section {unknown}. There are {names}.");
    }
    let settings = Settings::read()?;
    let env = BenchEnv::make()?;
    println!("{}", env.machine()?);
    for (name, section) in SECTIONS {
        if wanted.is_empty() || wanted.contains(&name) {
            section(&env, &settings)?;
        }
    }
    Ok(())
}
