//! The list of submissions with many rows: each filter, each sort order, and the pages around them.

use super::{
    bench_env::{BenchEnv, Database, wait},
    form::Form,
    http::{Connection, get},
    load::{self, Outcome},
    server::Server,
    settings::Settings,
    table::{Table, number},
};
use anyhow::{Context, ensure};
use injaaz::{
    app::Clock,
    config::Config,
    services::{seed::seed, start},
};
use std::time::Instant;

/// Requests of each kind; with so few, the 99th percentile is nearly the maximum.
const REQUESTS: usize = 100;

/// The name of a case, and the address of its n-th request.
type ListCase = (&'static str, Box<dyn Fn(usize) -> String>);

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let database = env.database("list")?;
    fill(env, &database, "list", settings.rows)?;
    let server = Server::start(env, &database, "list", 0)?;
    fill_the_other_states(&database, &server)?;
    let mut table = Table::new(&["page", "p50 ms", "p99 ms", "slowest ms", "kB"]);
    for (name, address) in cases(&database)? {
        let (outcome, bytes) = wait(request_all(server.port, &address)).with_context(|| name.to_owned())?;
        table.row(line(name, &outcome, &(bytes / 1_000).to_string()));
    }
    let outcome = wait(export(server.port))?;
    table.row(line("first 1,000 lines of the CSV", &outcome, ""));
    let rows = settings.rows;
    table.print(&format!("## Lists and searches among {rows} submissions, {REQUESTS} requests of each kind"));
    Ok(())
}

