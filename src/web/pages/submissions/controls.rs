//! The controls of the submission list: filter fields, chips of active filters, and headings with sort links.

use super::columns::{Column, Columns};
use crate::{
    domain::{
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        lang::Lang,
        time_zone::TimeZone,
        validate::FieldError,
    },
    forms::Forms,
    i18n::Texts,
    services::submissions::{Sort, StatusFilter, SubmissionSummary},
    web::{
        query::submissions::{RESULTS, SubmissionQuery},
        view::{control::ChoiceView, format::Moment, labels},
    },
};

/// What stands in the text fields.
pub struct SearchFields {
    pub q: String,
    pub site: String,
    pub inspector: String,
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

/// The field for the highest score.
pub struct ScoreField {
    pub value: String,
    pub error: Option<String>,
}

/// A filter that is on, and the address without it.
pub struct Chip {
    pub label: &'static str,
    pub value: String,
    pub without: String,
}

pub struct ColumnHeading {
    pub label: &'static str,
    /// Orders the list by this column; a second time the other way round.
    pub url: Option<String>,
    /// The value of `aria-sort`.
    pub sorted: Option<&'static str>,
    pub number: bool,
}

/// A line of the list, and of the home page.
pub struct RowView {
    pub id: SubmissionId,
    pub site: String,
    pub module: String,
    pub visit_date: Option<String>,
    pub submitted: Moment,
    pub items: i32,
    pub photos: i32,
    pub standing: StatusFilter,
    /// "85 %".
    pub score: Option<String>,
    /// Whether it has passed, with the word for it.
    pub result: Option<(&'static str, bool)>,
    /// Who sent it, if that is shown.
    pub sender: Option<String>,
    /// Its reports lack photos or signatures.
    pub files_missing: bool,
    /// There is no site; `site` says so.
    pub without_site: bool,
}

impl RowView {
    pub fn new(forms: &Forms, row: SubmissionSummary, lang: Lang, zone: TimeZone) -> RowView {
        RowView {
            module: short_name(forms, &row.module, lang),
            visit_date: row.visit_date.map(|date| Texts::of(lang).date(date)),
            submitted: Texts::of(lang).moment(zone.at(row.created_at)),
            items: row.item_count,
            photos: row.photo_count,
            standing: row.standing(),
            score: row.score_percent.map(|percent| Texts::of(lang).percent(percent)),
            result: row.has_passed.map(|has_passed| (result(Texts::of(lang), has_passed), has_passed)),
            sender: row.sender,
            files_missing: row.missing_files > 0,
            without_site: row.site_name.trim().is_empty(),
            site: labels::site(Texts::of(lang), row.site_name),
            id: row.id,
        }
    }
}

/// "Passed".
pub fn result(texts: Texts, has_passed: bool) -> &'static str {
    texts.t(if has_passed { "report-passed" } else { "report-failed" })
}

/// Whether a form has checks, so that its submissions have scores.
pub fn has_checks(def: &FormDef) -> bool {
    let in_items = def.items().flat_map(|items| &items.fields);
    def.fields().chain(in_items).any(|field| field.rules.check.is_some())
}

/// "HVAC"; the slug for a module that is no longer offered.
pub fn short_name(forms: &Forms, module: &ModuleSlug, lang: Lang) -> String {
    forms.get(module).map_or_else(|| module.to_string(), |def| def.short.get(lang).to_owned())
}

pub fn address(typed: &SubmissionQuery) -> String {
    typed.address("/submissions")
}

pub fn order(sort: Sort, texts: Texts) -> &'static str {
    match sort {
        Sort::Newest => texts.t("submissions-sort-newest"),
        Sort::Oldest => texts.t("submissions-sort-oldest"),
        Sort::VisitNewest => texts.t("submissions-sort-visit-newest"),
        Sort::VisitOldest => texts.t("submissions-sort-visit-oldest"),
        Sort::Site => texts.t("submissions-sort-site"),
        Sort::ScoreLowest => texts.t("submissions-sort-score-lowest"),
        Sort::ScoreHighest => texts.t("submissions-sort-score-highest"),
    }
}

pub fn selects(
    forms: &Forms,
    typed: &SubmissionQuery,
    has_scores: bool,
    lang: Lang,
    error: impl Fn(&str) -> Option<String>,
) -> Vec<Select> {
    let texts = Texts::of(lang);
    let option = |typed: &Option<String>, value: &str, label: &str| ChoiceView {
        chosen: typed.as_deref().unwrap_or_default() == value,
        value: value.to_owned(),
        label: label.to_owned(),
    };
    let modules = forms.known().map(|d| option(&typed.module, d.module.as_str(), d.title.get(lang)));
    let standings = StatusFilter::ALL.map(|s| option(&typed.status, s.as_str(), labels::submission_standing(texts, s)));
    let orders = Sort::ALL.into_iter().filter(|sort| has_scores || !sort.is_by_score());
    let orders = orders.map(|s| option(&typed.sort, s.as_str(), order(s, texts)));
    let results = RESULTS.map(|(value, has_passed)| option(&typed.result, value, result(texts, has_passed)));
    let any =
        |label| std::iter::once(option(&Some(String::new()), "", label)).map(|any| ChoiceView { chosen: false, ..any });
    let select = |name, label, options| Select { name, label, options, error: error(name) };
    let of_scores = has_scores.then(|| {
        let any = any(texts.t("submissions-any-result"));
        select("result", texts.t("submissions-result"), any.chain(results).collect())
    });
    let every = [
        select("module", texts.t("common-module"), any(texts.t("submissions-any-module")).chain(modules).collect()),
        select("status", texts.t("common-status"), any(texts.t("submissions-any-status")).chain(standings).collect()),
        select("sort", texts.t("submissions-sort"), any(texts.t("submissions-sort-automatic")).chain(orders).collect()),
    ];
    every.into_iter().chain(of_scores).collect()
}

