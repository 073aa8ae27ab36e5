//! Finds the field of a form for what an old client sends.

use super::names;
use crate::domain::{
    form::{Field, FieldKind, FormDef},
    upload::FileType,
    validate::{Part, Question},
};

/// A form, asked for its fields.
pub struct FormFields<'a> {
    pub def: &'a FormDef,
}

impl<'a> FormFields<'a> {
    pub fn of(def: &'a FormDef) -> FormFields<'a> {
        FormFields { def }
    }

    pub fn module(&self) -> &'a str {
        self.def.module.as_str()
    }

    /// Whether the form asks a question of this name.
    pub fn has(&self, name: &str) -> bool {
        Question::find(self.def, name).is_some()
    }

    /// The repeated group: the old forms had one at most.
    pub fn items(&self) -> &'a str {
        self.def.items().next().map_or("items", |items| items.name.as_str())
    }

    pub fn in_item(&self, index: usize, old: &str) -> String {
        format!("{}.{index}.{}", self.items(), names::in_item(self.module(), old))
    }

    pub fn item_photos(&self, index: usize) -> String {
        let field = self.def.items().next().and_then(|items| items.fields.iter().find(|field| takes_photos(field)));
        self.in_item(index, field.map_or("photos", |field| field.name.as_str()))
    }

    /// The photos of the form as a whole; those of its first item where there are no others.
    pub fn photos(&self) -> String {
        match self.def.fields().find(|field| takes_photos(field)) {
            Some(field) => field.name.clone(),
            None => self.item_photos(0),
        }
    }

    /// What a file under this name would be; none if no file belongs there.
    pub fn picture_type(&self, name: &str) -> Option<FileType> {
        let question = Question::find(self.def, name).filter(|q| q.part == Part::Whole)?;
        // The old pages had no other files.
        question.field.kind.upload_type().filter(|file_type| *file_type != FileType::Pdf)
    }
}

fn takes_photos(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Photos { .. })
}
