//! `/api/v1/migration`: the state of the migration and its review queue. No API token grants it: it is for signed-in
//! operators.

use super::error_shape::ErrorBody;
use crate::{
    app::App,
    domain::{job::Lane, migration::RecordState, problem::Problem},
    migration::{
        archive::{self, ArchiveView},
        import::{self, RunView},
        legacy_access::{self, LegacyAccess},
        phases::{self, Change, ModulePhase, ShadowDifference},
        review_queue::{self, ReviewQueueRow},
        verify::{self, VerifyResult},
    },
    services::{
        actor::Actor,
        jobs::{self, JobView},
    },
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
    },
};
use rocket::{get, serde::json::Json};
use serde::Serialize;
use utoipa::OpenApi;

/// The part of the OpenAPI document about the migration.
#[derive(OpenApi)]
#[openapi(paths(overview, review))]
pub(super) struct ApiDescription;

/// The state of the migration.
#[derive(Serialize)]
pub struct Overview {
    pub modules: Vec<ModulePhase>,
    pub waiting: ReviewCounts,
    pub runs: Vec<RunView>,
    #[serde(skip)]
    pub work: Vec<JobView>,
    pub verify: Option<VerifyResult>,
    pub archives: Vec<ArchiveView>,
    #[serde(skip)]
    pub access: LegacyAccess,
    pub history: Vec<Change>,
}

/// How many records need a decision, counted up to one page of the review queue.
#[derive(Clone, Copy, Default, Serialize)]
pub struct ReviewCounts {
    pub quarantined: usize,
    pub divergent: usize,
    pub differences: usize,
}

impl Overview {
    pub async fn gather(app: &App, actor: &Actor) -> Result<Overview, Problem> {
        let differences = phases::differences(app, actor).await?;
        let waiting = ReviewCounts {
            quarantined: review_queue::waiting(app, actor, RecordState::Quarantined, 0).await?.len(),
            divergent: review_queue::waiting(app, actor, RecordState::Divergent, 0).await?.len(),
            differences: differences.iter().filter(|difference| difference.settled_by.is_none()).count(),
        };
        Ok(Overview {
            modules: phases::all(app, actor).await?,
            waiting,
            runs: import::runs(app, actor).await?,
            work: long_work(app, actor).await?,
            verify: verify::latest(app, actor, None).await?,
            archives: archive::all(app, actor).await?,
            access: legacy_access::all(app, actor).await?,
            history: phases::history(app, actor).await?,
        })
    }
}

/// As many as fit a glance.
const SHOWN: usize = 12;

/// What runs of the migration's long work, and the last of each that ended, the newest first.
pub async fn long_work(app: &App, actor: &Actor) -> Result<Vec<JobView>, Problem> {
    let all = jobs::of_kinds(app, actor, Lane::Maintenance, 50).await?;
    let mut shown: Vec<JobView> = Vec::new();
    for job in all {
        let newer = shown.iter().any(|one| one.kind == job.kind && one.payload == job.payload);
        if job.is_pending() || (!newer && shown.len() < SHOWN) {
            shown.push(job);
        }
    }
    Ok(shown)
}

/// The review queue of the migration.
#[derive(Serialize)]
pub struct ReviewQueueView {
    pub quarantined: Vec<ReviewQueueRow>,
    pub divergent: Vec<ReviewQueueRow>,
    pub differences: Vec<ShadowDifference>,
    pub decided: Vec<ReviewQueueRow>,
}

impl ReviewQueueView {
    pub async fn gather(
        app: &App,
        actor: &Actor,
        after_quarantined: i64,
        after_divergent: i64,
    ) -> Result<ReviewQueueView, Problem> {
        Ok(ReviewQueueView {
            quarantined: review_queue::waiting(app, actor, RecordState::Quarantined, after_quarantined).await?,
            divergent: review_queue::waiting(app, actor, RecordState::Divergent, after_divergent).await?,
            differences: phases::differences(app, actor).await?,
            decided: review_queue::decided(app, actor).await?,
        })
    }
}

/// Shows the state of the migration of every form.
#[utoipa::path(
    get, path = "/api/v1/migration", operation_id = "show_migration", tag = "migration",
    responses(
        (status = 200, description = "Phases with their gates, imports, verification and archives", body = Object),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "The role may not migrate", body = ErrorBody),
    )
)]
#[get("/api/v1/migration")]
pub async fn overview(app: &AppState, context: RequestContext) -> Result<Json<Overview>, ErrorResponse> {
    Ok(Json(Overview::gather(app, &context.actor).await?))
}

/// Lists the records that need a decision.
#[utoipa::path(
    get, path = "/api/v1/migration/review", operation_id = "list_migration_review", tag = "migration",
    params(
        ("quarantined" = Option<i64>, Query, description = "Quarantined records after this `id`"),
        ("divergent" = Option<i64>, Query, description = "Divergent records after this `id`"),
    ),
    responses(
        (status = 200, description = "The review queue", body = Object),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "The role may not migrate", body = ErrorBody),
    )
)]
#[get("/api/v1/migration/review?<quarantined>&<divergent>")]
pub async fn review(
    app: &AppState,
    context: RequestContext,
    quarantined: Option<i64>,
    divergent: Option<i64>,
) -> Result<Json<ReviewQueueView>, ErrorResponse> {
    let found = ReviewQueueView::gather(app, &context.actor, quarantined.unwrap_or(0), divergent.unwrap_or(0));
    Ok(Json(found.await?))
}
