//! Builds the report document of a submission: every answer of its form, in the order of the form.
//!
//! The only place that decides the content and order of a report. A question without an answer is part of the document,
//! so that a report can name the questions that were not answered.

mod actions;
mod approvals;
mod client_responses;
mod cover;
mod input;
pub mod items;

pub use input::{BuildInput, ReportAction, ReportApproval, ReportClientResponse, StoredFile, StoredPicture};

use crate::{
    domain::{
        answers::{Answer, answer},
        extra_answers,
        form::{Field, FieldKind, SectionBody},
        form_rules::shown::NotApplicable,
        ids::UploadId,
        report::{
            Cell, Fact, PhotoGroup, ReportBody, ReportDoc, ReportFile, ReportPhoto, ReportSection, ReportSignature,
        },
        score::score,
    },
    i18n::Texts,
};
use std::{cell::RefCell, collections::HashMap};

/// Uses the language of the submission.
pub fn build(input: BuildInput<'_>) -> ReportDoc {
    let texts = Texts::of(input.submission.lang);
    build_in(texts, &input)
}

/// Uses the given texts.
pub fn build_in(texts: Texts, input: &BuildInput<'_>) -> ReportDoc {
    let BuildInput { form, submission, organisation, .. } = *input;
    let not_asked = NotApplicable::of(form, &submission.answers);
    let builder = Builder { input, texts, numbers: RefCell::default(), not_asked };
    let mut signatures = Vec::new();
    let mut sections: Vec<ReportSection> = form
        .sections
        .iter()
        .filter_map(|section| {
            let body = match &section.body {
                SectionBody::Fields(fields) => builder.facts(fields, &mut signatures)?,
                SectionBody::Items(items)
                    if builder.not_asked.has_group(&items.name)
                        && submission.answers.items_of(&items.name).is_empty() =>
                {
                    return None;
                }
                SectionBody::Items(items) => ReportBody::Items(builder.items(items, &mut signatures)),
            };
            Some(ReportSection { title: texts.label(&section.title).to_owned(), body })
        })
        .collect();
    sections.extend(builder.further());
    let (remarks, items_with_remarks) = builder.remarks();
    // Before the actions, whose photos are not counted: those of the findings are printed again there, with the numbers
    // that they have at their questions.
    let summary = summary(texts, input, &sections, items_with_remarks, builder.open_actions());
    sections.extend(builder.actions());
    sections.extend(builder.approvals(&mut signatures));
    sections.extend(builder.client_responses(&mut signatures));
    ReportDoc {
        lang: submission.lang,
        title: texts.label(&form.title).to_owned(),
        organisation: organisation.to_owned(),
        branding: input.branding.clone(),
        logo: input.logo.cloned(),
        cover: form.report.cover.then(|| builder.cover_facts()),
        unanswered: form.report.unanswered,
        reference: submission.id.clone(),
        site_name: submission.site_name.clone(),
        visit_date: submission.visit_date,
        submitted_at: submission.created_at,
        genuine: input.genuine.clone(),
        summary,
        remarks,
        sections,
        signatures,
    }
}

fn summary(
    texts: Texts,
    input: &BuildInput<'_>,
    sections: &[ReportSection],
    remarks: usize,
    open_actions: Option<Fact>,
) -> Vec<Fact> {
    let submission = input.submission;
    let fact = |label: &str, value| Fact { label: label.to_owned(), value };
    let mut facts = vec![
        fact(texts.t("report-site"), text(&submission.site_name)),
        fact(texts.t("report-visit-date"), submission.visit_date.map_or(Cell::Empty, Cell::Date)),
        fact(texts.t("report-reference"), Cell::Text(submission.id.to_string())),
        fact(texts.t("report-submitted"), Cell::Time(input.zone.at(submission.created_at))),
    ];
    if submission.revision > 1 {
        facts.push(fact(texts.t("report-revision"), Cell::Text(submission.revision.to_string())));
    }
    if let Some(earlier) = input.reinspects {
        facts.push(fact(texts.t("report-reinspects"), Cell::Text(earlier.to_string())));
    }
    let (mut photos, mut sums) = (0, Vec::new());
    for section in sections {
        match &section.body {
            ReportBody::Facts { photos: groups, .. } => photos += count(groups),
            ReportBody::Items(items) => {
                facts.push(fact(&section.title, whole(items.rows.len())));
                photos += items.rows.iter().map(|row| count(&row.photos)).sum::<usize>();
                sums.extend(items.totals.iter().filter_map(|totals| totals.sums.last().cloned()));
            }
        }
    }
    facts.extend(sums);
    facts.extend(score_facts(texts, input));
    if remarks > 0 {
        facts.push(fact(texts.t("report-items-with-remarks"), whole(remarks)));
    }
    facts.extend(open_actions);
    facts.push(fact(texts.t("report-photos"), whole(photos)));
    facts
}

