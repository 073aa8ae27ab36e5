//! The verify, compared with `sha256sum` of the same files: the limit of the same processors and disk without
//! comparisons.

use super::{
    bench_env::{BenchEnv, wait},
    settings::Settings,
    table::{Table, number},
};
use anyhow::{Context, ensure};
use injaaz::{
    app::{App, Clock},
    config::Config,
    domain::migration::SourceKind,
    migration::{
        import::{Options, import_now},
        verify::verify,
    },
    services::{actor::Actor, start},
};
use serde_json::json;
use std::{fs, path::Path, process::Command, sync::Arc, time::Instant};

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let database = env.database("verify")?;
    let (old, generated) = (env.folder("verify-old"), env.folder("verify"));
    // Each submission has its job.
    let files = settings.files;
    write_old_store(&old, files / 2)?;
    let config = Config::from_vars([
        ("DATABASE_URL", database.url.clone()),
        ("INJAAZ_GENERATED", generated.display().to_string()),
        ("INJAAZ_OLD_STORE", old.display().to_string()),
    ])?;
    let (ours, checked) = wait(async {
        let app = start::open(config, Clock::System, injaaz::migration::port).await?;
        let organisation_id = app.organisation_id().context("an organisation")?;
        let actor = Actor::system(&app, organisation_id);
        import(&app, &actor, &old).await?;
        let began = Instant::now();
        let verified = verify(&app, &actor, "bench", None, &|_, _| {}).await;
        let verified = verified.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
        ensure!(verified.bad_count == 0, "{:?}", verified.bad.first());
        Ok((began.elapsed().as_secs_f64(), verified.checked))
    })?;
    let limit = sha256sum(&old)?;
    let mut table = Table::new(&["", "seconds", "files a second", "of the limit"]);
    let rate = |seconds: f64| number(f64::from(files) / seconds);
    table.row(["migrate verify".to_owned(), number(ours), rate(ours), number(limit / ours)]);
    table.row(["sha256sum of the same files".to_owned(), number(limit), rate(limit), number(1.0)]);
    table.print(&format!("## Verifying {files} old files ({checked} records and rows)"));
    Ok(())
}

async fn import(app: &Arc<App>, actor: &Actor, old: &Path) -> anyhow::Result<()> {
    let options = Options {
        kind: SourceKind::Folder,
        place: old.to_owned(),
        mapping: None,
        dry_run: false,
        files_per_second: None,
        fetch_media: false,
    };
    let done = import_now(app, actor, "bench", options, &|_| {}).await;
    done.map(drop).map_err(|problem| anyhow::anyhow!("{problem:?}"))
}

/// One process that reads each file from beginning to end.
fn sha256sum(old: &Path) -> anyhow::Result<f64> {
    let began = Instant::now();
    let script = "find . -type f -print0 | xargs -0 -n 1000 sha256sum > /dev/null";
    let done = Command::new("bash").args(["-c", script]).current_dir(old).status()?;
    ensure!(done.success(), "sha256sum failed");
    Ok(began.elapsed().as_secs_f64())
}

/// Files as the old HVAC page wrote them: records of about two kilobytes, each with its job.
fn write_old_store(old: &Path, submissions: u32) -> anyhow::Result<()> {
    for folder in ["submissions", "jobs"] {
        fs::create_dir_all(old.join(folder))?;
    }
    for n in 0..submissions {
        let (id, job) = (format!("sub_{n:012x}"), format!("job_{n:012x}"));
        let item = |i: u32| {
            json!({
                "asset": "HVAC", "system": "Chiller Evaporator", "description": "Secondary Pump", "photos": [{
                    "saved": null, "path": null, "is_cloud": true,
                    "url": format!("https://res.cloudinary.com/demo/image/upload/v1/hvac_photos/{n}-{i}.jpg"),
                }],
            })
        };
        let record = json!({
            "submission_id": id, "site_name": format!("Marina Heights {}", n % 400),
            "visit_date": format!("2025-11-{:02}", 1 + n % 28), "tech_signature": null, "opMan_signature": null,
            "items": (0..4).map(item).collect::<Vec<_>>(), "timestamp": "2025-11-28T10:00:00.000000",
            "base_url": "http://old.example.org",
        });
        let about = json!({
            "job_id": job, "state": "done", "progress": 100,
            "results": { "excel_url": format!("http://old.example.org/generated/a{n}.xlsx") },
            "meta": { "submission_id": id, "module": "hvac_mep" },
            "created_at": 1_764_324_000.5 + f64::from(n), "completed_at": 1_764_324_010.25 + f64::from(n),
        });
        fs::write(old.join(format!("submissions/{id}.json")), serde_json::to_vec_pretty(&record)?)?;
        fs::write(old.join(format!("jobs/{job}.json")), serde_json::to_vec(&about)?)?;
    }
    Ok(())
}
