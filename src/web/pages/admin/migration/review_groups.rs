//! The review queue by reason and form: the groups with their counts, and the records of the chosen one.

use super::{
    names::{REVIEW, REVIEW_ROWS, count, title},
    record_row::RecordRow,
};
use crate::{
    app::App,
    domain::{
        lang::Lang,
        migration::RecordState,
        problem::Problem,
        review_queue::{OfModule, ReviewFilter},
    },
    forms::Forms,
    i18n::Texts,
    migration::{
        reasons,
        review_many::{self, QueueGroup},
        review_queue::ReviewQueueRow,
    },
    services::actor::Actor,
    web::{reader_settings::ReaderSettings, view::labels},
};
use rocket::FromForm;

/// The groups, and the chosen one.
#[derive(Default)]
pub struct Many {
    pub groups: Vec<GroupRow>,
    pub chosen: Option<Chosen>,
}

/// A group in the table.
pub struct GroupRow {
    pub state: &'static str,
    pub reason: String,
    pub module: Option<String>,
    pub count: String,
    pub url: String,
    pub chosen: bool,
}

/// The chosen group with the form that decides about all of it.
pub struct Chosen {
    pub reason: String,
    pub module: Option<String>,
    pub count: String,
    pub rows: Vec<RecordRow>,
    pub more: Option<String>,
    pub csv: String,
    pub quarantined: bool,
    /// The fields that carry the choice.
    pub fields: [(&'static str, String); 4],
    /// Slug and title.
    pub modules: Vec<(String, String)>,
    pub refused: Option<String>,
}

/// A choice in an address or a form.
#[derive(Clone, Copy, Debug, FromForm)]
pub struct Choice<'r> {
    #[field(default = "")]
    pub state: &'r str,
    #[field(default = "")]
    pub reason: &'r str,
    #[field(default = "")]
    pub module: &'r str,
}

impl Choice<'_> {
    /// `None` without a state that can be decided about.
    pub fn filter(&self) -> Option<ReviewFilter> {
        let state = RecordState::parse(self.state);
        let state = state.filter(|state| matches!(state, RecordState::Quarantined | RecordState::Divergent))?;
        let reason = Some(self.reason).filter(|reason| !reason.is_empty()).map(str::to_owned);
        Some(ReviewFilter { state, reason, module: OfModule::parse(self.module) })
    }
}

fn query(filter: &ReviewFilter) -> String {
    let reason = filter.reason.as_deref().unwrap_or_default();
    let module = filter.module.as_ref().map_or("", OfModule::as_str);
    format!("state={}&reason={reason}&module={module}", filter.state)
}

impl Many {
    pub async fn gather(
        app: &App,
        actor: &Actor,
        filter: Option<&ReviewFilter>,
        after: i64,
        reader: ReaderSettings,
    ) -> Result<Many, Problem> {
        let groups = review_many::groups(app, actor).await?;
        let chosen = match filter {
            None => None,
            Some(filter) => {
                let until = review_many::newest(app, actor).await?;
                let rows = review_many::waiting_in(app, actor, filter, after, until).await?;
                let total = review_many::total(app, actor, filter).await?;
                Some(Chosen::new(filter, rows, total, until, app.forms.installed(), reader))
            }
        };
        Ok(Many {
            groups: groups
                .iter()
                .map(|group| GroupRow::new(group, filter, app.forms.installed(), reader.lang))
                .collect(),
            chosen,
        })
    }
}

impl GroupRow {
    fn new(group: &QueueGroup, chosen: Option<&ReviewFilter>, forms: &Forms, lang: Lang) -> GroupRow {
        let texts = Texts::of(lang);
        let module = group.module.clone().map_or(OfModule::Unknown, OfModule::Known);
        let filter = ReviewFilter { state: group.state, reason: Some(group.reason.clone()), module: Some(module) };
        GroupRow {
            state: labels::record_state(texts, group.state),
            reason: reasons::sentence(&group.reason, texts),
            module: group.module.as_ref().map(|module| title(forms, module.as_str(), lang)),
            count: count(texts, group.count),
            url: format!("{}?{}#many", REVIEW, query(&filter)),
            chosen: chosen == Some(&filter),
        }
    }
}

impl Chosen {
    fn new(
        filter: &ReviewFilter,
        rows: Vec<ReviewQueueRow>,
        total: u64,
        until: i64,
        forms: &Forms,
        ReaderSettings { lang, zone }: ReaderSettings,
    ) -> Chosen {
        let texts = Texts::of(lang);
        let more = rows.last().filter(|_| rows.len() >= REVIEW_ROWS).map(|last| last.id);
        let query = query(filter);
        let word = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Chosen {
            reason: filter.reason.as_deref().map(|reason| reasons::sentence(reason, texts)).unwrap_or_default(),
            module: match &filter.module {
                Some(OfModule::Known(module)) => Some(title(forms, module.as_str(), lang)),
                _ => None,
            },
            count: count(texts, total),
            more: more.map(|last| format!("{}?{query}&after={last}#many", REVIEW)),
            csv: format!("{}.csv?{query}", REVIEW),
            quarantined: filter.state == RecordState::Quarantined,
            fields: [
                ("state", filter.state.to_string()),
                ("reason", word(filter.reason.as_deref())),
                ("module", word(filter.module.as_ref().map(OfModule::as_str))),
                ("until", until.to_string()),
            ],
            modules: forms.all().iter().map(|def| (def.module.to_string(), def.title.get(lang).to_owned())).collect(),
            refused: None,
            rows: rows.into_iter().map(|row| RecordRow::new(row, forms, lang, zone)).collect(),
        }
    }
}
