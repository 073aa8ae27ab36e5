//! The audit log: the cost of its indexes, the speed of sealing and verifying compared with SHA-256 over the same
//! bytes, and the queries of its page in a long log.

use super::{
    bench_env::{BenchEnv, Database, wait},
    load::Outcome,
    settings::Settings,
    table::{Table, number},
};
use anyhow::{Context, anyhow, ensure};
use diesel_async::AsyncConnection;
use injaaz::{
    app::{App, Clock},
    config::Config,
    domain::{answers::parse_iso, audit::actions::AuditAction},
    services::{
        actor::Actor,
        audit::{self, Filter, ResourceFilter},
        start,
    },
    store::{self, audit::NewAudit, error::detached_tenant_connection},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{hint::black_box, sync::Arc, time::Instant};

/// Rows that are added through the program's own code, sealed and verified.
const PROVED: u32 = 50_000;
/// Requests of each kind.
const REQUESTS: usize = 100;
const INDEXES: [&str; 5] = ["transaction", "newest", "user", "action", "ip"];

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    inserts(env)?;
    proof(env)?;
    pages(env, settings.audit_rows)
}

fn open(env: &BenchEnv, name: &str) -> anyhow::Result<(Database, Config)> {
    let database = env.database(name)?;
    let generated = env.folder(name).display().to_string();
    let config = Config::from_vars([("DATABASE_URL", database.url.clone()), ("INJAAZ_GENERATED", generated)])?;
    Ok((database, config))
}

/// The database cost of a row with and without the indexes for the page and the seals.
fn inserts(env: &BenchEnv) -> anyhow::Result<()> {
    let (database, config) = open(env, "audit_inserts")?;
    wait(async { start::open(config, Clock::System, injaaz::migration::port).await.map(drop) })?;
    let rows = 200_000;
    let insert = format!(
        "INSERT INTO audit_logs (organisation_id, user_id, action, resource_type, resource_id, details, ip_address,
             user_agent, mac)
         SELECT (SELECT min(id) FROM organisations), NULL, 'action.' || n % 40, 'submission', n, '{{\"module\": \"civil\"}}',
             ('192.0.2.' || n % 200)::inet, 'Mozilla/5.0 (X11; Linux x86_64)', sha256(n::text::bytea)
         FROM generate_series(1, {rows}) n"
    );
    let once = || -> anyhow::Result<f64> {
        let began = Instant::now();
        database.execute(&insert)?;
        Ok(began.elapsed().as_secs_f64() / f64::from(rows) * 1e6)
    };
    once()?;
    let with = once()?;
    for index in INDEXES {
        database.execute(&format!("DROP INDEX audit_logs_{index}_idx"))?;
    }
    let without = once()?;
    let mut table = Table::new(&["", "µs a row"]);
    table.row(["with the five indexes".to_owned(), number(with)]);
    table.row(["without them".to_owned(), number(without)]);
    table.print("## What a row of the audit log costs the database");
    Ok(())
}

fn proof(env: &BenchEnv) -> anyhow::Result<()> {
    let (database, config) = open(env, "audit_proof")?;
    let failed = |problem| anyhow!("{problem:?}");
    let (added, sealed, verified) = wait(async {
        let app = start::open(config, Clock::System, injaaz::migration::port).await?;
        let began = Instant::now();
        add(&app).await?;
        let added = began.elapsed().as_secs_f64();
        let began = Instant::now();
        audit::seal_all(&app, true).await.map_err(failed)?;
        let sealed = began.elapsed().as_secs_f64();
        let began = Instant::now();
        let found = audit::verify(&app, None, &|_, _| {}).await.map_err(failed)?;
        ensure!(found.bad_count == 0 && found.checked == u64::from(PROVED), "{found:?}");
        Ok((added, sealed, began.elapsed().as_secs_f64()))
    })?;
    let rows = database.rows("SELECT a::text FROM audit_logs a")?;
    let texts: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let began = Instant::now();
    for text in &texts {
        black_box(Sha256::digest(text.as_bytes()));
    }
    let hashed = began.elapsed().as_secs_f64();
    let mut table = Table::new(&["", "rows a second"]);
    for (name, seconds) in
        [("added, one statement each", added), ("sealed", sealed), ("verified", verified), ("SHA-256 alone", hashed)]
    {
        table.row([name.to_owned(), number(f64::from(PROVED) / seconds)]);
    }
    table.print(&format!("## Proving {PROVED} rows of the audit log"));
    Ok(())
}

async fn add(app: &Arc<App>) -> anyhow::Result<()> {
    let organisation_id = app.organisation_id().context("an organisation")?;
    let conn = detached_tenant_connection(&app.pool, organisation_id).await;
    let mut conn = conn.map_err(|problem| anyhow!("{problem:?}"))?;
    conn.transaction::<_, diesel::result::Error, _>(async |conn| {
        for n in 0..PROVED {
            let row = NewAudit {
                organisation_id,
                user_id: None,
                action: AuditAction::SubmissionCreated.into(),
                resource_type: "submission",
                resource_id: Some(i64::from(n)),
                details: json!({ "module": "civil", "content_hash": "0123456789abcdef0123456789abcdef" }),
                ip_address: "192.0.2.7/32".parse().ok(),
                user_agent: Some("Mozilla/5.0 (X11; Linux x86_64)"),
                created_at: app.clock.now(),
                keys: &app.audit_keys,
            };
            store::audit::add(conn, &row).await?;
        }
        Ok(())
    })
    .await?;
    Ok(())
}

