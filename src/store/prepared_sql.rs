//! A statement in SQL that a connection prepares once, for statements that run often.
//!
//! `diesel::sql_query` is parsed and planned each time, because diesel does not know whether its text repeats; for a small
//! statement that takes longer than to run it. The text must therefore be the same each time: values are bound.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{HasSqlType, Untyped},
};
use std::marker::PhantomData;

/// A statement with its values.
pub(super) struct PreparedSql<'a> {
    text: &'static str,
    values: Vec<Box<dyn BoundValue + Send + 'a>>,
}

/// A value that can be pushed into a statement.
trait BoundValue {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

struct TypedValue<T, V>(V, PhantomData<fn() -> T>);

impl<T, V: ToSql<T, Pg>> BoundValue for TypedValue<T, V>
where
    Pg: HasSqlType<T>,
{
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<T, V>(&self.0)
    }
}

/// `text` names the values `$1`, `$2` and so on, each as often as needed. A `$` means nothing else in it.
pub(super) fn prepared_sql<'a>(text: &'static str) -> PreparedSql<'a> {
    PreparedSql { text, values: Vec::new() }
}

impl<'a> PreparedSql<'a> {
    /// Binds the next value.
    pub(super) fn bind<T, V>(mut self, value: V) -> PreparedSql<'a>
    where
        T: 'static,
        V: ToSql<T, Pg> + Send + 'a,
        Pg: HasSqlType<T>,
    {
        self.values.push(Box::new(TypedValue::<T, V>(value, PhantomData)));
        self
    }
}

impl QueryFragment<Pg> for PreparedSql<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut parts = self.text.split('$');
        out.push_sql(parts.next().unwrap_or_default());
        for part in parts {
            let (number, rest) = part.split_at(part.bytes().take_while(u8::is_ascii_digit).count());
            let value = number.parse::<usize>().ok().and_then(|number| self.values.get(number.checked_sub(1)?));
            let value = value.ok_or_else(|| {
                diesel::result::Error::QueryBuilderError(format!("no value ${number} was bound").into())
            })?;
            value.push(&mut out)?;
            out.push_sql(rest);
        }
        Ok(())
    }
}

impl Query for PreparedSql<'_> {
    type SqlType = Untyped;
}

/// Cached by its text.
impl QueryId for PreparedSql<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
