//! What the views of a submission's answers have in common: how a section, an item, a finding and a value are shown.

use super::super::{
    answers::{AnswersView, BodyView, Fact, FactsView, FindingView, ItemView, ItemsView, SectionView, Value},
    comment_place::{CommentPlaceView, Commented},
    score_view,
};
use crate::{
    domain::{
        answers::{Answer, Answers, FURTHER, Group, answer},
        branding::Branding,
        comment_place::CommentPlace,
        extra_answers,
        findings::{self, Finding},
        form::{Field, FieldKind, FormDef, Items, Section, SectionBody},
        form_rules::shown::NotApplicable,
        ids::{SubmissionId, UploadId},
        lang::{Label, Lang},
        money::{Currency, Money},
        totals::totals,
        upload::Upload,
    },
    i18n::Texts,
    services::submissions::OldMedia,
};

/// Up to how many items are shown unfolded.
const FEW_ITEMS: usize = 3;

/// What all facts of one page have in common.
pub struct Reader<'a> {
    pub def: &'a FormDef,
    pub uploads: &'a [Upload],
    /// Uploads whose files are missing.
    pub missing: &'a [UploadId],
    pub media: &'a [OldMedia],
    /// Below which address the pictures are.
    pub pictures_at: &'a str,
    /// Below which address each picture has a page.
    pub pages_at: Option<&'a str>,
    /// The last segment of the address of a picture.
    pub segment: &'a dyn Fn(&UploadId) -> String,
    pub currency: Currency,
    /// The submission about whose findings actions can be made, and the revision that is shown.
    pub actions_of: Option<(&'a SubmissionId, i32)>,
    /// The comments about answers and photos, where there are any.
    pub comments: Option<Commented<'a>>,
    pub lang: Lang,
    pub texts: Texts,
    /// Questions that were not asked, so that they are not among those without an answer.
    pub not_asked: NotApplicable,
}

impl<'a> Reader<'a> {
    /// Shows answers without pictures, in the currency of a new organisation.
    pub fn new(def: &'a FormDef, lang: Lang) -> Reader<'a> {
        Reader {
            def,
            uploads: &[],
            missing: &[],
            media: &[],
            pictures_at: "",
            pages_at: None,
            segment: &UploadId::to_string,
            currency: Branding::default().currency,
            actions_of: None,
            comments: None,
            lang,
            texts: Texts::of(lang),
            not_asked: NotApplicable::default(),
        }
    }
}

impl Reader<'_> {
    pub fn answers(&self, answers: &Answers, further_photos: &[UploadId]) -> AnswersView {
        let section = |section: &Section| SectionView {
            id: section.id.clone(),
            title: section.title.get(self.lang).to_owned(),
            body: match &section.body {
                SectionBody::Fields(fields) => BodyView::Facts(self.facts(fields, &answers.fields, None, None)),
                SectionBody::Items(items) => BodyView::Items(self.items(items, answers)),
            },
        };
        let further = self.further(answers, further_photos);
        let sections: Vec<SectionView> = self
            .def
            .sections
            .iter()
            .map(section)
            .filter(|section| !self.is_not_asked(section))
            .chain(further)
            .collect();
        AnswersView {
            score: score_view::score(self.def, answers, self.texts),
            findings: self.findings(answers),
            photos: Self::photos_of(&sections),
            sections,
        }
    }

    /// Nothing of the section was asked or answered.
    fn is_not_asked(&self, section: &SectionView) -> bool {
        match &section.body {
            BodyView::Facts(facts) => self.def.has_conditions() && facts.facts.is_empty() && facts.unanswered.is_none(),
            BodyView::Items(items) => {
                let of_section = self.def.sections.iter().find(|known| known.id == section.id);
                let name = of_section.and_then(|section| match &section.body {
                    SectionBody::Items(items) => Some(items.name.as_str()),
                    SectionBody::Fields(_) => None,
                });
                items.items.is_empty() && name.is_some_and(|name| self.not_asked.has_group(name))
            }
        }
    }

    fn items(&self, items: &Items, answers: &Answers) -> ItemsView {
        let groups = answers.items_of(&items.name);
        let totals = totals(self.def, answers, self.currency).filter(|totals| totals.def.items == items.name);
        let amount = |index: usize| {
            let line = totals.as_ref().and_then(|totals| totals.lines.get(index).copied().flatten());
            line.map(|money| self.texts.money(money))
        };
        let item = |(index, group): (usize, &Group)| {
            let name = self.item_name(items, index);
            let photos = group.iter().map(|(_, answer)| match answer {
                Answer::Photos(ids) => ids.len(),
                _ => 0,
            });
            let photos = photos.sum::<usize>();
            let has_failed = findings::has_failed_check(&items.fields, group);
            ItemView {
                id: anchor(&items.name, index),
                line: self.line(items, group),
                has_failed,
                amount: amount(index),
                photos: (photos > 0).then(|| self.texts.with("submission-photo-count", &[("count", photos.into())])),
                answers: self.facts(&items.fields, group, Some(&name), Some((&items.name, index))),
                name,
            }
        };
        let items: Vec<ItemView> = groups.iter().enumerate().map(item).collect();
        let is_open = items.len() <= FEW_ITEMS;
        let Some(totals) = totals.as_ref().filter(|totals| totals.grand.is_some()) else {
            return ItemsView { items, is_open, sums: Vec::new(), total: None, unpriced: None };
        };
        let sum = |(label, money): &(&Label, Money)| (label.get(self.lang).to_owned(), self.texts.money(*money));
        ItemsView {
            items,
            is_open,
            sums: totals.parts.iter().map(sum).collect(),
            total: totals.grand.map(|money| self.texts.money(money)),
            unpriced: Some(totals.unpriced()).filter(|count| *count > 0),
        }
    }

