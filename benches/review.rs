//! What happens after a form is sent: the lists of what waits for review and of actions, with many rows, and what an
//! approval adds to a submission.

use super::{
    bench_env::{BenchEnv, Database, wait},
    form::Form,
    list::{fill, line, request_all},
    server::Server,
    settings::Settings,
    submit::{Run, measure, middle, warm_up},
    table::{Table, number},
};
use anyhow::{Context, ensure};

/// Submissions, all of them in review.
const WAITING: u32 = 100_000;
const CONNECTIONS: [usize; 2] = [1, 16];
/// Both kinds of submissions take turns, so that other load on the machine affects both.
const ROUNDS: usize = 3;

pub fn run(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let database = env.database("review")?;
    let submissions = WAITING.min(settings.rows);
    fill(env, &database, "review", submissions)?;
    let server = Server::start(env, &database, "review", 0)?;
    fill_lists(&database, settings.rows)?;
    let mut table = Table::new(&["page", "p50 ms", "p99 ms", "slowest ms", "kB"]);
    for (name, address) in cases(&database)? {
        let (outcome, bytes) = wait(request_all(server.port, |_| address.clone())).with_context(|| name.to_owned())?;
        table.row(line(name, &outcome, &(bytes / 1_000).to_string()));
    }
    table.print(&format!("## {submissions} submissions in review, {} actions", settings.rows));
    drop(server);
    cost_of_an_approval(env, settings)
}

/// Every submission waits for an administrator, which the account is; actions of every status, a tenth of them of the
/// account, due within two years.
fn fill_lists(database: &Database, actions: u32) -> anyhow::Result<()> {
    database.execute(&format!(
        "INSERT INTO approval_flows (organisation_id, module, version, flow, first_waits, created_at)
         SELECT min(id), 'civil', 1, '{FLOW}', '{{role:administrator}}', now() FROM organisations;
         INSERT INTO approvals (submission_id, organisation_id, flow_id, waiting_for, waiting_since)
         SELECT id, organisation_id, (SELECT max(id) FROM approval_flows), '{{role:administrator}}', created_at
         FROM submissions;
         INSERT INTO actions (action_id, organisation_id, submission_id, module, site_name, site_key, title, severity, status,
             owner_id, due_on, created_at, updated_at)
         SELECT 'act_' || lpad(to_hex(n), 16, '0'), s.organisation_id, s.id, s.module, s.site_name, s.site_key,
             'Replace the bearing ' || n, (ARRAY['low', 'medium', 'high', 'critical'])[1 + n % 4],
             (ARRAY['open', 'in_progress', 'done', 'verified', 'verified', 'verified', 'wont_fix'])[1 + n % 7],
             CASE WHEN n % 10 = 0 THEN (SELECT max(id) FROM users) END, current_date - 365 + n % 730, now(), now()
         FROM generate_series(1, {actions}) n
         JOIN (SELECT *, row_number() OVER (ORDER BY id) AS position FROM submissions) s
             ON s.position = 1 + n % (SELECT count(*) FROM submissions)"
    ))?;
    database.execute("VACUUM ANALYZE approvals")?;
    database.execute("VACUUM ANALYZE actions")
}

/// One stage, of one group: any administrator.
const FLOW: &str = r#"{"stages": [{"rule": "all", "groups": [{"name": "Reviewer", "who": {"role": "administrator"}, "signature": false}]}], "after_return": "same_stage"}"#;

fn cases(database: &Database) -> anyhow::Result<Vec<(&'static str, String)>> {
    let site = "SELECT site_name FROM submissions ORDER BY id LIMIT 1";
    let site = database.rows(site)?.first().map(|row| row.get::<_, String>(0)).context("a submission")?;
    let day = "SELECT (current_date - 100)::text";
    let day = database.rows(day)?.first().map(|row| row.get::<_, String>(0)).context("a day")?;
    let actions = |query: &str| format!("/actions?{query}");
    Ok(vec![
        ("what waits for review", "/review".to_owned()),
        ("actions", "/actions".to_owned()),
        ("actions: a later page", actions(&format!("after={day}.1"))),
        ("actions: mine", actions("owner=mine")),
        ("actions: overdue", actions("due=overdue")),
        ("actions: done", actions("status=done")),
        ("actions: all", actions("status=all")),
        ("actions: closed", actions("status=closed")),
        ("actions: critical", actions("severity=critical")),
        ("actions: a site", actions(&format!("site={}", site.to_lowercase().replace(' ', "+")))),
        ("actions: mine, overdue, critical, civil", actions("owner=mine&due=overdue&severity=critical&module=civil")),
        ("actions: board", "/actions/board".to_owned()),
    ])
}

/// The same form with and without an approval, in turns on one server.
fn cost_of_an_approval(env: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let database = env.database("approval")?;
    let server = Server::start(env, &database, "approval", 0)?;
    let form = Form::new(0);
    database.execute(&format!(
        "INSERT INTO approval_flows (organisation_id, module, version, flow, first_waits, created_at, replaced_at)
         SELECT min(id), 'hvac_mep', 1, '{FLOW}', '{{role:administrator}}', now(), now() FROM organisations"
    ))?;
    warm_up(&server, &form)?;
    let mut table = Table::new(&[
        "connections",
        "a second, without",
        "with an approval",
        "with / without",
        "CPU ms, app",
        "with",
        "CPU ms, PostgreSQL",
        "with",
    ]);
    for connections in CONNECTIONS {
        let (mut without, mut with): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            without.push(measure(env, &server, &form, connections, settings.time)?);
            database.execute("UPDATE approval_flows SET replaced_at = NULL")?;
            with.push(measure(env, &server, &form, connections, settings.time)?);
            database.execute("UPDATE approval_flows SET replaced_at = now()")?;
        }
        let (without, with) = (middle(&without), middle(&with));
        table.row(vec![
            connections.to_string(),
            number(without.rate),
            number(with.rate),
            number(with.rate / without.rate),
            number(without.app_cpu),
            number(with.app_cpu),
            number(without.postgres_cpu),
            number(with.postgres_cpu),
        ]);
    }
    ensure!(database.count("SELECT count(*) FROM approvals")? > 0, "no submission got an approval");
    table.print("## Submissions with and without an approval");
    Ok(())
}
