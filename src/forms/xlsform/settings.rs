//! The sheet `settings`: what the form as a whole has, as TOML.

use super::{
    headings::{Columns, KnownColumns, lang},
    kinds::QuestionType,
    messages::{CellPlace, Messages, SheetName},
    question::Question,
    rows::{Row, Texts, flag},
    survey::SurveySection,
    table::Table,
    toml_text::{TomlText, label, list, quoted},
};
use crate::domain::{ids::ModuleSlug, lang::Lang, message::Message};

pub const KNOWN: KnownColumns = KnownColumns {
    sheet: SheetName::Settings,
    plain: &[
        "form_id",
        "version",
        "default_language",
        "injaaz::order",
        "injaaz::site_field",
        "injaaz::date_field",
        "injaaz::inspector_field",
        "injaaz::cover",
        "injaaz::client",
        "injaaz::unanswered",
        "injaaz::columns",
        "injaaz::remarks",
        "injaaz::pass_mark",
        "injaaz::totals_items",
        "injaaz::totals_whole",
    ],
    translated: &["form_title", "injaaz::short", "injaaz::about"],
    aliases: &[
        ("id_string", "form_id"),
        ("title", "form_title"),
        ("set_form_title", "form_title"),
        ("set_form_id", "form_id"),
    ],
    left_out: &[
        ("style", NO_EFFECT),
        ("instance_name", "spreadsheet-left-out-name-of-submission"),
        ("instance_id", NO_EFFECT),
        ("auto_send", NO_EFFECT),
        ("auto_delete", NO_EFFECT),
        ("allow_choice_duplicates", "spreadsheet-left-out-choices-differ"),
        ("allow_duplicate_choices", "spreadsheet-left-out-choices-differ"),
        ("namespaces", NO_EFFECT),
        ("client_editable", NO_EFFECT),
        ("public_key", "spreadsheet-left-out-encryption"),
        ("submission_url", "spreadsheet-left-out-server"),
        ("name", NO_EFFECT),
        ("prefix", NO_EFFECT),
        ("delimiter", NO_EFFECT),
        ("sms_", NO_EFFECT),
        ("omit_instanceid", NO_EFFECT),
        ("clean_text_values", NO_EFFECT),
    ],
    has_further: false,
};

const NO_EFFECT: &str = "spreadsheet-left-out-no-effect";

/// Names that forms use for the place of a visit.
const SITE_NAMES: [&str; 10] = [
    "site",
    "site_name",
    "location",
    "building",
    "building_name",
    "project",
    "project_name",
    "property",
    "facility",
    "place",
];

/// The language of texts in columns without one.
pub fn default_language(table: &Table) -> Option<Lang> {
    let (column, _) =
        table.headings.iter().find(|(_, heading)| heading.trim().eq_ignore_ascii_case("default_language"))?;
    lang(table.rows.first()?.cells.get(column)?)
}

/// The title of the form, which also stands above questions outside of groups.
pub fn write(
    table: &Table,
    columns: &Columns,
    sections: &[SurveySection],
    out: &mut TomlText,
    messages: &mut Messages,
) -> Texts {
    let place = CellPlace::sheet(SheetName::Settings);
    let Some(first) = table.rows.first() else {
        messages.mistake(place, Message::new("spreadsheet-no-settings"));
        for (key, value) in [("module", "form"), ("site_field", "site"), ("date_field", "day")] {
            out.needed(key, &quoted(value), place);
        }
        out.needed("version", "1", place);
        for key in ["title", "short", "about"] {
            out.needed(key, &label("Form", "Form"), place);
        }
        return Texts { en: "Form".into(), ar: "Form".into(), place };
    };
    let row = Row::new(columns, first);
    if let Some(second) = table.rows.get(1) {
        let place = CellPlace { row: second.number, ..place };
        messages.mistake(place, Message::new("spreadsheet-second-settings"));
    }
    module(&row, out, messages);
    version(&row, out, messages);
    if let Some((order, place)) = row.text("injaaz::order") {
        out.optional("order", &number(order, place, messages), place);
    }
    row.text("default_language");
    let title = row.texts("form_title", messages).unwrap_or_else(|| {
        let message = Message::new("spreadsheet-value-missing").with("column", "form_title");
        messages.mistake(row.place("form_title"), message);
        Texts { en: "Form".into(), ar: "Form".into(), place: row.here() }
    });
    out.needed("title", &label(&title.en, &title.ar), title.place);
    for key in ["short", "about"] {
        let column = format!("injaaz::{key}");
        let texts = row.texts(&column, messages).unwrap_or_else(|| {
            messages.notice(row.here(), Message::new("spreadsheet-title-used").with("column", column));
            title.clone()
        });
        out.needed(key, &label(&texts.en, &texts.ar), texts.place);
    }
    site(&row, sections, out, messages);
    date(&row, sections, out, messages);
    if let Some((name, place)) = row.text("injaaz::inspector_field") {
        out.optional("inspector_field", &quoted(name), place);
    }
    report(&row, out, messages);
    title
}

