//! A group, a repeat, or questions outside of both, as a section in TOML.

use super::{
    messages::{CellPlace, Messages},
    nesting::tell_rest,
    question::QuestionWriter,
    rows::{Row, Texts},
    survey::SurveySection,
    toml_text::{label, quoted},
};
use crate::domain::message::Message;

/// What a repeat without limits allows: as many items as the built-in forms.
const MOST_ITEMS: &str = "200";

/// `title` stands above questions outside of groups.
pub fn write(section: &SurveySection, title: &Texts, writer: &mut QuestionWriter) {
    writer.out.begin("[[sections]]", section.place);
    let Some(row) = &section.row else {
        writer.out.needed("id", &quoted(&section.name), section.place);
        writer.out.needed("title", &label(&title.en, &title.ar), title.place);
        questions(section, writer);
        return;
    };
    let own_id = row.text("injaaz::section").filter(|_| !section.is_continued);
    let (id, id_place) = own_id.unwrap_or((&section.name, section.place));
    writer.out.needed("id", &quoted(id), id_place);
    let texts = titles(row, section, writer);
    writer.out.needed("title", &label(&texts.en, &texts.ar), texts.place);
    // A group that goes on has shown its hint.
    if !section.is_continued {
        writer.texts(row, "hint", "hint");
    }
    writer.conditions(&section.around, row);
    if section.is_repeat {
        items(row, section, &texts, writer);
    }
    tell_rest(row, writer.messages);
    questions(section, writer);
}

/// "Plant room – Pumps": the labels of the groups around it and its own.
fn titles(row: &Row, section: &SurveySection, writer: &mut QuestionWriter) -> Texts {
    let rows = section.around.iter().map(|outer| &**outer).chain([row]);
    let all: Vec<Texts> = rows.filter_map(|row| row.texts("label", writer.messages)).collect();
    let Some(last) = all.last() else {
        writer.messages.mistake(row.place("label"), Message::new("spreadsheet-group-without-label"));
        return Texts { en: section.name.clone(), ar: section.name.clone(), place: row.place("label") };
    };
    let joined = |text: fn(&Texts) -> &str| all.iter().map(text).collect::<Vec<_>>().join(" – ");
    Texts { en: joined(|texts| &texts.en), ar: joined(|texts| &texts.ar), place: last.place }
}

fn questions(section: &SurveySection, writer: &mut QuestionWriter) {
    section.questions.iter().for_each(|question| writer.write(question));
}

fn items(row: &Row, section: &SurveySection, title: &Texts, writer: &mut QuestionWriter) {
    let singular = row.texts("injaaz::singular", writer.messages);
    let singular = singular.or_else(|| row.texts("label", writer.messages)).unwrap_or_else(|| title.clone());
    let repeat_count = row.text("repeat_count");
    let count = repeat_count.and_then(|(text, _)| whole(text));
    let mut limit = |column: &str, usual: &str| match row.text(column) {
        Some((text, place)) => number(text, place, writer.messages),
        None => count.clone().unwrap_or_else(|| usual.to_owned()),
    };
    let (min, max) = (limit("injaaz::min", "0"), limit("injaaz::max", MOST_ITEMS));
    let (name, singular) = (quoted(&section.name), label(&singular.en, &singular.ar));
    let place = row.place("type");
    match repeat_count.filter(|(text, _)| whole(text).is_none()) {
        // A line of its own, so that what is wrong about the expression is told at its cell.
        Some((rule, of_rule)) => {
            writer.out.raw("[sections.items]", place);
            for (key, value) in [("name", &name), ("singular", &singular), ("min", &min), ("max", &max)] {
                writer.out.needed(key, value, place);
            }
            writer.out.optional("repeat_count", &quoted(rule), of_rule);
        }
        None => {
            let value = format!("{{ name = {name}, singular = {singular}, min = {min}, max = {max} }}");
            writer.out.needed("items", &value, place);
        }
    }
}

fn number(text: &str, place: CellPlace, messages: &mut Messages) -> String {
    whole(text).unwrap_or_else(|| {
        messages.mistake(place, Message::new("spreadsheet-not-a-whole-number").with("text", format!("{text:?}")));
        "1".to_owned()
    })
}

fn whole(text: &str) -> Option<String> {
    text.parse::<u32>().ok().map(|number| number.to_string())
}
