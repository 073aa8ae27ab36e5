//! `/admin/migration`: the state of the migration of every form.

use super::{
    super::Operator,
    address_card::AddressCard,
    archive_row::ArchiveRow,
    job_row::JobRow,
    module_card::ModuleCard,
    names::title,
    notice::{ControlError, Notice},
    plans,
    proof_view::ProofView,
    run_card::{RunCard, StartForm},
};
use crate::{
    app::App,
    domain::{lang::Lang, time_zone::TimeZone},
    forms::Forms,
    i18n::Texts,
    migration::{
        archive,
        import::{self, RunView},
        phases::{self, Change},
    },
    services::jobs::JobView,
    web::{
        api::migration::{Overview, ReviewCounts, long_work},
        auth::csrf,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        reader_settings::ReaderSettings,
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
    now: RunningWork,
    modules: Vec<ModuleCard>,
    waiting: ReviewCounts,
    start: StartForm,
    runs: Vec<RunCard>,
    proof: ProofView,
    archives: Vec<ArchiveRow>,
    /// To pack: slug and title.
    packable: Vec<(String, String)>,
    /// What was refused at packing.
    pack_refused: Option<String>,
    /// What packing would read, if that was asked.
    pack_plan: Option<String>,
    addresses: Vec<AddressCard>,
    history: Vec<ChangeRow>,
}

/// What runs just now; also a page of its own for the script that keeps it fresh.
#[derive(Template, WebTemplate)]
#[template(path = "admin/now.html")]
pub struct RunningWork {
    texts: Texts,
    csrf_token: String,
    runs: Vec<RunCard>,
    jobs: Vec<JobRow>,
    /// Another word as soon as anything began or ended: the rest of the page is out of date then.
    stamp: String,
    busy: bool,
}

struct ChangeRow {
    module: String,
    from: &'static str,
    to: &'static str,
    at: Moment,
    by: String,
    reason: Option<String>,
    overridden: bool,
    asked_by: Option<String>,
    evidence: Option<String>,
}

/// What a post of the console is answered with.
#[derive(Responder)]
pub enum ConsoleResponse {
    Done(Box<Redirect>),
    Page((Status, Box<MigrationPage>)),
}

impl From<Redirect> for ConsoleResponse {
    fn from(redirect: Redirect) -> ConsoleResponse {
        ConsoleResponse::Done(Box::new(redirect))
    }
}

/// The page again, with what was refused.
pub async fn render_again(
    app: &AppState,
    operator: &Operator,
    refused: (Status, ControlError),
) -> Result<ConsoleResponse, ErrorResponse> {
    let (status, refusal) = refused;
    let overview = Overview::gather(app, &operator.context.actor).await?;
    let page = MigrationPage::new(app, operator, overview, None, Some(refusal));
    Ok(ConsoleResponse::Page((status, Box::new(page))))
}

/// `back` and `pack` name a module of which the page says what a step back or an archive would write.
#[get("/admin/migration?<done>&<back>&<pack>")]
pub async fn show(
    app: &AppState,
    operator: Operator,
    done: Option<&str>,
    back: Option<&str>,
    pack: Option<&str>,
) -> Result<Box<MigrationPage>, ErrorResponse> {
    let (actor, lang) = (&operator.context.actor, operator.context.lang);
    let overview = Overview::gather(app, actor).await?;
    let mut page = MigrationPage::new(app, &operator, overview, done, None);
    if let Some(Ok(module)) = back.map(str::parse)
        && let Some(card) = page.modules.iter_mut().find(|card| card.slug == back.unwrap_or_default())
        && card.before.is_some()
    {
        card.back_plan = Some(plans::back(&phases::plan_back(app, actor, &module).await?, lang));
    }
    if let Some(Ok(module)) = pack.map(str::parse) {
        page.pack_plan = Some(plans::pack(&archive::plan_pack(app, actor, &module).await?, lang));
    }
    Ok(Box::new(page))
}

/// What runs, and nothing that costs more to find out: this is asked once a second.
#[get("/admin/migration/now")]
pub async fn running_work(app: &AppState, operator: Operator) -> Result<RunningWork, ErrorResponse> {
    let context = &operator.context;
    let runs = import::runs(app, &context.actor).await?;
    let work = long_work(app, &context.actor).await?;
    Ok(RunningWork::new(app.forms.installed(), &runs, &work, context))
}

impl MigrationPage {
    fn new(
        app: &App,
        operator: &Operator,
        overview: Overview,
        done: Option<&str>,
        refusal: Option<ControlError>,
    ) -> MigrationPage {
        let place = app.old_store().map(|folder| folder.display().to_string());
        MigrationPage::with(operator, app.forms.installed(), place.as_deref(), app.clock.now(), overview, done, refusal)
    }

    pub fn with(
        operator: &Operator,
        forms: &Forms,
        old_store: Option<&str>,
        at: OffsetDateTime,
        overview: Overview,
        done: Option<&str>,
        refusal: Option<ControlError>,
    ) -> MigrationPage {
        let reader = operator.context.reader();
        let ReaderSettings { lang, zone } = reader;
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
            done: Notice::sentence(done, texts),
            looked_at: Texts::of(lang).moment(zone.at(at)),
            now: RunningWork::new(forms, &overview.runs, &overview.work, &operator.context),
            waiting: overview.waiting,
            start: StartForm::new(old_store, refused, lang),
            runs: overview
                .runs
                .iter()
                .filter(|run| run.finished_at.is_some())
                .map(|run| RunCard::new(run, lang, zone))
                .collect(),
            proof: ProofView::new(overview.verify, &overview.modules, forms, refused, lang, zone),
            archives: overview
                .archives
                .into_iter()
                .map(|one| ArchiveRow::new(one, forms, refused, lang, zone))
                .collect(),
            packable: packable.map(|module| (module.to_string(), title(forms, module.as_str(), lang))).collect(),
            pack_plan: None,
            pack_refused: ControlError::sentence_at(refused, "pack"),
            addresses: AddressCard::all(&overview.access, forms, refused, reader),
            history: overview.history.into_iter().map(|change| ChangeRow::new(change, forms, lang, zone)).collect(),
            modules: overview
                .modules
                .into_iter()
                .map(|one| ModuleCard::new(one, forms, old_store.is_some(), refused, reader))
                .collect(),
            refusal,
        }
    }
}

