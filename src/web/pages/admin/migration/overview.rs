//! `/admin/migration`: the state of the migration of every form.

use super::{
    super::Operator,
    archive_row::ArchiveRow,
    module_card::ModuleCard,
    names::title,
    notice::{ControlError, Done},
    proof_view::ProofView,
    run_card::{RunCard, StartForm},
};
use crate::{
    app::App,
    domain::{job::JobKind, lang::Lang},
    forms::Forms,
    i18n::Texts,
    migration::{
        import::{self, RunView},
        phases::Change,
    },
    services::jobs::{JobView, JobViewState},
    web::{
        api::migration::{Overview, Waiting, long_work},
        auth::csrf,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    http::Status,
    response::{Redirect, Responder},
};
use time::OffsetDateTime;

#[derive(Template, WebTemplate)]
#[template(path = "admin/migration.html")]
pub struct MigrationPage {
    layout: Layout,
    done: Option<&'static str>,
    refusal: Option<ControlError>,
    looked_at: Moment,
    now: Now,
    modules: Vec<ModuleCard>,
    waiting: Waiting,
    start: StartForm,
    runs: Vec<RunCard>,
    proof: ProofView,
    archives: Vec<ArchiveRow>,
    /// To pack: slug and title.
    packable: Vec<(String, String)>,
    /// What was refused at packing.
    pack_refused: Option<String>,
    history: Vec<ChangeRow>,
}

/// What runs just now; also a page of its own for the script that keeps it fresh.
#[derive(Template, WebTemplate)]
#[template(path = "admin/now.html")]
pub struct Now {
    texts: Texts,
    csrf_token: String,
    runs: Vec<RunCard>,
    jobs: Vec<JobRow>,
    /// Another word as soon as anything began or ended: the rest of the page is out of date then.
    stamp: String,
    busy: bool,
}

struct JobRow {
    /// Its place in the page.
    id: String,
    what: &'static str,
    about: String,
    word: &'static str,
    css: &'static str,
    runs: bool,
    progress: Option<(u64, u64, u8)>,
    by: String,
    started: Moment,
    error: Option<String>,
    left: Vec<String>,
}

struct ChangeRow {
    module: String,
    from: &'static str,
    to: &'static str,
    at: Moment,
    by: String,
    reason: Option<String>,
    overridden: bool,
    evidence: Option<String>,
}

/// What a post of the console is answered with.
#[derive(Responder)]
pub enum ConsoleResponse {
    Done(Box<Redirect>),
    Again((Status, Box<MigrationPage>)),
}

impl From<Redirect> for ConsoleResponse {
    fn from(redirect: Redirect) -> ConsoleResponse {
        ConsoleResponse::Done(Box::new(redirect))
    }
}

/// The page again, with what was refused.
pub async fn again(
    app: &AppState,
    operator: &Operator,
    refused: (Status, ControlError),
) -> Result<ConsoleResponse, ErrorResponse> {
    let (status, refusal) = refused;
    let overview = Overview::gather(app, &operator.context.actor).await?;
    let page = MigrationPage::new(app, operator, overview, None, Some(refusal));
    Ok(ConsoleResponse::Again((status, Box::new(page))))
}

#[get("/admin/migration?<done>")]
pub async fn show(app: &AppState, operator: Operator, done: Option<&str>) -> Result<Box<MigrationPage>, ErrorResponse> {
    let overview = Overview::gather(app, &operator.context.actor).await?;
    Ok(Box::new(MigrationPage::new(app, &operator, overview, done, None)))
}

/// What runs, and nothing that costs more to find out: this is asked once a second.
#[get("/admin/migration/now")]
pub async fn now(app: &AppState, operator: Operator) -> Result<Now, ErrorResponse> {
    let context = &operator.context;
    let runs = import::runs(app, &context.actor).await?;
    let work = long_work(app, &context.actor).await?;
    Ok(Now::new(&app.forms, &runs, &work, context))
}

impl MigrationPage {
    fn new(
        app: &App,
        operator: &Operator,
        overview: Overview,
        done: Option<&str>,
        refusal: Option<ControlError>,
    ) -> MigrationPage {
        let place = app.config.old_store.display().to_string();
        MigrationPage::with(operator, &app.forms, &place, app.clock.now(), overview, done, refusal)
    }

    pub fn with(
        operator: &Operator,
        forms: &Forms,
        old_store: &str,
        at: OffsetDateTime,
        overview: Overview,
        done: Option<&str>,
        refusal: Option<ControlError>,
    ) -> MigrationPage {
        let lang = operator.context.lang;
        let texts = Texts::of(lang);
        let layout = match refusal {
            None => Layout::at(
                &operator.context,
                &without_done(&operator.context.path_and_query),
                Nav::Elsewhere,
                texts.t("migration-title"),
            ),
            Some(_) => Layout::answering_post(&operator.context, Nav::Elsewhere, texts.t("migration-title"), true),
        };
        let refused = refusal.as_ref();
        let packable =
            overview.modules.iter().filter(|module| module.since.is_some()).map(|module| module.module.clone());
        MigrationPage {
            layout,
            done: Done::sentence(done, texts),
            looked_at: Texts::of(lang).moment(at),
            now: Now::new(forms, &overview.runs, &overview.work, &operator.context),
            waiting: overview.waiting,
            start: StartForm::new(old_store, refused, lang),
            runs: overview
                .runs
                .iter()
                .filter(|run| run.finished_at.is_some())
                .map(|run| RunCard::new(run, lang))
                .collect(),
            proof: ProofView::new(overview.verify, &overview.modules, forms, refused, lang),
            archives: overview.archives.into_iter().map(|one| ArchiveRow::new(one, forms, refused, lang)).collect(),
            packable: packable.map(|module| (module.to_string(), title(forms, module.as_str(), lang))).collect(),
            pack_refused: ControlError::sentence_at(refused, "pack"),
            history: overview.history.into_iter().map(|change| ChangeRow::new(change, forms, lang)).collect(),
            modules: overview.modules.into_iter().map(|one| ModuleCard::new(one, forms, refused, lang)).collect(),
            refusal,
        }
    }
}

impl Now {
    fn new(forms: &Forms, runs: &[RunView], jobs: &[JobView], context: &RequestContext) -> Now {
        let lang = context.lang;
        let stamp = runs.iter().map(|run| format!("{}{}", run.run_id, run.state));
        let stamp = stamp.chain(jobs.iter().map(|job| format!("{}{}", job.job_id, job.is_pending())));
        let open = |run: &&RunView| run.finished_at.is_none();
        Now {
            csrf_token: context.csrf_token.as_deref().map(csrf::mask).unwrap_or_default(),
            texts: Texts::of(lang),
            busy: runs.iter().any(|run| open(&run)) || jobs.iter().any(JobView::is_pending),
            runs: runs.iter().filter(open).map(|run| RunCard::new(run, lang)).collect(),
            stamp: stamp.collect::<Vec<_>>().join(" "),
            jobs: jobs.iter().map(|job| JobRow::new(job, forms, lang)).collect(),
        }
    }
}

impl JobRow {
    fn new(job: &JobView, forms: &Forms, lang: Lang) -> JobRow {
        let texts = Texts::of(lang);
        let (word, css) = match &job.state {
            JobViewState::Waiting | JobViewState::Running | JobViewState::Paused => {
                (texts.t("migration-work-running"), "running")
            }
            JobViewState::Done => (texts.t("migration-work-done"), "completed"),
            JobViewState::Failed(_) => (texts.t("migration-work-failed"), "failed"),
        };
        let percent = |(done, all): (u64, u64)| (done, all, u8::try_from(done * 100 / all.max(1)).unwrap_or(100));
        let left = job.result.as_ref().and_then(|result| serde_json::from_value(result.get("left")?.clone()).ok());
        JobRow {
            id: job.job_id.to_string(),
            what: labels::job_kind(texts, job.kind),
            about: about(job, forms, lang),
            word,
            css,
            runs: job.is_pending(),
            progress: job.progress.map(percent),
            by: job.started_by.clone().unwrap_or_else(|| "console".to_owned()),
            started: texts.moment(job.created_at),
            left: left.unwrap_or_default(),
            error: match job.state {
                JobViewState::Failed(_) => job.error.as_deref().map(|error| texts.stored_problem(error)),
                _ => None,
            },
        }
    }
}

/// What a job of the migration is about.
fn about(job: &JobView, forms: &Forms, lang: Lang) -> String {
    let texts = Texts::of(lang);
    match job.kind {
        JobKind::RemoveArchived | JobKind::RestoreArchived => {
            let archive = job.payload.get("archive").map(ToString::to_string).unwrap_or_default();
            texts.with("migration-archive-number", &[("number", archive.into())])
        }
        _ => match job.payload.get("module").and_then(|module| module.as_str()) {
            Some(module) => title(forms, module, lang),
            None => texts.t("migration-proof-everything").to_owned(),
        },
    }
}

impl ChangeRow {
    fn new(change: Change, forms: &Forms, lang: Lang) -> ChangeRow {
        let texts = Texts::of(lang);
        ChangeRow {
            module: title(forms, change.module.as_str(), lang),
            from: labels::phase(texts, change.from).name,
            to: labels::phase(texts, change.to).name,
            at: Texts::of(lang).moment(change.at),
            by: change.by,
            reason: change.reason,
            overridden: change.overridden,
            evidence: (!change.evidence.is_null()).then(|| format!("{:#}", change.evidence)),
        }
    }
}

/// The language switch leads to the page itself, not to what was just done on it.
fn without_done(path_and_query: &str) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("done=")).collect();
    format!("{path}?{}", kept.join("&"))
}
