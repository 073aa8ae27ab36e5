//! Report pairs: how many per second from the backlog, and the cost of one.

use super::{
    bench_env::BenchEnv,
    form::{Form, photo},
    load,
    process::{cpu, cpu_of_family},
    server::Server,
    settings::Settings,
    table::{Table, number},
};
use anyhow::{Context, anyhow, ensure};
use injaaz::{
    domain::{
        answers::Answers,
        branding::Branding,
        form::FormDef,
        ids::{JobId, SubmissionId, SubmissionKey, UploadId},
        lang::Lang,
        report::ReportDoc,
        submission::{Status, Submission},
        time_zone::TimeZone,
    },
    forms::Forms,
    i18n::Texts,
    reports::{
        build::{BuildInput, StoredPicture, build},
        pdf::pdf,
        pictures::{Purpose, render},
        xlsx::xlsx,
    },
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};
use time::OffsetDateTime;

/// Concurrent jobs, the default.
const JOBS: usize = 2;

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    backlog(env, settings)?;
    in_process(settings)
}

/// Fills a backlog while jobs are paused, then measures how fast it is worked off.
fn backlog(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let database = env.database("reports")?;
    let count = 20 * settings.time.as_secs();
    let server = Server::start(env, &database, "reports", 0)?;
    load::send_some(server.port, &Form::new(3), count as usize)?;
    drop(server);

    let postgres = cpu_of_family(env.postmaster()?)?;
    let server = Server::start(env, &database, "reports", JOBS)?;
    let started = Instant::now();
    let left = || database.count("SELECT count(*) FROM jobs");
    while left()? > 0 {
        ensure!(started.elapsed() < settings.time * 20, "the backlog does not get shorter");
        thread::sleep(Duration::from_millis(50));
    }
    let (seconds, pairs) = (started.elapsed().as_secs_f64(), count as f64);
    let failed = database.count("SELECT count(*) FROM submissions WHERE status <> 'completed'")?;
    ensure!(failed == 0, "{failed} reports failed");
    let mut table = Table::new(&["backlog", "jobs", "pairs a second", "CPU ms, app", "CPU ms, PostgreSQL"]);
    table.row([
        format!("{count} pairs with 3 photos"),
        JOBS.to_string(),
        number(pairs / seconds),
        number(server.cpu()? * 1_000.0 / pairs),
        number((cpu_of_family(env.postmaster()?)? - postgres) * 1_000.0 / pairs),
    ]);
    table.print("## Reports, read from the database, published and recorded");
    Ok(())
}

/// Building, Excel and PDF only, from pictures that were scaled at their upload.
fn in_process(settings: &Settings) -> anyhow::Result<()> {
    let mut table = Table::new(&["pair", "CPU ms", "Excel", "PDF", "Excel kB", "PDF kB"]);
    for photos in [3, 30] {
        let sample = Sample::new(photos)?;
        let doc = sample.doc();
        let (excel_bytes, pdf_bytes) = (xlsx(&doc)?.len(), pdf(&doc)?.len());
        let time = settings.time / 4;
        let pair = cost(time, || sample.both())?;
        let excel = cost(time, || xlsx(&doc).map(drop))?;
        let pdf = cost(time, || pdf(&doc).map(drop))?;
        table.row([
            format!("with {photos} photos"),
            number(pair),
            number(excel),
            number(pdf),
            (excel_bytes / 1_000).to_string(),
            (pdf_bytes / 1_000).to_string(),
        ]);
    }
    table.print("## Reports, values to bytes");
    Ok(())
}

/// CPU milliseconds of one call, averaged over the time.
fn cost(time: Duration, work: impl Fn() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let me = std::process::id();
    let (started, before, mut calls) = (Instant::now(), cpu(me)?, 0.0);
    while started.elapsed() < time || calls < 5.0 {
        work()?;
        calls += 1.0;
    }
    Ok((cpu(me)? - before) * 1_000.0 / calls)
}

/// A submission with its pictures in memory.
struct Sample {
    form: FormDef,
    submission: Submission,
    pictures: HashMap<UploadId, StoredPicture>,
}

impl Sample {
    fn new(photos: u32) -> anyhow::Result<Sample> {
        let forms = Forms::load(&[]).map_err(|errors| anyhow!(Texts::of(Lang::EN).definition_errors(&errors)))?;
        let form = forms.all().iter().find(|def| def.module.as_str() == "hvac_mep").context("no HVAC form")?;
        let mut pictures = HashMap::new();
        for n in 0..photos {
            let made =
                render(Purpose::Photo, &photo(n)).map_err(|refusal| anyhow!("a photo was refused: {refusal:?}"))?;
            pictures.insert(
                UploadId::random(),
                StoredPicture { large: Some(made.large), thumb: Some(made.thumb), ..StoredPicture::default() },
            );
        }
        let form_data = answers(&pictures.keys().collect::<Vec<_>>());
        let now = OffsetDateTime::now_utc();
        let submission = Submission {
            id: SubmissionId::random(),
            key: SubmissionKey::random(),
            module: form.module.clone(),
            form_version: form.version,
            status: Status::Processing,
            without_reports: false,
            missing_files: 0,
            revision: 1,
            lang: Lang::EN,
            site_name: "Marina Heights Residence".to_owned(),
            visit_date: Some(now.date()),
            answers: Answers::from_json(form, &form_data),
            form_data,
            job_id: JobId::random(),
            content_hash: String::new(),
            created_at: now,
            updated_at: now,
        };
        Ok(Sample { form: FormDef::clone(form), submission, pictures })
    }

    fn doc(&self) -> ReportDoc {
        build(BuildInput {
            approvals: &[],
            client_responses: &[],
            actions: &[],
            reinspects: None,
            form: &self.form,
            submission: &self.submission,
            zone: TimeZone::UTC,
            organisation: "Gulf Facilities Management",
            branding: &Branding::default(),
            logo: None,
            pictures: &self.pictures,
            further_photos: &[],
            files: &Default::default(),
            upload_url: &|id| format!("https://forms.example.org/uploads/{id}"),
            genuine: Some("https://forms.example.org/verify/0190b0a47e2c7c119d5b3f1f2f9e5a10".to_owned()),
        })
    }

    fn both(&self) -> anyhow::Result<()> {
        let doc = self.doc();
        xlsx(&doc)?;
        pdf(&doc)?;
        Ok(())
    }
}

/// A visit with one item for every three photos.
fn answers(photos: &[&UploadId]) -> Value {
    let item = |photos: &[&UploadId]| {
        json!({
            "asset": "HVAC", "system": "Chiller Condenser", "description": "Condenser Pump", "quantity": "2",
            "brand": "Grundfos", "comments": "Bearings noisy at start; grease and check the coupling on the next visit.",
            "photos": photos.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        })
    };
    let items: Vec<Value> = photos.chunks(3).map(item).collect();
    json!({
        "site_name": "Marina Heights Residence", "visit_date": "2026-03-14", "items": items,
        "tech_signature": { "name": "Ahmed Al Mansoori" },
    })
}
