//! The checker of the crash tests: compares acknowledgements with the database, the files and the responses.
//!
//! It uses none of the program's own code. Each complaint begins with the number of the broken invariant:
//!
//! - I1 what was acknowledged can be read, with the bytes that were sent;
//! - I2 a submission has all of its files; I3 a key has one submission, which has one job;
//! - I7 a job ends; I8 a job file is complete; I11 a report equals the recorded one and contains every answer;
//! - I14 a row has its file; I29 every action is in the audit log exactly once.

use super::client::{Ack, get_bytes, get_json};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::{io::AsyncWriteExt, process::Command};
use tokio_postgres::{Client, NoTls, Row};

/// What to check. All jobs have ended, and no request is running.
pub struct Evidence<'a> {
    pub database: &'a str,
    pub generated: &'a Path,
    /// The base URL of a running program.
    pub base: &'a str,
}

/// The complaints, one line each.
pub async fn check(evidence: &Evidence<'_>, acks: &[Ack]) -> Vec<String> {
    let (client, connection) = tokio_postgres::connect(evidence.database, NoTls).await.expect("the database");
    let driver = tokio::spawn(connection);
    let mut check = Check { evidence, client, complaints: Vec::new() };
    for ack in acks {
        check.confirmed(ack).await;
    }
    check.submissions().await;
    check.files().await;
    check.jobs().await;
    check.reports().await;
    check.audit().await;
    let Check { client, complaints, .. } = check;
    drop(client);
    let _ = driver.await;
    complaints
}

/// Files below uploads and reports without a row, including temporary ones.
pub async fn orphans(evidence: &Evidence<'_>) -> Vec<PathBuf> {
    let rows = crate::support::db::text(
        evidence.database,
        "SELECT coalesce(string_agg(upload_id, ' '), '') FROM uploaded_files",
    );
    let rows = rows.await;
    let known: HashSet<&str> = rows.split(' ').collect();
    let mut found = stored(evidence.generated);
    found.retain(|path| !known.contains(name_of(path).split('.').next().unwrap_or_default()));
    found
}

/// All files below uploads and reports.
pub fn stored(generated: &Path) -> Vec<PathBuf> {
    let folders = ["uploads", "reports"].into_iter().flat_map(|kind| list(&generated.join(kind)));
    folders.flat_map(|folder| list(&folder)).collect()
}

fn list(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The original of a stored file: `kind/<aa>/<id>.<extension>`.
pub fn original(generated: &Path, kind: &str, id: &str) -> Option<PathBuf> {
    let (_, digits) = id.split_once('_')?;
    let folder = generated.join(kind).join(digits.get(..2)?);
    list(&folder).into_iter().find(|path| {
        let name = name_of(path);
        name.strip_prefix(id).is_some_and(|ending| ending.matches('.').count() == 1)
    })
}

fn hash_of(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| hex::encode(Sha256::digest(bytes)))
}

struct Check<'a> {
    evidence: &'a Evidence<'a>,
    client: Client,
    complaints: Vec<String>,
}

