//! The page of a form: its sections, its cards, and the summary of its errors.

use super::{
    field::{FieldView, Page, Scope},
    filled::FormInput,
    form_rules,
};
use crate::{
    domain::{
        form::{FormDef, Items, SectionBody},
        ids::SubmissionKey,
    },
    i18n::Texts,
};

pub struct FormView {
    pub module: String,
    /// Where it is posted to.
    pub action: String,
    /// Where its photos are sent, one by one.
    pub uploads_at: String,
    /// Under which name the browser keeps what was typed.
    pub drafts: String,
    /// The question that names the site: drafts are listed by its answer.
    pub site_field: String,
    pub version: i32,
    pub title: String,
    pub about: String,
    /// The organisation that it goes to, where that is not one's own.
    pub recipient: Option<String>,
    pub key: String,
    /// Descriptions of attached files that have no row yet, to be posted again.
    pub held: Vec<String>,
    pub summary: Vec<SummaryEntry>,
    /// Set if something that was sent is corrected.
    pub correction: Option<CorrectionView>,
    /// The submission that is inspected again.
    pub reinspects: Option<String>,
    /// The last visit of the site can be copied.
    pub offers_copy: bool,
    pub copied: Option<CopiedView>,
    /// The page begins with answers of an earlier submission.
    pub is_begun: bool,
    /// Nothing can be sent.
    pub is_preview: bool,
    pub sections: Vec<SectionView>,
    /// The rules as an element with JSON, for the script; none if the form has none.
    pub rules: Option<String>,
}

/// What a correction asks for besides the answers.
pub struct CorrectionView {
    /// The submission.
    pub id: String,
    pub reason: String,
    pub reason_required: bool,
    /// The summary only says what the page is for.
    pub is_calm: bool,
    /// The page shows what was sent, not what was posted.
    pub is_first: bool,
    pub error: Option<String>,
}

/// What was taken over from an earlier visit.
#[derive(Clone)]
pub struct CopiedView {
    pub sentence: String,
    /// The address of the visit; none if nothing was found.
    pub url: Option<String>,
}

/// A line of the error summary, with the place it leads to.
pub struct SummaryEntry {
    pub anchor: Option<String>,
    pub sentence: String,
}

pub struct SectionView {
    pub id: String,
    pub title: String,
    pub hint: Option<String>,
    /// In words, for pages without scripts: when it applies.
    pub condition: Option<String>,
    pub body: BodyView,
}

#[expect(clippy::large_enum_variant, reason = "a form has few sections")]
pub enum BodyView {
    Fields(Vec<FieldView>),
    Items(ItemsView),
}

pub struct ItemsView {
    pub name: String,
    pub singular: String,
    pub min: usize,
    pub max: usize,
    /// The names of the questions whose answers name an item in one line, separated by spaces.
    pub line: String,
    /// In words: how many items there must be.
    pub count: Option<String>,
    pub errors: Vec<String>,
    pub cards: Vec<Card>,
    /// The card from which JavaScript makes further ones.
    pub template: Card,
    /// The group has no room for another item.
    pub full: bool,
}

/// One item. In the template its index and number are placeholders.
pub struct Card {
    pub index: String,
    pub number: String,
    pub fields: Vec<FieldView>,
}

