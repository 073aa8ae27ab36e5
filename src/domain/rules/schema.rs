//! Which questions an expression may name: the names, groups and types of one form.

use super::value::Type;

#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Questions that are answered once.
    pub top: Vec<(String, Type)>,
    pub groups: Vec<GroupSchema>,
}

/// A repeating group.
#[derive(Clone, Debug)]
pub struct GroupSchema {
    pub name: String,
    pub fields: Vec<(String, Type)>,
}

/// A question by its place in the form. Places, not names, make evaluation fast.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldRef {
    /// The place of the repeating group; `None` for a question that is answered once.
    pub group: Option<usize>,
    pub field: usize,
    pub name: String,
}

/// Where an expression stands, which decides what it may name and what it must result in.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'s> {
    pub schema: &'s Schema,
    /// The repeating group of the question that has the rule.
    pub group: Option<usize>,
    /// The type of `.`; `None` where it has no meaning.
    pub own: Option<Type>,
    /// The columns of the choices, for a choice filter.
    pub columns: Option<&'s [String]>,
    /// `None`: any type will do.
    pub result: Option<Type>,
}

impl<'s> Scope<'s> {
    /// A rule of a question in this group.
    pub fn of(schema: &'s Schema, group: Option<usize>) -> Scope<'s> {
        Scope { schema, group, own: None, columns: None, result: Some(Type::Bool) }
    }

    fn find(&self, group: Option<usize>, name: &str) -> Option<(FieldRef, Type)> {
        let fields = match group {
            None => &self.schema.top,
            Some(group) => &self.schema.groups.get(group)?.fields,
        };
        let field = fields.iter().position(|(known, _)| known == name)?;
        let found = fields.get(field)?.1;
        Some((FieldRef { group, field, name: name.to_owned() }, found))
    }

    /// The answer in the same item, else the one that is given once.
    pub fn single(&self, name: &str) -> Option<(FieldRef, Type)> {
        self.group.and_then(|group| self.find(Some(group), name)).or_else(|| self.find(None, name))
    }

    /// The answers of all items of a group: the own one, else the only one that has the question.
    pub fn repeated(&self, name: &str) -> Option<(FieldRef, Type)> {
        if let Some(found) = self.group.and_then(|group| self.find(Some(group), name)) {
            return Some(found);
        }
        let mut all = (0..self.schema.groups.len()).filter_map(|group| self.find(Some(group), name));
        all.next().filter(|_| all.next().is_none())
    }

    pub fn group_named(&self, name: &str) -> Option<usize> {
        self.schema.groups.iter().position(|group| group.name == name)
    }

    /// All names that could stand in `${…}`.
    pub fn names(&self) -> impl Iterator<Item = &'s str> {
        let schema = self.schema;
        let of_groups = schema.groups.iter().flat_map(|group| &group.fields);
        schema.top.iter().chain(of_groups).map(|(name, _)| name.as_str())
    }
}
