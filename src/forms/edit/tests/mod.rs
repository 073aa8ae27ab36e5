//! Reading and writing parts of forms, with the built-in forms and with small ones.

mod order;
mod parts;

use super::{
    editor::{FormEditor, QuestionPlace},
    values::Entered,
};
use crate::{
    domain::form::FormDef,
    forms::{
        Forms,
        tests::{VISIT, lines},
    },
};

fn open(text: &str) -> FormEditor {
    FormEditor::open(text).unwrap()
}

fn place(section: &str, name: &str) -> QuestionPlace {
    QuestionPlace { section: section.into(), name: name.into() }
}

fn entered(values: &[(&str, &str)]) -> Entered {
    let mut entered = Entered::default();
    values.iter().for_each(|(name, value)| entered.set(name, value));
    entered
}

/// The text of the editor as a form.
fn parsed(editor: &mut FormEditor) -> FormDef {
    let text = editor.text();
    Forms::parse(&text, "form").unwrap_or_else(|errors| panic!("{}\n{text}", lines(&errors)))
}

fn mistakes(editor: &mut FormEditor) -> String {
    lines(&Forms::parse(&editor.text(), "form").unwrap_err())
}
