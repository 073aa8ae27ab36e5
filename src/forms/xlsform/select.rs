//! Questions with a list of choices: plain ones, checks, and the levels of a tree.

use super::{
    choice_lists::ListedChoice,
    messages::{CellPlace, unknown},
    question::QuestionWriter,
    rows::Row,
    toml_text::{label, quoted},
    tree_lists::{MOST_LEVELS, level_list},
};
use crate::domain::{
    message::Message,
    score::{FAIL, NOT_APPLICABLE, PASS},
};

/// The values of a check with the keys of their labels, in their order.
const CHECK: [(&str, &str); 3] = [(PASS, "pass"), (FAIL, "fail"), (NOT_APPLICABLE, "na")];

impl<'w, 'a> QuestionWriter<'w, 'a> {
    pub(super) fn choice(&mut self, row: &Row, word: &str, list: &str) {
        let place = row.place("type");
        let Some(choices) = self.list(list, place) else { return };
        self.kind_is(word, place);
        let filter = row.text("choice_filter").map(|(filter, _)| filter);
        self.lists.write(choices, filter, place, self.out, self.messages);
    }

    /// The choices of a list; a mistake, and a text instead, if there is no such list.
    fn list(&mut self, list: &str, place: CellPlace) -> Option<&'w [ListedChoice<'a>]> {
        let lists = self.lists;
        let found = lists.get(list);
        if found.is_none() {
            let message = if lists.names().next().is_none() {
                Message::new("spreadsheet-no-list").with("list", format!("{list:?}"))
            } else {
                unknown(Message::new("spreadsheet-noun-list"), list, lists.names())
            };
            self.messages.mistake(place, message);
            self.kind_is("text", place);
        }
        found
    }

    pub(super) fn check(&mut self, row: &Row, list: &str) {
        let place = row.place("type");
        if let Some((word, place)) = row.text("injaaz::kind")
            && word != "check"
        {
            let message = unknown(Message::new("definition-noun-kind"), word, ["check"].into_iter());
            self.messages.mistake(place, message);
        }
        let Some(choices) = self.list(list, place) else { return };
        let found: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
        if found != CHECK.map(|(value, _)| value) {
            let message = Message::new("spreadsheet-list-of-check")
                .with("pass", PASS)
                .with("fail", FAIL)
                .with("na", NOT_APPLICABLE);
            self.messages.mistake(place, message);
        }
        self.kind_is("check", place);
        let labels = CHECK.iter().zip(choices);
        let labels: Vec<String> =
            labels.map(|((_, key), choice)| format!("{key} = {}", label(&choice.texts.en, &choice.texts.ar))).collect();
        self.out.optional("labels", &format!("{{ {} }}", labels.join(", ")), place);
        self.limits(row, &["weight"]);
        for (column, key) in [("injaaz::critical", "critical"), ("injaaz::after_photo", "after_photo")] {
            if let Some(is_set) = row.flag(column, self.messages) {
                self.out.optional(key, &is_set.to_string(), row.place(column));
            }
        }
    }

    /// One level of a tree. Its choice_filter says the same as the columns of the tree, for other programs.
    pub(super) fn cascade(&mut self, row: &Row, list: &str) {
        let place = row.place("type");
        let (Some((tree, tree_place)), Some((level, level_place))) =
            (row.text("injaaz::tree"), row.text("injaaz::level"))
        else {
            self.messages.mistake(row.place("injaaz::level"), Message::new("spreadsheet-tree-without-level"));
            self.kind_is("text", place);
            return;
        };
        let level = level.parse::<usize>().ok().filter(|level| *level < MOST_LEVELS);
        let Some(level) = level else {
            let message = Message::new("spreadsheet-level-number").with("limit", (MOST_LEVELS - 1).to_string());
            self.messages.mistake(level_place, message);
            self.kind_is("text", place);
            return;
        };
        if list != level_list(tree, level) {
            let message = Message::new("spreadsheet-level-list")
                .with("level", level.to_string())
                .with("tree", tree)
                .with("list", level_list(tree, level));
            self.messages.mistake(place, message);
        }
        self.kind_is("cascade", place);
        self.out.needed("tree", &quoted(tree), tree_place);
        self.out.needed("level", &level.to_string(), level_place);
        self.trees.entry(tree.to_owned()).or_insert(tree_place);
        row.text("choice_filter");
    }
}
