//! A spreadsheet as a form: TOML text and definition, or every mistake with its cell.

use super::{
    book::{self, Book},
    choice_lists::{self, ChoiceLists},
    headings::{self, KnownColumns},
    kinds::QuestionType,
    messages::{CellPlace, Messages, Mistakes, SheetName},
    question::QuestionWriter,
    rows::Row,
    section, settings,
    survey::{self, SurveySection},
    survey_columns,
    toml_text::TomlText,
    totals, tree_lists,
};
use crate::{
    domain::{form::FormDef, form_mistake::SheetMessage, lang::Lang, message::Message},
    forms::{check::MAX_FIELDS, parse::parse},
};
use std::collections::{BTreeMap, BTreeSet};

/// The largest file that is read, in bytes.
pub use super::package::MOST_BYTES;

/// How often the form is checked without the lines that were wrong, to find what is wrong beside them.
const ROUNDS: usize = 4;

/// A form that was read from a spreadsheet.
#[derive(Debug)]
pub struct Converted {
    pub def: FormDef,
    /// The same form as a file for the folder `INJAAZ_FORMS`.
    pub toml: String,
    /// What is different here from other programs, or was left out.
    pub notices: Vec<SheetMessage>,
}

/// `name` is that of the file; it stands in the first line of the TOML.
pub fn read(bytes: &[u8], name: &str) -> Result<Converted, Mistakes> {
    let mut messages = Messages::default();
    let book = match book::read(bytes, &mut messages) {
        Ok(book) => book,
        Err(reason) => {
            messages.mistake(CellPlace::BOOK, reason);
            return Err(messages.finish(|_, _| String::new()));
        }
    };
    let converted = convert(&book, name, &mut messages);
    let told = messages.finish(|sheet, column| book.heading(sheet, column));
    match converted {
        Some((def, toml)) if told.mistakes.is_empty() => Ok(Converted { def, toml, notices: told.notices }),
        _ => Err(told),
    }
}

fn convert(book: &Book, name: &str, messages: &mut Messages) -> Option<(FormDef, String)> {
    let [survey, choices, settings, totals] =
        [SheetName::Survey, SheetName::Choices, SheetName::Settings, SheetName::Totals].map(|sheet| book.table(sheet));
    if !survey.exists {
        messages.mistake(CellPlace::BOOK, Message::new("spreadsheet-no-survey"));
        return None;
    }
    let plain_lang: Option<Lang> = settings::default_language(settings);
    let mut columns = |table, known: &KnownColumns| headings::columns(table, known, plain_lang, messages);
    let survey_columns = columns(survey, &survey_columns::KNOWN);
    let choices_columns = columns(choices, &choice_lists::KNOWN);
    let settings_columns = columns(settings, &settings::KNOWN);
    let totals_columns = columns(totals, &totals::KNOWN);
    let missing = match ["type", "name"].map(|key| survey_columns.find(key, None).is_none()) {
        [false, false] => None,
        [true, false] => Some(Message::new("spreadsheet-no-type-column")),
        [false, true] => Some(Message::new("spreadsheet-no-name-column")),
        [true, true] => Some(Message::new("spreadsheet-no-type-and-name-column")),
    };
    if let Some(missing) = missing {
        messages.mistake(CellPlace { row: 1, ..CellPlace::sheet(SheetName::Survey) }, missing);
        return None;
    }
    let sections = survey::sections(survey, &survey_columns, messages);
    let rows: Vec<Row> = choices.rows.iter().map(|row| Row::new(&choices_columns, row)).collect();
    let lists = choice_lists::lists(&rows, messages);
    let mut out = TomlText::default();
    out.comment(&format!("Converted from the spreadsheet {}.", one_line(name)));
    out.comment("How to read and change this file: docs/forms.md.");
    out.raw("", CellPlace::BOOK);
    let title = settings::write(settings, &settings_columns, &sections, &mut out, messages);
    totals::write(settings::totals_keys(settings, &settings_columns), totals, &totals_columns, &mut out, messages);
    let mut writer = QuestionWriter { lists: &lists, trees: BTreeMap::new(), out: &mut out, messages };
    sections.iter().for_each(|section| section::write(section, &title, &mut writer));
    let trees = std::mem::take(&mut writer.trees);
    finish(&trees, &lists, &sections, out, messages)
}

fn finish(
    trees: &BTreeMap<String, CellPlace>,
    lists: &ChoiceLists,
    sections: &[SurveySection],
    mut out: TomlText,
    messages: &mut Messages,
) -> Option<(FormDef, String)> {
    tree_lists::write(trees, lists, &mut out, messages);
    lists.tell_unused(messages);
    if sections.is_empty() {
        if !messages.has_mistakes() {
            messages.mistake(CellPlace::sheet(SheetName::Survey), Message::new("spreadsheet-no-question"));
        }
        return None;
    }
    let count = sections.iter().map(|section| section.questions.len()).sum::<usize>();
    if count > MAX_FIELDS {
        let message = Message::new("spreadsheet-too-many-questions")
            .with("found", count.to_string())
            .with("limit", MAX_FIELDS.to_string());
        messages.mistake(CellPlace::sheet(SheetName::Survey), message);
        return None;
    }
    let questions = sections.iter().flat_map(|section| &section.questions);
    let broken: Vec<String> = questions
        .filter(|question| question.kind == QuestionType::Broken)
        .map(|question| format!("${{{}}}", question.name))
        .collect();
    let def = check(&out, &broken, messages)?;
    Some((def, out.text().to_owned()))
}

/// The checks of every form file. What they find is told at the cell that the line comes from.
fn check(out: &TomlText, broken: &[String], messages: &mut Messages) -> Option<FormDef> {
    let mut left_out: Vec<usize> = Vec::new();
    let mut wrong: BTreeSet<usize> = BTreeSet::new();
    for round in 0..ROUNDS {
        let errors = match parse(&out.without(&left_out), "") {
            Ok(parsed) => return Some(parsed.def),
            Err(errors) => errors.0,
        };
        let before = left_out.len();
        let mut now = BTreeSet::new();
        for error in errors {
            let Some(line) = out.line(error.line) else { continue };
            // Without a line that was wrong, others of the same question may be wrong for that alone.
            if round > 0 && wrong.contains(&line.entry) {
                continue;
            }
            now.insert(line.entry);
            let names_broken = broken.iter().any(|name| out.text_of(line).contains(name.as_str()));
            let (place, reason) = line.located(error.reason);
            if !names_broken && !messages.has_mistake_at(place) {
                messages.mistake(place, sentence(&error.place, reason, place));
            }
            if line.is_optional && !left_out.contains(&error.line) {
                left_out.push(error.line);
            }
        }
        wrong.extend(now);
        if left_out.len() == before {
            break;
        }
    }
    None
}

/// The reason of an error of a form file, in the words of a spreadsheet.
fn sentence(of: &str, reason: Message, place: CellPlace) -> Message {
    let reason = match reason.key {
        "definition-rule-reads-clock" => Message::new("spreadsheet-rule-reads-clock"),
        _ => reason,
    };
    if place != CellPlace::BOOK || of.is_empty() {
        return reason;
    }
    Message::new("spreadsheet-of-place").with("place", of).with("reason", reason)
}

fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