/// `[totals]` has its keys here, and its parts in a sheet of their own.
pub fn totals_keys<'a>(table: &'a Table, columns: &Columns) -> [Option<(&'a str, CellPlace)>; 2] {
    let cell = |key: &str| {
        let row = table.rows.first()?;
        let column = columns.find(key, None)?;
        let place = CellPlace { sheet: SheetName::Settings, row: row.number, column: Some(column) };
        Some((row.cells.get(&column)?.as_str(), place))
    };
    [cell("injaaz::totals_items"), cell("injaaz::totals_whole")]
}

fn module(row: &Row, out: &mut TomlText, messages: &mut Messages) {
    let Some((id, place)) = row.text("form_id") else {
        messages.mistake(row.place("form_id"), Message::new("spreadsheet-form-id-missing"));
        out.needed("module", &quoted("form"), row.here());
        return;
    };
    if id.parse::<ModuleSlug>().is_ok() {
        out.needed("module", &quoted(id), place);
        return;
    }
    let allowed = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let near: String = id.chars().map(allowed).skip_while(|c| !c.is_ascii_lowercase()).take(40).collect();
    let near = near.trim_end_matches('_');
    let id = format!("{id:?}");
    let message = match near.len() {
        0 | 1 => Message::new("spreadsheet-form-id").with("id", id),
        _ => Message::new("spreadsheet-form-id-near").with("id", id).with("near", near),
    };
    messages.mistake(place, message);
    out.needed("module", &quoted("form"), place);
}

fn version(row: &Row, out: &mut TomlText, messages: &mut Messages) {
    let Some((text, place)) = row.text("version") else {
        messages.notice(row.place("version"), Message::new("spreadsheet-version-missing"));
        out.needed("version", "1", row.here());
        return;
    };
    match text.parse::<i32>() {
        Ok(version) => out.needed("version", &version.to_string(), place),
        Err(_) => {
            messages.mistake(place, Message::new("spreadsheet-version").with("version", format!("{text:?}")));
            out.needed("version", "1", place);
        }
    }
}

fn number(text: &str, place: CellPlace, messages: &mut Messages) -> String {
    match text.parse::<u32>() {
        Ok(number) => number.to_string(),
        Err(_) => {
            messages.mistake(place, Message::new("spreadsheet-not-a-whole-number").with("text", format!("{text:?}")));
            "1".to_owned()
        }
    }
}

/// The question that names the site: the stated one, or the most likely one.
fn site(row: &Row, sections: &[SurveySection], out: &mut TomlText, messages: &mut Messages) {
    if let Some((name, place)) = row.text("injaaz::site_field") {
        out.needed("site_field", &quoted(name), place);
        return;
    }
    let texts = once(sections).filter(|question| {
        let is_required = question.row.text("required").is_some_and(|(text, _)| flag(text) == Some(true));
        let is_long = question.row.text("appearance").is_some_and(|(text, _)| text.contains("multiline"));
        question.kind == QuestionType::Text && is_required && !is_long
    });
    let names: Vec<&str> = texts.map(|question| question.name.as_str()).collect();
    let found = match SITE_NAMES.iter().find(|name| names.contains(name)).or(names.first()) {
        Some(name) => Ok((*name, Message::new("spreadsheet-site-chosen").with("name", *name))),
        None => Err(("site", Message::new("spreadsheet-no-site"))),
    };
    field("site_field", found, row, out, messages);
}

fn date(row: &Row, sections: &[SurveySection], out: &mut TomlText, messages: &mut Messages) {
    if let Some((name, place)) = row.text("injaaz::date_field") {
        out.needed("date_field", &quoted(name), place);
        return;
    }
    let found = once(sections).find(|question| question.kind == QuestionType::Date && !question.row.has("calculation"));
    let found = match found.map(|question| question.name.as_str()) {
        Some(name) => Ok((name, Message::new("spreadsheet-day-chosen").with("name", name))),
        None => Err(("day", Message::new("spreadsheet-no-day"))),
    };
    field("date_field", found, row, out, messages);
}

/// The questions that are always asked, and asked once.
fn once<'s, 'a>(sections: &'s [SurveySection<'a>]) -> impl Iterator<Item = &'s Question<'a>> {
    let has_condition =
        |section: &&SurveySection| section.row.iter().chain(&section.around).any(|row| row.has("relevant"));
    let always = sections.iter().filter(move |section| !section.is_repeat && !has_condition(section));
    always.flat_map(|section| &section.questions).filter(|question| !question.row.has("relevant"))
}

/// `found` is the question with the notice about it, or a name in its place with the mistake that there is none.
fn field(
    key: &str,
    found: Result<(&str, Message), (&str, Message)>,
    row: &Row,
    out: &mut TomlText,
    messages: &mut Messages,
) {
    match found {
        Ok((name, notice)) => {
            messages.notice(row.here(), notice);
            out.needed(key, &quoted(name), row.here());
        }
        Err((name, mistake)) => {
            let place = CellPlace::sheet(SheetName::Survey);
            messages.mistake(place, mistake);
            // At the same place, so that the checks of form files do not tell it again.
            out.needed(key, &quoted(name), place);
        }
    }
}

fn report(row: &Row, out: &mut TomlText, messages: &mut Messages) {
    let keys = ["cover", "client", "unanswered", "columns", "remarks", "pass_mark"];
    if !keys.iter().any(|key| row.has(&format!("injaaz::{key}"))) {
        return;
    }
    out.begin("[report]", row.here());
    if let Some(cover) = row.flag("injaaz::cover", messages) {
        out.optional("cover", &cover.to_string(), row.place("injaaz::cover"));
    }
    for key in ["client", "unanswered"] {
        if let Some((word, place)) = row.text(&format!("injaaz::{key}")) {
            out.optional(key, &quoted(word), place);
        }
    }
    for key in ["columns", "remarks"] {
        if let Some((names, place)) = row.text(&format!("injaaz::{key}")) {
            let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
            out.optional(key, &list(&names), place);
        }
    }
    if let Some((mark, place)) = row.text("injaaz::pass_mark") {
        out.optional("pass_mark", &number(mark, place, messages), place);
    }
}
