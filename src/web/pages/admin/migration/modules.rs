//! One form on its way: the card that shows it, and the buttons that take it one phase further or back.

use super::{
    super::Operator,
    notice::{Done, Refusal, at_control, refuse},
    overview::{ADDRESS, ConsoleResponse, again, title},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        job::{EnterPhases, JobPayload, StepBack},
        lang::Lang,
        migration::Phase,
        problem::{Problem, Resource},
    },
    forms::Forms,
    migration::phases::{self, Gate, GateName, ModulePhase},
    services::jobs,
    web::{
        body::Form,
        context::{AppState, IdParam},
        error::Failed,
        view::{
            format::{self, Moment},
            words::{Words, migration::PhaseWords},
        },
    },
};
use rocket::{FromForm, post};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Fewer characters are no reason.
const REASON_CHARS: usize = 10;

/// A form on its way, as the page prints it.
pub struct ModuleCard {
    pub slug: String,
    pub title: String,
    pub on_road: bool,
    pub phase: &'static PhaseWords,
    pub since: Option<Moment>,
    pub steps: Vec<Step>,
    pub numbers: Vec<Number>,
    pub outbox_error: Option<String>,
    pub gates: Vec<GateRow>,
    pub all_open: bool,
    pub next: Option<&'static PhaseWords>,
    pub before: Option<&'static PhaseWords>,
    /// What was refused, and what was typed with it.
    pub refused: Option<String>,
    pub override_refused: Option<String>,
    pub override_reason: String,
}

/// A phase on the track, with the word that says how it stands: colour alone would not.
pub struct Step {
    pub name: &'static str,
    pub word: &'static str,
    pub css: &'static str,
    pub current: bool,
}

pub struct Number {
    pub label: &'static str,
    pub value: String,
    pub bad: bool,
}

pub struct GateRow {
    pub name: &'static str,
    pub open: bool,
    pub word: &'static str,
    pub found: String,
    pub needed: String,
    pub advice: &'static str,
    /// Where to do what the advice says.
    pub link: Option<String>,
}

impl ModuleCard {
    pub fn new(module: ModulePhase, forms: &Forms, refusal: Option<&Refusal>, lang: Lang) -> ModuleCard {
        let words = &Words::of(lang).migration;
        let slug = module.module.to_string();
        let on_road = module.since.is_some();
        let step = |phase: &Phase| {
            let (word, css) = match (*phase).cmp(&module.phase) {
                std::cmp::Ordering::Less => (words.phases.step_over, "over"),
                std::cmp::Ordering::Equal => (words.phases.step_now, "now"),
                std::cmp::Ordering::Greater => ("", "ahead"),
            };
            Step { name: words.phase(*phase).name, word, css, current: *phase == module.phase }
        };
        let gates: Vec<GateRow> = module.gates.iter().map(|gate| GateRow::new(gate, &slug, lang)).collect();
        let override_at = format!("override-{slug}");
        let override_refused = Refusal::sentence_at(refusal, &override_at);
        ModuleCard {
            title: title(forms, &slug, lang),
            on_road,
            phase: words.phase(module.phase),
            since: module.since.map(|since| format::moment(since, lang)),
            steps: Phase::ALL.iter().map(step).collect(),
            numbers: numbers(&module, lang),
            outbox_error: module.outbox_error,
            all_open: gates.iter().all(|gate| gate.open),
            gates,
            next: module.phase.next().map(|next| words.phase(next)),
            before: module.phase.before().map(|before| words.phase(before)),
            refused: Refusal::sentence_at(refusal, &format!("module-{slug}")),
            override_reason: match override_refused {
                Some(_) => Refusal::typed(refusal, "reason"),
                None => String::new(),
            },
            override_refused,
            slug,
        }
    }
}

/// The numbers that mean something in this phase.
fn numbers(module: &ModulePhase, lang: Lang) -> Vec<Number> {
    let words = &Words::of(lang).migration.phases;
    let number = |label, value: u64, bad: bool| Number { label, value: count(value), bad: bad && value > 0 };
    let mut numbers = Vec::new();
    if module.phase.writes_files() || module.outbox > 0 {
        numbers.push(number(words.outbox, module.outbox, false));
        numbers.push(number(words.outbox_failing, module.outbox_failing, true));
    }
    if module.phase.falls_back() {
        numbers.push(number(words.shadow_reads, module.shadow_reads, false));
        numbers.push(number(words.differences, module.differences, true));
        numbers.push(number(words.fallbacks, module.fallbacks, false));
    }
    numbers
}

pub fn count(value: u64) -> String {
    format::number(i64::try_from(value).unwrap_or(i64::MAX))
}

