//! Submissions beside what they were made of: an imported one beside the exact bytes of its record, which is read once
//! more; one that was made here beside the hash that was confirmed, and beside the audit log.

use super::{ahead::Ahead, belongings::Belongings, columns, findings::Bad, run::Verify};
use crate::{
    domain::{form::FormDef, problem::Problem},
    services::records::definition,
    store::{
        error::cross_tenant_connection,
        migration::verify::rows::{self, CreationRecord, Origin, Row},
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    sync::Arc,
};

const PAGE: i64 = 200;
/// Records are read in portions of about this size: one alone may have 32 MB.
const BYTES: i64 = 16 * 1024 * 1024;

/// Made by `injaaz seed`, from nothing that they could be compared with.
const MADE_UP: &str = "seed-";

/// The definitions that rows were made with.
type Defs = HashMap<(String, i32), Arc<FormDef>>;

pub(super) async fn verify(run: &mut Verify<'_>) -> Result<(), Problem> {
    run.manifest.say("place: database, submissions by what was confirmed")?;
    let (mut ahead, mut defs, mut after) = (Ahead::new(), Defs::new(), 0);
    loop {
        let page = Page::fetch(run.conn, run.organisation, run.module, after).await?;
        let Some(last) = page.rows.last() else { break };
        after = last.id;
        learn(run, &page, &mut defs).await?;
        for row in page.rows.iter() {
            run.manifest.record(Some(&row.content_hash), &format!("submission {}", row.submission_id))?;
        }
        run.passed(page.rows.len() as u64);
        for (page, records) in page.portions() {
            let contents = rows::contents(run.conn, &records).await?.into_iter().collect();
            let defs = defs.clone();
            if let Some(bad) = ahead.begin(move || page.look(&contents, &defs)).await? {
                run.findings.extend(bad);
            }
        }
    }
    while let Some(bad) = ahead.next().await? {
        run.findings.extend(bad);
    }
    Ok(())
}

/// Fetches the definitions of a page that are not known yet. One that is missing is told of its rows.
async fn learn(run: &Verify<'_>, page: &Page, defs: &mut Defs) -> Result<(), Problem> {
    for row in &page.rows {
        if let Entry::Vacant(place) = defs.entry((row.module.clone(), row.form_version)) {
            let mut conn = cross_tenant_connection(&run.app.pool).await?;
            if let Ok(module) = row.module.parse()
                && let Ok(def) = definition(run.app, &mut conn, &module, row.form_version).await
            {
                place.insert(def);
            }
        }
    }
    Ok(())
}

/// Some submissions with all that belongs to them, as they were at one moment.
#[derive(Default)]
struct Page {
    rows: Vec<Row>,
    origins: BTreeMap<i64, Vec<Origin>>,
    jobs: HashMap<String, Value>,
    belongings: HashMap<i64, Belongings>,
    made: HashMap<i64, CreationRecord>,
}

impl Page {
    /// In one snapshot: a job that ends between two queries would look like damage.
    async fn fetch(
        conn: &mut AsyncPgConnection,
        organisation: i64,
        module: Option<&str>,
        after: i64,
    ) -> QueryResult<Page> {
        let mut read = conn.build_transaction().repeatable_read().read_only();
        read.run(async |conn| {
            let rows = rows::page(conn, organisation, module, after, PAGE).await?;
            let keys: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let ids: Vec<&str> = rows.iter().map(|row| row.submission_id.as_str()).collect();
            let jobs = rows::jobs(conn, organisation, &ids).await?.into_iter().collect();
            let mut page = Page { jobs, ..Page::default() };
            for origin in rows::origins(conn, &keys).await? {
                page.origins.entry(origin.submission_id).or_default().push(origin);
            }
            for upload in rows::uploads(conn, &keys).await? {
                let Some(key) = upload.submission_id else { continue };
                page.belongings.entry(key).or_default().uploads.push(upload);
            }
            for media in rows::media(conn, &keys).await? {
                page.belongings.entry(media.submission_id).or_default().media.push(media);
            }
            for (key, job) in rows::due(conn, &keys).await? {
                page.belongings.entry(key).or_default().due.push(job);
            }
            for made in rows::made(conn, organisation, &keys).await? {
                page.made.insert(made.resource_id, made);
            }
            page.rows = rows;
            Ok(page)
        })
        .await
    }

    /// The same in portions whose records are not too large together, each with the keys of its records.
    fn portions(mut self) -> Vec<(Page, Vec<i64>)> {
        let mut portions: Vec<(Page, Vec<i64>, i64)> = Vec::new();
        for row in std::mem::take(&mut self.rows) {
            let origins = self.origins.remove(&row.id).unwrap_or_default();
            let size: i64 = origins.iter().map(|origin| origin.file_size).sum();
            if portions.last().is_none_or(|(.., before)| before + size > BYTES) {
                portions.push((Page::default(), Vec::new(), 0));
            }
            let Some((page, records, bytes)) = portions.last_mut() else { continue };
            *bytes += size;
            records.extend(origins.iter().map(|origin| origin.id));
            page.jobs.extend(self.jobs.remove_entry(&row.submission_id));
            page.belongings.extend(self.belongings.remove_entry(&row.id));
            page.made.extend(self.made.remove_entry(&row.id));
            page.origins.insert(row.id, origins);
            page.rows.push(row);
        }
        portions.into_iter().map(|(page, records, _)| (page, records)).collect()
    }

    fn look(mut self, contents: &HashMap<i64, Vec<u8>>, defs: &Defs) -> Vec<Bad> {
        let nothing = Belongings::default();
        let mut all = Vec::new();
        for row in std::mem::take(&mut self.rows) {
            let belongings = self.belongings.get(&row.id).unwrap_or(&nothing);
            let origins = self.origins.get(&row.id).map_or(&[] as &[_], Vec::as_slice);
            let file = origins.first().map(|origin| origin.name.as_str());
            let mut reasons = columns::types(&row);
            match defs.get(&(row.module.clone(), row.form_version)) {
                None => reasons.push(format!("there is no form {}, version {}", row.module, row.form_version)),
                Some(_) if row.submission_key.starts_with(MADE_UP) => {}
                Some(def) if origins.is_empty() => {
                    reasons.extend(columns::made_here(&row, def, belongings, self.made.get(&row.id)));
                }
                Some(def) => {
                    let job = self.jobs.get(&row.submission_id);
                    let from = |origin: &Origin| {
                        columns::imported(&row, def, belongings, origin, contents.get(&origin.id), job)
                    };
                    // Copies of a record came to the same submission: it agrees with one of them, or it is bad.
                    reasons.extend(origins.iter().map(from).min_by_key(Vec::len).unwrap_or_default());
                }
            }
            all.extend(reasons.into_iter().map(|reason| Bad::new(Some(&row.submission_id), file, reason)));
        }
        all
    }
}