impl Check<'_> {
    fn require(&mut self, holds: bool, complaint: impl FnOnce() -> String) {
        if !holds {
            self.complaints.push(complaint());
        }
    }

    async fn rows(&self, sql: &str) -> Vec<Row> {
        self.client.query(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Adds a complaint for each row of a query.
    async fn none(&mut self, broken: &str, sql: &str) {
        for row in self.rows(sql).await {
            let what: String = row.get(0);
            self.complaints.push(format!("{broken}: {what}"));
        }
    }

    async fn confirmed(&mut self, ack: &Ack) {
        let (base, generated, id) = (self.evidence.base, self.evidence.generated, ack.id());
        let answer = match get_json(base, &format!("/submissions/{id}")).await {
            Ok(answer) if answer.status == 200 => answer.body,
            other => {
                self.complaints.push(format!("I1 {id} ({}) was confirmed and cannot be read: {other:?}", ack.key));
                return;
            }
        };
        for name in ["content_hash", "job_id"] {
            self.require(answer[name] == ack.receipt[name], || format!("I1 {id}: {name} is not the confirmed one"));
        }
        let files = ack.receipt["files"].as_array().cloned().unwrap_or_default();
        let confirmed: Vec<(String, String)> = files.iter().map(|f| (text(f, "name"), text(f, "sha256"))).collect();
        self.require(confirmed == ack.sent, || {
            format!("I1 {id}: the receipt names {confirmed:?}, sent: {:?}", ack.sent)
        });
        for file in &files {
            let upload = text(file, "upload_id");
            let found = original(generated, "uploads", &upload).and_then(|path| hash_of(&path));
            self.require(found.as_ref() == Some(&text(file, "sha256")), || {
                format!("I1 {id}: the file {upload} of the receipt has the hash {found:?}")
            });
            for path in [format!("/uploads/{upload}"), format!("/uploads/{upload}/thumb")] {
                let status = get_bytes(base, &path).await.map(|(status, _)| status);
                self.require(matches!(status, Ok(200)), || format!("I1 {id}: {path} answers {status:?}"));
            }
        }
        let key = &ack.key;
        for row in self.rows(&format!("SELECT submission_id FROM submissions WHERE submission_key = '{key}'")).await {
            let other: String = row.get(0);
            self.require(other == id, || format!("I3 {key} was confirmed as {id} and is kept as {other}"));
        }
    }

    async fn submissions(&mut self) {
        self.none(
            "I3 more than one submission of a key",
            "SELECT submission_key FROM submissions GROUP BY submission_key HAVING count(*) > 1",
        )
        .await;
        self.none(
            "I3 more than one job of a submission",
            "SELECT submission_id::text FROM jobs WHERE submission_id IS NOT NULL GROUP BY submission_id HAVING count(*) > 1",
        )
        .await;
        let files = "SELECT submission_id, s.form_data::text,
                 (SELECT coalesce(array_agg(f.upload_id), '{}') FROM uploaded_files f
                  WHERE f.submission_id = s.id AND f.file_type IN ('photo', 'signature'))
             FROM submissions s";
        for row in self.rows(files).await {
            let (id, data, kept): (String, String, Vec<String>) = (row.get(0), row.get(1), row.get(2));
            let (data, mut answers) = (parsed(&data), Vec::new());
            leaves(&data, &mut answers);
            let named: HashSet<&str> = answers.into_iter().filter(|answer| answer.starts_with("upl_")).collect();
            let kept: HashSet<&str> = kept.iter().map(String::as_str).collect();
            self.require(named == kept, || format!("I2 {id} names the files {named:?} and has {kept:?}"));
        }
    }

    async fn files(&mut self) {
        for row in self.rows("SELECT upload_id, file_type, sha256, file_size FROM uploaded_files").await {
            let (id, kind, sha256, size): (String, String, Vec<u8>, i64) =
                (row.get(0), row.get(1), row.get(2), row.get(3));
            let folder = if kind.starts_with("report") { "reports" } else { "uploads" };
            let path = original(self.evidence.generated, folder, &id);
            let found = path.as_deref().and_then(hash_of);
            self.require(found == Some(hex::encode(sha256)), || {
                format!("I14 {kind} {id}: its file has the hash {found:?}")
            });
            let length = path.and_then(|path| fs::metadata(path).ok()).map(|data| data.len());
            self.require(length == u64::try_from(size).ok(), || {
                format!("I14 {kind} {id}: {length:?} bytes, not {size}")
            });
        }
    }

    async fn jobs(&mut self) {
        self.none(
            "I7 a job that did not end",
            "SELECT s.job_id || ' is ' || s.status FROM submissions s LEFT JOIN jobs w USING (job_id)
             WHERE NOT ((s.status = 'completed' AND w.id IS NULL) OR (s.status = 'failed' AND w.failed_at IS NOT NULL))",
        )
        .await;
        for path in list(&self.evidence.generated.join("jobs")) {
            let name = name_of(&path);
            let Some(job) = name.strip_suffix(".json").filter(|job| job.starts_with("job_")) else { continue };
            let whole = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
            let names_itself = whole.is_some_and(|status| status["job_id"] == job);
            self.require(names_itself, || format!("I8 {name} is not whole"));
        }
        let quarantined = list(&self.evidence.generated.join("quarantine"));
        self.require(quarantined.is_empty(), || format!("I8 a job file of ours could not be read: {quarantined:?}"));
    }

    async fn reports(&mut self) {
        let reports = "SELECT s.submission_id, s.form_data::text,
                 (SELECT encode(f.sha256, 'hex') FROM uploaded_files f WHERE f.submission_id = s.id AND f.file_type = 'report_excel'),
                 (SELECT encode(f.sha256, 'hex') FROM uploaded_files f WHERE f.submission_id = s.id AND f.file_type = 'report_pdf')
             FROM submissions s WHERE s.status = 'completed'";
        for row in self.rows(reports).await {
            let (id, data): (String, String) = (row.get(0), row.get(1));
            let shown = get_json(self.evidence.base, &format!("/submissions/{id}")).await;
            let shown = shown.map(|answer| answer.body).unwrap_or_default();
            for (link, recorded) in [("excel_url", row.get::<_, Option<String>>(2)), ("pdf_url", row.get(3))] {
                let url = shown["reports"][link].as_str().unwrap_or("/no-link");
                let (status, bytes) = get_bytes(self.evidence.base, url).await.unwrap_or_default();
                let served = (status == 200).then(|| hex::encode(Sha256::digest(&bytes)));
                self.require(served.is_some() && served == recorded, || {
                    format!("I11 {id}: {link} serves {served:?} ({status}), recorded is {recorded:?}")
                });
                if status == 200 && link == "pdf_url" {
                    self.says_every_answer(&id, &parsed(&data), &bytes).await;
                }
            }
        }
    }

    async fn says_every_answer(&mut self, id: &str, data: &Value, pdf: &[u8]) {
        let said = pdf_text(pdf).await;
        let mut answers = Vec::new();
        leaves(data, &mut answers);
        // Dates are formatted and pictures have no text; the report tests cover both.
        let spoken = |answer: &&str| !answer.starts_with("upl_") && answer.parse::<Date>().is_err();
        for answer in answers.into_iter().filter(spoken) {
            self.require(said.contains(&squeezed(answer)), || format!("I11 {id}: the PDF does not say {answer:?}"));
        }
    }

    async fn audit(&mut self) {
        self.none(
            "I29 not in the audit log exactly once",
            "SELECT s.submission_id || ' ' || wanted.action FROM submissions s
             CROSS JOIN (VALUES ('submission.created'), ('report.made')) AS wanted (action)
             WHERE (wanted.action <> 'report.made' OR s.status = 'completed')
               AND 1 <> (SELECT count(*) FROM audit_logs a
                         WHERE a.resource_type = 'submission' AND a.resource_id = s.id AND a.action = wanted.action)",
        )
        .await;
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("the column contains JSON")
}

/// All texts in a JSON value.
fn leaves<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| leaves(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| leaves(value, found)),
        _ => {}
    }
}

/// Removes white space, because a page breaks lines anywhere.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

async fn pdf_text(pdf: &[u8]) -> String {
    let mut command = Command::new("pdftotext");
    let mut child =
        command.args(["-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("poppler-utils");
    let mut stdin = child.stdin.take().expect("a pipe");
    let pdf = pdf.to_vec();
    let writer = tokio::spawn(async move { stdin.write_all(&pdf).await });
    let said = child.wait_with_output().await.expect("the text of the PDF");
    writer.await.expect("a writer").expect("a readable PDF");
    squeezed(&String::from_utf8_lossy(&said.stdout))
}

/// A date as it is stored: `2026-03-14`.
struct Date;

impl std::str::FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Date, ()> {
        let shape = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        shape.then_some(Date).ok_or(())
    }
}
