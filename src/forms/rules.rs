//! Checks the expressions of a definition against its questions, all of them, and puts the checked ones in place.

use super::{complaints::ErrorCollector, field_rules::place};
use crate::domain::{
    field_rules::DefaultAnswer,
    form::{Field, FieldKind, FormDef, SectionBody},
    form_rules::{
        order::order,
        schema::{schema, type_of},
    },
    message::Message,
    rules::{
        compile,
        schema::{FieldRef, Schema, Scope},
        tree::{Expression, Rule},
        value::Type,
    },
};

pub(super) fn compile(def: &mut FormDef, notes: &ErrorCollector) {
    let schema = schema(def);
    let columns = [def.site_field.clone(), def.date_field.clone()];
    let mut groups = 0;
    for section in &mut def.sections {
        let of_section = format!("section {}", section.id);
        let checker = Checker { schema: &schema, group: None, notes };
        if let Some(rule) = &mut section.relevant {
            checker.condition(rule, &of_section);
        }
        match &mut section.body {
            SectionBody::Fields(fields) => {
                for field in fields.iter_mut() {
                    checker.field(field, &field.name.clone());
                    let is_column = columns.contains(&field.name);
                    if is_column && (section.relevant.is_some() || field.rules.relevant.is_some()) {
                        notes.note_at(&field.name, Message::new("definition-column-with-condition"));
                    }
                }
                levels(fields, "", notes);
            }
            SectionBody::Items(items) => {
                if let Some(rule) = &mut items.repeat_count {
                    checker.count(rule, &place_of_items(&section.id));
                }
                let checker = Checker { group: Some(groups), ..checker };
                for field in &mut items.fields {
                    checker.field(field, &format!("{}.{}", items.name, field.name));
                }
                levels(&mut items.fields, &format!("{}.", items.name), notes);
                groups += 1;
            }
        }
    }
    if notes.is_empty()
        && let Err(circle) = order(def)
    {
        let last = circle.last().cloned().unwrap_or_default();
        let reason = Message::new("definition-circle").with("circle", circle.join(" → "));
        let of_group = def.items().find(|items| items.fields.iter().any(|field| field.name == last));
        let is_top = def.field(&last).is_some() || of_group.is_none();
        let of_section = def.sections.iter().find(|section| match &section.body {
            SectionBody::Items(items) => items.name == last && items.repeat_count.is_some(),
            SectionBody::Fields(_) => false,
        });
        let at = match of_section {
            Some(section) => place(&place_of_items(&section.id), REPEAT_COUNT),
            None => of_group.filter(|_| !is_top).map_or(last.clone(), |items| format!("{}.{last}", items.name)),
        };
        notes.note_at(&at, reason);
    }
}

const REPEAT_COUNT: &str = "repeat_count";

/// The name of the table `items` of a section in errors.
fn place_of_items(section: &str) -> String {
    format!("section {section}: items")
}

/// A cascade applies as a whole: its first level has the condition, and the deeper levels get it.
fn levels(fields: &mut [Field], prefix: &str, notes: &ErrorCollector) {
    let mut first: Vec<(String, Option<Rule>)> = Vec::new();
    for field in fields {
        let FieldKind::Cascade { tree, level } = &field.kind else { continue };
        if *level == 0 {
            first.push((tree.clone(), field.rules.relevant.clone()));
            continue;
        }
        if field.rules.relevant.is_some() {
            notes.note_at(&format!("{prefix}{}", field.name), Message::new("definition-level-with-condition"));
        }
        field.rules.relevant = first.iter().find(|(known, _)| known == tree).and_then(|(_, rule)| rule.clone());
    }
}

#[derive(Clone, Copy)]
struct Checker<'a> {
    schema: &'a Schema,
    group: Option<usize>,
    notes: &'a ErrorCollector<'a>,
}