/// The queries of the page in a log of many months.
fn pages(env: &BenchEnv, rows: u32) -> anyhow::Result<()> {
    let (database, config) = open(env, "audit_pages")?;
    // On a different runtime than the one below, because a connection does not outlive its runtime.
    let opened = wait(start::open(config.clone(), Clock::System, injaaz::migration::port))?;
    let organisation_id = opened.organisation_id().context("an organisation")?;
    let began = Instant::now();
    // Monthly partitions from 45 months ago until now; each call makes those of a few months.
    for month in 0..16 {
        database.execute(&format!(
            "SELECT make_audit_partitions((date_trunc('month', now()) - interval '45 months' + {month} * interval '3 months')::date)"
        ))?;
    }
    database.execute(&format!(
        "INSERT INTO users (email, password_hash, full_name) SELECT 'p' || n || '@example.org', '', 'Person ' || n
             FROM generate_series(1, 200) n;
         INSERT INTO memberships (organisation_id, user_id, role) SELECT {organisation_id}, id, 'inspector' FROM users;
         INSERT INTO audit_logs (organisation_id, user_id, action, resource_type, resource_id, details, ip_address,
             user_agent, created_at, transaction_id)
         SELECT {organisation_id}, u.id, CASE WHEN n % 100000 = 0 THEN 'people.removed'
                 ELSE (ARRAY['submission.created', 'report.made', 'report.opened', 'signin.ok'])[1 + n % 4] END,
             'submission', n / 4, '{{\"module\": \"civil\"}}', ('10.' || n % 7 || '.' || n % 200 || '.' || n % 250)::inet,
             'Mozilla/5.0 (X11; Linux x86_64)', now() - n * (interval '45 months' / {rows}), 0
         FROM generate_series(1, {rows}) n JOIN (SELECT id, row_number() OVER () AS at FROM users) u ON u.at = 1 + n % 200"
    ))?;
    database.execute("VACUUM ANALYZE audit_logs")?;
    println!("\n{rows} rows of the audit log made in {:.0} s", began.elapsed().as_secs_f64());
    let middle = database.rows(
        "SELECT (extract(epoch FROM now() - interval '20 months') * 1e6)::bigint || '-7', to_char(now() - interval '20 months', 'YYYY-MM-DD')",
    )?;
    let row = middle.first().context("a row")?;
    let (deep, day): (String, String) = (row.get(0), row.get(1));
    let filter = Filter::default;
    let cases: Vec<(&str, Filter)> = vec![
        ("newest", filter()),
        ("deep page", Filter { after: Some(deep), ..filter() }),
        ("person (1/200)", Filter { who: Some("p77@example.org".to_owned()), ..filter() }),
        ("part of a name (11 people)", Filter { who: Some("person 17".to_owned()), ..filter() }),
        ("action, common (1/4)", Filter { action: Some("report.opened".to_owned()), ..filter() }),
        ("action, rare (1/100,000)", Filter { action: Some("people.removed".to_owned()), ..filter() }),
        ("action, none", Filter { action: Some("token.made".to_owned()), ..filter() }),
        (
            "person and rare action",
            Filter { who: Some("p1@example.org".to_owned()), action: Some("people.removed".to_owned()), ..filter() },
        ),
        (
            "thing",
            Filter {
                thing: Some(ResourceFilter::Kind("submission".to_owned(), Some(i64::from(rows / 8)))),
                ..filter()
            },
        ),
        ("one day", Filter { from: parse_iso(&day), to: parse_iso(&day), ..filter() }),
        ("address", Filter { ip: "10.3.10.10".parse().ok(), ..filter() }),
        ("address, none", Filter { ip: "192.0.2.1".parse().ok(), ..filter() }),
    ];
    let mut table = Table::new(&["page", "rows", "p50 ms", "p99 ms"]);
    wait(async {
        let app = start::open(config, Clock::System, injaaz::migration::port).await?;
        let actor = Actor::system(&app, organisation_id);
        for (name, filter) in cases {
            let (began, mut times, mut found) = (Instant::now(), Vec::new(), 0);
            for _ in 0..REQUESTS {
                let asked = Instant::now();
                let page =
                    audit::page(&app, &actor, &filter).await.map_err(|problem| anyhow!("{name}: {problem:?}"))?;
                times.push(asked.elapsed().as_secs_f64() * 1_000.0);
                found = page.rows.len();
            }
            let outcome = Outcome::new(began.elapsed(), times);
            let [p50, p99] = [0.5, 0.99].map(|share| number(outcome.percentile(share)));
            table.row([name.to_owned(), found.to_string(), p50, p99]);
        }
        Ok(())
    })?;
    table.print(&format!("## The audit page among {rows} rows, {REQUESTS} requests of each kind"));
    Ok(())
}