impl FormView {
    pub fn new(page: &Page<'_>, key: &SubmissionKey) -> FormView {
        let FormDef { module, version, title, about, .. } = page.def;
        let sections: Vec<SectionView> = page
            .def
            .sections
            .iter()
            .map(|section| {
                let body = match &section.body {
                    SectionBody::Fields(fields) => {
                        let scope = Scope { fields, posted: String::new(), shown: String::new() };
                        BodyView::Fields(fields.iter().map(|field| page.field(&scope, field)).collect())
                    }
                    SectionBody::Items(items) => BodyView::Items(page.items(items)),
                };
                SectionView {
                    id: section.id.clone(),
                    title: section.title.get(page.lang).to_owned(),
                    hint: section.hint.as_ref().map(|hint| hint.get(page.lang).to_owned()),
                    condition: section.relevant.as_ref().map(|rule| page.texts.shown_if(page.def, &rule.expression)),
                    body,
                }
            })
            .collect();
        FormView {
            module: module.to_string(),
            action: format!("/forms/{module}"),
            uploads_at: page.uploads_at.to_owned(),
            drafts: module.to_string(),
            site_field: page.def.site_field.clone(),
            version: *version,
            title: title.get(page.lang).to_owned(),
            recipient: None,
            about: about.get(page.lang).to_owned(),
            key: key.as_str().to_owned(),
            held: Vec::new(),
            summary: page.summary(&sections),
            correction: None,
            reinspects: None,
            offers_copy: false,
            copied: None,
            is_begun: false,
            is_preview: false,
            sections,
            rules: form_rules::element(page.def, page.texts),
        }
    }

    /// Puts a sentence at the head of the summary that belongs to the form as a whole.
    pub fn add_error(&mut self, sentence: impl Into<String>) {
        self.summary.insert(0, SummaryEntry { anchor: None, sentence: sentence.into() });
    }
}

impl Page<'_> {
    fn items(&self, items: &Items) -> ItemsView {
        let card = |page: &Page<'_>, posted: usize, index: String, number: String| {
            let scope = Scope {
                fields: &items.fields,
                posted: format!("{}.{posted}.", items.name),
                shown: format!("{}.{index}.", items.name),
            };
            Card { index, number, fields: items.fields.iter().map(|field| page.field(&scope, field)).collect() }
        };
        let indexes = self.filled.raw.item_indexes(&items.name);
        let blank = FormInput::blank_card(items);
        ItemsView {
            name: items.name.clone(),
            singular: items.singular.get(self.lang).to_owned(),
            min: items.min,
            max: items.max,
            line: items.line_fields().map(|field| field.name.as_str()).collect::<Vec<_>>().join(" "),
            count: items.repeat_count.as_ref().map(|rule| self.texts.as_many_as(self.def, &rule.expression)),
            errors: self.errors_of(&items.name),
            full: indexes.len() >= items.max,
            cards: (0..)
                .zip(&indexes)
                .map(|(i, posted)| card(self, *posted, format!("{i}"), format!("{}", i + 1)))
                .collect(),
            template: card(&Page { filled: &blank, ..*self }, 0, "__i__".into(), "__n__".into()),
        }
    }

    /// All complaints in the order of the page. Those at names that the page does not show come first: there is no
    /// other place where they could be read.
    fn summary(&self, sections: &[SectionView]) -> Vec<SummaryEntry> {
        let mut placed = Vec::new();
        let at_field = |field: &FieldView, out: &mut Vec<SummaryEntry>| {
            let anchor = Some(format!("f-{}", field.name));
            out.extend(field.errors.iter().map(|e| SummaryEntry { anchor: anchor.clone(), sentence: e.clone() }));
        };
        for section in sections {
            match &section.body {
                BodyView::Fields(fields) => fields.iter().for_each(|field| at_field(field, &mut placed)),
                BodyView::Items(items) => {
                    let anchor = Some(format!("section-{}", section.id));
                    placed.extend(
                        items.errors.iter().map(|e| SummaryEntry { anchor: anchor.clone(), sentence: e.clone() }),
                    );
                    items.cards.iter().flat_map(|card| &card.fields).for_each(|field| at_field(field, &mut placed));
                }
            }
        }
        let all = self.filled.errors.iter().map(|error| Texts::of(self.lang).field_error(error));
        let unplaced = all.filter(|sentence| !placed.iter().any(|complaint| complaint.sentence == *sentence));
        let mut summary: Vec<SummaryEntry> = unplaced.map(|sentence| SummaryEntry { anchor: None, sentence }).collect();
        summary.extend(placed);
        summary
    }
}
