//! What pages and reports make of the answers of a form: totals, and how a report is laid out.
//!
//! No part of this changes which answers are accepted or stored.

use super::lang::Label;

/// Which answers of a repeating group are money, and how they add up. `domain::totals` computes them.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsDef {
    /// The name of the group.
    pub items: String,
    /// The number field with the price of the whole item. If it is answered, the parts of that item are not added.
    pub whole: Option<String>,
    /// What an item is added up from otherwise, such as material and labour.
    pub parts: Vec<TotalsPart>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TotalsPart {
    /// Stands before the sum of the part.
    pub label: Label,
    pub amount: PartAmount,
}

/// Where the amount of a part comes from, by the names of number fields.
#[derive(Clone, Debug, PartialEq)]
pub enum PartAmount {
    Field(String),
    Product { quantity: String, unit_price: String },
}

/// How the reports of a form are laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportOptions {
    /// Whether the PDF begins with a page that has only the title and the main facts.
    pub cover: bool,
    /// The top-level text field that names the client on that page.
    pub client: Option<String>,
    pub unanswered: Unanswered,
    /// The fields of items that stand in the table of all items, by name; empty: the first ones of the form.
    pub columns: Vec<String>,
    /// The text fields of items with a remark of the inspector, by name. Items with a remark are listed first.
    pub remarks: Vec<String>,
    /// The score, in percent, from which an inspection has passed.
    pub pass_mark: Option<u32>,
}

/// What a report says about questions without an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unanswered {
    /// One line below the answers: "Not answered: …".
    #[default]
    Listed,
    LeftOut,
}