    pub fn item_name(&self, items: &Items, index: usize) -> String {
        format!("{} {}", items.singular.get(self.lang), index + 1)
    }

    /// The answers that name an item.
    pub fn line(&self, items: &Items, group: &Group) -> String {
        let text = |field: &Field| match self.value(field, answer(group, &field.name)?, "") {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        items.line_fields().filter_map(text).collect::<Vec<_>>().join(" · ")
    }

    fn findings(&self, answers: &Answers) -> Vec<FindingView> {
        let view = |found: Finding<'_>| {
            let item = found.item.and_then(|(group, index)| {
                let items = self.def.items_named(group)?;
                let line = self.line(items, answers.items_of(group).get(index)?);
                let name = self.item_name(items, index);
                Some((anchor(group, index), if line.is_empty() { name } else { format!("{name} · {line}") }))
            });
            let (anchor, name) = item.unzip();
            let label = found.field.label.get(self.lang).to_owned();
            let text = match self.value(found.field, found.answer, "")? {
                Value::Text(text) => text,
                _ => return None,
            };
            let action_url = self.action_url(found.item, &found.field.name);
            let about = name.unwrap_or(label);
            Some(FindingView { anchor, about, text, is_failed: found.is_failed, action_url })
        };
        findings::findings(self.def, answers).into_iter().filter_map(view).collect()
    }

    /// The form of an action about the answer to a question, of the item with this group and place.
    fn action_url(&self, item: Option<(&str, usize)>, question: &str) -> Option<String> {
        let (submission, revision) = self.actions_of?;
        let item = item.map(|(group, index)| format!("&item={group}.{index}")).unwrap_or_default();
        Some(format!("/actions/new?submission={submission}{item}&question={question}&revision={revision}"))
    }

    /// `item`: the name of the item; `place`: its group and its place.
    fn facts(&self, fields: &[Field], group: &Group, item: Option<&str>, place: Option<(&str, usize)>) -> FactsView {
        let mut unanswered = Vec::new();
        let mut facts = Vec::new();
        for field in fields.iter().filter(|field| field.kind != FieldKind::Note) {
            let label = field.label.get(self.lang);
            let caption = item.map_or_else(|| label.to_owned(), |item| format!("{item} · {label}"));
            match answer(group, &field.name).and_then(|answer| self.value(field, answer, &caption)) {
                Some(value) => {
                    let place = self.comments.as_ref().map(|comments| {
                        let action_url = self.action_url(place, &field.name);
                        let name = match place {
                            Some((items, index)) => format!("{items}.{index}.{}", field.name),
                            None => field.name.clone(),
                        };
                        let view = comments.view(&CommentPlace::Question(name), &caption, self.texts);
                        CommentPlaceView { action_url, ..view }
                    });
                    facts.push(Fact { label: label.to_owned(), value, place });
                }
                None if self.not_asked.contains(place, &field.name) => {}
                None => unanswered.push(label),
            }
        }
        FactsView { facts, unanswered: (!unanswered.is_empty()).then(|| self.texts.list(&unanswered)) }
    }

    /// None: there is nothing to show.
    pub fn value(&self, field: &Field, answer: &Answer, caption: &str) -> Option<Value> {
        Some(match answer {
            Answer::Text(text) => Value::Text(text.clone()),
            Answer::Number(number) => Value::Text(match &field.kind {
                FieldKind::Number { unit: Some(unit), .. } => format!("{number} {}", unit.get(self.lang)),
                _ => number.to_string(),
            }),
            Answer::Date(date) => Value::Text(self.texts.date(*date)),
            Answer::Time(time) => Value::Text(time.to_string()),
            Answer::Choices(values) => Value::Text(self.texts.list(&self.def.choice_labels(field, values, self.lang))),
            Answer::Position(position) => Value::Text(self.texts.position(position)),
            Answer::Choice(value) => Value::Text(self.def.choice_label(field, value, self.lang).to_owned()),
            Answer::Bool(true) => Value::Text(self.texts.t("common-yes").to_owned()),
            Answer::Bool(false) => Value::Text(self.texts.t("common-no").to_owned()),
            Answer::Photos(ids) if ids.is_empty() => return None,
            Answer::Photos(ids) => Value::Photos(self.photos(ids, caption)),
            Answer::File(id) => Value::File(self.file(id)),
            Answer::Signature(signature) => Value::Signature {
                name: signature.name.clone(),
                drawn: signature.drawn.as_ref().map(|id| self.picture(id, caption)),
            },
        })
    }

    fn further(&self, answers: &Answers, photos: &[UploadId]) -> Option<SectionView> {
        let answers = answers.further.iter().map(|(path, text)| Fact {
            label: extra_answers::label(path, self.def, self.lang),
            value: Value::Text(text.clone()),
            place: None,
        });
        let label = self.texts.t("common-photos");
        let photos = (!photos.is_empty()).then(|| Fact {
            label: label.to_owned(),
            value: Value::Photos(self.photos(photos, label)),
            place: None,
        });
        let facts: Vec<Fact> = answers.chain(photos).collect();
        let title = self.texts.t("imported-additional").to_owned();
        let body = |facts| BodyView::Facts(FactsView { facts, unanswered: None });
        (!facts.is_empty()).then(|| SectionView { id: FURTHER.to_owned(), title, body: body(facts) })
    }
}

/// Where an item is on the page.
pub fn anchor(group: &str, index: usize) -> String {
    format!("{group}-{}", index + 1)
}
