//! The cost of accounts: compares a program from before accounts with this one, in turns, with the same forms and
//! pages.
//!
//! Then parts of the accounts are switched off in this program by means of the database, one after the other, so that
//! the lines of the table show the share of each part.

use super::{
    bench_env::{BenchEnv, Database},
    form::Form,
    http::Page,
    load::Request,
    server::Server,
    settings::Settings,
    submit::{Run, measure, middle, warm_up},
    table::{Table, number},
};
use anyhow::Context;

const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Connections for cases that are not measured with each number of connections.
const SOME: usize = 16;
/// The two programs take turns, so that other load on the machine affects both.
const ROUNDS: usize = 5;

/// The parts that are switched off, one after the other.
const WITHOUT: [(&str, &str); 4] = [
    ("without seals", "ALTER TABLE audit_logs ALTER COLUMN transaction_id SET DEFAULT 9000000000000000000"),
    (
        "and the indexes of the audit page",
        "DROP INDEX audit_logs_newest_idx, audit_logs_user_idx, audit_logs_action_idx, audit_logs_ip_idx,
             audit_logs_transaction_idx",
    ),
    (
        "and row-level security",
        "DO $$ DECLARE tenant_connection regclass; BEGIN
             FOR tenant_connection IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP
                 EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', tenant_connection);
             END LOOP;
         END $$",
    ),
    (
        "and the look-up of the session",
        "DO $$ BEGIN
             EXECUTE (SELECT format(
                 'CREATE OR REPLACE FUNCTION session_of(hash bytea, at timestamptz) RETURNS TABLE (
                      session_id bigint, state text, strength text, created_at timestamptz, last_seen_at timestamptz,
                      confirmed_at timestamptz, user_id bigint, user_public_id text, email text, full_name text,
                      language text, organisation_id bigint, organisation_public_id text, organisation_name text,
                      is_demo boolean, role text, scopes jsonb)
                  LANGUAGE sql STABLE AS
                  $f$ SELECT %s::bigint, text %L, text %L, now(), now(), now(), %s::bigint, text %L, text %L,
                      NULL::text, NULL::text, %s::bigint, text %L, text %L, false, text %L, jsonb %L $f$',
                 id, state, strength, user_id, 'usr_00000000000000000000', 'bench@example.org', organisation_id, 'org_0', 'Injaaz',
                 'administrator', '[]') FROM sessions LIMIT 1);
         END $$",
    ),
];

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let Some(before) = &settings.before else {
        println!("\nINJAAZ_BENCH_BEFORE names no older program, so there is nothing to compare with.");
        return Ok(());
    };
    let (now, then) = (env.database("submit_now")?, env.database("submit_then")?);
    let pair = Pair {
        env,
        settings,
        now: Server::start(env, &now, "now", 0)?,
        then: Server::of(before, env, &then, "then", 0)?,
    };
    let form = Form::new(0);
    let columns = ["what", "connections", "a second, before", "now", "now / before", "CPU ms, before", "now"];
    let mut table = Table::new(&columns);
    for connections in CONNECTIONS {
        table.row(pair.line("26 answers", [&form, &form], connections)?);
    }
    // The server does this by itself within a minute; until then it assumes that a row-level security policy selects
    // few rows.
    for database in [&now, &then] {
        database.execute("ANALYZE")?;
    }
    for (name, path) in [("home", "/"), ("list", "/submissions"), ("a form", "/forms/hvac_mep")] {
        let page = Page::at(path);
        table.row(pair.line(name, [&page, &page], SOME)?);
    }
    let newest = [newest(&then)?, newest(&now)?];
    table.row(pair.line("a submission", newest.each_ref(), SOME)?);
    for (name, sql) in WITHOUT {
        now.execute(sql)?;
        table.row(pair.line(&format!("26 answers, {name}"), [&form, &form], SOME)?);
    }
    table.print("## What accounts cost");
    Ok(())
}

fn newest(database: &Database) -> anyhow::Result<Page> {
    let rows = database.rows("SELECT submission_id FROM submissions ORDER BY id DESC LIMIT 1")?;
    let id: &str = rows.first().context("no submission")?.get(0);
    Ok(Page::at(&format!("/submissions/{id}")))
}

/// Both programs.
struct Pair<'a> {
    env: &'a BenchEnv,
    settings: &'a Settings,
    then: Server,
    now: Server,
}

impl Pair<'_> {
    /// Measures both; the request of the older program is the first.
    fn line<R: Request>(&self, name: &str, requests: [&R; 2], connections: usize) -> anyhow::Result<Vec<String>> {
        let servers = [&self.then, &self.now];
        let (mut then, mut now): (Vec<Run>, Vec<Run>) = Default::default();
        for round in 0..=ROUNDS {
            for ((server, request), runs) in servers.into_iter().zip(requests).zip([&mut then, &mut now]) {
                match round {
                    0 => warm_up(server, request)?,
                    _ => runs.push(measure(self.env, server, request, connections, self.settings.time)?),
                }
            }
        }
        let (then, now) = (middle(&then), middle(&now));
        let cpu = |run: &Run| number(run.app_cpu + run.postgres_cpu);
        Ok(vec![
            name.to_owned(),
            connections.to_string(),
            number(then.rate),
            number(now.rate),
            number(now.rate / then.rate),
            cpu(&then),
            cpu(&now),
        ])
    }
}
