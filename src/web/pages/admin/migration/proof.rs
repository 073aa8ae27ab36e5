//! The newest verify on the console, and the button that starts one.

use super::{
    super::Operator,
    modules::count,
    notice::{Done, Refusal, at_control},
    overview::{ADDRESS, ConsoleResponse, again, title},
};
use crate::{
    domain::{ids::ModuleSlug, job::Verify, lang::Lang},
    forms::Forms,
    migration::{
        phases::ModulePhase,
        verify::{Bad, Verified},
    },
    services::jobs,
    web::{
        body::Form,
        context::AppState,
        error::Failed,
        view::format::{self, Moment},
    },
};
use rocket::{FromForm, post};

/// Enough to see what is the matter; the manifest has them all.
const SHOWN: usize = 50;

pub struct ProofView {
    pub newest: Option<Newest>,
    /// What may be verified by itself: slug and title.
    pub modules: Vec<(String, String)>,
    pub refused: Option<String>,
}

pub struct Newest {
    pub checked: String,
    pub bad_count: String,
    pub good: bool,
    pub root: String,
    pub manifest: Option<String>,
    pub finished: Moment,
    pub bad: Vec<Bad>,
    /// How many more there are than are shown.
    pub more: Option<String>,
}

impl ProofView {
    pub fn new(
        newest: Option<Verified>,
        modules: &[ModulePhase],
        forms: &Forms,
        refusal: Option<&Refusal>,
        lang: Lang,
    ) -> ProofView {
        let module = |one: &ModulePhase| (one.module.to_string(), title(forms, one.module.as_str(), lang));
        ProofView {
            newest: newest.map(|newest| Newest::new(newest, lang)),
            modules: modules.iter().map(module).collect(),
            refused: Refusal::sentence_at(refusal, "proof"),
        }
    }
}

impl Newest {
    fn new(mut newest: Verified, lang: Lang) -> Newest {
        newest.bad.truncate(SHOWN);
        let more = newest.bad_count.saturating_sub(newest.bad.len() as u64);
        Newest {
            checked: count(newest.checked),
            bad_count: count(newest.bad_count),
            good: newest.bad_count == 0,
            root: newest.merkle_root,
            manifest: newest.manifest,
            finished: format::moment(newest.finished_at, lang),
            bad: newest.bad,
            more: (more > 0).then(|| count(more)),
        }
    }
}

#[derive(FromForm)]
pub struct Scope<'r> {
    #[field(default = "")]
    module: &'r str,
}

/// "Verify now". Reading everything takes its time: the answer does not wait for it.
#[post("/admin/migration/verify", data = "<scope>")]
pub async fn verify(app: &AppState, operator: Operator, scope: Form<Scope<'_>>) -> Result<ConsoleResponse, Failed> {
    let module: Option<ModuleSlug> = scope.module.parse().ok();
    match jobs::start(app, &operator.context.actor, &Verify { module }).await {
        Ok(()) => Ok(Done::Started.at(ADDRESS, "now").into()),
        Err(problem) => again(app, &operator, at_control(problem, &operator, "proof")?).await,
    }
}