/// Adds submissions to an empty database. `folder` is that of the server that uses the database afterwards, because a
/// database belongs to one folder of files.
pub fn fill(env: &BenchEnv, database: &Database, folder: &str, rows: u32) -> anyhow::Result<()> {
    let generated = env.folder(folder).join("generated").display().to_string();
    let config = Config::from_vars([("DATABASE_URL", database.url.clone()), ("INJAAZ_GENERATED", generated)])?;
    let started = Instant::now();
    wait(async {
        let app = start::open(config, Clock::System, injaaz::migration::port).await?;
        seed(&app, rows, false, |_| {}).await
    })?;
    println!("\n{rows} submissions made in {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Seeded submissions are completed; this adds pending, processing and failed ones.
fn fill_the_other_states(database: &Database, server: &Server) -> anyhow::Result<()> {
    load::send_some(server.port, &Form::new(0), 300)?;
    database.execute(
        "UPDATE jobs SET failed_at = now(), failure = 'error' WHERE id % 3 = 1;
         UPDATE submissions s SET status = CASE w.id % 3 WHEN 1 THEN 'failed' WHEN 2 THEN 'processing' ELSE 'pending' END
         FROM jobs w WHERE w.submission_id = s.id; ANALYZE jobs",
    )?;
    database.execute("VACUUM ANALYZE submissions")
}

fn cases(database: &Database) -> anyhow::Result<Vec<ListCase>> {
    let text = |sql: &str| {
        let rows = database.rows(sql)?;
        rows.first().map(|row| row.get::<_, String>(0)).with_context(|| format!("no row: {sql}"))
    };
    let middle = "FROM submissions ORDER BY id OFFSET (SELECT count(*) / 2 FROM submissions) LIMIT 1";
    let deep = text(&format!("SELECT (extract(epoch FROM created_at) * 1e6)::bigint || '-' || id {middle}"))?;
    let id = text(&format!("SELECT submission_id {middle}"))?;
    fn list(query: impl Fn(usize) -> String + 'static) -> Box<dyn Fn(usize) -> String> {
        Box::new(move |n| format!("/submissions?{}", query(n)))
    }
    fn fixed(query: &str) -> Box<dyn Fn(usize) -> String> {
        let query = query.to_owned();
        list(move |_| query.clone())
    }
    // Each name states how many of the seeded submissions match.
    Ok(vec![
        ("home", Box::new(|_| "/".to_owned())),
        ("submission", Box::new(move |_| format!("/submissions/{id}"))),
        ("list", Box::new(|_| "/submissions".to_owned())),
        ("deep page", list(move |_| format!("after={deep}"))),
        ("order: oldest", fixed("sort=oldest")),
        ("order: newest visit", fixed("sort=visit_newest")),
        ("order: oldest visit", fixed("sort=visit_oldest")),
        ("order: site", fixed("sort=site")),
        ("module (1/3)", fixed("module=civil")),
        ("module, order: site", fixed("module=civil&sort=site")),
        ("site, rare (1/7,700)", list(|n| format!("site=marina+tower+{}", n % 40))),
        ("site, common (1/16)", fixed("site=marina")),
        ("month of visit (1/60)", list(|n| format!("from=2025-{0:02}-01&to=2025-{0:02}-28", 1 + n % 12))),
        (
            "month, order: visit",
            list(|n| format!("from=2025-{0:02}-01&to=2025-{0:02}-28&sort=visit_newest", 1 + n % 12)),
        ),
        ("year of visit (1/5)", list(|n| format!("from={0}-01-01&to={0}-12-31", 2023 + n % 3))),
        ("status: pending (100)", fixed("status=pending")),
        ("status: processing (100)", fixed("status=processing")),
        ("status: failed (100)", fixed("status=failed")),
        ("status: completed (all)", fixed("status=completed")),
        ("q, none", list(|n| format!("q=nothing{n}"))),
        ("q, rare (1/1,000,000)", list(|n| format!("q={:06}", 400_000 + n * 3_001))),
        ("q, uncommon (1/1,000)", list(|n| format!("q={}", 400 + n))),
        ("q, middle (1/100)", list(|n| format!("q={}", 97 + n % 3))),
        ("q, common (1/8)", fixed("q=vibration")),
        ("q, in all", fixed("q=technician")),
        ("q, common, order: site", fixed("q=vibration&sort=site")),
        ("q, two words (1/50)", fixed("q=smoke+vibration")),
        ("q, two rare words", list(|n| format!("q=smoke+{}", 400 + n))),
        (
            "module, site, month, q",
            list(|n| format!("module=hvac_mep&site=marina&from=2025-{0:02}-01&to=2025-{0:02}-28&q=worn", 1 + n % 12)),
        ),
        ("module, year, order: site", fixed("module=civil&from=2025-01-01&to=2025-12-31&sort=site")),
    ])
}

pub async fn request_all(port: u16, address: impl Fn(usize) -> String) -> anyhow::Result<(Outcome, usize)> {
    let mut connection = Connection::open(port).await?;
    let (started, mut times, mut bytes) = (Instant::now(), Vec::new(), 0);
    for n in 0..REQUESTS {
        let (request, asked) = (get(&address(n), "text/html"), Instant::now());
        let answer = connection.request(&request).await?;
        times.push(asked.elapsed().as_secs_f64() * 1_000.0);
        ensure!(answer.status == 200, "{} was answered with {}", address(n), answer.status);
        bytes = answer.body.len();
    }
    Ok((Outcome::new(started.elapsed(), times), bytes))
}

async fn export(port: u16) -> anyhow::Result<Outcome> {
    let request = get("/submissions.csv", "text/csv");
    let (started, mut times) = (Instant::now(), Vec::new());
    for _ in 0..REQUESTS {
        let (connection, asked) = (Connection::open(port).await?, Instant::now());
        let status = connection.ask_for_lines(&request, 1_000).await?;
        times.push(asked.elapsed().as_secs_f64() * 1_000.0);
        ensure!(status == 200, "the export was answered with {status}");
    }
    Ok(Outcome::new(started.elapsed(), times))
}

pub fn line(name: &str, outcome: &Outcome, size: &str) -> Vec<String> {
    let times = [0.5, 0.99, 1.0].map(|share| number(outcome.percentile(share)));
    [&[name.to_owned()], times.as_slice(), &[size.to_owned()]].concat()
}
