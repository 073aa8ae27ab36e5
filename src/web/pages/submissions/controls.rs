//! What stands around the table of the list: its filter fields, the chips of the filters that are on, its headings.

use super::{list, query::SubmissionQuery};
use crate::{
    domain::{
        ids::{ModuleSlug, SubmissionId},
        lang::Lang,
        submission::Status,
        validate::FieldError,
    },
    forms::Forms,
    services::submissions::{Row, Sort, Standing},
    web::view::{
        field::ChoiceView,
        format::{self, Moment},
        words::Words,
    },
};
use rocket::uri;

/// What stands in the two text fields.
pub struct Searched {
    pub q: String,
    pub site: String,
}

pub struct Select {
    pub name: &'static str,
    pub label: &'static str,
    pub options: Vec<ChoiceView>,
    pub error: Option<String>,
}

pub struct Day {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
    pub error: Option<String>,
}

/// A filter that is on, and the address without it.
pub struct Chip {
    pub label: &'static str,
    pub value: String,
    pub without: String,
}

pub struct Head {
    pub label: &'static str,
    /// Orders the list by this column; a second time the other way round.
    pub url: Option<String>,
    /// The value of `aria-sort`.
    pub sorted: Option<&'static str>,
    pub number: bool,
}

/// A line of the list, and of the start page.
pub struct RowView {
    pub id: SubmissionId,
    pub site: String,
    pub module: String,
    pub visit_date: Option<String>,
    pub submitted: Moment,
    pub items: i32,
    pub photos: i32,
    pub status: Status,
}

impl RowView {
    pub fn new(forms: &Forms, row: Row, lang: Lang) -> RowView {
        RowView {
            module: short_name(forms, &row.module, lang),
            visit_date: row.visit_date.map(|date| format::date(date, lang)),
            submitted: format::moment(row.created_at, lang),
            items: row.item_count,
            photos: row.photo_count,
            status: row.status,
            site: row.site_name,
            id: row.id,
        }
    }
}

/// "HVAC"; the slug for a module that is no longer offered.
pub fn short_name(forms: &Forms, module: &ModuleSlug, lang: Lang) -> String {
    forms.get(module).map_or_else(|| module.to_string(), |def| def.short.get(lang).to_owned())
}

pub fn address(typed: &SubmissionQuery) -> String {
    uri!(list::list(typed)).to_string()
}

pub fn order(sort: Sort, words: &Words) -> &'static str {
    match sort {
        Sort::Newest => words.list.sort_newest,
        Sort::Oldest => words.list.sort_oldest,
        Sort::VisitNewest => words.list.sort_visit_newest,
        Sort::VisitOldest => words.list.sort_visit_oldest,
        Sort::Site => words.list.sort_site,
    }
}

fn standing(standing: Standing, words: &Words) -> &'static str {
    match standing {
        Standing::Open => words.list.open,
        Standing::Is(status) => words.status(&status),
    }
}

pub fn selects(
    forms: &Forms,
    typed: &SubmissionQuery,
    lang: Lang,
    error: impl Fn(&str) -> Option<String>,
) -> Vec<Select> {
    let words = Words::of(lang);
    let option = |typed: &Option<String>, value: &str, label: &str| ChoiceView {
        chosen: typed.as_deref().unwrap_or_default() == value,
        value: value.to_owned(),
        label: label.to_owned(),
    };
    let modules = forms.all().iter().map(|d| option(&typed.module, d.module.as_str(), d.title.get(lang)));
    let standings = Standing::ALL.map(|s| option(&typed.status, s.as_str(), standing(s, words)));
    let orders = Sort::ALL.map(|s| option(&typed.sort, s.as_str(), order(s, words)));
    let any =
        |label| std::iter::once(option(&Some(String::new()), "", label)).map(|any| ChoiceView { chosen: false, ..any });
    let select = |name, label, options| Select { name, label, options, error: error(name) };
    vec![
        select("module", words.common.module, any(words.list.any_module).chain(modules).collect()),
        select("status", words.common.status, any(words.list.any_status).chain(standings).collect()),
        select("sort", words.list.sort, any(words.list.sort_automatic).chain(orders).collect()),
    ]
}

/// One chip for each filter that is in force; a wrong value is in no force.
pub fn chips(forms: &Forms, typed: &SubmissionQuery, errors: &[FieldError], lang: Lang) -> Vec<Chip> {
    let words = Words::of(lang);
    let module = |text: &str| text.parse().map_or_else(|_| text.to_owned(), |slug| short_name(forms, &slug, lang));
    let status = |text: &str| Standing::parse(text).map_or(text, |known| standing(known, words)).to_owned();
    let day = |text: &str| crate::domain::answers::parse_iso(text).map_or(text.to_owned(), |d| format::date(d, lang));
    let same = |text: &str| text.to_owned();
    let all = [
        ("q", words.list.show, typed.q.as_deref().map(same), SubmissionQuery { q: None, ..typed.clone() }),
        (
            "module",
            words.common.module,
            typed.module.as_deref().map(module),
            SubmissionQuery { module: None, ..typed.clone() },
        ),
        ("site", words.common.site, typed.site.as_deref().map(same), SubmissionQuery { site: None, ..typed.clone() }),
        ("from", words.list.from, typed.from.as_deref().map(day), SubmissionQuery { from: None, ..typed.clone() }),
        ("to", words.list.to, typed.to.as_deref().map(day), SubmissionQuery { to: None, ..typed.clone() }),
        (
            "status",
            words.common.status,
            typed.status.as_deref().map(status),
            SubmissionQuery { status: None, ..typed.clone() },
        ),
    ];
    let right = |name: &str| !errors.iter().any(|error| error.name == name);
    let chip = |(name, label, value, without): (&str, _, Option<String>, SubmissionQuery)| {
        value.filter(|_| right(name)).map(|value| Chip { label, value, without: address(&without) })
    };
    all.into_iter().filter_map(chip).collect()
}

pub fn heads(typed: &SubmissionQuery, sort: Sort, words: &Words) -> Vec<Head> {
    let by = |sort: Sort| Some(address(&SubmissionQuery { sort: Some(sort.as_str().to_owned()), ..typed.clone() }));
    let head = |label, url, sorted| Head { label, url, sorted, number: false };
    let plain = |label, number| Head { label, url: None, sorted: None, number };
    let (visit, visit_sorted) = match sort {
        Sort::VisitNewest => (Sort::VisitOldest, Some("descending")),
        Sort::VisitOldest => (Sort::VisitNewest, Some("ascending")),
        _ => (Sort::VisitNewest, None),
    };
    let (sent, sent_sorted) = match sort {
        Sort::Newest => (Sort::Oldest, Some("descending")),
        Sort::Oldest => (Sort::Newest, Some("ascending")),
        _ => (Sort::Newest, None),
    };
    vec![
        head(words.common.site, by(Sort::Site), (sort == Sort::Site).then_some("ascending")),
        plain(words.common.module, false),
        head(words.common.visit_date, by(visit), visit_sorted),
        head(words.common.submitted_at, by(sent), sent_sorted),
        plain(words.common.items, true),
        plain(words.common.photos, true),
        plain(words.common.status, false),
    ]
}
