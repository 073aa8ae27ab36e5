//! One row of the sheet `survey` that is a question, as TOML.

use super::{
    choice_lists::ChoiceLists,
    default_answers,
    kinds::QuestionType,
    messages::{CellPlace, Messages},
    rows::{Row, Texts, flag},
    toml_text::{TomlText, label, quoted},
};
use crate::domain::{
    decimal::Decimal,
    message::Message,
    rules::{parse::parse, value::Type},
};
use std::{collections::BTreeMap, rc::Rc};

/// XLSForm does not limit the decimals of a number; these are the most that can be stored.
const DECIMALS: &str = "6";

/// A question with all that is known before it is written.
#[derive(Debug)]
pub struct Question<'a> {
    pub row: Row<'a>,
    /// The rows of the groups around it within its repeat, the outermost first.
    pub groups: Vec<Rc<Row<'a>>>,
    pub kind: QuestionType,
    pub name: String,
    pub name_place: CellPlace,
    /// The type of its answer in rules.
    pub answer: Type,
}

pub struct QuestionWriter<'w, 'a> {
    pub lists: &'w ChoiceLists<'a>,
    /// The trees that questions use, with a question that does.
    pub trees: BTreeMap<String, CellPlace>,
    pub out: &'w mut TomlText,
    pub messages: &'w mut Messages,
}

impl QuestionWriter<'_, '_> {
    pub fn write(&mut self, question: &Question) {
        let row = &question.row;
        self.out.begin("[[sections.fields]]", question.name_place);
        self.out.needed("name", &quoted(&question.name), question.name_place);
        self.kind(question);
        let texts = self.label(question);
        self.out.needed("label", &label(&texts.en, &texts.ar), texts.place);
        self.texts(row, "hint", "hint");
        self.rules(question);
        if question.kind != QuestionType::Broken {
            default_answers::write(row, &question.kind, self.out, self.messages);
            self.tell_unread(question);
        }
    }

    fn label(&mut self, question: &Question) -> Texts {
        let (row, place) = (&question.row, question.row.place("label"));
        if let Some(texts) = row.texts("label", self.messages) {
            return texts;
        }
        let words = question.name.replace('_', " ");
        let mut letters = words.chars();
        let words: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        if question.kind == QuestionType::Calculate {
            let label = format!("{words:?}");
            let message = Message::new("spreadsheet-calculation-without-label").with("label", label);
            self.messages.notice(place, message);
        } else if question.kind != QuestionType::Broken {
            self.messages.mistake(place, Message::new("spreadsheet-question-without-label"));
        }
        Texts { en: words.clone(), ar: words, place }
    }

    pub(super) fn texts(&mut self, row: &Row, column: &str, key: &str) {
        if let Some(texts) = row.texts(column, self.messages) {
            self.out.optional(key, &label(&texts.en, &texts.ar), texts.place);
        }
    }

    /// The condition of a row within these groups.
    pub(super) fn conditions(&mut self, groups: &[Rc<Row>], row: &Row) {
        let rows = groups.iter().map(|group| &**group).chain([row]);
        let all: Vec<(&str, CellPlace)> = rows.filter_map(|row| row.text("relevant")).collect();
        // Each must be whole by itself: brackets in one of them could otherwise change what the others mean.
        let broken = all.iter().filter(|_| all.len() > 1).find_map(|(text, place)| Some((parse(text).err()?, *place)));
        match broken {
            Some((error, place)) => self.messages.mistake(place, error),
            None => self.out.condition("relevant", &all),
        }
    }

    /// A number of a column under the same key.
    pub(super) fn number(&mut self, row: &Row, column: &str, key: &str) {
        let Some((text, place)) = row.text(column) else { return };
        match text.parse::<Decimal>() {
            Ok(number) => self.out.optional(key, &number.to_string(), place),
            Err(_) => {
                let message = Message::new("spreadsheet-not-a-number").with("text", format!("{text:?}"));
                self.messages.mistake(place, message);
            }
        }
    }

    pub(super) fn limits(&mut self, row: &Row, keys: &[&str]) {
        keys.iter().for_each(|key| self.number(row, &format!("injaaz::{key}"), key));
    }

    pub(super) fn kind_is(&mut self, word: &str, place: CellPlace) {
        self.out.needed("kind", &quoted(word), place);
    }

