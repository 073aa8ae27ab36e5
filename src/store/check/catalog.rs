//! The description of a schema that is compared.

use std::collections::BTreeMap;

/// A part of a schema: kind, table and name, such as `("type", "submissions", "site_name")`.
pub(super) type Part = (String, String, String);

/// Every part with its definition.
pub(super) type Catalog = BTreeMap<Part, String>;

/// The query for the catalog of the current schema. Definitions omit the name of the schema, so that two schemas can be
/// compared.
pub(super) const QUERY: &str = include_str!("catalog.sql");
