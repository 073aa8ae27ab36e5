//! A form in the migration as the page shows it: its phase, its gates and its numbers.

use super::{
    gate_texts,
    names::{count, title},
    notice::ControlError,
};
use crate::{
    domain::{lang::Lang, migration::Phase, time_zone::TimeZone},
    forms::Forms,
    i18n::Texts,
    migration::phases::{Gate, GateName, ModulePhase},
    web::{
        reader_settings::ReaderSettings,
        view::{
            format::Moment,
            labels::{self, PhaseTexts},
        },
    },
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A module and its phase, as the page shows them.
pub struct ModuleCard {
    pub slug: String,
    pub title: String,
    pub on_road: bool,
    /// What became of its old files, if it is not in the phases.
    pub old_files: Vec<String>,
    /// Whether old files wait, so that the page leads to the import.
    pub has_unread: bool,
    /// It can be put into the first phase: there is a legacy store.
    pub can_enter: bool,
    pub phase: PhaseTexts,
    pub since: Option<Moment>,
    pub steps: Vec<PhaseMark>,
    pub numbers: Vec<Figure>,
    pub outbox_error: Option<String>,
    pub gates: Vec<GateRow>,
    pub all_open: bool,
    pub next: Option<PhaseTexts>,
    pub before: Option<PhaseTexts>,
    /// What the step back would write, if that was asked.
    pub back_plan: Option<String>,
    /// A request to override the gates: reason, person and time.
    pub override_request: Option<(String, String, Moment)>,
    /// What was refused, and what was typed with it.
    pub refused: Option<String>,
    pub override_refused: Option<String>,
    pub override_reason: String,
}

/// A phase on the track, with the word that says how it stands: colour alone would not.
pub struct PhaseMark {
    pub name: &'static str,
    pub word: &'static str,
    pub css: &'static str,
    pub current: bool,
}

pub struct Figure {
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
    pub fn new(
        module: ModulePhase,
        forms: &Forms,
        has_old_store: bool,
        refusal: Option<&ControlError>,
        ReaderSettings { lang, zone }: ReaderSettings,
    ) -> ModuleCard {
        let texts = Texts::of(lang);
        let slug = module.module.to_string();
        let on_road = module.since.is_some();
        let step = |phase: &Phase| {
            let (word, css) = match (*phase).cmp(&module.phase) {
                std::cmp::Ordering::Less => (texts.t("migration-phase-step-over"), "over"),
                std::cmp::Ordering::Equal => (texts.t("migration-phase-step-now"), "now"),
                std::cmp::Ordering::Greater => ("", "ahead"),
            };
            PhaseMark { name: labels::phase(texts, *phase).name, word, css, current: *phase == module.phase }
        };
        let gates: Vec<GateRow> = module.gates.iter().map(|gate| GateRow::new(gate, &slug, lang, zone)).collect();
        let override_at = format!("override-{slug}");
        let override_refused = ControlError::sentence_at(refusal, &override_at);
        ModuleCard {
            title: title(forms, &slug, lang),
            on_road,
            old_files: old_files(&module, texts),
            has_unread: module.unread > 0,
            can_enter: has_old_store,
            phase: labels::phase(texts, module.phase),
            since: module.since.map(|since| Texts::of(lang).moment(zone.at(since))),
            steps: Phase::ALL.iter().map(step).collect(),
            numbers: numbers(&module, lang),
            outbox_error: module.outbox_error.as_deref().map(|stored| Texts::of(lang).old_store_error(stored)),
            all_open: gates.iter().all(|gate| gate.open),
            gates,
            next: module.phase.next().map(|next| labels::phase(texts, next)),
            before: module.phase.before().map(|before| labels::phase(texts, before)),
            back_plan: None,
            override_request: module
                .override_request
                .as_ref()
                .map(|request| (request.reason.clone(), request.by.clone(), texts.moment(zone.at(request.at)))),
            refused: ControlError::sentence_at(refusal, &format!("module-{slug}")),
            override_reason: match override_refused {
                Some(_) => ControlError::typed(refusal, "reason"),
                None => String::new(),
            },
            override_refused,
            slug,
        }
    }
}

/// What became of the old files of a module that is not in the phases.
fn old_files(module: &ModulePhase, texts: Texts) -> Vec<String> {
    let counted = |key, count: u64| (count > 0).then(|| texts.with(key, &[("count", count.into())]));
    let gate_text = [
        counted("migration-phase-imported", module.imported),
        counted("migration-phase-unread", module.unread),
        (module.imported > 0 && module.unread == 0).then(|| texts.t("migration-phase-all-imported").to_owned()),
    ];
    let gate_text: Vec<String> = gate_text.into_iter().flatten().collect();
    if gate_text.is_empty() { vec![texts.t("migration-phase-not-migrated").to_owned()] } else { gate_text }
}

/// The numbers that mean something in this phase.
fn numbers(module: &ModulePhase, lang: Lang) -> Vec<Figure> {
    let texts = Texts::of(lang);
    let number = |label, value: u64, bad: bool| Figure { label, value: count(texts, value), bad: bad && value > 0 };
    let mut numbers = Vec::new();
    if module.phase.writes_files() || module.outbox > 0 {
        numbers.push(number(texts.t("migration-phase-outbox"), module.outbox, false));
        numbers.push(number(texts.t("migration-phase-outbox-failing"), module.outbox_failing, true));
    }
    if module.phase.falls_back() {
        numbers.push(number(texts.t("migration-phase-shadow-reads"), module.shadow_reads, false));
        numbers.push(number(texts.t("migration-phase-differences"), module.differences, true));
        numbers.push(number(texts.t("migration-phase-fallbacks"), module.fallbacks, false));
    }
    numbers
}

impl GateRow {
    fn new(gate: &Gate, slug: &str, lang: Lang, zone: TimeZone) -> GateRow {
        let texts = Texts::of(lang);
        let gate_text = gate_texts::gate(texts, gate.name);
        let link = match gate.name {
            GateName::Divergences | GateName::Quarantine | GateName::ShadowReads => Some("/admin/migration/review"),
            GateName::Pending | GateName::Fallbacks => Some("#import"),
            GateName::Verify => Some("#proof"),
            GateName::Archive => Some("#archives"),
            GateName::Outbox => None,
            GateName::OldStore | GateName::Age => None,
        };
        GateRow {
            name: gate_text.name,
            open: gate.open,
            word: if gate.open { texts.t("migration-gate-open") } else { texts.t("migration-gate-closed") },
            found: readable(&gate.found, lang, zone),
            needed: readable(&gate.needed, lang, zone),
            advice: gate_text.advice,
            link: match gate.name {
                GateName::Outbox => Some(format!("#module-{slug}")),
                _ => link.map(str::to_owned),
            },
        }
    }
}

/// Numbers with their separators and times as people read them; anything else as it is.
fn readable(text: &str, lang: Lang, zone: TimeZone) -> String {
    text.split(" / ").map(|part| readable_part(part, lang, zone)).collect::<Vec<_>>().join(" / ")
}

fn readable_part(text: &str, lang: Lang, zone: TimeZone) -> String {
    match (text.parse::<i64>(), OffsetDateTime::parse(text, &Rfc3339)) {
        (Ok(number), _) => Texts::of(lang).number(number),
        (_, Ok(at)) => Texts::of(lang).moment(zone.at(at)).text,
        _ => text.to_owned(),
    }
}