    /// Writes the kind and its keys.
    fn kind(&mut self, question: &Question) {
        let row = &question.row;
        let place = row.place("type");
        let appearance = self.appearance(question);
        let has = |word: &str| appearance.iter().any(|known| known == word);
        match &question.kind {
            QuestionType::Broken => self.kind_is("text", place),
            QuestionType::Text if has("multiline") => {
                self.kind_is("long_text", place);
                self.limits(row, &["max"]);
            }
            QuestionType::Text => {
                self.kind_is("text", place);
                self.limits(row, &["max"]);
                match row.text("injaaz::input") {
                    Some((word, place)) => self.out.optional("input", &quoted(word), place),
                    None if has("numbers") => self.out.optional("input", &quoted("tel"), row.place("appearance")),
                    None => {}
                }
            }
            QuestionType::Barcode => {
                self.kind_is("barcode", place);
                self.limits(row, &["max"]);
            }
            QuestionType::Integer => {
                self.kind_is("integer", place);
                self.limits(row, &["min", "max"]);
                self.texts(row, "injaaz::unit", "unit");
            }
            QuestionType::Decimal => {
                self.kind_is("number", place);
                self.limits(row, &["min", "max", "decimals"]);
                if !row.has("injaaz::decimals") {
                    self.out.optional("decimals", DECIMALS, place);
                }
                self.texts(row, "injaaz::unit", "unit");
            }
            QuestionType::Range => self.range(row, has("rating")),
            QuestionType::Date => {
                self.kind_is("date", place);
                let future = row.flag("injaaz::future", self.messages).unwrap_or(true);
                self.out.optional("future", &future.to_string(), row.place("injaaz::future"));
            }
            QuestionType::Time => {
                self.kind_is("time", place);
                for key in ["min", "max"] {
                    if let Some((text, place)) = row.text(&format!("injaaz::{key}")) {
                        self.out.optional(key, &quoted(text), place);
                    }
                }
            }
            QuestionType::Calculate => match question.answer {
                Type::Number => {
                    self.kind_is("number", place);
                    self.out.optional("decimals", DECIMALS, place);
                }
                Type::Date => {
                    self.kind_is("date", place);
                    self.out.optional("future", "true", place);
                }
                _ => self.kind_is("long_text", place),
            },
            QuestionType::Note => self.kind_is("note", place),
            QuestionType::Geopoint => self.kind_is("geopoint", place),
            QuestionType::Image if has("signature") => self.kind_is("signature", place),
            QuestionType::Image => {
                self.kind_is("photos", place);
                self.limits(row, &["max"]);
            }
            QuestionType::File => self.kind_is("file", place),
            // A box that has to be ticked has required = true.
            QuestionType::Acknowledge => self.kind_is("checkbox", place),
            QuestionType::SelectOne(list) if row.has("injaaz::tree") => self.cascade(row, list),
            QuestionType::SelectOne(list) if row.has("injaaz::kind") => self.check(row, list),
            QuestionType::SelectOne(list) => self.choice(row, "choice", list),
            QuestionType::SelectMultiple(list) => {
                self.choice(row, "select_multiple", list);
                self.limits(row, &["min", "max"]);
            }
        }
    }

    fn range(&mut self, row: &Row, is_rating: bool) {
        self.kind_is("range", row.place("type"));
        if is_rating {
            self.out.optional("appearance", &quoted("rating"), row.place("appearance"));
        }
        if let Some((text, place)) = row.text("parameters") {
            for part in text.split([' ', ';', ',']).filter(|part| !part.is_empty()) {
                match part.split_once('=') {
                    Some((key @ ("start" | "end" | "step"), number)) => match number.parse::<Decimal>() {
                        Ok(number) => self.out.optional(key, &number.to_string(), place),
                        Err(_) => {
                            let text = format!("{number:?}");
                            let message =
                                Message::new("spreadsheet-parameter-number").with("key", key).with("text", text);
                            self.messages.mistake(place, message);
                        }
                    },
                    _ => {
                        let message = Message::new("spreadsheet-parameter").with("text", format!("{part:?}"));
                        self.messages.mistake(place, message);
                    }
                }
            }
        }
        self.texts(row, "injaaz::unit", "unit");
    }

    /// Which words of the column `appearance` mean something here; the others are told.
    fn appearance(&mut self, question: &Question) -> Vec<String> {
        let Some((text, place)) = question.row.text("appearance") else { return Vec::new() };
        let known: &[&str] = match question.kind {
            QuestionType::Text => &["multiline", "numbers"],
            QuestionType::Image => &["signature"],
            QuestionType::Range => &["rating"],
            _ => &[],
        };
        if text.contains('(') {
            let message = Message::new("spreadsheet-appearance-search").with("text", format!("{text:?}"));
            self.messages.mistake(place, message);
            return Vec::new();
        }
        let (means, other): (Vec<String>, Vec<String>) =
            text.split_whitespace().map(str::to_ascii_lowercase).partition(|word| known.contains(&word.as_str()));
        for word in other {
            self.messages.notice(place, Message::new("spreadsheet-appearance").with("appearance", word));
        }
        means
    }

    fn rules(&mut self, question: &Question) {
        let row = &question.row;
        if let Some((text, place)) = row.text("required") {
            match flag(text) {
                Some(true) => self.out.optional("required", "true", place),
                Some(false) => {}
                None => self.out.optional("required", &quoted(text), place),
            }
        }
        if row.texts("required_message", self.messages).is_some() {
            self.messages.notice(row.place("required_message"), Message::new("spreadsheet-required-message"));
        }
        if row.texts("guidance_hint", self.messages).is_some() {
            self.messages.notice(row.place("guidance_hint"), Message::new("spreadsheet-guidance-hint"));
        }
        // A cascade has the condition of its first level.
        let is_deeper = row.has("injaaz::tree") && row.text("injaaz::level").is_some_and(|(level, _)| level != "0");
        self.conditions(if is_deeper { &[] } else { &question.groups }, row);
        for key in ["constraint", "calculation"] {
            if let Some((text, place)) = row.text(key) {
                self.out.optional(key, &quoted(text), place);
            }
        }
        self.texts(row, "constraint_message", "constraint_message");
        if question.kind == QuestionType::Calculate && !row.has("calculation") {
            let message = Message::new("spreadsheet-calculate-without-calculation");
            self.messages.mistake(row.place("calculation"), message);
        }
        // In Kobo and ODK a person can overwrite what is calculated unless it is read_only; here it is always fixed.
        if row.flag("read_only", self.messages) == Some(true) && !row.has("calculation") {
            self.out.optional("read_only", "true", row.place("read_only"));
        }
        // A cascade has its filter by its tree, and wrote it.
        if let (Some((text, place)), false) = (row.text("choice_filter"), row.has("injaaz::tree")) {
            self.out.optional("choice_filter", &quoted(text), place);
        }
    }

    /// Values in columns that the type has no use for.
    fn tell_unread(&mut self, question: &Question) {
        for (key, place) in question.row.unread() {
            if key == "parameters" {
                self.messages.notice(place, Message::new("spreadsheet-parameters"));
            } else {
                self.messages.mistake(place, Message::new("spreadsheet-question-value").with("column", key));
            }
        }
    }
}