fn score_facts(texts: Texts, input: &BuildInput<'_>) -> Vec<Fact> {
    let Some(score) = score(input.form, &input.submission.answers) else { return Vec::new() };
    let fact = |label: String, value: String| Fact { label, value: Cell::Text(value) };
    let mut facts = vec![fact(texts.t("report-score").to_owned(), texts.score(score.all))];
    facts.extend(texts.score_result(&score).map(|result| fact(texts.t("report-result").to_owned(), result.to_owned())));
    if score.sections.len() > 1 {
        facts.extend(score.sections.iter().map(|(title, points)| {
            let label = texts.with("report-score-of", &[("section", texts.label(title).into())]);
            fact(label, texts.score(*points))
        }));
    }
    facts
}

fn count(groups: &[PhotoGroup]) -> usize {
    groups.iter().map(|group| group.photos.len()).sum()
}

fn whole(n: usize) -> Cell {
    Cell::Number(crate::domain::decimal::Decimal::from_i64(i64::try_from(n).unwrap_or(i64::MAX)))
}

fn text(text: &str) -> Cell {
    if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

struct Builder<'a> {
    input: &'a BuildInput<'a>,
    texts: Texts,
    /// The numbers of the photos so far. A photo that is printed again keeps its number.
    numbers: RefCell<HashMap<UploadId, usize>>,
    /// Questions that were not asked, so that they are not printed as unanswered.
    not_asked: NotApplicable,
}

