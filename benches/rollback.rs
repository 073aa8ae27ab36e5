//! The step back: every submission that only the database has is written as files of the old shape. Compared with
//! writing the same files without a program, each file and its folder synced.

use super::{
    bench_env::{BenchEnv, wait},
    settings::Settings,
    table::{Table, number},
};
use anyhow::{Context, anyhow, ensure};
use injaaz::{
    app::Clock,
    config::Config,
    domain::ids::ModuleSlug,
    migration::phases,
    services::{actor::Actor, seed::seed, start},
};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    thread,
    time::Instant,
};

/// As many as the program writes at once.
const WRITERS: usize = 2;
/// Each file waits for the disk twice, so this section writes only this part of the files of the other sections.
const PART: u32 = 20;

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let database = env.database("rollback")?;
    let (old, generated) = (env.folder("rollback-old"), env.folder("rollback"));
    fs::create_dir_all(&old)?;
    let config = Config::from_vars([
        ("DATABASE_URL", database.url.clone()),
        ("INJAAZ_GENERATED", generated.display().to_string()),
        ("INJAAZ_OLD_STORE", old.display().to_string()),
    ])?;
    let ours = wait(async {
        let app = start::open(config, Clock::System, injaaz::migration::port).await?;
        let organisation_id = app.organisation_id().context("an organisation")?;
        let actor = Actor::system(&app, organisation_id);
        let module: ModuleSlug = "hvac_mep".parse().map_err(|_| anyhow!("no module"))?;
        let failed = |problem| anyhow!("{problem:?}");
        phases::enter(&app, &actor, "bench", &module).await.map_err(failed)?;
        for _ in 0..3 {
            let reason = Some("measuring the way back");
            phases::forward(&app, &actor, "bench", &module, reason).await.map_err(failed)?;
        }
        seed(&app, settings.files / PART, false, |_| {}).await?;
        let began = Instant::now();
        let now = phases::previous_phase(&app, &actor, "bench", &module, None).await.map_err(failed)?;
        ensure!(now.outbox == 0, "{} submissions were not written", now.outbox);
        Ok(began.elapsed().as_secs_f64())
    })?;
    let sizes = sizes(&old)?;
    let limit = publish(&env.folder("rollback-limit"), &sizes)?;
    let mut table = Table::new(&["", "seconds", "files a second", "of the limit"]);
    let rate = |seconds: f64| number(sizes.len() as f64 / seconds);
    table.row(["migrate rollback".to_owned(), number(ours), rate(ours), number(limit / ours)]);
    table.row([format!("{WRITERS} threads that publish files"), number(limit), rate(limit), number(1.0)]);
    table.print(&format!("## Rolling back {} submissions", sizes.len() / 2));
    Ok(())
}

/// The sizes of all records and jobs.
fn sizes(old: &Path) -> anyhow::Result<Vec<usize>> {
    let mut sizes = Vec::new();
    for folder in ["submissions", "jobs"] {
        for entry in fs::read_dir(old.join(folder))? {
            sizes.push(entry?.metadata()?.len() as usize);
        }
    }
    ensure!(!sizes.is_empty(), "nothing was written");
    Ok(sizes)
}

fn publish(to: &Path, sizes: &[usize]) -> anyhow::Result<f64> {
    fs::create_dir_all(to)?;
    let began = Instant::now();
    let done: anyhow::Result<()> = thread::scope(|scope| {
        let part = sizes.len().div_ceil(WRITERS);
        let writers: Vec<_> = sizes
            .chunks(part)
            .enumerate()
            .map(|(writer, sizes)| scope.spawn(move || publish_all(to, writer, sizes)))
            .collect();
        writers.into_iter().try_for_each(|writer| writer.join().map_err(|_| anyhow!("a writer panicked"))?)
    });
    done?;
    Ok(began.elapsed().as_secs_f64())
}

fn publish_all(to: &Path, writer: usize, sizes: &[usize]) -> anyhow::Result<()> {
    for (n, size) in sizes.iter().enumerate() {
        let name = to.join(format!("{writer}-{n}.json"));
        let temporary = name.with_extension("tmp");
        let mut file = File::create_new(&temporary)?;
        file.write_all(&vec![b' '; *size])?;
        file.sync_all()?;
        fs::rename(&temporary, &name)?;
        File::open(to)?.sync_all()?;
    }
    Ok(())
}