/// One chip for each filter that is in force; a wrong value is in no force.
pub fn chips(forms: &Forms, typed: &SubmissionQuery, errors: &[FieldError], lang: Lang) -> Vec<Chip> {
    let texts = Texts::of(lang);
    let module = |text: &str| text.parse().map_or_else(|_| text.to_owned(), |slug| short_name(forms, &slug, lang));
    let status = |text: &str| {
        StatusFilter::parse(text).map_or(text, |known| labels::submission_standing(texts, known)).to_owned()
    };
    let day = |text: &str| crate::domain::answers::parse_iso(text).map_or(text.to_owned(), |d| Texts::of(lang).date(d));
    let same = |text: &str| text.to_owned();
    let result_of = |text: &str| {
        let known = RESULTS.into_iter().find(|(value, _)| *value == text);
        known.map_or(text, |(_, has_passed)| result(texts, has_passed)).to_owned()
    };
    let all = [
        ("q", texts.t("submissions-show"), typed.q.as_deref().map(same), SubmissionQuery { q: None, ..typed.clone() }),
        (
            "module",
            texts.t("common-module"),
            typed.module.as_deref().map(module),
            SubmissionQuery { module: None, ..typed.clone() },
        ),
        (
            "site",
            texts.t("common-site"),
            typed.site.as_deref().map(same),
            SubmissionQuery { site: None, ..typed.clone() },
        ),
        (
            "from",
            texts.t("submissions-from"),
            typed.from.as_deref().map(day),
            SubmissionQuery { from: None, ..typed.clone() },
        ),
        ("to", texts.t("submissions-to"), typed.to.as_deref().map(day), SubmissionQuery { to: None, ..typed.clone() }),
        (
            "inspector",
            texts.t("submissions-inspector"),
            typed.inspector.as_deref().map(same),
            SubmissionQuery { inspector: None, ..typed.clone() },
        ),
        (
            "status",
            texts.t("common-status"),
            typed.status.as_deref().map(status),
            SubmissionQuery { status: None, ..typed.clone() },
        ),
        (
            "result",
            texts.t("submissions-result"),
            typed.result.as_deref().map(result_of),
            SubmissionQuery { result: None, ..typed.clone() },
        ),
        (
            "score_below",
            texts.t("submissions-score-below"),
            typed.score_below.as_deref().map(same),
            SubmissionQuery { score_below: None, ..typed.clone() },
        ),
    ];
    let right = |name: &str| !errors.iter().any(|error| error.name == name);
    let chip = |(name, label, value, without): (&str, _, Option<String>, SubmissionQuery)| {
        value.filter(|_| right(name)).map(|value| Chip { label, value, without: address(&without) })
    };
    all.into_iter().filter_map(chip).collect()
}

pub fn heads(typed: &SubmissionQuery, sort: Sort, columns: &Columns, texts: Texts) -> Vec<ColumnHeading> {
    let by = |sort: Sort| Some(address(&SubmissionQuery { sort: Some(sort.as_str().to_owned()), ..typed.clone() }));
    let head = |label, url, sorted| ColumnHeading { label, url, sorted, number: false };
    let plain = |label, number| ColumnHeading { label, url: None, sorted: None, number };
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
    let (score, score_sorted) = match sort {
        Sort::ScoreLowest => (Sort::ScoreHighest, Some("ascending")),
        Sort::ScoreHighest => (Sort::ScoreLowest, Some("descending")),
        _ => (Sort::ScoreLowest, None),
    };
    let site = head(texts.t("common-site"), by(Sort::Site), (sort == Sort::Site).then_some("ascending"));
    let shown = Column::ALL.into_iter().filter(|column| columns.has(*column)).map(|column| {
        let label = column.label(texts);
        match column {
            Column::VisitDate => head(label, by(visit), visit_sorted),
            Column::Submitted => head(label, by(sent), sent_sorted),
            Column::Score => head(label, by(score), score_sorted),
            Column::Items | Column::Photos => plain(label, true),
            Column::Module | Column::Inspector | Column::Status => plain(label, false),
        }
    });
    std::iter::once(site).chain(shown).collect()
}

/// The values of the query, for a form that keeps them.
pub fn kept(typed: &SubmissionQuery) -> Vec<(&'static str, String)> {
    let SubmissionQuery { module, site, from, to, status, result, score_below, inspector, q, sort, after: _ } =
        typed.clone();
    let all = [
        ("module", module),
        ("site", site),
        ("from", from),
        ("to", to),
        ("status", status),
        ("result", result),
        ("score_below", score_below),
        ("inspector", inspector),
        ("q", q),
        ("sort", sort),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