impl RunningWork {
    fn new(forms: &Forms, runs: &[RunView], jobs: &[JobView], context: &RequestContext) -> RunningWork {
        let ReaderSettings { lang, zone } = context.reader();
        let stamp = runs.iter().map(|run| format!("{}{}", run.run_id, run.state));
        let stamp = stamp.chain(jobs.iter().map(|job| format!("{}{}", job.job_id, job.is_pending())));
        let open = |run: &&RunView| run.finished_at.is_none();
        RunningWork {
            csrf_token: context.csrf_token.as_deref().map(csrf::mask).unwrap_or_default(),
            texts: Texts::of(lang),
            busy: runs.iter().any(|run| open(&run)) || jobs.iter().any(JobView::is_pending),
            runs: runs.iter().filter(open).map(|run| RunCard::new(run, lang, zone)).collect(),
            stamp: stamp.collect::<Vec<_>>().join(" "),
            jobs: jobs.iter().map(|job| JobRow::new(job, forms, lang, zone)).collect(),
        }
    }
}

impl ChangeRow {
    fn new(change: Change, forms: &Forms, lang: Lang, zone: TimeZone) -> ChangeRow {
        let texts = Texts::of(lang);
        ChangeRow {
            module: title(forms, change.module.as_str(), lang),
            from: labels::phase(texts, change.from).name,
            to: labels::phase(texts, change.to).name,
            at: Texts::of(lang).moment(zone.at(change.at)),
            by: change.by,
            reason: change.reason,
            overridden: change.overridden,
            asked_by: change.asked_by,
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