impl GateRow {
    fn new(gate: &Gate, slug: &str, lang: Lang) -> GateRow {
        let words = &Words::of(lang).migration;
        let said = words.gate(gate.name);
        let link = match gate.name {
            GateName::Divergences | GateName::Quarantine | GateName::ShadowReads => Some("/admin/migration/desk"),
            GateName::Pending | GateName::Fallbacks => Some("#import"),
            GateName::Verify => Some("#proof"),
            GateName::Archive => Some("#archives"),
            GateName::Outbox => None,
            GateName::OldStore | GateName::Age => None,
        };
        GateRow {
            name: said.name,
            open: gate.open,
            word: if gate.open { words.gates.open } else { words.gates.closed },
            found: readable(&gate.found, lang),
            needed: readable(&gate.needed, lang),
            advice: said.advice,
            link: match gate.name {
                GateName::Outbox => Some(format!("#module-{slug}")),
                _ => link.map(str::to_owned),
            },
        }
    }
}

/// Numbers with their separators and times as people read them; anything else as it is.
fn readable(text: &str, lang: Lang) -> String {
    text.split(" / ").map(|part| readable_part(part, lang)).collect::<Vec<_>>().join(" / ")
}

fn readable_part(text: &str, lang: Lang) -> String {
    match (text.parse::<i64>(), OffsetDateTime::parse(text, &Rfc3339)) {
        (Ok(number), _) => format::number(number),
        (_, Ok(at)) => format::moment(at, lang).text,
        _ => text.to_owned(),
    }
}

#[derive(FromForm)]
pub struct Reason<'r> {
    #[field(default = "")]
    reason: &'r str,
}

/// A form with old files begins its way. What the database has of it is written to the old store first.
#[post("/admin/migration/modules/<module>/enter")]
pub async fn enter(app: &AppState, operator: Operator, module: IdParam<ModuleSlug>) -> Result<ConsoleResponse, Failed> {
    start(app, &operator, &module.0, &EnterPhases { module: module.0.clone() }).await
}

/// One phase forward, through open gates.
#[post("/admin/migration/modules/<module>/forward")]
pub async fn forward(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
) -> Result<ConsoleResponse, Failed> {
    let forward = phases::forward(app, &operator.context.actor, &operator.by, &module.0, None).await;
    answer(app, &operator, &module.0, forward.map(drop), Done::Forward).await
}

/// One phase forward although gates are closed, for a reason.
#[post("/admin/migration/modules/<module>/override", data = "<reason>")]
pub async fn override_gates(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
    reason: Form<Reason<'_>>,
) -> Result<ConsoleResponse, Failed> {
    let reason = reason.reason.trim();
    if reason.chars().count() < REASON_CHARS {
        let (status, refusal) =
            refuse(&operator, &format!("override-{}", module.0), |words| words.refused.reason_short);
        let refusal = Refusal { typed: vec![("reason", reason.to_owned())], ..refusal };
        return again(app, &operator, (status, refusal)).await;
    }
    let forward = phases::forward(app, &operator.context.actor, &operator.by, &module.0, Some(reason)).await;
    answer(app, &operator, &module.0, forward.map(drop), Done::Forward).await
}

/// One phase back. It may take as long as writing the files takes that the old store lacks.
#[post("/admin/migration/modules/<module>/back", data = "<reason>")]
pub async fn back(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
    reason: Form<Reason<'_>>,
) -> Result<ConsoleResponse, Failed> {
    let reason = Some(reason.reason.trim()).filter(|reason| !reason.is_empty()).map(str::to_owned);
    let from = phases::current(app, &operator.context.actor, &module.0).await;
    let from = from.map_err(|problem| Failed::new(problem, &operator.context))?;
    start(app, &operator, &module.0, &StepBack { module: module.0.clone(), from, reason }).await
}

/// Work that the answer does not wait for; whether there is such a form is said at once.
async fn start<P: JobPayload>(
    app: &AppState,
    operator: &Operator,
    module: &ModuleSlug,
    job: &P,
) -> Result<ConsoleResponse, Failed> {
    let started = match app.forms.get(module) {
        Some(_) => jobs::start(app, &operator.context.actor, job).await,
        None => Err(Problem::NotFound(Resource::Module)),
    };
    answer(app, operator, module, started, Done::Started).await
}

async fn answer(
    app: &AppState,
    operator: &Operator,
    module: &ModuleSlug,
    result: Result<(), Problem>,
    done: Done,
) -> Result<ConsoleResponse, Failed> {
    let at = format!("module-{module}");
    match result {
        Ok(()) => Ok(done.at(ADDRESS, &at).into()),
        Err(problem) => again(app, operator, at_control(problem, operator, &at)?).await,
    }
}
