//! `/admin/migration`: how far every form is on its way, and the buttons that take it further or back.

use super::{
    super::Operator,
    archives::ArchiveRow,
    imports::{RunCard, StartForm},
    modules::ModuleCard,
    notice::{Done, Refusal},
    proof::ProofView,
};
use crate::{
    app::App,
    domain::{
        job::{JobKind, Lane},
        lang::Lang,
        migration::RecordState,
        problem::Problem,
    },
    forms::Forms,
    migration::{
        archive::{self, ArchiveView},
        import::{self, RunView},
        phases::{self, Change, ModulePhase},
        review_queue,
        verify::{self, Verified},
    },
    services::jobs::{self, JobView, JobViewState},
    web::{
        context::{AppState, RequestContext},
        error::Failed,
        pages::Answer,
        view::{
            format::{self, Moment},
            layout::{Layout, Nav},
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    get,
    http::Status,
    response::{Redirect, Responder},
    serde::json::Json,
};
use serde::Serialize;
use time::OffsetDateTime;

pub const ADDRESS: &str = "/admin/migration";

/// Everything that the console knows, for programs and for the page alike.
#[derive(Serialize)]
pub struct Overview {
    pub modules: Vec<ModulePhase>,
    pub waiting: Waiting,
    pub runs: Vec<RunView>,
    #[serde(skip)]
    pub work: Vec<JobView>,
    pub verify: Option<Verified>,
    pub archives: Vec<ArchiveView>,
    pub history: Vec<Change>,
}

/// How many wait for a decision, counted as far as one page of the desk goes.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Waiting {
    pub quarantined: usize,
    pub divergent: usize,
    pub differences: usize,
}

impl Overview {
    pub async fn gather(app: &App, operator: &Operator) -> Result<Overview, Problem> {
        let actor = &operator.context.actor;
        let differences = phases::differences(app, actor).await?;
        let waiting = Waiting {
            quarantined: review_queue::waiting(app, actor, RecordState::Quarantined, 0).await?.len(),
            divergent: review_queue::waiting(app, actor, RecordState::Divergent, 0).await?.len(),
            differences: differences.iter().filter(|difference| difference.settled_by.is_none()).count(),
        };
        Ok(Overview {
            modules: phases::all(app, actor).await?,
            waiting,
            runs: import::runs(app, actor).await?,
            work: long_work(app, operator).await?,
            verify: verify::latest(app, actor, None).await?,
            archives: archive::all(app, actor).await?,
            history: phases::history(app, actor).await?,
        })
    }
}

/// As many as fit a glance.
const SHOWN: usize = 12;

/// What runs of the migration's long work, and the last of each that ended, the newest first.
async fn long_work(app: &App, operator: &Operator) -> Result<Vec<JobView>, Problem> {
    let all = jobs::of_kinds(app, &operator.context.actor, Lane::Maintenance, 50).await?;
    let mut shown: Vec<JobView> = Vec::new();
    for job in all {
        let newer = shown.iter().any(|one| one.kind == job.kind && one.payload == job.payload);
        if job.is_pending() || (!newer && shown.len() < SHOWN) {
            shown.push(job);
        }
    }
    Ok(shown)
}

#[derive(Template, WebTemplate)]
#[template(path = "admin/migration.html")]
pub struct MigrationPage {
    layout: Layout,
    done: Option<&'static str>,
    refusal: Option<Refusal>,
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
    words: &'static Words,
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
pub async fn again(app: &AppState, operator: &Operator, refused: (Status, Refusal)) -> Result<ConsoleResponse, Failed> {
    let (status, refusal) = refused;
    let overview = Overview::gather(app, operator).await.map_err(|problem| Failed::new(problem, &operator.context))?;
    let page = MigrationPage::new(app, operator, overview, None, Some(refusal));
    Ok(ConsoleResponse::Again((status, Box::new(page))))
}

#[get("/admin/migration?<done>")]
pub async fn show(
    app: &AppState,
    operator: Operator,
    done: Option<&str>,
) -> Result<Answer<Box<MigrationPage>, Overview>, Failed> {
    let overview = Overview::gather(app, &operator).await.map_err(|problem| Failed::new(problem, &operator.context))?;
    if operator.context.wants_json {
        return Ok(Answer::Json(Json(overview)));
    }
    Ok(Answer::Page(Box::new(MigrationPage::new(app, &operator, overview, done, None))))
}

/// What runs, and nothing that costs more to find out: this is asked once a second.
#[get("/admin/migration/now")]
pub async fn now(app: &AppState, operator: Operator) -> Result<Now, Failed> {
    let context = &operator.context;
    let runs = import::runs(app, &context.actor).await.map_err(|problem| Failed::new(problem, context))?;
    let work = long_work(app, &operator).await.map_err(|problem| Failed::new(problem, context))?;
    Ok(Now::new(&app.forms, &runs, &work, context))
}

impl MigrationPage {
    fn new(
        app: &App,
        operator: &Operator,
        overview: Overview,
        done: Option<&str>,
        refusal: Option<Refusal>,
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
        refusal: Option<Refusal>,
    ) -> MigrationPage {
        let lang = operator.context.lang;
        let words = &Words::of(lang).migration;
        let layout = match refusal {
            None => Layout::at(
                &operator.context,
                &without_done(&operator.context.path_and_query),
                Nav::Elsewhere,
                words.title,
            ),
            Some(_) => Layout::answering_post(&operator.context, Nav::Elsewhere, words.title, true),
        };
        let refused = refusal.as_ref();
        let packable =
            overview.modules.iter().filter(|module| module.since.is_some()).map(|module| module.module.clone());
        MigrationPage {
            layout,
            done: Done::sentence(done, words),
            looked_at: format::moment(at, lang),
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
            pack_refused: Refusal::sentence_at(refused, "pack"),
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
            csrf_token: context.csrf_token.clone().unwrap_or_default(),
            words: Words::of(lang),
            busy: runs.iter().any(|run| open(&run)) || jobs.iter().any(JobView::is_pending),
            runs: runs.iter().filter(open).map(|run| RunCard::new(run, lang)).collect(),
            stamp: stamp.collect::<Vec<_>>().join(" "),
            jobs: jobs.iter().map(|job| JobRow::new(job, forms, lang)).collect(),
        }
    }
}

impl JobRow {
    fn new(job: &JobView, forms: &Forms, lang: Lang) -> JobRow {
        let words = &Words::of(lang).migration;
        let (word, css) = match &job.state {
            JobViewState::Waiting | JobViewState::Running | JobViewState::Paused => (words.work.runs, "running"),
            JobViewState::Done => (words.work.over, "completed"),
            JobViewState::Failed(_) => (words.work.failed, "failed"),
        };
        let percent = |(done, all): (u64, u64)| (done, all, u8::try_from(done * 100 / all.max(1)).unwrap_or(100));
        let left = job.result.as_ref().and_then(|result| serde_json::from_value(result.get("left")?.clone()).ok());
        JobRow {
            id: job.job_id.to_string(),
            what: words.work(job.kind),
            about: about(job, forms, lang),
            word,
            css,
            runs: job.is_pending(),
            progress: job.progress.map(percent),
            by: job.started_by.clone().unwrap_or_else(|| "console".to_owned()),
            started: format::moment(job.created_at, lang),
            left: left.unwrap_or_default(),
            error: matches!(job.state, JobViewState::Failed(_)).then(|| job.sentence(lang)),
        }
    }
}

/// What a job of the migration is about.
fn about(job: &JobView, forms: &Forms, lang: Lang) -> String {
    let words = &Words::of(lang).migration;
    let module = || match job.payload.get("module").and_then(|module| module.as_str()) {
        Some(module) => title(forms, module, lang),
        None => words.proof.everything.to_owned(),
    };
    match job.kind {
        JobKind::RemoveArchived | JobKind::RestoreArchived => {
            let archive = job.payload.get("archive").and_then(|archive| archive.as_i64()).unwrap_or_default();
            format!("{} {archive}", words.archive.title)
        }
        _ => module(),
    }
}

impl ChangeRow {
    fn new(change: Change, forms: &Forms, lang: Lang) -> ChangeRow {
        let words = &Words::of(lang).migration;
        ChangeRow {
            module: title(forms, change.module.as_str(), lang),
            from: words.phase(change.from).name,
            to: words.phase(change.to).name,
            at: format::moment(change.at, lang),
            by: change.by,
            reason: change.reason,
            overridden: change.overridden,
            evidence: (!change.evidence.is_null()).then(|| format!("{:#}", change.evidence)),
        }
    }
}

/// What a form is called; one that is gone is called by its short name.
pub fn title(forms: &Forms, slug: &str, lang: Lang) -> String {
    let def = forms.all().iter().find(|def| def.module.as_str() == slug);
    def.map_or_else(|| slug.to_owned(), |def| def.title.get(lang).to_owned())
}

/// The language switch leads to the page itself, not to what was just done on it.
fn without_done(path_and_query: &str) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("done=")).collect();
    format!("{path}?{}", kept.join("&"))
}
