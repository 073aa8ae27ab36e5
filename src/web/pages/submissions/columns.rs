//! The columns of the list of submissions: chosen with a form, remembered in a cookie.

use crate::i18n::Texts;
use rocket::http::{Cookie, CookieJar, SameSite};

const COOKIE: &str = "submission_columns";
/// Between names in the cookie.
const BETWEEN: char = '.';

/// A column that can be left out. The site is always shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Module,
    Inspector,
    VisitDate,
    Submitted,
    Items,
    Photos,
    /// It is left out if no row has a score.
    Score,
    Status,
}

impl Column {
    /// In the order of the table.
    pub const ALL: [Column; 8] = [
        Column::Module,
        Column::Inspector,
        Column::VisitDate,
        Column::Submitted,
        Column::Items,
        Column::Photos,
        Column::Score,
        Column::Status,
    ];

    /// The value in the address.
    fn as_str(self) -> &'static str {
        match self {
            Column::Module => "module",
            Column::Inspector => "inspector",
            Column::VisitDate => "visit_date",
            Column::Submitted => "submitted",
            Column::Items => "items",
            Column::Photos => "photos",
            Column::Score => "score",
            Column::Status => "status",
        }
    }

    pub fn label(self, texts: Texts) -> &'static str {
        match self {
            Column::Module => texts.t("common-module"),
            Column::Inspector => texts.t("submissions-inspector"),
            Column::VisitDate => texts.t("common-visit-date"),
            Column::Submitted => texts.t("common-submitted-at"),
            Column::Items => texts.t("common-items"),
            Column::Photos => texts.t("common-photos"),
            Column::Score => texts.t("report-score"),
            Column::Status => texts.t("common-status"),
        }
    }
}

/// The columns that are shown, in the order of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

/// A box of the form.
pub struct ColumnBox {
    pub value: &'static str,
    pub label: &'static str,
    pub chosen: bool,
}

impl Default for Columns {
    /// The counts are left out, so that the table has room for the inspector.
    fn default() -> Columns {
        let is_count = |column: &Column| matches!(column, Column::Items | Column::Photos);
        Columns(Column::ALL.into_iter().filter(|column| !is_count(column)).collect())
    }
}

impl Columns {
    fn named<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Columns {
        let is_named = |column: &Column| names.clone().any(|name| name == column.as_str());
        Columns(Column::ALL.into_iter().filter(is_named).collect())
    }

    /// The columns that the address asks for, which are remembered, or those that were remembered. The form always sends
    /// a name, so that no box is a choice too.
    pub fn of(asked: &[&str], cookies: &CookieJar<'_>, https: bool) -> Columns {
        if asked.is_empty() {
            let remembered = cookies.get(COOKIE).map(|cookie| Columns::named(cookie.value().split(BETWEEN)));
            return remembered.unwrap_or_default();
        }
        let columns = Columns::named(asked.iter().copied());
        let names: Vec<&str> = columns.0.iter().map(|column| column.as_str()).collect();
        cookies.add(
            Cookie::build((COOKIE, names.join(&BETWEEN.to_string())))
                .path("/submissions")
                .max_age(rocket::time::Duration::days(365))
                .same_site(SameSite::Lax)
                .secure(https)
                .http_only(true),
        );
        columns
    }

    /// Those that the table has: without that of the scores if no row has one.
    pub fn of_table(&self, has_scores: bool) -> Columns {
        Columns(self.0.iter().copied().filter(|column| has_scores || *column != Column::Score).collect())
    }

    pub fn has(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    pub fn boxes(&self, texts: Texts) -> Vec<ColumnBox> {
        let column_box =
            |column: Column| ColumnBox { value: column.as_str(), label: column.label(texts), chosen: self.has(column) };
        Column::ALL.into_iter().map(column_box).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_the_order_of_the_table_and_unknown_names_are_left_out() {
        let columns = Columns::named(["status", "lost", "module"].into_iter());
        assert_eq!(columns, Columns(vec![Column::Module, Column::Status]));
        assert_eq!(Columns::named(["site"].into_iter()), Columns(Vec::new()));
        assert!(Columns::default().has(Column::Inspector) && !Columns::default().has(Column::Photos));
        assert!(Columns::default().of_table(true).has(Column::Score));
        assert!(!Columns::default().of_table(false).has(Column::Score));
    }
}
