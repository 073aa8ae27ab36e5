//! The rule language of forms: XLSForm's expressions, in the subset that forms use.
//!
//! Input: the text of an expression such as `${area} = 'Other' and ${quantity} > 0`, and which questions the form has.
//! Output: a typed tree, which is evaluated here on the server and, as JSON, by `static/js/rules.js` in the browser.
//! Both are tested with the same vectors (`tests/fixtures/rules/vectors.json`), so a rule has one meaning.
//!
//! **Numbers** are exact decimals ([`number`]); no result is ever a rounded binary fraction.
//!
//! **Blank** is what a question without an answer, and a question that does not apply, is worth. It is not zero:
//!
//! | operation | with a blank |
//! |---|---|
//! | `+ - * div mod`, unary `-`, `round() int() number() date() format-date()` | blank, as NaN in XPath |
//! | `x = ''` | true if x is blank; a blank equals nothing else, and `!=` is the opposite of `=` |
//! | `< <= > >=` | false |
//! | `and or not()`, the condition of `if()` | counts as false |
//! | `sum() min() max()` | blanks are left out; blank if nothing is left |
//! | `coalesce()` | the first that is not blank |
//! | `concat() string()` | an empty text |
//! | `string-length() count-selected()` | 0 |
//! | `selected() contains() starts-with() ends-with()` | false |
//! | `regex()` | the pattern is tried on an empty text |
//! | `indexed-repeat()` | blank, also where there is no such item |
//!
//! An operation without a result, such as a division by zero, a number of more than 27 digits or a text of more than
//! 10 000 characters, is blank too: evaluation never fails and never stops.
//!
//! **Bounds.** An expression has at most 4 000 characters and 100 levels; patterns run in linear time. The day and time
//! come from the caller.
//!
//! - `lex` makes tokens, `parse` an untyped tree, `compile` the typed [`tree`], checked against a [`schema`]
//!   (`calls` those of functions);
//! - `functions` has what each function takes, `pattern` the regular expressions, `dates` the days and their formats;
//! - `eval` evaluates; `json` writes the tree for the browser.

pub mod calls;
pub mod compile;
pub mod dates;
pub mod error;
pub mod eval;
pub mod functions;
pub mod json;
pub mod lex;
pub mod number;
pub mod parse;
pub mod pattern;
pub mod schema;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod value;