impl Builder<'_> {
    /// The body of a section with fields that are answered once. `None` if it only has signatures, which are collected
    /// at the end.
    fn facts(&self, fields: &[Field], signatures: &mut Vec<ReportSignature>) -> Option<ReportBody> {
        let group = &self.input.submission.answers.fields;
        let (mut facts, mut photos) = (Vec::new(), Vec::new());
        for field in fields.iter().filter(|field| field.kind != FieldKind::Note) {
            let given = answer(group, &field.name);
            if given.is_none() && self.not_asked.contains(None, &field.name) {
                continue;
            }
            match (&field.kind, given) {
                (FieldKind::Signature, _) => signatures.push(self.signature(field, given, None)),
                (FieldKind::Photos { .. }, Some(Answer::Photos(ids))) if !ids.is_empty() => {
                    photos.push(self.photos(field, ids, None, fields));
                }
                _ => facts.push(Fact { label: self.label(field, ""), value: self.cell(field, given) }),
            }
        }
        (!facts.is_empty() || !photos.is_empty()).then_some(ReportBody::Facts { facts, photos })
    }

    /// The label, with the unit of a number. `items` is the group of the field; amounts of money have their currency with
    /// each value.
    fn label(&self, field: &Field, items: &str) -> String {
        let label = self.texts.label(&field.label);
        match &field.kind {
            _ if self.is_money(field, items) => label.to_owned(),
            FieldKind::Number { unit: Some(unit), .. } => format!("{label} ({})", self.texts.label(unit)),
            _ => label.to_owned(),
        }
    }

    fn cell(&self, field: &Field, given: Option<&Answer>) -> Cell {
        match given {
            None | Some(Answer::Photos(_) | Answer::Signature(_)) => Cell::Empty,
            Some(Answer::File(id)) => Cell::File(self.file(id)),
            Some(Answer::Text(given)) => text(given),
            Some(Answer::Number(number)) => Cell::Number(*number),
            Some(Answer::Date(date)) => Cell::Date(*date),
            Some(Answer::Time(time)) => Cell::Text(time.to_string()),
            Some(Answer::Choices(values)) => {
                text(&self.texts.list(&self.input.form.choice_labels(field, values, self.texts.lang())))
            }
            Some(Answer::Position(position)) => Cell::Text(self.texts.position(position)),
            Some(Answer::Bool(yes)) => Cell::Bool(*yes),
            Some(Answer::Choice(value)) => text(self.input.form.choice_label(field, value, self.texts.lang())),
        }
    }

    /// The photos of a field. If the group has several photo fields, the captions contain the label of the field.
    fn photos(&self, field: &Field, ids: &[UploadId], item: Option<&str>, beside: &[Field]) -> PhotoGroup {
        let label = self.label(field, "");
        let several = beside.iter().filter(|field| matches!(field.kind, FieldKind::Photos { .. })).count() > 1;
        let named = if several { label.clone() } else { self.texts.t("report-photo").to_owned() };
        let photos = ids.iter().zip(1..).map(|(id, number)| {
            let numbered = self.numbered(&named, number);
            self.photo(id, item.map_or(numbered.clone(), |item| format!("{item} · {numbered}")))
        });
        PhotoGroup { photos: photos.collect(), label }
    }

    fn photo(&self, id: &UploadId, caption: String) -> ReportPhoto {
        let StoredPicture { large, thumb, note, received } = self.input.pictures.get(id).cloned().unwrap_or_default();
        let mut numbers = self.numbers.borrow_mut();
        let next = numbers.len() + 1;
        let number = *numbers.entry(id.clone()).or_insert(next);
        ReportPhoto { id: id.clone(), number, received, caption, url: (self.input.upload_url)(id), large, thumb, note }
    }

    fn file(&self, id: &UploadId) -> ReportFile {
        let stored = self.input.files.get(id);
        ReportFile {
            name: stored.map_or_else(|| self.texts.t("report-attached-file").to_owned(), |file| file.name.clone()),
            size: stored.map_or(0, |file| file.size),
            url: (self.input.upload_url)(id),
            is_missing: stored.is_none_or(|file| file.is_missing),
        }
    }

    /// The section for answers and photos of an imported record that the form does not have.
    fn further(&self) -> Option<ReportSection> {
        let BuildInput { form, further_photos, .. } = *self.input;
        let texts = self.texts;
        let facts: Vec<Fact> = (self.input.submission.answers.further.iter())
            .map(|(path, given)| Fact { label: extra_answers::label(path, form, texts.lang()), value: text(given) })
            .collect();
        let named = texts.t("report-photo");
        let photos = further_photos.iter().zip(1..).map(|(id, n)| self.photo(id, self.numbered(named, n)));
        let group = PhotoGroup { label: texts.t("report-photos").to_owned(), photos: photos.collect() };
        let photos: Vec<PhotoGroup> = Some(group).filter(|group| !group.photos.is_empty()).into_iter().collect();
        let any = !facts.is_empty() || !photos.is_empty();
        any.then(|| ReportSection {
            title: texts.t("report-extra-answers").to_owned(),
            body: ReportBody::Facts { facts, photos },
        })
    }

    fn numbered(&self, photo: &str, number: usize) -> String {
        self.texts.with("report-photo-number", &[("photo", photo.into()), ("number", number.to_string().into())])
    }

    fn signature(&self, field: &Field, given: Option<&Answer>, item: Option<&str>) -> ReportSignature {
        let label = self.label(field, "");
        let (drawn, name) = match given {
            Some(Answer::Signature(signature)) => (signature.drawn.as_ref(), signature.name.clone()),
            Some(Answer::Text(typed)) => (None, Some(typed.clone())),
            _ => (None, None),
        };
        let stored = drawn.and_then(|id| self.input.pictures.get(id)).cloned().unwrap_or_default();
        let picture = stored.large;
        let lost = || stored.note.unwrap_or_else(|| self.texts.t("report-signature-missing").to_owned());
        ReportSignature {
            label: item.map_or(label.clone(), |item| format!("{item} · {label}")),
            name: name.filter(|name| !name.trim().is_empty()),
            lost: (drawn.is_some() && picture.is_none()).then(lost),
            drawn: picture,
            signed_at: self.input.zone.at(self.input.submission.created_at),
        }
    }
}