impl Checker<'_> {
    fn field(&self, field: &mut Field, of: &str) {
        let own = type_of(&field.kind);
        let Field { rules, kind, .. } = field;
        if let Some(rule) = &mut rules.relevant {
            self.condition(rule, of);
        }
        if let Some(rule) = &mut rules.required {
            self.check(rule, of, "required", |scope| scope);
        }
        if let Some(constraint) = &mut rules.constraint {
            self.check(&mut constraint.rule, of, "constraint", |scope| Scope { own: Some(own), ..scope });
        }
        if let Some(rule) = &mut rules.calculation
            && self.check(rule, of, "calculation", |scope| Scope { result: Some(own), ..scope })
        {
            self.no_clock(rule, of, "calculation");
        }
        if let Some(DefaultAnswer::Computed(rule)) = &mut rules.default {
            self.default(rule, of, own);
        }
        if let (Some(filter), Some(_)) = (&mut rules.choice_filter, kind.choices()) {
            let mut columns: Vec<String> = filter.columns.iter().flatten().map(|(name, _)| name.clone()).collect();
            columns.sort_unstable();
            columns.dedup();
            let is_right =
                self.check(&mut filter.rule, of, "choice_filter", |scope| Scope { columns: Some(&columns), ..scope });
            let used = filter.rule.expression.columns();
            for column in columns.iter().filter(|column| is_right && *column != "name" && !used.contains(column)) {
                let reason = Message::new("definition-filter-without-key").with("key", format!("{column:?}"));
                self.notes.note_at(of, reason);
            }
        }
    }

    /// A default is evaluated when nothing is answered yet.
    fn default(&self, rule: &mut Rule, of: &str, own: Type) {
        if !self.check(rule, of, "default", |scope| Scope { result: Some(own), ..scope }) {
            return;
        }
        if self.group.is_some() {
            self.notes.note_at(&place(of, "default"), Message::new("definition-default-of-items"));
        } else if let Some(read) = rule.expression.fields().first() {
            let reason = Message::new("definition-default-reads-answer").with("name", &read.name);
            self.notes.note_at(&place(of, "default"), reason);
        }
    }

    fn condition(&self, rule: &mut Rule, of: &str) {
        if self.check(rule, of, "relevant", |scope| scope) {
            self.no_clock(rule, of, "relevant");
        }
    }

    /// A number of items that no answer decides is a limit.
    fn count(&self, rule: &mut Rule, of: &str) {
        if !self.check(rule, of, REPEAT_COUNT, |scope| Scope { result: Some(Type::Number), ..scope }) {
            return;
        }
        self.no_clock(rule, of, REPEAT_COUNT);
        let mut counts_items = false;
        rule.expression.walk(&mut |part| counts_items |= matches!(part, Expression::Count { .. }));
        if rule.expression.fields().is_empty() && !counts_items {
            self.notes.note_at(&place(of, REPEAT_COUNT), Message::new("definition-repeat-count-fixed"));
        }
    }

    /// What is stored may not depend on when it is sent: a form that is sent again must be the same submission.
    fn no_clock(&self, rule: &Rule, of: &str, key: &str) {
        if rule.expression.reads_the_clock() {
            self.notes.note_at(&place(of, key), Message::new("definition-rule-reads-clock"));
        }
    }

    /// Only notes are worth a blank whatever is entered.
    fn is_note(&self, field: &FieldRef) -> bool {
        let fields = match field.group {
            None => Some(&self.schema.top),
            Some(group) => self.schema.groups.get(group).map(|group| &group.fields),
        };
        fields.and_then(|fields| fields.get(field.field)).is_some_and(|(_, found)| *found == Type::Blank)
    }

    /// Replaces the rule by the checked one; whether it could be read.
    fn check<'s>(&'s self, rule: &mut Rule, of: &str, key: &str, scope: impl FnOnce(Scope<'s>) -> Scope<'s>) -> bool {
        match compile::compile(&rule.source, &scope(Scope::of(self.schema, self.group))) {
            Ok(checked) => {
                let note = checked.expression.fields().into_iter().find(|field| self.is_note(field));
                if let Some(note) = &note {
                    let reason = Message::new("definition-note-is-read").with("name", &note.name);
                    self.notes.note_at(&place(of, key), reason);
                }
                *rule = checked;
                note.is_none()
            }
            Err(error) => {
                self.notes.note_at(&place(of, key), error);
                false
            }
        }
    }
}
