//! The columns and lines of an export of submissions.

use super::super::controls::{result, short_name};
use crate::{
    domain::{
        answers::{Answer, Signature, answer, iso},
        form::{Field, FieldKind, FormDef, Items, SectionBody},
        lang::Lang,
        time_zone::TimeZone,
    },
    forms::Forms,
    i18n::Texts,
    services::submissions::{ExportRow, Filter},
    web::{
        reader_settings::ReaderSettings,
        view::{
            csv::{harmless, local, written, zoned},
            labels,
        },
    },
};
use std::sync::Arc;

/// What stands in the columns: the same for every submission, and behind it, where one form was chosen, what that
/// form asks once.
pub(super) struct Columns<'a> {
    forms: &'a Forms,
    def: Option<&'a FormDef>,
    lang: Lang,
    /// In which times are written.
    zone: TimeZone,
    /// A line for each item.
    per_item: bool,
}

/// A note has no column.
fn is_asked(field: &&Field) -> bool {
    field.kind != FieldKind::Note
}

impl<'a> Columns<'a> {
    pub fn new(
        forms: &'a Forms,
        filter: &Filter,
        ReaderSettings { lang, zone }: ReaderSettings,
        per_item: bool,
    ) -> Columns<'a> {
        let def = filter.module.as_ref().and_then(|module| forms.get(module)).map(Arc::as_ref);
        Columns { forms, def, lang, zone, per_item: per_item && def.is_some() }
    }

    /// The questions of the form; site and day of the visit have a column already.
    fn questions(&self) -> impl Iterator<Item = (&'a FormDef, &'a Field)> {
        let of = |def: &'a FormDef| def.fields().filter(is_asked).map(move |field| (def, field));
        self.def
            .into_iter()
            .flat_map(of)
            .filter(|(def, field)| field.name != def.site_field && field.name != def.date_field)
    }

    /// The repeating groups of the form.
    fn groups(&self) -> impl Iterator<Item = (&'a FormDef, &'a Items)> {
        let of = |def: &'a FormDef| def.sections.iter().map(move |section| (def, section));
        self.def.into_iter().flat_map(of).filter_map(|(def, section)| match &section.body {
            SectionBody::Items(items) => Some((def, items)),
            SectionBody::Fields(_) => None,
        })
    }

    /// The columns' names. The mark at the very start tells Excel that the text is UTF-8.
    pub fn head(&self) -> Vec<u8> {
        let texts = Texts::of(self.lang);
        let submitted = zoned(texts, texts.t("common-submitted-at"), self.zone);
        let every = [
            texts.t("common-reference"),
            texts.t("common-module"),
            texts.t("common-status"),
            texts.t("common-site"),
            texts.t("common-visit-date"),
            submitted.as_str(),
            texts.t("common-items"),
            texts.t("common-photos"),
            texts.t("submissions-sent-by"),
            texts.t("submission-reinspects"),
            texts.t("submissions-score-in-percent"),
            texts.t("submissions-result"),
        ];
        let questions = self.questions().map(|(_, field)| field.label.get(self.lang).to_owned());
        let number = self.per_item.then(|| texts.t("submissions-item-number").to_owned());
        let items = self.groups().flat_map(|(_, items)| {
            let of = items.singular.get(self.lang);
            items.fields.iter().filter(is_asked).map(move |field| format!("{of}: {}", field.label.get(self.lang)))
        });
        let names = every.into_iter().map(str::to_owned).chain(questions).chain(number).chain(items);
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(written(|csv| csv.write_record(names.map(|name| harmless(&name)))));
        bytes
    }

    pub fn lines(&self, rows: &[ExportRow]) -> Vec<u8> {
        written(|csv| {
            rows.iter().try_for_each(|row| match self.per_item {
                true => self.item_lines(row).iter().try_for_each(|line| csv.write_record(line)),
                false => csv.write_record(self.line(row)),
            })
        })
    }

    /// The line of a submission, with all items of a question in one cell.
    fn line(&self, row: &ExportRow) -> Vec<String> {
        let mut line = self.common(row);
        for (def, items) in self.groups() {
            let groups = row.answers.items_of(&items.name);
            line.extend(items.fields.iter().filter(is_asked).map(|field| {
                let cells = groups.iter().map(|group| self.plain(def, field, answer(group, &field.name)));
                match groups {
                    [group] => self.cell(def, field, answer(group, &field.name)),
                    // A cell that begins with a number and a colon is no formula.
                    _ => {
                        let numbered = cells.enumerate().filter(|(_, cell)| !cell.is_empty());
                        numbered.map(|(at, cell)| format!("{}: {cell}", at + 1)).collect::<Vec<_>>().join("\n")
                    }
                }
            }));
        }
        line
    }

    /// A line for each item; one without an item if there are none.
    fn item_lines(&self, row: &ExportRow) -> Vec<Vec<String>> {
        let common = self.common(row);
        let width: usize = self.groups().map(|(_, items)| items.fields.iter().filter(is_asked).count()).sum();
        let (mut lines, mut before) = (Vec::new(), 0);
        for (def, items) in self.groups() {
            for (at, group) in row.answers.items_of(&items.name).iter().enumerate() {
                let mut cells = vec![String::new(); width];
                for (cell, field) in cells.iter_mut().skip(before).zip(items.fields.iter().filter(is_asked)) {
                    *cell = self.cell(def, field, answer(group, &field.name));
                }
                let number = std::iter::once((at + 1).to_string());
                lines.push(common.iter().cloned().chain(number).chain(cells).collect());
            }
            before += items.fields.iter().filter(is_asked).count();
        }
        if lines.is_empty() {
            lines.push(common.into_iter().chain(std::iter::repeat_n(String::new(), width + 1)).collect::<Vec<_>>());
        }
        lines
    }

    /// The cells of a submission and of the questions that its form asks once.
    fn common(&self, ExportRow { row, answers, sender, reinspects }: &ExportRow) -> Vec<String> {
        let every = [
            row.id.to_string(),
            short_name(self.forms, &row.module, self.lang),
            labels::submission_standing(Texts::of(self.lang), row.standing()).to_owned(),
            row.site_name.clone(),
            row.visit_date.map(iso).unwrap_or_default(),
            local(self.zone.at(row.created_at)),
            row.item_count.to_string(),
            row.photo_count.to_string(),
            sender.clone().unwrap_or_default(),
            reinspects.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.score_percent.map(|percent| percent.to_string()).unwrap_or_default(),
            row.has_passed.map(|has_passed| result(Texts::of(self.lang), has_passed).to_owned()).unwrap_or_default(),
        ];
        let questions = self.questions().map(|(def, field)| self.cell(def, field, answers.get(&field.name)));
        every.iter().map(|cell| harmless(cell)).chain(questions).collect()
    }

    /// The same for a cell of its own, which is never a formula. A number stays one that can be added up, also below zero.
    fn cell(&self, def: &FormDef, field: &Field, answer: Option<&Answer>) -> String {
        let text = self.plain(def, field, answer);
        if matches!(answer, Some(Answer::Number(_))) { text } else { harmless(&text) }
    }

    /// An answer as a spreadsheet can count with it: plain numbers, days as year-month-day, how many photos.
    fn plain(&self, def: &FormDef, field: &Field, answer: Option<&Answer>) -> String {
        let texts = Texts::of(self.lang);
        let Some(answer) = answer else { return String::new() };
        let text = match answer {
            Answer::Number(number) => return number.to_string(),
            Answer::Text(text) => text,
            Answer::Date(date) => &iso(*date),
            Answer::Time(time) => &time.to_string(),
            Answer::Choices(values) => &texts.list(&def.choice_labels(field, values, self.lang)),
            Answer::Position(position) => &texts.position(position),
            Answer::Choice(value) => def.choice_label(field, value, self.lang),
            Answer::Bool(true) => texts.t("common-yes"),
            Answer::Bool(false) => texts.t("common-no"),
            Answer::Photos(ids) => &ids.len().to_string(),
            Answer::File(_) => texts.t("common-yes"),
            Answer::Signature(Signature { name: Some(name), .. }) => name,
            Answer::Signature(Signature { drawn: Some(_), .. }) => texts.t("common-yes"),
            Answer::Signature(_) => "",
        };
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{answers::Answers, submission::Status},
        services::submissions::SubmissionSummary,
    };
    use time::macros::{date, datetime};

    fn row(site: &str) -> SubmissionSummary {
        SubmissionSummary {
            id: "sub_0123456789ab".parse().unwrap(),
            module: "civil".parse().unwrap(),
            status: Status::Completed,
            site_name: site.into(),
            visit_date: Some(date!(2026 - 03 - 14)),
            created_at: datetime!(2026-03-14 10:42 +04:00),
            item_count: 2,
            photo_count: 0,
            without_reports: false,
            missing_files: 0,
            score_percent: Some(85),
            has_passed: Some(true),
            sender: None,
        }
    }

    fn table(columns: &Columns<'_>, rows: &[ExportRow]) -> (String, String) {
        (String::from_utf8(columns.head()).unwrap(), String::from_utf8(columns.lines(rows)).unwrap())
    }

    #[test]
    fn a_csv_cell_is_never_a_formula_and_never_split() {
        let sites = ["=1+1", "a \"b\",\nc", "برج المارينا"];
        let rows = sites.map(|site| ExportRow {
            row: row(site),
            answers: Answers::default(),
            sender: Some("Sara".to_owned()),
            reinspects: Some("sub_fedcba987654".parse().unwrap()),
        });
        let forms = Forms::load(&[]).unwrap();
        let (_, text) = table(
            &Columns::new(&forms, &Filter::default(), ReaderSettings { lang: Lang::EN, zone: TimeZone::UTC }, false),
            &rows,
        );
        let start = "sub_0123456789ab,Civil,Reports ready,";
        let end = ",2026-03-14,2026-03-14T06:42:00Z,2,0,Sara,sub_fedcba987654,85,Passed\r\n";
        let sites = ["'=1+1", "\"a \"\"b\"\",\nc\"", "برج المارينا"];
        assert_eq!(text, sites.map(|site| format!("{start}{site}{end}")).concat());
    }

    #[test]
    fn the_csv_begins_with_a_byte_order_mark() {
        let forms = Forms::load(&[]).unwrap();
        let (head, _) = table(
            &Columns::new(&forms, &Filter::default(), ReaderSettings { lang: Lang::AR, zone: TimeZone::UTC }, false),
            &[],
        );
        assert!(head.starts_with("\u{feff}الرقم المرجعي,"), "{head}");
    }

    #[test]
    fn one_form_brings_its_questions() {
        let forms = Forms::load(&[]).unwrap();
        let filter = Filter { module: "civil".parse().ok(), ..Filter::default() };
        let columns = Columns::new(&forms, &filter, ReaderSettings { lang: Lang::EN, zone: TimeZone::UTC }, false);
        let questions: Vec<_> = columns.questions().map(|(_, field)| field).collect();
        assert!(!questions.is_empty() && questions.iter().all(|field| field.name != "project_name"));
        let answers = questions.iter().map(|field| (field.name.clone(), Answer::Text(format!("={}", field.name))));
        let answers = Answers { fields: answers.collect(), items: Vec::new(), further: Vec::new() };
        let (head, line) = table(&columns, &[ExportRow { row: row("x"), answers, sender: None, reinspects: None }]);
        for field in questions {
            assert!(head.contains(&field.label.en), "{head}");
            assert!(line.contains(&format!(",'={}", field.name)), "{line}");
        }
        assert_eq!(head.matches(',').count(), line.matches(',').count());
    }
}
