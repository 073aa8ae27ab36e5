//! The actions about a submission in its reports: what has to be done, how far it is, and photos before and after.

use super::{Builder, input::ReportAction, text};
use crate::domain::{
    answers::{Answer, Group, answer},
    form::{Field, FieldKind},
    ids::UploadId,
    report::{Cell, Column, Fact, PhotoGroup, ReportBody, ReportItem, ReportItems, ReportSection},
    score::DEMANDED_PHOTOS,
};
use std::slice;

/// Photos of a finding that are printed again beside the proof.
const BEFORE: usize = 4;

/// The columns of the table of all actions: what, severity, status, due.
const TABLE: [usize; 4] = [0, 1, 2, 4];

impl Builder<'_> {
    /// How many actions there are and how many of them are open, for the summary.
    pub(super) fn open_actions(&self) -> Option<Fact> {
        let (texts, actions) = (self.texts, self.input.actions);
        let open = actions.iter().filter(|action| action.status.is_open()).count();
        let counts = [("open", open.into()), ("all", actions.len().into())];
        let value = Cell::Text(texts.with("report-actions-open", &counts));
        (!actions.is_empty()).then(|| Fact { label: texts.t("report-actions").to_owned(), value })
    }

    /// All actions, the oldest first. `None` if there are none.
    pub(super) fn actions(&self) -> Option<ReportSection> {
        let actions = self.input.actions;
        if actions.is_empty() {
            return None;
        }
        let texts = self.texts;
        let labels = [
            "action-label-title",
            "action-label-severity",
            "report-action-status",
            "action-label-owner",
            "action-label-due",
        ];
        let column = |label| Column { label: texts.t(label).to_owned(), money: false, number: false };
        let items = ReportItems {
            singular: texts.t("report-action").to_owned(),
            columns: labels.map(column).into(),
            table: TABLE.into(),
            rows: (1..).zip(actions).map(|(number, action)| self.action(number, action)).collect(),
            totals: None,
        };
        Some(ReportSection { title: texts.t("report-actions").to_owned(), body: ReportBody::Items(items) })
    }

    fn action(&self, number: usize, action: &ReportAction) -> ReportItem {
        let texts = self.texts;
        let status = texts.action_status(action.status);
        let status = match &action.result {
            Some(result) => format!("{status} · {result}"),
            None => status.to_owned(),
        };
        let severity = match action.recurs {
            true => format!("{} · {}", texts.severity(action.severity), texts.t("action-recurring")),
            false => texts.severity(action.severity).to_owned(),
        };
        let name = format!("{} {number}", texts.t("report-action"));
        let photos = [("report-before", self.before(action)), ("report-after", action.after.as_slice())];
        let group = |(label, ids): (&'static str, &[UploadId])| {
            let label = texts.t(label);
            let caption = |at: usize| format!("{name} · {}", self.numbered(label, at));
            let photos: Vec<_> = (1..).zip(ids).map(|(at, id)| self.photo(id, caption(at))).collect();
            (!photos.is_empty()).then(|| PhotoGroup { label: label.to_owned(), photos })
        };
        ReportItem {
            title: self.about(action),
            cells: vec![
                text(&action.title),
                text(&severity),
                text(&status),
                text(action.owner.as_deref().unwrap_or(texts.t("action-no-owner"))),
                Cell::Date(action.due_on),
            ],
            total: None,
            photos: photos.into_iter().filter_map(group).collect(),
        }
    }

    /// The item and the question that an action is about: "Item 3 · Drain pan". Empty if it is about the whole.
    fn about(&self, action: &ReportAction) -> String {
        let item = action.place().and_then(|(group, index)| {
            let items = self.input.form.items_named(group)?;
            Some(format!("{} {}", self.texts.label(&items.singular), index + 1))
        });
        let question = self.question(action).map(|field| self.label(field, ""));
        item.into_iter().chain(question).collect::<Vec<_>>().join(" · ")
    }

    fn question(&self, action: &ReportAction) -> Option<&Field> {
        let name = action.question.as_deref()?;
        match action.place() {
            Some((group, _)) => self.input.form.items_named(group)?.fields.iter().find(|field| field.name == name),
            None => self.input.form.field(name),
        }
    }

    /// The photos that show what has to be done: the one that it is about, otherwise those of the check that failed,
    /// otherwise those of the item.
    fn before<'r>(&'r self, action: &'r ReportAction) -> &'r [UploadId] {
        if let Some(photo) = &action.photo {
            return slice::from_ref(photo);
        }
        let answers = &self.input.submission.answers;
        let (group, fields): (&Group, &[Field]) = match action.place() {
            Some((name, index)) => match (answers.items_of(name).get(index), self.input.form.items_named(name)) {
                (Some(group), Some(items)) => (group, &items.fields),
                _ => return &[],
            },
            None => (&answers.fields, &[]),
        };
        let demanded = action.question.iter().flat_map(|name| [name.clone(), format!("{name}{DEMANDED_PHOTOS}")]);
        let of_item = fields
            .iter()
            .filter(|field| matches!(field.kind, FieldKind::Photos { .. }))
            .map(|field| field.name.clone());
        let found = demanded.chain(of_item).find_map(|name| match answer(group, &name) {
            Some(Answer::Photos(ids)) if !ids.is_empty() => Some(ids.as_slice()),
            _ => None,
        });
        found.map_or(&[], |ids| ids.get(..BEFORE).unwrap_or(ids))
    }
}
