//! Domain types in text columns: one macro for the traits of diesel, and the error for invalid values.

use diesel::{
    deserialize,
    pg::PgValue,
    result::{DeserializeFieldError, Error},
};
use std::fmt;

/// A domain type that is stored in text columns.
pub trait TextColumn: Sized {
    /// The name of the type, for errors.
    const NAME: &'static str;
    /// The columns of this type, each as `table.column`.
    const COLUMNS: &'static [&'static str];

    fn from_column(text: &str) -> Option<Self>;

    fn as_column(&self) -> &str;
}

/// The columns of an enumeration, and the texts that are allowed in them.
pub struct EnumColumns {
    pub columns: &'static [&'static str],
    pub texts: fn() -> Vec<&'static str>,
}

/// A value in the database that is not valid for the type of its column.
#[derive(Debug)]
pub struct InvalidValue {
    pub(super) text: String,
    pub(super) type_name: &'static str,
    pub(super) columns: &'static [&'static str],
}

impl InvalidValue {
    fn describe(&self, f: &mut fmt::Formatter<'_>, column: Option<&str>) -> fmt::Result {
        let named = |known: &&&str| known.rsplit_once('.').map(|(_, name)| name) == column;
        let named: Vec<&str> = self.columns.iter().filter(named).copied().collect();
        let columns = if named.is_empty() { self.columns } else { named.as_slice() };
        write!(f, "{:?} in the database is not a {} ({})", self.text, self.type_name, columns.join(" or "))
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe(f, None)
    }
}

impl std::error::Error for InvalidValue {}

/// An [`InvalidValue`] with the name of its column, if the query provides it.
pub(super) struct InvalidColumn<'a>(pub &'a InvalidValue, pub Option<&'a str>);

impl fmt::Display for InvalidColumn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(f, self.1)
    }
}

/// The invalid value that made a query fail, with table and column.
pub(in crate::store) fn invalid_value(error: &Error) -> Option<String> {
    let Error::DeserializationError(cause) = error else { return None };
    let (value, column) = match cause.downcast_ref::<DeserializeFieldError>() {
        Some(field) => (field.error.downcast_ref::<InvalidValue>()?, field.field_name.as_deref()),
        None => (cause.downcast_ref::<InvalidValue>()?, None),
    };
    Some(InvalidColumn(value, column).to_string())
}

pub(super) fn read<T: TextColumn>(value: PgValue<'_>) -> deserialize::Result<T> {
    let text = std::str::from_utf8(value.as_bytes())?;
    T::from_column(text)
        .ok_or_else(|| InvalidValue { text: text.to_owned(), type_name: T::NAME, columns: T::COLUMNS }.into())
}

/// Implements [`TextColumn`] and the traits of diesel, given functions for the two directions.
macro_rules! text_column {
    ($type:ident, $parse:expr, $text:expr, [$($column:literal),+ $(,)?]) => {
        impl $crate::store::types::TextColumn for $type {
            const NAME: &'static str = stringify!($type);
            const COLUMNS: &'static [&'static str] = &[$($column),+];

            fn from_column(text: &str) -> Option<$type> {
                let parse: fn(&str) -> Option<$type> = $parse;
                parse(text)
            }

            fn as_column(&self) -> &str {
                let text: fn(&$type) -> &str = $text;
                text(self)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<$type> {
                $crate::store::types::read(value)
            }
        }

        impl diesel::deserialize::Queryable<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            type Row = $type;

            fn build(row: $type) -> diesel::deserialize::Result<$type> {
                Ok(row)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                let text = $crate::store::types::TextColumn::as_column(self);
                diesel::serialize::ToSql::<diesel::sql_types::Text, diesel::pg::Pg>::to_sql(text, out)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Nullable<diesel::sql_types::Text>, diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<diesel::sql_types::Text, diesel::pg::Pg>::to_sql(self, out)
            }
        }

        $crate::store::types::as_expression!($type => $type, &'a $type, &'a &'b $type);
    };
}

/// Makes a type, owned or borrowed, usable in queries as text or nullable text.
macro_rules! as_expression {
    ($type:ident => $($form:ty),+) => {
        $($crate::store::types::as_expression!(@one $form, diesel::sql_types::Text);
        $crate::store::types::as_expression!(@one $form, diesel::sql_types::Nullable<diesel::sql_types::Text>);)+
    };
    (@one $form:ty, $sql:ty) => {
        #[allow(unused_lifetimes, clippy::extra_unused_lifetimes)]
        impl<'a, 'b> diesel::expression::AsExpression<$sql> for $form {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;

            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
    };
}

pub(super) use {as_expression, text_column};
