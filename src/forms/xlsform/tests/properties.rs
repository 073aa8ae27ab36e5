//! Generated forms come back from a spreadsheet as they were.

use super::{super::write::write, lines, read};
use crate::forms::{
    parse::parse,
    tests::{self, generated::form_text},
};
use proptest::{collection::vec, prelude::*};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_form_comes_back_as_it_was(source in form_text()) {
        let before = parse(&source, "before")
            .map_err(|errors| TestCaseError::fail(format!("{}\n{source}", tests::lines(&errors))))?;
        let bytes = write(&source).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let after = read(&bytes, "form.xlsx")
            .map_err(|found| TestCaseError::fail(format!("{}\n{source}", lines(&found.mistakes).join("\n"))))?;
        prop_assert_eq!(&after.def, &before.def, "{}", after.toml);
    }

    /// Whatever is in the cells, there is an answer, and a form that is accepted is a form file.
    #[test]
    fn any_cells_are_answered(rows in vec(vec("[ a-z_$({.)}0-9،ا\u{200f}]{0,12}|text|site|select_one x|begin_group|end_group|calculate", 0..8), 0..12)) {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join("|")).collect();
        let mut rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        rows.insert(0, super::HEADINGS);
        let book = super::workbook(&[("survey", &rows), ("choices", &rows), ("settings", super::SETTINGS)]);
        match read(&book, "any.xlsx") {
            Ok(converted) => prop_assert!(parse(&converted.toml, "after").is_ok()),
            Err(found) => prop_assert!(!found.mistakes.is_empty()),
        }
    }
}
