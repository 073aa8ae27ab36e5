//! The revisions of a submission: all of them, and one as its page shows it.

use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::SubmissionId,
        lang::Lang,
        money::Currency,
        problem::{Problem, Resource},
        submission::Submission,
        upload::{FileType, Upload},
    },
    services::{
        actor::Actor,
        branding,
        records::{definition, submission},
    },
    store::{self, submission_revisions::ReplacedRow},
};
use diesel_async::AsyncPgConnection;
use std::sync::Arc;
use time::{Date, OffsetDateTime};

/// An earlier revision, or the newest one.
#[derive(Clone, Debug)]
pub struct Revision {
    pub revision: i32,
    pub lang: Lang,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub form_data: serde_json::Value,
    pub content_hash: String,
    pub created_at: OffsetDateTime,
    /// Who corrected the one before, and why; none for the first revision.
    pub correction: Option<RevisionReason>,
}

#[derive(Clone, Debug)]
pub struct RevisionReason {
    pub who: Option<String>,
    pub reason: String,
}

/// All revisions of a submission, oldest first; the last one is `newest`.
pub(crate) async fn revisions(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: i64,
    newest: &Submission,
) -> Result<Vec<Revision>, Problem> {
    if newest.revision == 1 {
        return Ok(Vec::new());
    }
    let earlier = store::submission_revisions::of(conn, organisation, key).await?;
    let mut all: Vec<Revision> = Vec::with_capacity(earlier.len() + 1);
    let mut correction = None;
    let mut made_at = newest.created_at;
    for row in earlier {
        let ReplacedRow { replaced_at, reason, full_name, email, .. } = row;
        all.push(Revision {
            revision: row.revision,
            lang: row.language,
            site_name: row.site_name,
            visit_date: row.visit_date,
            form_data: row.form_data,
            content_hash: hex::encode(row.content_hash),
            created_at: row.created_at,
            correction,
        });
        correction = Some(RevisionReason { who: full_name.or(email), reason });
        made_at = replaced_at;
    }
    all.push(Revision {
        revision: newest.revision,
        lang: newest.lang,
        site_name: newest.site_name.clone(),
        visit_date: newest.visit_date,
        form_data: newest.form_data.clone(),
        content_hash: newest.content_hash.clone(),
        created_at: made_at,
        correction,
    });
    Ok(all)
}

/// An earlier revision with everything that its page shows.
pub struct EarlierRevision {
    pub submission: Submission,
    pub def: Arc<FormDef>,
    pub uploads: Vec<Upload>,
    /// Of the submission now.
    pub newest: i32,
    pub created_at: OffsetDateTime,
    /// Of the totals of its items.
    pub currency: Currency,
    /// Its reports that are still here.
    pub reports: Vec<FileType>,
}

/// One revision of a submission, read as the submission was then.
pub async fn earlier(app: &App, actor: &Actor, id: &SubmissionId, number: i32) -> Result<EarlierRevision, Problem> {
    let organisation = actor.organisation_id;
    let none = || Problem::NotFound(Resource::Submission);
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, organisation, id).await?.ok_or_else(none)?;
    let key = row.id;
    actor.require_in_scope(&mut conn, key, Resource::Submission).await?;
    let def = definition(app, &mut conn, organisation, &row.module, row.form_version).await?;
    let newest = submission(row, &def);
    let all = revisions(&mut conn, organisation, key, &newest).await?;
    let found = all.into_iter().find(|revision| revision.revision == number).ok_or_else(none)?;
    let files = store::submission_revisions::files(&mut conn, organisation, key).await?;
    let uploads = files.into_iter().map(Upload::from).filter(|upload| !upload.file_type.is_report()).collect();
    let currency = branding::currency_of(&mut conn, organisation, &def).await?;
    let reports = store::report_versions::files_of_revision(&mut conn, organisation, key, number).await?;
    Ok(EarlierRevision {
        reports: reports.into_iter().map(|(file_type, ..)| file_type).collect(),
        currency,
        newest: newest.revision,
        created_at: found.created_at,
        submission: Submission {
            revision: number,
            lang: found.lang,
            site_name: found.site_name,
            visit_date: found.visit_date,
            answers: Answers::from_json(&def, &found.form_data),
            form_data: found.form_data,
            content_hash: found.content_hash,
            ..newest
        },
        def,
        uploads,
    })
}
