//! Domain types in text columns: public ids and enumerations are read, written and compared as themselves.
//!
//! The domain does not depend on diesel, so a macro implements the traits here. Each type lists its columns: errors can
//! then name the column of an invalid value, and integration tests compare each enumeration with the CHECK constraint
//! of each of its columns.

mod column;
mod enums;
mod hash;
mod ids;

pub(super) use column::invalid_value;
pub use column::{EnumColumns, TextColumn};
use column::{as_expression, read};
pub use enums::ENUM_COLUMNS;
pub use hash::Sha256Bytes;
pub use ids::ID_COLUMNS;

#[cfg(test)]
mod tests {
    use super::{
        column::{InvalidColumn, InvalidValue},
        *,
    };
    use crate::domain::submission::Status;
    use diesel::result::Error;
    use std::collections::HashSet;

    fn invalid() -> InvalidValue {
        InvalidValue { text: "bogus".to_owned(), type_name: "ModuleSlug", columns: &["a.module", "b.form"] }
    }

    #[test]
    fn an_invalid_value_is_reported_with_its_column() {
        let alone = Error::DeserializationError(Box::new(invalid()));
        let text = r#""bogus" in the database is not a ModuleSlug (a.module or b.form)"#;
        assert_eq!(invalid_value(&alone).as_deref(), Some(text));
        let column = InvalidColumn(&invalid(), Some("form")).to_string();
        assert_eq!(column, r#""bogus" in the database is not a ModuleSlug (b.form)"#);
        assert_eq!(invalid_value(&Error::NotFound), None);
    }

    #[test]
    fn values_go_both_ways() {
        for status in Status::ALL {
            assert_eq!(Status::from_column(status.as_column()), Some(*status));
        }
        assert_eq!(Status::from_column("bogus"), None);
    }

    #[test]
    fn each_column_has_one_type_and_is_a_text_of_the_schema() {
        let mut text_columns = HashSet::new();
        let mut table = "";
        for line in include_str!("../schema.rs").lines().map(str::trim) {
            if let Some((name, _)) = line.strip_suffix(") {").and_then(|head| head.split_once(" (")) {
                table = name;
            } else if let Some((column, "Text" | "Nullable<Text>" | "Array<Text>")) =
                line.strip_suffix(',').and_then(|line| line.split_once(" -> "))
            {
                text_columns.insert(format!("{table}.{column}"));
            }
        }
        let mut seen = HashSet::new();
        let enums = ENUM_COLUMNS.iter().flat_map(|one| one.columns);
        for column in ID_COLUMNS.iter().copied().flatten().chain(enums) {
            assert!(text_columns.contains(*column), "{column} is not a text column");
            assert!(seen.insert(*column), "{column} has two types");
        }
    }
}
